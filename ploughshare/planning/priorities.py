"""Priorities of published decisions: what must be done by a day, and shares; kept as far as it goes."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from ploughshare.planning import shifts as shifted
from ploughshare.planning import wording
from ploughshare.planning.explain import Explanation
from ploughshare.planning.formulate import Draft
from ploughshare.planning.goals import (
    Course,
    Goal,
    Pressing,
    as_early,
    goal_steps,
    pressed,
    unforced,
)
from ploughshare.planning.place import Placed
from ploughshare.planning.priced import PlannedMustDo, PlannedPriorities, PlannedShare, Telling
from ploughshare.planning.shares import Counted, share_of_work, towards
from ploughshare.planning.shifts import shifts
from ploughshare.planning.situation import Situation
from ploughshare.planning.weighing import why_not_asked
from ploughshare.planning.wishes import Wish, goals_of, name_of, why_not
from ploughshare.pledges.decisions import Priority

FACTORS = (2, 4, 8, 16)
"""By how much the benefits of a district weigh more, until its share of the work is reached."""


@dataclass(frozen=True)
class Asked:
    """A priority that a plan can keep: what presses for it, harder and harder, and whether it is kept."""

    priority: Priority
    pressings: tuple[Pressing, ...]
    kept: Callable[[Placed], bool]


def priorities_asked(situation: Situation) -> tuple[Priority, ...]:
    """Priorities of decisions in force on the plan's first day that say all they need to say."""
    listed = situation.priorities.values()
    return tuple(row for row in listed if not why_not_asked(situation, row))


def keep_priorities(
    free: Placed, course: Course, left: int
) -> tuple[Placed, PlannedPriorities | None, Pressing]:
    """
    Place the same work so that priorities are kept, and say what each of them costs.

    What the free plan keeps anyway is held, and costs nothing. Each of the others is first searched
    for alone, for its price, then all together. ``left`` is how many searches follow.

    Returns
    -------
    tuple
        The placing, what becomes of each priority, ``None`` where there is none, and what has to
        press on searches that follow.
    """
    rows = priorities_asked(free.draft.programme.situation)
    if not rows:
        return free, None, Pressing()
    asked = [each for row in rows if (each := _asked(free, row)) is not None]
    missed = [each for each in asked if not each.kept(free)]
    searches = len(missed) + (len(asked) > 1) + 1 + left
    alone: dict[str, Placed] = {}
    levels = [0] * len(asked)
    for k, each in enumerate(asked):
        if each in missed:
            alone[each.priority.id], levels[k] = _alone(free, each, course.part(searches))
            searches -= 1
    now = next(iter(alone.values()), free)
    if missed and len(asked) > 1:
        now = _together(free, asked, levels, course.part(left + 2))
    if missed:
        free = unforced(free, [*alone.values(), now], course.part(left + 1))
        if _none_better(free, now, asked):
            now = free
    return now, _told(free, now, rows, alone), _standing(asked, levels)


def _alone(free: Placed, asked: Asked, course: Course) -> tuple[Placed, int]:
    """The placing in which nothing but one priority presses, as hard as it takes and no harder."""
    placed, most = free, len(asked.pressings)
    for level, pressing in enumerate(asked.pressings):
        placed = pressed(free, pressing, course.part(most - level))
        if asked.kept(placed):
            return placed, level
    return placed, most - 1


def _together(free: Placed, asked: Sequence[Asked], levels: list[int], course: Course) -> Placed:
    """The placing in which all press, each harder where it is missed; ``levels`` says how hard."""
    for left in range(len(FACTORS), 0, -1):
        now = pressed(free, _standing(asked, levels), course.part(left))
        softer = [
            k
            for k, each in enumerate(asked)
            if levels[k] + 1 < len(each.pressings) and not each.kept(now)
        ]
        if not softer:
            break
        for k in softer:
            levels[k] += 1
    return now


def _none_better(free: Placed, now: Placed, asked: Sequence[Asked]) -> bool:
    """Whether a free placing keeps all shares that another keeps, and reaches every goal as early."""
    goals = [goal for each in asked for goal in each.pressings[0].goals]
    shares = [each for each in asked if each.priority.kind == "share"]
    kept = all(each.kept(free) or not each.kept(now) for each in shares)
    return kept and as_early(free, now, goals)


def _standing(asked: Sequence[Asked], levels: Sequence[int]) -> Pressing:
    """What presses when each priority presses so hard."""
    whole = Pressing()
    for each, level in zip(asked, levels, strict=True):
        whole = whole.and_also(each.pressings[level])
    return whole


def _asked(free: Placed, row: Priority) -> Asked | None:
    """A priority as what presses for it; ``None`` where nothing in the plan reaches it."""
    draft = free.draft
    calendar = draft.programme.situation.calendar
    if row.kind == "share":
        wanted = row.share or 0.0
        if row.organisation:
            pressings = tuple(Pressing(only=each) for each in Counted(free, row).given())
        else:
            factors = [towards(draft, row.district, factor) for factor in FACTORS]
            pressings = tuple(Pressing(factors=each) for each in factors if each)
        if not pressings:
            return None
        return Asked(row, pressings, lambda placed: share_of_work(placed, row) >= wanted)
    goals = goals_of(draft, _wish(draft, row))
    if not goals or row.due_on is None:
        return None
    due = calendar.step_after(row.due_on)
    pressing = Pressing(tuple(replace(goal, due=due) for goal in goals))
    return Asked(row, (pressing,), lambda placed: _step(placed, goals) <= due)


