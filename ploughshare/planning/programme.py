"""Programme: what must be done, and what cannot be planned whatever the teams."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

from ploughshare.assets.assets import Asset, Works
from ploughshare.land.hazards import HazardousArea, TaskOrder
from ploughshare.land.lots import Lot
from ploughshare.planning.activities import (
    SURVEY_WORDS,
    Activity,
    Piece,
    after_clearance,
    in_order,
    lot_id,
    on_ground,
    pieces_in_lots,
    released_in_lots,
)
from ploughshare.planning.effort import works_days
from ploughshare.planning.lots import Cuts
from ploughshare.planning.orders import Orders
from ploughshare.planning.services import INTERIM, PERMANENT, best_share, in_parts, share_of
from ploughshare.planning.situation import Situation
from ploughshare.planning.statements import SetAside
from ploughshare.planning.terrain import Terrain, asset_key, hazard_key, road_key, serves_today

T = TypeVar("T")

OPEN_WORKS = frozenset({"planned", "active"})
RELEASED_BY_SURVEY = frozenset({"cancelled", "reduced"})
"""Products of completed areas of which nothing was cleared that could be inspected."""

USED_AS_GROUND = frozenset({"field"})
"""Kinds of asset whose use is of the ground itself: they come back with its release."""


@dataclass(frozen=True)
class Programme:
    """
    Everything that is to be done in a situation.

    Parameters
    ----------
    terrain
        The situation with its spatial joins.
    take_off
        Ids of task orders whose teams are taken off, because somebody asked.
    """

    terrain: Terrain
    take_off: frozenset[str] = frozenset()

    @property
    def situation(self) -> Situation:
        return self.terrain.situation

    @cached_property
    def orders(self) -> Orders:
        """The task orders, and what each of them leaves to do."""
        return Orders(self.situation)

    @cached_property
    def lots(self) -> Mapping[str, tuple[Lot, ...]]:
        """The lots of each open hazard that is cut into some."""
        waiting = frozenset({*self.open_works, *self.restoration})
        surveys = {hazard.id: self.steps_of(hazard)[:-1] for hazard in self.terrain.open_hazards
                   if self.steps_of(hazard)}  # fmt: skip
        return Cuts(self.terrain, self.orders, waiting).of(surveys)

    @cached_property
    def lot(self) -> Mapping[str, Lot]:
        """Every lot by its id among all of them."""
        return {lot_id(name, lot): lot for name, lots in self.lots.items() for lot in lots}

    @cached_property
    def pieces(self) -> Mapping[str, tuple[Piece, ...]]:
        """What is released on its own of each open hazard: its lots, else all of it."""
        return {hazard.id: tuple(self._pieces_of(hazard)) for hazard in self.terrain.open_hazards}

    def each_piece(self) -> Iterator[tuple[HazardousArea, Piece]]:
        """Every piece with its hazardous area."""
        for name, pieces in self.pieces.items():
            for piece in pieces:
                yield self.situation.hazards[name], piece

    @cached_property
    def released_with(self) -> Mapping[str, str]:
        """By activity on hazardous ground, the one with which all of that ground is released."""
        found = {a.id: activities[-1].id for activities in self.of_hazard.values()
                 for a in activities}  # fmt: skip
        for _, piece in self.each_piece():
            if piece.lot is not None:
                found |= {a.id: piece.release.id for a in piece.activities if a.lot}
        return found

    def _pieces_of(self, hazard: HazardousArea) -> Iterator[Piece]:
        lots, where = self.lots.get(hazard.id, ()), self.terrain.hazard_at[hazard.id]
        if lots:
            yield from pieces_in_lots(hazard, where, self.steps_of(hazard), lots, self._name_of)
        else:
            yield Piece(None, tuple(self._activities_of(hazard)))

    def _name_of(self, key: str) -> str:
        """The name of an asset or a road by its key."""
        kind, _, name = key.partition("/")
        return (self.situation.assets if kind == "assets" else self.situation.roads)[name].name

    @cached_property
    def of_hazard(self) -> Mapping[str, tuple[Activity, ...]]:
        """
        All that is done on each open hazard, in order; the last one releases its land.

        Parts that task orders cover, and lots, stand before it.
        """
        found = in_order(self.pieces)
        for hazard in self.terrain.open_hazards:
            if hazard.id in self.lots:
                released = released_in_lots(hazard, self.terrain.hazard_at[hazard.id])
                found[hazard.id] = (*found[hazard.id], released)
        return found

    def released_by(self, hazard: str, asset: str) -> tuple[Activity, ...]:
        """
        The activities with which the ground is released that an asset needs of a hazard.

        Those of the lots that its ground touches; of an area in one piece, the last.
        """
        return self._released(hazard, lambda key: key == asset_key(asset))

    def road_released_by(self, hazard: str) -> tuple[Activity, ...]:
        """The activities that release the roads through a hazardous area, with their verges."""
        return self._released(hazard, lambda key: key.startswith(road_key("")))

    def _released(self, hazard: str, needs: Callable[[str], bool]) -> tuple[Activity, ...]:
        found = tuple(
            piece.release
            for piece in self.pieces[hazard]
            if piece.lot is not None and any(map(needs, piece.lot.needed_by))
        )
        return found or self.of_hazard[hazard][-1:]

    def _activities_of(self, hazard: HazardousArea) -> Iterator[Activity]:
        name, where, steps = hazard.name, self.terrain.hazard_at[hazard.id], self.steps_of(hazard)
        for kind in steps[:-1]:
            yield on_ground(hazard, where, kind, f"{SURVEY_WORDS[kind]} of {name}")
        parts = self.orders.parts.get(hazard.id, ()) if steps else ()
        for order in parts:
            what = f"clearance of {name} under {order.id}"
            part = on_ground(hazard, where, "clearance", what)
            yield replace(part, id=f"{part.id}.{order.id}", order=order.id)
        if steps and self.orders.beside_parts_m2(hazard.id):
            rest = f"the rest of {name}" if parts else name
            yield on_ground(hazard, where, "clearance", f"clearance of {rest}")
        control, hand_over = after_clearance(hazard, where, name)
        if steps or hazard.product not in RELEASED_BY_SURVEY:
            yield control
        yield hand_over

    def first_of(self, hazard: str) -> tuple[Activity, ...]:
        """What may begin first on an open hazard: first steps, or all parts under order."""
        activities = self.of_hazard[hazard]
        parts = tuple(activity for activity in activities if activity.order)
        if parts and activities[0].order:
            return parts
        return tuple(dict.fromkeys(piece.activities[0] for piece in self.pieces[hazard]))

    def activity_of(self, order: TaskOrder) -> Activity | None:
        """What is done under a task order; ``None`` where nothing of it is left to do."""
        if not order.hazard:
            return self.of_works.get(order.works)
        if order.hazard in self.lots and order.activity != "nts":
            return self.of_hazard[order.hazard][-1]
        of_kind = [a for a in self.of_hazard.get(order.hazard, ()) if a.kind == order.activity]
        own = next((a for a in of_kind if a.order == order.id), None)
        return own or next((a for a in of_kind if not a.order), None)

    def promised_with(self, order: TaskOrder) -> Activity | None:
        """What keeps the promise of a task order: of clearance, the hand-over of its area."""
        if order.hazard in self.of_hazard and order.activity in {"clearance", "control"}:
            return self.of_hazard[order.hazard][-1]
        return self.activity_of(order)

    @cached_property
    def orders_of(self) -> Mapping[str, tuple[TaskOrder, ...]]:
        """Task orders in force, by activity."""
        in_force = [order for order in self.situation.tasks.values() if order.in_force]
        found = [(self.activity_of(order), order) for order in in_force]
        return _grouped((activity.id, order) for activity, order in found if activity)

    def steps_of(self, hazard: HazardousArea) -> tuple[str, ...]:
        """
        What an open hazardous area still needs until it is cleared: surveys, then clearance.

        A confirmed area with direct evidence goes straight to clearance. Technical
        survey is left out where no team does it. Work in progress on all of it tells
        that what comes before is done. Nothing where it is completed or being inspected.
        """
        if self.orders.is_cleared(hazard):
            return ()
        steps = ["nts", "ts", "clearance"]
        if hazard.surveyed in {"nts", "ts"} or hazard.hazard_type == "cha":
            steps.remove("nts")
        adequate = hazard.hazard_type == "cha" and hazard.evidence == "direct"
        point = hazard.geometry is not None and hazard.geometry.geom_type == "Point"
        if hazard.surveyed == "ts" or adequate or point or not self._surveys_technically:
            steps.remove("ts")
        parts = self.orders.parts.get(hazard.id, ())
        for task in self.orders.on_hazard.get(hazard.id, ()):
            if task.status == "active" and task.activity in steps and task not in parts:
                steps = steps[steps.index(task.activity) :]
        return tuple(steps)

    @cached_property
    def _surveys_technically(self) -> bool:
        return any("ts" in team.kinds for team in self.situation.teams.values())

    @cached_property
    def open_works(self) -> Mapping[str, tuple[Works, ...]]:
        """Works that are not done or withdrawn, by asset."""
        return _grouped(
            (works.asset, works)
            for works in self.situation.works.values()
            if works.status in OPEN_WORKS
        )

    @cached_property
    def of_works(self) -> Mapping[str, Activity]:
        """One activity for each open works whose asset is on the map."""
        assets, at = self.situation.assets, self.terrain.asset_at
        return {
            works.id: Activity(
                works.id, "works", "works", works.id,
                f"{works.name}, {assets[name].name}", at[name],
            )
            for name, listed in self.open_works.items()
            if name in at
            for works in listed
        }  # fmt: skip

    @cached_property
    def restoration(self) -> Mapping[str, Activity]:
        """
        The activity with whose finish an asset can serve again, by asset.

        Its only works, else a milestone after all its works and the release of its
        ground. Assets that serve today are there only if something they need does not.
        """
        found: dict[str, Activity] = {}
        for asset in self.situation.assets.values():
            where = self.terrain.asset_at.get(asset.id)
            if where is None or not self.is_restored(asset):
                continue
            works = self.open_works.get(asset.id, ())
            if len(works) == 1:
                found[asset.id] = self.of_works[works[0].id]
            else:
                found[asset.id] = Activity(
                    f"{asset.id}.back", "milestone", "assets", asset.id,
                    f"{asset.name} back in use", where,
                )  # fmt: skip
        return found

    @cached_property
    def interim_works(self) -> Mapping[str, tuple[Works, ...]]:
        """Open works that give a share of service before the permanent works do, by asset."""
        found: dict[str, tuple[Works, ...]] = {}
        for name in self.restoration:
            listed = self.open_works.get(name, ())
            first = tuple(works for works in listed if self._gives_share(works))
            if first and any(works.works_type in PERMANENT for works in listed):
                found[name] = first
        return found

    def _gives_share(self, works: Works) -> bool:
        return works.works_type in INTERIM and share_of(self.situation, works) > 0

    @cached_property
    def first_service(self) -> Mapping[str, Activity]:
        """
        The activity with whose finish an asset serves in part, of those that do, by asset.

        Its only emergency or temporary works, else a milestone after all of them.
        """
        found: dict[str, Activity] = {}
        for name, (first, *others) in self.interim_works.items():
            if others or first.lag_days:
                what = f"{self.situation.assets[name].name} back in use in part"
                found[name] = Activity(
                    f"{name}.first", "milestone", "assets", name, what, self.terrain.asset_at[name]
                )
            else:
                found[name] = self.of_works[first.id]
        return found

    @cached_property
    def in_part_today(self) -> Mapping[str, tuple[Works, ...]]:
        """Emergency and temporary works done by which assets serve in part today, by asset."""
        assets = self.situation.assets
        done = _grouped(
            (works.asset, works)
            for works in self.situation.works.values()
            if works.status == "done" and self._gives_share(works)
        )
        return {
            name: listed
            for name, listed in done.items()
            if name in self.restoration and serves_today(assets[name]) and not self._lacks_need(name)
            and any(works.works_type in PERMANENT for works in self.open_works.get(name, ()))
        }  # fmt: skip

    def people_in_parts(self, name: str, people: int) -> tuple[int, int, int]:
        """Of the people of an asset: served in part today, first by interim works, and then."""
        today, _ = best_share(self.situation, self.in_part_today.get(name, ()))
        first, _ = best_share(self.situation, self.interim_works.get(name, ()))
        return in_parts(people, today, first)

    def is_restored(self, asset: Asset) -> bool:
        """Whether the plan brings an asset back: by works, by release, or by what it needs."""
        if self.open_works.get(asset.id):
            return True
        on_hazard = bool(self.terrain.hazards_on.get(asset.id))
        if serves_today(asset):
            return (asset.kind in USED_AS_GROUND and on_hazard) or self._lacks_need(asset.id)
        undamaged = asset.damage in {"", "0", "1", "unknown"} and asset.service_state == "unknown"
        return on_hazard and (asset.kind in USED_AS_GROUND or undamaged)

    @cached_property
    def needs_of(self) -> Mapping[str, tuple[str, ...]]:
        """Assets each asset needs, those that are recorded."""
        assets = self.situation.assets
        return _grouped(
            (need.asset, need.needs)
            for need in self.situation.needs.values()
            if need.asset in assets and need.needs in assets
        )

    @cached_property
    def _lacking(self) -> frozenset[str]:
        """Assets that do not serve by themselves, and all that need one of those."""
        used_by: dict[str, list[str]] = {}
        for asset, needed in self.needs_of.items():
            for name in needed:
                used_by.setdefault(name, []).append(asset)
        queue = [
            a.id
            for a in self.situation.assets.values()
            if self.open_works.get(a.id) or not serves_today(a)
        ]
        seen = set(queue)
        while queue:
            for user in used_by.get(queue.pop(), ()):
                if user not in seen:
                    seen.add(user)
                    queue.append(user)
        return frozenset(seen)

    def _lacks_need(self, name: str) -> bool:
        return any(needed in self._lacking for needed in self.needs_of.get(name, ()))

    @cached_property
    def standing_still(self) -> tuple[SetAside, ...]:
        """What no team could do: a decision, a place or a quantity is missing."""
        return (
            *self._hazards_standing_still(),
            *self._works_standing_still(),
            *self._assets_standing_still(),
        )

    def _hazards_standing_still(self) -> Iterator[SetAside]:
        for hazard in self.situation.hazards.values():
            if not hazard.is_open:
                continue
            activities = tuple(a.id for a in self.of_hazard.get(hazard.id, ()))
            orders = self.orders.on_hazard.get(hazard.id, ())
            suspended = [order for order in orders if order.status == "suspended"]
            if hazard.status != "suspended":
                at_work = {a for a in activities for order in self.orders_of.get(a, ())
                           if order.status == "active"}  # fmt: skip
                activities = tuple(a for a in activities if a not in at_work)
            if hazard.geometry is None:
                yield SetAside(
                    "hazards", hazard.id, "no-position",
                    f"{hazard.name} has no position on the map",
                    "Import its outline or a point.",
                )  # fmt: skip
            elif suspended or hazard.status == "suspended":
                why = next((t.reason for t in suspended if t.reason), "no reason recorded")
                yield SetAside(
                    "hazards", hazard.id, "suspended",
                    f"work on {hazard.name} is suspended: {why}",
                    "Lift the suspension or record what it waits for.", activities,
                )  # fmt: skip

    def _works_standing_still(self) -> Iterator[SetAside]:
        for name, listed in self.open_works.items():
            for works in listed:
                orders = self.orders.on_works.get(works.id, ())
                suspended = [order for order in orders if order.status == "suspended"]
                if name not in self.situation.assets:
                    yield SetAside(
                        "works", works.id, "no-asset",
                        f"{works.name} is for asset {name or '(none)'}, which is not recorded",
                        "Import the asset or correct the id.",
                    )  # fmt: skip
                elif name not in self.terrain.asset_at:
                    yield SetAside(
                        "works", works.id, "no-position",
                        f"{self.situation.assets[name].name} has no position on the map, so "
                        "nobody can tell which hazards lie on its ground",
                        "Import a point or an outline.",
                    )  # fmt: skip
                elif suspended:
                    why = next((t.reason for t in suspended if t.reason), "no reason recorded")
                    yield SetAside(
                        "works", works.id, "suspended", f"{works.name} is suspended: {why}",
                        "Lift the suspension or record what it waits for.", (works.id,),
                    )  # fmt: skip
                elif works_days(self.situation, works) is None:
                    yield SetAside(
                        "works", works.id, "unknown-quantity",
                        f"{works.name} has no quantity that a rate of {works.trade or 'a trade'} "
                        f"is known for",
                        "Record a quantity in crew-days, or a rate for its unit.", (works.id,),
                    )  # fmt: skip

    def _assets_standing_still(self) -> Iterator[SetAside]:
        for asset in self.situation.assets.values():
            if serves_today(asset) or self.open_works.get(asset.id) or self.is_restored(asset):
                continue
            known = asset.service_state == "out_of_service" or asset.damage in {"1", "2", "3", "4"}
            if known:
                yield SetAside(
                    "assets", asset.id, "no-works",
                    f"{asset.name} does not serve and no works are recorded for it",
                    "Record works with trade and quantity.", benefits=(asset.id,),
                )  # fmt: skip
            else:
                yield SetAside(
                    "assets", asset.id, "state-unknown",
                    f"nobody recorded whether {asset.name} serves or is damaged",
                    "Record its service state or a damage grade.", benefits=(asset.id,),
                )  # fmt: skip

    def _opening(self, name: str) -> tuple[Works, ...]:
        """Works after which an asset serves at least in part."""
        return self.interim_works.get(name) or self.open_works.get(name, ())

    @cached_property
    def immovable(self) -> frozenset[str]:
        """Keys of obstacles on roads that no plan removes."""
        hazards = {
            hazard_key(s.record_id) for s in self.standing_still if s.record_type == "hazards"
        }
        stuck = {s.record_id for s in self.standing_still if s.record_type == "works"}
        stopped = [m for m in self.situation.measures if m.until is None]
        hazards |= {hazard_key(m.subject) for m in stopped if m.what == "hazard"}
        stuck |= {m.subject for m in stopped if m.what == "works"}
        assets = {
            asset_key(asset.id)
            for asset in self.situation.assets.values()
            if not serves_today(asset)
            and (
                asset.id not in self.restoration
                or any(works.id in stuck for works in self._opening(asset.id))
            )
        }
        return frozenset(hazards | assets)


def _grouped(pairs: Iterator[tuple[str, T]]) -> dict[str, tuple[T, ...]]:
    groups: dict[str, list[T]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return {key: tuple(values) for key, values in groups.items()}
