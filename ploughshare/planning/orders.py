"""Task orders as plans read them: what each covers, and how much of it is left to do."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from ploughshare.land.hazards import IN_FORCE, HazardousArea, TaskOrder
from ploughshare.land.lots import Lot
from ploughshare.planning.situation import Situation

LEAST_LEFT = 0.05
"""Share of its work that is left of an order that is not over, whatever it reports as done."""

SAME_AREA = 0.95
"""An order that covers this share of a hazardous area covers it: measures differ by so much."""

ON_LOT = ("works", "nts", "ts", "clearance", "control")
"""What may be ordered, in the order in which it is done on a lot."""

COUNTED = frozenset({*IN_FORCE, "suspended", "completed"})
"""Statuses of orders whose finished ground is still in the outline of its hazardous area."""


@dataclass(frozen=True)
class Orders:
    """
    The task orders of a situation.

    Parameters
    ----------
    situation
        What is known on the plan's first day.
    """

    situation: Situation

    @cached_property
    def on_hazard(self) -> Mapping[str, tuple[TaskOrder, ...]]:
        """Task orders by hazardous area."""
        return _grouped((task.hazard, task) for task in self.situation.tasks.values())

    @cached_property
    def on_works(self) -> Mapping[str, tuple[TaskOrder, ...]]:
        """Task orders by works."""
        return _grouped((task.works, task) for task in self.situation.tasks.values())

    @cached_property
    def parts(self) -> Mapping[str, tuple[TaskOrder, ...]]:
        """Orders in force that each clear a part of a hazardous area, by hazardous area."""
        hazards = self.situation.hazards
        return {
            name: parts
            for name, orders in self.on_hazard.items()
            if name in hazards
            and (parts := tuple(o for o in orders if self._is_part(o, hazards[name])))
        }

    def _is_part(self, order: TaskOrder, hazard: HazardousArea) -> bool:
        shape = hazard.geometry
        outlined = shape is not None and shape.geom_type in {"Polygon", "MultiPolygon"}
        if not (outlined and order.in_force and order.activity == "clearance" and order.scope_m2):
            return False
        return order.scope_m2 < SAME_AREA * self.area_m2(hazard.id)

    def area_m2(self, hazard: str) -> float:
        """Area of a hazardous area; that of one item where only a point is known."""
        area = self.situation.hazards[hazard].area_m2
        return area or self.situation.figure("clearance.point_item_m2")

    def beside_parts_m2(self, hazard: str) -> float:
        """Area of a hazardous area that no order covers as a part; 0 where next to none is left."""
        area = self.area_m2(hazard)
        left = area - sum(order.scope_m2 or 0.0 for order in self.parts.get(hazard, ()))
        return left if left > (1 - SAME_AREA) * area else 0.0

    def left_of_part_m2(self, order: TaskOrder) -> float:
        """Area that an order for a part has still to process."""
        scope = order.scope_m2 or 0.0
        return max(scope - _done_m2(order, scope), LEAST_LEFT * scope)

    def left_on_hazard(self, hazard: str, activity: str) -> float:
        """
        Share of a survey or clearance that is left, beside what orders cover as parts.

        Each square metre counts once, however many orders there are on it.
        """
        parts = {order.id for order in self.parts.get(hazard, ())}
        area = self.beside_parts_m2(hazard)
        done = sum(
            _done_m2(order, min(order.scope_m2 or area, area))
            for order in self.on_hazard.get(hazard, ())
            if order.activity == activity and order.status in COUNTED and order.id not in parts
        )
        return max(1 - done / area, LEAST_LEFT) if area else 1.0

    def is_cleared(self, hazard: HazardousArea) -> bool:
        """Whether nothing is left to clear: an area is completed, or its control is under way."""
        on_all = (o for o in self.on_hazard.get(hazard.id, ()) if not o.lot)
        controls = (o for o in on_all if o.activity == "control")
        return hazard.status == "completed" or any(o.status == "active" for o in controls)

    def keep_whole(self, hazard: str) -> bool:
        """Whether an order on a hazardous area says otherwise than by a lot what is worked on."""
        return any(not o.lot for o in self._on_ground(hazard))

    def _on_ground(self, hazard: str) -> Iterator[TaskOrder]:
        """Orders on a hazardous area that are not closed, other than for non-technical survey."""
        for order in self.on_hazard.get(hazard, ()):
            if order.activity != "nts" and order.status != "closed":
                yield order

    def lots_named(self, hazard: str) -> Mapping[str, tuple[TaskOrder, ...]]:
        """Orders that are not closed by the lot that they name, by its id within its area."""
        named = ((lot_of(o), o) for o in self._on_ground(hazard) if o.lot)
        return _grouped(named)

    def left_on_lot(self, hazard: str, lot: Lot, activity: str) -> float:
        """Share of what is done on a lot that is left: what orders for it do not report as done."""
        done = sum(
            _done_m2(order, min(order.scope_m2 or lot.m2, lot.m2))
            for order in self.lots_named(hazard).get(lot.id, ())
            if order.activity == activity and order.status in COUNTED
        )
        return max(1 - done / lot.m2, LEAST_LEFT) if lot.m2 else 1.0

    def begun_on_lots(self, hazard: str) -> Mapping[str, str]:
        """The latest activity that is under way on each lot with an active order."""
        found: dict[str, str] = {}
        for lot, orders in self.lots_named(hazard).items():
            active = [o.activity for o in orders if o.status == "active"]
            if active:
                found[lot] = max(active, key=ON_LOT.index)
        return found

    def left_on_works(self, works: str) -> float:
        """Share of works that is left."""
        orders = (o for o in self.on_works.get(works, ()) if o.status in COUNTED)
        return max(1 - sum(order.done_share or 0.0 for order in orders), LEAST_LEFT)


def _done_m2(order: TaskOrder, scope_m2: float) -> float:
    """What an order reports as done: its square metres, else its share of the scope."""
    done = order.done_m2
    return min((order.done_share or 0.0) * scope_m2 if done is None else done, scope_m2)


def lot_of(order: TaskOrder) -> str:
    """The lot that an order names, as it is called within its area."""
    return order.lot.removeprefix(f"{order.hazard}.")


def _grouped(pairs: Iterable[tuple[str, TaskOrder]]) -> dict[str, tuple[TaskOrder, ...]]:
    groups: dict[str, list[TaskOrder]] = {}
    for key, order in pairs:
        if key:
            groups.setdefault(key, []).append(order)
    return {key: tuple(orders) for key, orders in groups.items()}
