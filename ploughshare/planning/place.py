"""Always a plan: what no search can place is set aside, and the rest is planned."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ploughshare.errors import Infeasible, Negative, NoScheduleFound
from ploughshare.planning.formulate import Draft, formulate
from ploughshare.planning.programme import Programme
from ploughshare.planning.statements import SetAside, Statement
from ploughshare.scheduling.bounds import Bound
from ploughshare.scheduling.priority_list import priority_list
from ploughshare.scheduling.schedule import Schedule
from ploughshare.scheduling.solve import Progress, Stop, solve

ROUNDS = 12
"""Most times that something is set aside before the search starts anew."""

ENDS_GIVEN = 2
"""Most permits and grants named for work that could not be finished in time."""


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
) -> Placed:
    """
    Solve the problem of a programme, setting aside what cannot be placed.

    Teams that leave may leave work undone, and no rule can tell beforehand which.
    What a search names as unplaced is set aside with what waits for it.
    """
    aside: list[SetAside] = []
    for _ in range(ROUNDS):
        draft = formulate(programme, statements, aside)
        first = _listed(draft)
        try:
            solution = solve(draft.problem, stop=stop, seed=seed, start=first, progress=progress)
        except (Infeasible, NoScheduleFound) as found:
            aside += _set_aside(draft, found)
            continue
        return Placed(draft, solution.schedule, solution.bound, first)
    raise NoScheduleFound(
        f"After {ROUNDS} rounds of setting aside what could not be placed there is still no plan.",
        remedy="Check the last days of the teams; most of the work lies beyond them.",
    )


def _listed(draft: Draft) -> Schedule | None:
    """The list by highest priority first as a start: no plan shall be worse than it."""
    try:
        return priority_list(draft.problem)
    except Negative:
        return None


def _in_teams(draft: Draft, message: str) -> str:
    """A message of the kernel with teams by their own ids, whatever the problem calls them."""
    for name in sorted(draft.present, key=len, reverse=True):
        message = message.replace(name, draft.present[name].team)
    return message


def _rights_end(draft: Draft, activity: str) -> str:
    """Permits and grants that end for teams of the kinds an activity asks for."""
    kinds = {kind for way in draft.ways.get(activity, ()) for kind in way.teams}
    ends = {
        each.text: each.day
        for present in draft.present.values()
        if kinds & set(present.kinds)
        for each in present.ends
    }
    first = sorted(ends, key=lambda text: (ends[text], text))[:ENDS_GIVEN]
    return f"; {'; '.join(first)}" if first else ""


def _set_aside(draft: Draft, found: Negative) -> list[SetAside]:
    names = [name for name in _unplaced(found) if name in draft.activities]
    if not names:
        raise found
    rows = []
    for name in names:
        activity = draft.activities[name]
        row = SetAside(
            activity.record_type, activity.record_id, "no-time",
            f"{activity.name} cannot be finished while teams that may do it are there: "
            f"{_in_teams(draft, found.message).rstrip('.')}{_rights_end(draft, name)}",
            "Extend their last day, or what permits and pays for them, or add teams.", (name,),
            rule="who_may_work",
        )  # fmt: skip
        rows.append(row)
    return rows


def _unplaced(found: Negative) -> Sequence[str]:
    names = found.facts.get("activities", ())
    return [str(name) for name in names] if isinstance(names, list | tuple) else []
