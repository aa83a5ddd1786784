"""What it costs that something comes first: the plan that nobody forces, and the one that is asked for."""

from collections.abc import Iterator, Sequence
from itertools import chain

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
from ploughshare.planning.priced import PlannedWish, PutFirst, Telling
from ploughshare.planning.promises import promises
from ploughshare.planning.shifts import shifts
from ploughshare.planning.wishes import Wish, require_goals
from ploughshare.scheduling.benefits import benefit_steps


def put_first(
    free: Placed,
    wishes: Sequence[Wish],
    by: str,
    course: Course,
    standing: Pressing,
) -> tuple[Placed, PutFirst]:
    """
    Place the same work with wishes first, and say what that changes for whom.

    ``standing`` is what presses on the search already: priorities of published decisions.

    Raises
    ------
    CallError
        When a wish cannot come first, for a reason that the message tells.
    """
    goals = [require_goals(free.draft, wish) for wish in wishes]
    pressing = standing.and_also(Pressing((*chain(*goals),)))
    now = pressed(free, pressing, course.part(1 if standing else 3))
    if not standing:
        free = unforced(free, [now], course.part(2))
        if as_early(free, now, pressing.goals):
            now = free
        else:
            # The better free plan makes way, too: else the price would hold what it was bettered by.
            again = pressed(free, pressing, course)
            if as_early(again, now, pressing.goals):
                now = min((now, again), key=lambda placed: placed.schedule.objective)
            free = min((free, now), key=lambda placed: placed.schedule.objective)
    before, after = Explanation(free.draft, free.schedule), Explanation(now.draft, now.schedule)
    later, sooner = shifts(before, after)
    keeps = {row.task for row in promises(before) if row.kept}
    row = PutFirst(
        by=by.strip(),
        wishes=tuple(_wish(free, now, *pair) for pair in zip(wishes, goals, strict=True)),
        free_objective=free.schedule.objective,
        later=later,
        sooner=sooner,
        breaks=tuple(row.task for row in promises(after) if row.task in keeps and not row.kept),
    )
    return now, row


def _wish(free: Placed, now: Placed, wish: Wish, goals: Sequence[Goal]) -> PlannedWish:
    problem, calendar = now.draft.problem, now.draft.programme.situation.calendar
    then, was = (max(goal_steps(problem, goals, p.schedule.finish)) for p in (now, free))
    return PlannedWish(
        wish.record_type, wish.record_id, wish.name, calendar.last_day_of(then),
        calendar.last_day_of(was), (was - then) / calendar.steps_per_day,
        tuple(_brought(free, now, goals)),
    )  # fmt: skip


def _brought(free: Placed, now: Placed, goals: Sequence[Goal]) -> Iterator[str]:
    """Names of what a wish needs, directly or through others, that comes sooner with it."""
    draft, problem = now.draft, now.draft.problem
    was = benefit_steps(problem, free.schedule.finish)
    then = benefit_steps(problem, now.schedule.finish)
    for name in _needed(draft, [name for goal in goals for name in goal.needs]):
        b = problem.benefit_ids.index(name)
        if then[b] < was[b]:
            yield draft.benefits[name].name


def _needed(draft: Draft, first: Sequence[str]) -> tuple[str, ...]:
    """Benefits and all that they need, nearest first."""
    needs: dict[str, list[str]] = {}
    for benefit, needed in draft.needs:
        needs.setdefault(benefit, []).append(needed)
    found = dict.fromkeys(first)
    queue = list(first)
    for name in queue:
        new = [each for each in needs.get(name, ()) if each not in found]
        found |= dict.fromkeys(new)
        queue += new
    return tuple(found)


def lines(row: PutFirst, objective: int, telling: Telling) -> Iterator[str]:
    """Wishes and their price in words: what comes when, what it costs, who slips, who gains."""
    names = wording.listed(_named(wish) for wish in row.wishes)
    yield f"First, as asked by {row.by}: {names}"
    for wish in row.wishes:
        yield f"  {_named(wish)}: {wish_sentence(wish, telling)}"
    yield f"  price: {price_sentence(row.free_objective, objective, telling)}"
    yield from shifted.lines(row.later, "later")
    yield from shifted.lines(row.sooner, "sooner")
    if row.breaks:
        yield f"  promises it breaks: {wording.few_listed(row.breaks)}"


def _named(wish: PlannedWish) -> str:
    return Wish(wish.record_type, wish.record_id, wish.name).text


def wish_sentence(wish: PlannedWish, telling: Telling) -> str:
    """When a wish comes, instead of when, and what it brings along."""
    days = wording.days(abs(wish.sooner_days))
    on, was = (
        telling.day(day, wish.record_type, wish.record_id) for day in (wish.on, wish.without_on)
    )
    word = "sooner" if wish.sooner_days > 0 else "later"
    if wish.sooner_days == 0:
        text = f"{on}, as in the plan that nobody forces: no sooner day was found"
    elif on == was:
        text = f"{on}, {days} {word} than in the plan that nobody forces"
    else:
        text = f"{on} instead of {was}, {days} {word}"
    return f"{text}; brings along {wording.few_listed(wish.brought)}" if wish.brought else text


def price_sentence(free: int, objective: int, telling: Telling) -> str:
    """The price of an objective in days against that of the plan that nobody forces."""
    here, there, days = map(telling.amount, (objective, free, objective - free))
    if objective == free:
        return (
            f"none: as many {telling.unit} are missing as in the plan that nobody forces ({here})"
        )
    if objective < free:
        return (
            f"none found: {days} {telling.unit} fewer are missing than in the plan that nobody forces "
            f"({here} against {there}); a longer search would better that one too"
        )
    return (
        f"{days} {telling.unit} more are missing than in the plan that nobody forces "
        f"({here} against {there})"
    )
