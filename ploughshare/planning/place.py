"""Always a plan: what no search can place is set aside, and the rest is planned."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import inf
from time import monotonic

from ploughshare.errors import Infeasible, Negative, NoScheduleFound
from ploughshare.planning.formulate import Draft, formulate
from ploughshare.planning.kept_orders import not_kept
from ploughshare.planning.last_plan import LastPlan
from ploughshare.planning.make_room import room_made
from ploughshare.planning.programme import Programme
from ploughshare.planning.statements import Kept, Otherwise, SetAside, Statement
from ploughshare.planning.unplaced import behind, in_kinds, left_of, set_aside, unplaced
from ploughshare.scheduling.bounds import Bound
from ploughshare.scheduling.iterated_weights import LARGE_COURSES, rounds
from ploughshare.scheduling.left_undone import LeftUndone, not_found
from ploughshare.scheduling.priority_list import priority_list
from ploughshare.scheduling.problem import Problem
from ploughshare.scheduling.schedule import Schedule, ScheduleDocument
from ploughshare.scheduling.solve import Progress, Stop, solve
from ploughshare.scheduling.standing import FAILURES
from ploughshare.scheduling.tables import tables
from ploughshare.scheduling.warm_start import start_of_document
from ploughshare.scheduling.warm_up import compile_once

ROUNDS = 12
"""Most times that something is set aside before the search starts anew."""
LARGE, SOME, FEW_FAILURES = 30_000, 3_000, 3
"""Activities from which a dispatch takes seconds, and from which several take longer than making room for
what they leave; and how many may then leave work undone, or where there is a last plan, which had no
time for some of it either: the others are planned without it, from the last of them on."""
ROOM_SHARE = 0.5
"""Share of the time that is left for making room for what a search left undone."""
TEAMS_LEAVE = "teams-leave"
"""The kernel's word for a proof that there is work whose teams leave too early."""
NONE_EXISTS = "constraint-programming"
"""The kernel's word for a proof that not all can be done, which names only what one search left."""


@dataclass(frozen=True, slots=True)
class Placed:
    """
    A draft with its schedule and the bound on it.

    Parameters
    ----------
    listed
        The work done by highest priority first; ``None`` where that list cannot be done.
    """

    draft: Draft
    schedule: Schedule
    bound: Bound
    listed: Schedule | None


def place_what_can_be_placed(
    programme: Programme,
    statements: Sequence[Statement],
    *,
    stop: Stop,
    seed: int,
    progress: Callable[[Progress], None] | None,
    last: LastPlan | None = None,
    begin: LastPlan | None = None,
) -> Placed:
    """
    Solve the problem of a programme, setting aside what cannot be placed.

    Teams that leave may leave work undone, and no rule can tell beforehand which.
    What a search names as unplaced is set aside with what waits for it, and the search
    goes on from what it did place. Where a last plan is given the search begins from it,
    at a price on leaving it; an issued order that stands in the way of a plan is no longer
    kept, before any work is set aside. ``begin`` is a plan to begin from that costs nothing
    to leave.
    """
    aside: list[SetAside | Otherwise] = []
    stop = _compiled(stop, progress)
    placed: ScheduleDocument | None = None
    for _ in range(ROUNDS):
        draft = formulate(programme, statements, aside)
        from_plan = last or begin
        start = from_plan.start(draft) if from_plan else None
        price = last.price(draft) if last and start else None
        rest = start_of_document(placed, draft.problem) if placed and placed.items else None
        placed = None
        few, some = (draft.problem.n_activities > size for size in (LARGE, SOME))
        try:
            first = _listed(draft)
            solution = solve(
                draft.problem, stop=stop, seed=seed, start=start or rest or first, price=price,
                failures=FEW_FAILURES if some or last else FAILURES, progress=progress,
            )  # fmt: skip
        except (Infeasible, NoScheduleFound) as found:
            reason = found.facts.get("reason")
            if (few and start is None and reason == TEAMS_LEAVE) or (
                last is None and reason == NONE_EXISTS
            ):
                found = _left_undone(draft.problem) or found
            if isinstance(found, LeftUndone):
                found = _with_room(draft.problem, found, stop) if last is None else found
                placed = found.placed
                if len(placed.items) == draft.problem.n_activities:
                    # There is room for everything.
                    continue
            gone = _in_the_way(draft, found)
            aside += gone or set_aside(draft, found)
            tasks = {row.record_id for row in gone}
            statements = [s for s in statements if not (isinstance(s, Kept) and s.task in tasks)]
            # Let go before the next one is stated: those of a whole country are large.
            del draft
            continue
        return Placed(draft, solution.schedule, solution.bound, first)
    raise NoScheduleFound(
        f"After {ROUNDS} rounds of setting aside what could not be placed there is still no plan.",
        remedy="Check the last days of the teams; most of the work lies beyond them.",
    )


def _compiled(stop: Stop, progress: Callable[[Progress], None] | None) -> Stop:
    """Compile off the clock, before the first list is made: the stop that leaves as much time."""

    def tell(phase: str, text: str) -> None:
        if progress is not None:
            progress(Progress(phase, 0.0, text=text))

    taken = compile_once(tell)
    return stop if stop.origin is None else replace(stop, origin=stop.origin + taken)


def _listed(draft: Draft) -> Schedule | None:
    """
    The list by highest priority first, as a start and to compare with.

    It may build beside clearance and crowd sites, which makes it better than it could be: put in
    order for that, a list that knows nothing of it would be much worse than any planner's.
    ``None`` where that list cannot be done. Raises the proof that nothing can, where there is
    one: a search would find it once more.
    """
    try:
        return priority_list(draft.problem, keep=False)
    except NoScheduleFound:
        return None


def _left_undone(problem: Problem) -> LeftUndone | None:
    """
    What one dispatch leaves undone of a problem of which some is proved to be impossible.

    The proof names what no team could do in time were it alone, or what one search left. Of a large
    problem there is no time for more than that beside other work, and stating it once more only to
    find it takes long; of a small one more is known of what was placed.
    """
    laid_out = tables(problem)
    value, draft = next(rounds(laid_out, LARGE_COURSES[0]))
    return not_found(laid_out, draft) if value is None else None


def _with_room(problem: Problem, found: LeftUndone, stop: Stop) -> LeftUndone:
    """
    What is still left when more room is made for what most people wait for.

    Of the time that is left no more goes into it than the search can spare.
    """
    deadline = inf
    if stop.seconds is not None and stop.origin is not None:
        now = monotonic()
        deadline = now + ROOM_SHARE * max(0.0, stop.origin + stop.seconds - now)
    placed = room_made(tables(problem), found.placed, deadline)
    return found if placed is None else left_of(problem, placed)


def _in_the_way(draft: Draft, found: Negative) -> list[SetAside]:
    """Kept orders among what could not be placed, and behind it."""
    because = in_kinds(draft, found.message).rstrip(".")
    names = [name for name in behind(draft, unplaced(found)) if name in draft.kept]
    return [not_kept(draft.kept[name].task, because) for name in names]