def _step(placed: Placed, goals: Sequence[Goal]) -> int:
    return max(goal_steps(placed.draft.problem, goals, placed.schedule.finish))


def _wish(draft: Draft, row: Priority) -> Wish:
    name = name_of(draft.programme.situation, row.record_type, row.record_id)
    return Wish(row.record_type, row.record_id, name)


def _told(
    free: Placed, now: Placed, rows: Sequence[Priority], alone: dict[str, Placed]
) -> PlannedPriorities:
    before = Explanation(free.draft, free.schedule)
    later, sooner = shifts(before, Explanation(now.draft, now.schedule))
    base = free.schedule.objective
    price = {name: placed.schedule.objective - base for name, placed in alone.items()}
    return PlannedPriorities(
        tuple(_must_do(free, now, r, price.get(r.id, 0)) for r in rows if r.kind == "must_do"),
        tuple(_share(free, now, r, price.get(r.id, 0)) for r in rows if r.kind == "share"),
        base, now.schedule.objective, later, sooner,
    )  # fmt: skip


def _must_do(free: Placed, now: Placed, row: Priority, price: int) -> PlannedMustDo:
    assert row.due_on is not None, "only whole priorities are asked for"
    draft = now.draft
    wish, calendar = _wish(draft, row), draft.programme.situation.calendar
    told = PlannedMustDo(
        row.id, row.decision, row.record_type, row.record_id, wish.name, row.due_on,
        None, None, False, price=price,
    )  # fmt: skip
    goals = goals_of(draft, wish)
    if not goals:
        why = why_not(draft, wish)
        return replace(told, kept=why.done, why=why.because)
    then, was = _step(now, goals), _step(free, goals)
    late = max(0, then - calendar.step_after(row.due_on))
    return replace(
        told,
        planned_on=calendar.last_day_of(then),
        without_on=calendar.last_day_of(was),
        kept=late == 0,
        days_missed=late / calendar.steps_per_day,
    )


def _share(free: Placed, now: Placed, row: Priority, price: int) -> PlannedShare:
    situation = now.draft.programme.situation
    place, operator = (
        situation.places.get(row.district),
        situation.organisations.get(row.organisation),
    )
    first, last = row.days(situation.calendar.start)
    planned, wanted = share_of_work(now, row), row.share or 0.0
    return PlannedShare(
        row.id, row.decision, place.name if place else row.district, first, last, wanted, planned,
        share_of_work(free, row), planned >= wanted, price,
        operator.name if operator else row.organisation, Counted(now, row).work,
        tuple(t.id for t in situation.teams.values() if t.organisation == row.organisation != ""),
    )  # fmt: skip


def lines(row: PlannedPriorities, telling: Telling) -> Iterator[str]:
    """What becomes of each priority and what it costs, in words."""
    many = len(row.must_do) + len(row.shares)
    yield f"Priorities of published decisions: {row.kept:,} of {many:,} kept"
    for must in row.must_do:
        yield f"  {must.id} ({must.decision}), {must.name} by {wording.day(must.due_on)}"
        yield f"      {must_do_sentence(must, telling)}"
    for share in row.shares:
        yield (
            f"  {share.id} ({share.decision}), {wording.share(share.wanted)} of {what_of(share)} from "
            f"{wording.day(share.from_on)} to {wording.day(share.to_on)} for {whose(share)}"
        )
        yield f"      {share_sentence(share, telling)}"
    yield f"  all of them together: {cost(row.objective - row.free_objective, telling)}"
    yield from shifted.lines(row.later, "later")
    yield from shifted.lines(row.sooner, "sooner")


def must_do_sentence(row: PlannedMustDo, telling: Telling) -> str:
    """Whether a must-do is kept, by how much it is missed, and what keeping it alone costs."""
    if row.planned_on is None or row.without_on is None:
        return f"{'kept' if row.kept else 'missed'}: {row.why}"
    verdict = "kept" if row.kept else f"missed by {wording.days(row.days_missed)}"
    on, was = (
        telling.day(day, row.record_type, row.record_id) for day in (row.planned_on, row.without_on)
    )
    text = f"{verdict}: planned for {on}"
    if row.without_on == row.planned_on:
        return f"{text}, as in the plan that nobody forces"
    other = f" instead of {was}" if was != on else ""
    return f"{text}{other}; alone: {cost(row.price, telling)}"


def what_of(row: PlannedShare) -> str:
    """What a share is of."""
    return f"the team-days of {row.work}" if row.work else "the team-days"


def whose(row: PlannedShare) -> str:
    """Whom or which district a share is for."""
    if not row.operator:
        return row.district
    return f"{row.operator} in {row.district}" if row.district else row.operator


def share_sentence(row: PlannedShare, telling: Telling) -> str:
    """Whether a share is reached, and what reaching for it alone costs."""
    text = f"{'kept' if row.kept else 'missed'}: {wording.share(row.planned)}"
    if row.planned == row.without:
        return f"{text}, as in the plan that nobody forces"
    return f"{text} instead of {wording.share(row.without)}; alone: {cost(row.price, telling)}"


def cost(more: int, telling: Telling) -> str:
    """A difference of objectives in words."""
    days, unit = telling.amount(more), telling.unit
    if more < 0:
        return f"no price found, {days} {unit} fewer are missing; a longer search would find one"
    return f"{days} {unit} more are missing" if more else f"no more {unit} are missing"
