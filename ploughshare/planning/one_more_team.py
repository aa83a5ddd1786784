"""What one more team of each kind would change: the kernel's estimate in the field's words."""

from collections.abc import Iterator
from dataclasses import replace

from ploughshare.planning import wording
from ploughshare.planning.explain import Explanation
from ploughshare.planning.items import OneMoreTeam
from ploughshare.scheduling.bounds import Bound
from ploughshare.scheduling.marginal_teams import MarginalTeam, marginal_teams

MOST_KINDS, FEWER, LARGE = 12, 6, 3_000
"""Kinds of team that are tried: more are no table for a page; and fewer in a plan of more than
so many activities, because each takes about half a second there."""

WHY_NOTHING = {
    "": "",
    "never asked for": "no work asks for one",
    "never waited for": "nothing waits for one",
    "nothing gained": "nothing comes back earlier",
}
"""Why another team changes nothing, by the kernel's word for it; others are not told of."""


def one_more_team(explanation: Explanation, bound: Bound) -> tuple[OneMoreTeam, ...]:
    """What one more team of each kind would change in a plan, most first."""
    problem = explanation.draft.problem
    most = FEWER if problem.n_activities > LARGE else MOST_KINDS
    found = marginal_teams(problem, explanation.schedule, bound, most=most).values
    rows = [_row(explanation, value) for value in found if value.why_nothing in WHY_NOTHING]
    rows.sort(key=lambda row: (-row.highest, -row.limit_fall, row.kinds))
    # Teams whose rights to a kind differ are one kind of team to who reads: the best of them is told.
    first: dict[tuple[tuple[str, ...], str], OneMoreTeam] = {}
    for row in rows:
        known = first.setdefault((row.kinds, row.mobility), row)
        if known is not row:
            first[row.kinds, row.mobility] = replace(known, teams=known.teams + row.teams)
    return tuple(first.values())


def _row(explanation: Explanation, value: MarginalTeam) -> OneMoreTeam:
    problem, kind = explanation.draft.problem, value.kind
    return OneMoreTeam(
        kinds=tuple(dict.fromkeys(explanation.draft.kind(k) for k in kind.kinds)),
        mobility=problem.mobilities[kind.mobility],
        teams=len(kind.teams),
        like=problem.team_ids[kind.typical],
        lowest=value.lowest,
        highest=value.highest,
        limit_fall=value.limit_fall,
        starts_held=value.held,
        why_nothing=WHY_NOTHING[value.why_nothing],
    )


def named(row: OneMoreTeam) -> str:
    """A kind of team as people call it: ``power crews and water crews, heavy transport``."""
    who = wording.listed(wording.teams_of(kind) for kind in row.kinds)
    return f"{who}, {row.mobility} transport" if row.mobility != "default" else who


def lines(rows: tuple[OneMoreTeam, ...], steps_per_day: int, most: int, unit: str) -> Iterator[str]:
    """The estimates as rows of plain text, in days of a unit."""
    yield f"What one more team would change: {unit} fewer over the whole plan, no promise"
    yield f"  {'from':>10}{'to':>10}  one more of"
    for row in rows[:most]:
        low, high = (wording.amount(x / steps_per_day) for x in (row.lowest, row.highest))
        why = f": {row.why_nothing}" if row.why_nothing else ""
        yield f"  {low:>10}{high:>10}  {named(row)} (now {row.teams:,}){why}"
    if len(rows) > most:
        more = "1 more kind" if len(rows) == most + 1 else f"{len(rows) - most} more kinds"
        yield f"  {more} of team would change no more than the last"
