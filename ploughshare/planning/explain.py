"""From a schedule back to the field, the other bridge to the kernel: items and benefits, with reasons."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import chain

import numpy as np

from ploughshare.planning.activities import Activity
from ploughshare.planning.depths import Depth, depth_of
from ploughshare.planning.formulate import Draft
from ploughshare.planning.inheritance import Inheritance, Weights
from ploughshare.planning.items import Item, PlannedBenefit, TeamRole
from ploughshare.planning.own_record import weight_of_own_record
from ploughshare.planning.reasons import Reasons
from ploughshare.scheduling.benefits import benefit_steps


@dataclass(frozen=True)
class Explanation(Reasons):
    """A schedule as people read it: what is done and what comes back, when, by whom and why."""

    def items(self) -> tuple[Item, ...]:
        """Every planned activity, by start, with its chain of reasons."""
        order = np.lexsort((self.schedule.finish, self.schedule.start)).tolist()
        return tuple(self._item(j) for j in order if self.draft.activities[self._name(j)].is_listed)

    @cached_property
    def people(self) -> Weights:
        """People of each benefit by number, whatever they count."""
        names = self.draft.problem.benefit_ids
        return np.array([self.draft.benefits[name].weight for name in names], dtype=np.int64)

    @cached_property
    def inheritance(self) -> Inheritance:
        """What hangs on each activity."""
        problem = self.draft.problem
        served_by: dict[str, list[int]] = {}
        for b, j in enumerate(problem.benefit_activity.tolist()):
            served_by.setdefault(problem.activity_ids[j], []).append(b)
        needed_by: dict[int, list[int]] = {}
        for b in range(problem.n_benefits):
            for needed in problem.need[problem.need_start[b] : problem.need_start[b + 1]].tolist():
                needed_by.setdefault(needed, []).append(b)
        return Inheritance(problem.activity_ids, self.waits, served_by, needed_by, self.people)

    @cached_property
    def _inherited(self) -> dict[str, int]:
        return self.inheritance.weights()

    @cached_property
    def _itself(self) -> dict[str, int]:
        return weight_of_own_record(self.draft)

    @cached_property
    def neighbour_uses(self) -> dict[str, tuple[str, ...]]:
        """Figures behind what an activity does not go together with, by its id."""
        found: dict[str, tuple[str, ...]] = {}
        apart = ((each.uses, (*each.these, *each.those)) for each in self.draft.separated)
        limits = ((each.uses, each.activities) for each in self.draft.at_once)
        for uses, names in (*apart, *limits):
            for name in names:
                found[name] = (*found.get(name, ()), *uses)
        return found

    @cached_property
    def lag_uses(self) -> dict[str, tuple[str, ...]]:
        """Figures behind the lags before each activity."""
        found: dict[str, tuple[str, ...]] = {}
        for (_, then), waits in self.draft.waits.items():
            for wait in waits:
                if wait.uses:
                    found[then] = (*found.get(then, ()), *wait.uses)
        return found

    @cached_property
    def _own_value(self) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        value = np.zeros(self.draft.problem.n_activities, dtype=np.int64)
        np.add.at(value, self.draft.problem.benefit_activity, self.people)
        return value

    @cached_property
    def _neighbours(self) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
        before: dict[str, list[str]] = {}
        after: dict[str, list[str]] = {}
        for first, then in self.waits:
            before.setdefault(then, []).append(first)
            after.setdefault(first, []).append(then)
        return _listed_only(self.draft, before), _listed_only(self.draft, after)

    @cached_property
    def _way_to(self) -> dict[str, str]:
        """The milestone of the ways to what may be reached by several, by activity."""
        alternatives = self.draft.alternatives
        return {then: first for first, then in self.draft.waits if first in alternatives}

    def _instead(self, name: str) -> tuple[str, ...]:
        """What lies on each of the other ways to an activity; empty where there is one way."""
        milestone = self._way_to.get(name, "")
        either = self.draft.alternatives.get(milestone)
        if either is None:
            return ()
        chosen = self._first_done(milestone, either)
        return tuple(what for number, what in enumerate(either.named) if number != chosen)

    def _item(self, j: int) -> Item:
        name = self._name(j)
        activity, situation = self.draft.activities[name], self.draft.programme.situation
        before, after = self._neighbours
        goes_on = self.draft.continues
        start, finish = int(self.schedule.start[j]), int(self.schedule.finish[j])
        because = self.short_chain(j)
        district = situation.places.get(activity.where.district)
        depth = self._depth(activity)
        calendar = situation.calendar
        # What takes days of others only is done on the last of them, not on the day after.
        handed_over = activity.kind == "handover"
        last = calendar.last_day_of(finish if handed_over else max(finish, start + 1))
        return Item(
            activity=name,
            name=activity.name,
            activity_kind=activity.kind,
            record_type=activity.record_type,
            record_id=activity.record_id,
            place=self.settlement(activity.record_type, activity.record_id),
            district=district.name if district else "",
            lon=round(activity.where.lon, 6),
            lat=round(activity.where.lat, 6),
            teams=tuple(
                TeamRole(self._present(t).team, self._team(t), self.draft.kind(k))
                for t, k in self.roles(j)
            ),
            start=start,
            finish=finish,
            start_on=last if handed_over else calendar.day_of(start),
            finish_on=last,
            because=because,
            preparation=self._preparation(name, because),
            waits_for=tuple(before.get(name, ())),
            holds_up=tuple(after.get(name, ())),
            value=int(self._own_value[j]),
            inherited_value=self._inherited[name],
            continues=name in goes_on and goes_on[name].from_on is None,
            lot=activity.lot,
            areas=activity.areas,
            besides=self._besides(name),
            ready_on=self._ready_on(activity),
            depth_cm=None if depth is None else depth.cm,
            depth_for="" if depth is None else depth.whose,
            serves_itself=self._itself.get(name, 0),
            instead=self._instead(name),
        )

    def _depth(self, activity: Activity) -> Depth | None:
        """Depth to which ground is cleared; ``None`` where nothing is, or a single item is disposed of."""
        if activity.kind not in {"clearance", "control"}:
            return None
        shape = self.draft.programme.situation.hazards[activity.record_id].geometry
        if shape is None or shape.geom_type not in {"Polygon", "MultiPolygon"}:
            return None
        return depth_of(self.draft.programme, activity)

    def _ready_on(self, activity: Activity) -> date | None:
        """Day on which the ground of an activity is handed over; ``None`` where none needs to be."""
        released = self.draft.programme.released_with
        before, _ = self._neighbours
        if activity.id in released:
            names = [released[activity.id]]
        else:
            names = [n for n in before.get(activity.id, ()) if released.get(n) == n]
        steps = [int(self.schedule.finish[self.number[n]]) for n in names if n in self.number]
        calendar = self.draft.programme.situation.calendar
        return calendar.last_day_of(max(steps)) if steps else None

    def settlement(self, record_type: str, record_id: str) -> str:
        """Name of the settlement that an asset, works or a hazardous area belong to; empty when unknown."""
        situation = self.draft.programme.situation
        if record_type == "works":
            record_type, record_id = "assets", situation.works[record_id].asset
        place = (
            situation.hazards[record_id].place
            if record_type == "hazards"
            else situation.assets[record_id].place
        )
        return situation.places[place].name if place in situation.places else ""

    @cached_property
    def benefit_steps(self) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        """Step at which each benefit is served, its needs included."""
        return benefit_steps(self.draft.problem, self.schedule.finish)

    def benefits(self) -> tuple[PlannedBenefit, ...]:
        """Every benefit, by the step at which it is served."""
        order = np.argsort(self.benefit_steps, kind="stable")
        return tuple(self._benefit(int(b)) for b in order)

    def held_by(self, b: int) -> int | None:
        """The need that fixes the step of a benefit; ``None`` when its own work does."""
        problem, steps = self.draft.problem, self.benefit_steps
        own = int(self.schedule.finish[problem.benefit_activity[b]])
        needs = problem.need[problem.need_start[b] : problem.need_start[b + 1]].tolist()
        latest = max(needs, key=lambda n: int(steps[n]), default=None)
        return latest if latest is not None and int(steps[latest]) > own else None

    def _benefit(self, b: int) -> PlannedBenefit:
        problem, situation = self.draft.problem, self.draft.programme.situation
        name = problem.benefit_ids[b]
        serves, holder = self.draft.benefits[name], self.held_by(b)
        activity = self.draft.activities[serves.activity]
        district = situation.places.get(activity.where.district)
        step = int(self.benefit_steps[b])
        kind = situation.assets[serves.record_id].kind if serves.record_type == "assets" else ""
        return PlannedBenefit(
            id=name,
            name=serves.name,
            family=serves.family,
            record_type=serves.record_type,
            record_id=serves.record_id,
            asset_kind=kind,
            district=district.name if district else "",
            weight=serves.weight,
            own_step=int(self.schedule.finish[problem.benefit_activity[b]]),
            step=step,
            on=situation.calendar.last_day_of(step),
            needs=tuple(
                problem.benefit_ids[n]
                for n in problem.need[problem.need_start[b] : problem.need_start[b + 1]].tolist()
            ),
            held_by="" if holder is None else problem.benefit_ids[holder],
            activity=serves.activity,
            part=serves.part,
            hectares=serves.hectares,
            counts=serves.counted,
            as_of=serves.as_of,
        )


def _listed_only(draft: Draft, beside: dict[str, list[str]]) -> dict[str, list[str]]:
    """What each activity is beside, with roads to several sites told as what lies beyond them."""
    found: dict[str, list[str]] = {}
    for name, others in beside.items():
        each = (
            (other,) if draft.activities[other].is_listed else beside.get(other, ())
            for other in others
        )
        found[name] = list(dict.fromkeys(chain.from_iterable(each)))
    return found
