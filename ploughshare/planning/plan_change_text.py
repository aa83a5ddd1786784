"""The change report in plain text: what people read before they accept a new plan."""

from collections.abc import Iterator, Sequence

from ploughshare.planning import wording
from ploughshare.planning.plan_change import BenefitChange, PlanChange, TeamChange, WorkChange
from ploughshare.planning.promises import sentence

TEAMS, BENEFITS = 60, 10
"""Most teams, and most benefits of a list, that are named one by one."""


def lines(change: PlanChange) -> Iterator[str]:
    """The report, line by line."""
    yield (
        f"What changes from {wording.day(change.from_on)} to {wording.day(change.to_on)} "
        "against the last plan"
    )
    yield f"  Nothing changes for {change.teams_unchanged:,} of {_many(len(change.teams), 'team')}."
    yield from _kept(change)
    yield from _promises(change)
    changed = [team for team in change.teams if team.changes]
    for team in changed[:TEAMS]:
        yield ""
        yield from _team(team)
    if len(changed) > TEAMS:
        yield ""
        yield f"and {len(changed) - TEAMS:,} more teams: --json names them all"
    for text, found in (
        ("Later than in the last plan", change.later),
        ("Earlier than in the last plan", change.earlier),
        ("No longer planned", change.no_longer),
    ):
        if found:
            yield ""
            yield from _benefits(text, found)


def _many(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def _kept(change: PlanChange) -> Iterator[str]:
    yield f"  Under way and going on: {_many(change.under_way, 'piece')} of work."
    if change.orders:
        yield (
            f"  Issued orders: {change.orders_kept:,} of {change.orders:,} keep their teams, "
            f"{change.orders_on_their_day:,} also their day."
        )
    for text in change.orders_not_kept:
        yield f"    {text}"
    if change.assignments:
        yield (
            f"  Other work of these weeks: {change.assignments_kept:,} of "
            f"{_many(change.assignments, 'assignment')} kept ({change.kept_share:.1%}): same "
            "teams, begun within a working day of when it was."
        )


def _promises(change: PlanChange) -> Iterator[str]:
    if change.promises_broken:
        yield (
            f"  Promises that break: {len(change.promises_broken):,}, of which the last plan kept "
            f"{len(change.kept_before):,}:"
        )
    for promise in change.promises_broken:
        before = "; the last plan kept it" if promise.task in change.kept_before else ""
        yield f"    {promise.task}, {promise.name}: {sentence(promise)}{before}"


def _team(team: TeamChange) -> Iterator[str]:
    name = team.team if team.name == team.team else f"{team.team} {team.name}"
    yield f"{name}" + (f" (and {team.same:,} as before)" if team.same else "")
    for change in team.changes:
        yield f"  {_words(change)}{f' [{change.order}]' if change.order else ''}"
        if change.because and change.what != "done":
            yield f"    {change.because}"


def _words(change: WorkChange) -> str:
    now = wording.day(change.now_on) if change.now_on else ""
    was = wording.day(change.was_on) if change.was_on else ""
    others = wording.listed(change.teams)
    match change.what:
        case "new":
            return f"new: {change.name}, {now}"
        case "moved":
            return f"moved: {change.name}, {now} instead of {was} ({_days(change.days)})"
        case "taken over":
            return f"taken over from {others}: {change.name}, {now}"
        case "given away":
            return f"given to {others}: {change.name}, was {was}"
        case "no longer planned":
            return f"no longer planned: {change.name}, was {was}"
        case "done":
            return f"done: {change.name}, was {was}"


def _days(days: int) -> str:
    return f"{wording.days(abs(days))} {'later' if days > 0 else 'earlier'}"


def _benefits(text: str, found: Sequence[BenefitChange]) -> Iterator[str]:
    people = sum(benefit.weight for benefit in found)
    yield f"{text}: {len(found):,}, for which {people:,} people are counted"
    for benefit in found[:BENEFITS]:
        if benefit.now_on is None:
            yield f"  {benefit.name} ({benefit.weight:,}): was {wording.day(benefit.was_on)}"
        else:
            yield (
                f"  {benefit.name} ({benefit.weight:,}): {wording.day(benefit.now_on)} instead of "
                f"{wording.day(benefit.was_on)} ({_days(benefit.days)})"
            )
    if len(found) > BENEFITS:
        yield f"  and {len(found) - BENEFITS:,} more"
