"""What it costs that something comes first: the plan that nobody forces, and the one that is asked for."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
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
    goal_ends,
    goal_steps,
    lateness,
    pressed,
    unforced,
    ways_made,
)
from ploughshare.planning.place import Placed
from ploughshare.planning.priced import OtherDay, PlannedWish, PutFirst, Telling
from ploughshare.planning.promises import promises
from ploughshare.planning.shifts import shifts
from ploughshare.planning.wishes import Wish, require_goals
from ploughshare.scheduling.benefits import benefit_steps
from ploughshare.scheduling.heads import earliest
from ploughshare.scheduling.schedule import Schedule

LATER = (0.25, 0.6)
"""Parts of the time between the earliest day of a wish and its free one, for other days to choose."""
LINKS_TOLD = 3
"""Longest links of the chain to a wish that are told."""


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
    others: list[Schedule] = []
    pressing = standing.and_also(Pressing((*chain(*goals),)))
    now = pressed(free, pressing, course, left=1 if standing else 3)
    if not standing:
        better = unforced(free, [now], course.part(2))
        if as_early(better, now, pressing.goals):
            now = better
        else:
            # The better free plan makes way, too: else the price would hold what it was bettered by.
            if len(wishes) == 1:
                others = [
                    *ways_made(better, free.draft.problem, pressing.goals, course.part(3), LATER)
                ]
            again = pressed(better, pressing, course)
            now = min((again, now), key=partial(lateness, goals=pressing.goals))
        if as_early(free, better, pressing.goals):
            # Else asking has found it, and it is no plan without the wish.
            free = better
    before, after = Explanation(free.draft, free.schedule), Explanation(now.draft, now.schedule)
    later, sooner = shifts(before, after)
    keeps = {row.task for row in promises(before) if row.kept}
    row = PutFirst(
        by=by.strip(),
        wishes=tuple(_wish(free, after, *pair) for pair in zip(wishes, goals, strict=True)),
        free_objective=free.schedule.objective,
        later=later,
        sooner=sooner,
        breaks=tuple(row.task for row in promises(after) if row.task in keeps and not row.kept),
        instead=tuple(_instead(free, now, pressing.goals, others)),
    )
    return now, row


def _instead(
    free: Placed, now: Placed, goals: Sequence[Goal], others: Iterable[Schedule]
) -> Iterator[OtherDay]:
    """Later days that are still sooner than in the free plan, each for less than the one before."""
    problem, calendar = free.draft.problem, free.draft.programme.situation.calendar
    cost = now.schedule.objective
    soonest, last = (
        calendar.last_day_of(max(goal_steps(problem, goals, placed.schedule.finish)))
        for placed in (now, free)
    )
    for other in others:
        day = calendar.last_day_of(max(goal_steps(problem, goals, other.finish)))
        if soonest < day < last and other.objective < cost > free.schedule.objective:
            soonest, cost = day, other.objective
            yield OtherDay(day, max(cost, free.schedule.objective))


def _wish(free: Placed, after: Explanation, wish: Wish, goals: Sequence[Goal]) -> PlannedWish:
    problem, calendar = after.draft.problem, after.draft.programme.situation.calendar
    then, was = (max(goal_steps(problem, goals, p.finish)) for p in (after.schedule, free.schedule))
    return PlannedWish(
        wish.record_type, wish.record_id, wish.name, calendar.last_day_of(then),
        calendar.last_day_of(was), (was - then) / calendar.steps_per_day,
        tuple(_brought(free, after, goals)), _held_by(after, goals, then),
    )  # fmt: skip


def _held_by(after: Explanation, goals: Sequence[Goal], step: int) -> str:
    """
    What a wish waits for longest on the way to its day, and whether anything could bring it sooner.

    Sooner than by the chain of its own work, each piece as early as any team could do it, nothing can.
    """
    problem, calendar = after.draft.problem, after.draft.programme.situation.calendar
    ends = [j for each in goal_ends(problem, goals) for j in each]
    last = max(ends, key=lambda j: int(after.schedule.finish[j]))
    links = [link for link in after.chain(last) if link.begin < link.end]
    longest = sorted(links, key=lambda link: link.begin - link.end)[:LINKS_TOLD]
    told = [
        f"{link.text.partition(': ')[0]} "
        f"({wording.days((link.end - link.begin) / calendar.steps_per_day)})"
        for link in links
        if link in longest
    ]
    alone = int(earliest(problem).finish[ends].max())
    sooner = "nothing could bring it sooner"
    if alone < step:
        day = wording.on_believed(calendar.last_day_of(alone), calendar.start)
        sooner = f"with nothing else to do it could come {day} at the earliest"
    return "; ".join(filter(None, (", then ".join(told), sooner)))


def _brought(free: Placed, after: Explanation, goals: Sequence[Goal]) -> Iterator[str]:
    """Names of what a wish needs, directly or through others, that comes sooner with it."""
    draft, problem = after.draft, after.draft.problem
    was = benefit_steps(problem, free.schedule.finish)
    then = benefit_steps(problem, after.schedule.finish)
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
        if wish.held_by:
            yield f"      waits for: {wish.held_by}"
    yield f"  price: {price_sentence(row.free_objective, objective, telling)}"
    if row.instead:
        yield f"  instead: {instead_sentence(row, telling)}"
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


def instead_sentence(row: PutFirst, telling: Telling) -> str:
    """Other days for what comes first, each with the most that it costs; empty for none."""
    (wish, *_) = row.wishes
    told = []
    for other in row.instead:
        day = telling.day(other.on, wish.record_type, wish.record_id)
        more = telling.amount(other.objective - row.free_objective)
        told.append(f"{day} for at most {more} {telling.unit} more")
    return ", or ".join(told)


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
