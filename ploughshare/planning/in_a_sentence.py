"""Why nobody builds yet, in one sentence: what works wait for, who can begin on that, and since when."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ploughshare.assets.works_records import WORKS_PREPARATION
from ploughshare.planning import wording
from ploughshare.planning.items import Item, PlannedBenefit, Reason
from ploughshare.planning.plan import Plan
from ploughshare.planning.reasons import PREPARED

OBSTACLES = 4
"""Most things that works wait for which are named one by one."""

WORKS_KINDS = frozenset({"works", "milestone"})
SURVEYS = frozenset({"nts", "ts"})
WORK_ON_GROUND = frozenset({"nts", "ts", "clearance", "control"})

VERBS = {
    "nts": "survey",
    "ts": "survey",
    "clearance": "clear",
    "control": "inspect",
    "works": "begin on",
}
AT_IT = {"nts": "surveying", "ts": "surveying", "clearance": "clearing", "control": "inspecting",
         "works": "at work on"}  # fmt: skip
"""What a team does on a piece of work, as what follows *can*, and as what follows *is*."""

BACK = " back in use"
"""What follows the name of an asset in that of its benefit and milestone."""

SHORT_DAYS = 14
"""Calendar days below which a span is told in days, and from which in weeks."""


@dataclass(frozen=True, slots=True)
class _Obstacle:
    """Ground or an asset that something waits for, with what is planned on it."""

    name: str
    steps: tuple[Item, ...]

    @property
    def done(self) -> int:
        """Step at which all of it is done."""
        return max(step.finish for step in self.steps)

    @property
    def unsurveyed(self) -> bool:
        return any(step.activity_kind in SURVEYS for step in self.steps)


@dataclass(frozen=True)
class InASentence:
    """
    What a plan says about works or a field, in one sentence each.

    Parameters
    ----------
    plan
        The plan; every word of the sentence comes from its items.
    """

    plan: Plan

    def of(self, items: Sequence[Item], benefits: Sequence[PlannedBenefit] = ()) -> str:
        """
        The sentence about the first of some items that is built or used; empty for none.

        With the benefits of an asset it is about the asset: from its first builder's day until it serves.
        """
        found = [item for item in items if item.activity_kind in WORKS_KINDS]
        if not found:
            return ""
        last = max(found, key=lambda one: (one.finish, one.activity))
        if last.record_type != "works":
            own = self._asset(last)
            found += [step for step in self._before(last) if self._asset(step) == own]
        item = min(found, key=lambda one: (one.start, one.activity_kind != "works", one.activity))
        subject = self._asset(last) if benefits and not item.continues else item.name
        if item.continues:
            parts = [f"is under way with {wording.listed(role.name for role in item.teams)}"]
        else:
            obstacles = self._obstacles(item)
            parts = [
                self._waits(obstacles, item) + _or_else(item),
                self._next_step(obstacles),
                self._first_day(item),
            ]
        if benefits and item.record_type == "works":
            parts.append(self._back_in_use(max(benefits, key=lambda one: one.step)))
        return f"{subject} {'; '.join(part for part in parts if part)}."

    def _back_in_use(self, benefit: PlannedBenefit) -> str:
        """When an asset serves, and what it needs for that where its own works are done before."""
        when = wording.on_believed(benefit.on, self.plan.calendar.start)
        root = benefit
        while root.held_by:
            root = self._benefits[root.held_by]
        once = f", once {root.name.partition(BACK)[0]} serves" if root != benefit else ""
        return f"back in use {when}{once}"

    @cached_property
    def _benefits(self) -> Mapping[str, PlannedBenefit]:
        return {benefit.id: benefit for benefit in self.plan.benefits}

    def _asset(self, item: Item) -> str:
        """The name of the asset that works are for or that is back in use, as their own name has it."""
        name, back, _ = item.name.partition(BACK)
        if back:
            return name
        parts = name.split(", ")
        ends = (", ".join(parts[n:]) for n in range(1, len(parts)))
        return next((end for end in ends if end in self._assets), parts[-1])

    @cached_property
    def _assets(self) -> frozenset[str]:
        return frozenset(
            benefit.name.partition(BACK)[0]
            for benefit in self.plan.benefits
            if benefit.record_type == "assets"
        )

    @cached_property
    def _items(self) -> Mapping[str, Item]:
        return {item.activity: item for item in self.plan.items}

    @cached_property
    def _on_record(self) -> Mapping[tuple[str, str], list[Item]]:
        found: dict[tuple[str, str], list[Item]] = {}
        for item in self.plan.items:
            for record_type, name in item.grounds:
                found.setdefault((record_type, name), []).append(item)
        return found

    def _before(self, item: Item) -> list[Item]:
        """All that an item waits for, directly or through others."""
        before: dict[str, Item] = {}
        queue = [item]
        while queue:
            for name in queue.pop().waits_for:
                if name in self._items and name not in before:
                    before[name] = self._items[name]
                    queue.append(before[name])
        return list(before.values())

    def _obstacles(self, item: Item) -> list["_Obstacle"]:
        """Ground and works that it waits for, directly or through others, by the day they are done."""
        before = self._before(item)
        ground = [self._ground(one, item) for one in before if one.activity_kind == "handover"]
        works: dict[str, list[Item]] = {}
        for one in before:
            if one.activity_kind == "works":
                own = self._asset(one) == self._asset(item)
                works.setdefault(one.name if own else self._asset(one), []).append(one)
        found = [*ground, *(_Obstacle(name, tuple(steps)) for name, steps in works.items())]
        return sorted(found, key=lambda one: (one.done, one.name))

    def _ground(self, release: Item, item: Item) -> "_Obstacle":
        """The ground of a hand-over, with what is planned on it."""
        steps = [
            step
            for step in self._on_record[release.record_type, release.record_id]
            if step.activity_kind in WORK_ON_GROUND
            and step.teams
            and (not release.lot or step.lot in {"", release.lot})
        ]
        said = release.name.removeprefix("hand-over of ").removesuffix(f" for {self._asset(item)}")
        known = "" if release.record_id in said else f" ({release.record_id})"
        return _Obstacle(f"{said}{known}", (*steps, release))

    def _waits(self, obstacles: Sequence["_Obstacle"], item: Item) -> str:
        if not obstacles:
            last = item.because[-1]
            first = f"; {last.text} first" if last.rule == "team_busy" else ""
            return f"waits for no ground and no road{first}"
        named = [f"{one.name}{' not yet surveyed' if one.unsurveyed else ''}" for one in obstacles]
        more = len(named) - OBSTACLES
        shown = named if more <= 1 else [*named[:OBSTACLES], f"{more:,} more"]
        return f"waits for {', then '.join(shown)}"

    def _next_step(self, obstacles: Sequence["_Obstacle"]) -> str:
        """Who can begin on what it waits for, survey before all else; empty where nobody can."""
        steps = [(one, step) for one in obstacles for step in one.steps if step.teams]
        if not steps:
            return ""
        obstacle, step = min(steps, key=_earliest_survey_first)
        who = wording.listed(role.name for role in step.teams)
        what = "it" if len(obstacles) == 1 else obstacle.name
        if step.continues:
            verb = "is" if len(step.teams) == 1 else "are"
            return f"{who} {verb} {AT_IT[step.activity_kind]} {what}"
        when = wording.on_believed(step.start_on, self.plan.calendar.start)
        return f"{who} can {VERBS[step.activity_kind]} {what} {when}"

    def _first_day(self, item: Item) -> str:
        """When builders come, and how much of the time until then is preparation."""
        start = self.plan.calendar.start
        day, what = item.start_on, "first builder's day"
        if item.record_type != "works":
            day, what = item.finish_on, "in use"
        ahead = (day - start).days
        weeks = wording.DAYS_BELIEVED < ahead <= wording.WEEKS_BELIEVED
        when = f"in {_span(ahead)}" if weeks else wording.on_believed(day, start)
        own = [
            link for link in item.because if link.rule == PREPARED and link.ref == item.record_id
        ]
        stages = list(self._stages(own or item.preparation))
        if not stages:
            return f"{what} {when}"
        if own:
            return f"{what} {when}, of which {', then '.join(stages)}"
        return f"{what} {when}, with {', then '.join(stages)} beside that"

    def _stages(self, links: Sequence[Reason]) -> Iterator[str]:
        """Stages of preparation with how long each takes from the plan's first day on."""
        calendar = self.plan.calendar
        for link in links:
            for code in WORKS_PREPARATION.codes:
                label = WORKS_PREPARATION.label(code)
                if link.text.startswith(f"{label} of ") and link.text.endswith(" in all"):
                    days = calendar.day_of(link.end) - calendar.day_of(link.begin)
                    yield f"{_span(days.days)} of {label}"


def _or_else(item: Item) -> str:
    """What may be opened in its place, as what follows what an item waits for."""
    if not item.instead:
        return ""
    return f", or for a way there {wording.listed(item.instead, 'or')}, whichever is opened first"


def _earliest_survey_first(pair: tuple[_Obstacle, Item]) -> tuple[bool, int, str]:
    step = pair[1]
    return step.activity_kind not in SURVEYS, step.start, step.activity


def _span(days: int) -> str:
    """Calendar days in the unit a reader expects: ``9 days``, ``12 weeks``."""
    if days < SHORT_DAYS:
        return "1 day" if days == 1 else f"{days} days"
    return f"{round(days / 7)} weeks"
