"""Programme: what must be done, and what cannot be planned whatever the teams."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from ploughshare.land.hazards import TaskOrder
from ploughshare.places.access import Routes
from ploughshare.planning.activities import Activity
from ploughshare.planning.effort import works_days
from ploughshare.planning.ground_work import GroundWork
from ploughshare.planning.interim import Interim, interim_measures
from ploughshare.planning.orders import lot_of
from ploughshare.planning.rebuilding import grouped
from ploughshare.planning.statements import SetAside
from ploughshare.planning.terrain import Where, asset_key, hazard_key, serves_today
from ploughshare.planning.visits import each_visit
from ploughshare.planning.ways_out import WayOut, ways_out
from ploughshare.planning.weighing import Weighing, weighing


@dataclass(frozen=True, slots=True)
class Site:
    """Something teams must reach: its activities, where, and its key as an obstacle."""

    record_type: str
    record_id: str
    activities: tuple[Activity, ...]
    where: Where
    key: str


@dataclass(frozen=True)
class Programme(GroundWork):
    """
    Everything that is to be done in a situation.

    Parameters
    ----------
    take_off
        Ids of task orders whose teams are taken off, because somebody asked.
    """

    take_off: frozenset[str] = frozenset()

    def activity_of(self, order: TaskOrder) -> Activity | None:
        """What is done under a task order; ``None`` where nothing of it is left to do."""
        if not order.hazard:
            return self.of_works.get(order.works)
        if order.hazard in self.lots and order.activity != "nts":
            return self._of_lot(order, order.activity)
        of_kind = [a for a in self.of_hazard.get(order.hazard, ()) if a.kind == order.activity]
        own = next((a for a in of_kind if a.order == order.id), None)
        return own or next((a for a in of_kind if not a.order), None)

    def _of_lot(self, order: TaskOrder, kind: str) -> Activity | None:
        """What is done on the lot of an order; of an order for no lot, the release of its area."""
        whole = self.of_hazard[order.hazard]
        if not order.lot:
            return whole[-1]
        own = (a for a in whole if a.lot == f"{order.hazard}.{lot_of(order)}")
        return next((a for a in own if a.kind == kind), None)

    def promised_with(self, order: TaskOrder) -> Activity | None:
        """What keeps the promise of a task order: of clearance, the hand-over of its ground."""
        if order.hazard in self.of_hazard and order.activity in {"clearance", "control"}:
            whole = self.of_hazard[order.hazard][-1]
            return self._of_lot(order, "handover") if order.hazard in self.lots else whole
        return self.activity_of(order)

    @cached_property
    def interim(self) -> Mapping[str, Interim]:
        """What is done about areas near people until they are released, by hazard."""
        return interim_measures(self)

    def interim_on(self, hazard: str) -> tuple[Activity, ...]:
        """Marking and risk education of a hazard; empty where none is planned."""
        found = self.interim.get(hazard)
        return (found.marking, found.education) if found else ()

    def interim_at(self, hazard: str) -> tuple[Activity, ...]:
        """Those of them that are done at the hazard itself, and not in a settlement."""
        here = self.terrain.hazard_at[hazard]
        return tuple(each for each in self.interim_on(hazard) if each.where == here)

    @cached_property
    def orders_of(self) -> Mapping[str, tuple[TaskOrder, ...]]:
        """Task orders in force, by activity."""
        in_force = [order for order in self.situation.tasks.values() if order.in_force]
        found = [(self.activity_of(order), order) for order in in_force]
        return grouped((activity.id, order) for activity, order in found if activity)

    @cached_property
    def weighing(self) -> Weighing:
        """What safety, land and service count against each other on the plan's first day."""
        situation = self.situation
        return weighing(situation.decisions.values(), situation.calendar.start)

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
            if hazard.status != "suspended" and hazard.id in self.lots:
                stopped = [self._of_lot(order, "handover") for order in suspended]
                lots = {each.lot if each else "" for each in stopped}
                if all(lots):
                    activities = tuple(a.id for a in self.of_hazard[hazard.id] if a.lot in lots)
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
                or any(works.id in stuck for works in self.opening(asset.id))
            )
        }
        return frozenset(hazards | assets)

    @cached_property
    def sites(self) -> tuple[Site, ...]:
        """All that teams must reach: hazardous areas, works, and what comes back without any."""
        asset_at = self.terrain.asset_at
        return (
            *(
                Site("hazards", name, (*self.first_of(name), *self.interim_at(name)),
                     self.terrain.hazard_at[name], hazard_key(name))
                for name, activities in self.of_hazard.items()
                if activities
            ),
            *(
                Site("hazards", visit.record_id, (visit,), visit.where, self._key_of(visit))
                for visit in each_visit(self.visits)
            ),
            *(
                Site("hazards", name, (each.education,), each.education.where, "")
                for name, each in self.interim.items()
                if each.education not in self.interim_at(name)
            ),
            *(
                Site("works", works.id, (activity,), activity.where, asset_key(name))
                for name, listed in self.open_works.items()
                if name in asset_at
                for works in listed
                for activity in (self.of_works[works.id],)
            ),
            *(
                Site("assets", name, (activity,), activity.where, asset_key(name))
                for name, activity in self.restoration.items()
                if activity.kind == "milestone"
            ),
        )  # fmt: skip

    def keys_here(self, site: Site) -> frozenset[str]:
        """Keys of what does not bar the way to a site: itself, and the asset whose ground it is on."""
        on = self.terrain.assets_on.get(site.key.removeprefix(hazard_key("")), ())
        return frozenset((site.key, *map(asset_key, on)))

    def work_at(self, site: Site) -> tuple[Activity, ...]:
        """All that teams do at a site, and not only what they begin with."""
        later: tuple[Activity, ...] = ()
        if site.record_type == "hazards" and site.key:
            later = (*self.of_hazard[site.record_id], *self.interim_at(site.record_id))
        listed = dict.fromkeys((*site.activities, *later))
        return tuple(activity for activity in listed if not activity.is_milestone)

    def _key_of(self, visit: Activity) -> str:
        """The first area of a visit to a square as an obstacle; empty for one to a community."""
        return hazard_key(visit.record_id) if self.visit_to_square(visit.record_id) else ""

    def visit_to_square(self, hazard: str) -> tuple[Activity, ...]:
        """The visit to a square of the grid that surveys a hazard; empty where none does."""
        visit = self.visits.get(hazard)
        there = visit is not None and visit.where == self.terrain.hazard_at[visit.record_id]
        return (visit,) if visit is not None and there else ()

    @cached_property
    def routes(self) -> Routes:
        """The way to each of the sites over what a plan can open."""
        return self.terrain.routes([(s.where, s.key) for s in self.sites], self.immovable)

    @cached_property
    def ways_out(self) -> Mapping[str, WayOut]:
        """How casualties of each open hazard reach their hospital over what a plan can open."""
        return ways_out(self.terrain, self.immovable)
