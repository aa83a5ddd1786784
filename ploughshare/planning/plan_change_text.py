"""The change report in plain text: what people read before they accept a new plan."""

from collections.abc import Iterator, Sequence
from datetime import date

from ploughshare.planning import wording
from ploughshare.planning.plan_change import BenefitChange, PlanChange, TeamChange, WorkChange
from ploughshare.planning.promises import sentence

TEAMS, BENEFITS, NEW = 60, 10, 12
"""Most teams, benefits of a list, and new hazardous areas that are named one by one."""


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
        yield from _team(team, change.from_on)
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
            yield from _benefits(text, found, change.from_on)


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
    if change.new_ground:
        yield f"  Hazardous areas new since the last plan: {len(change.new_ground):,}"
        yield from (f"    {text}" for text in change.new_ground[:NEW])
        if len(change.new_ground) > NEW:
            yield f"    and {len(change.new_ground) - NEW:,} more: --json names them all"
    if change.orders_lapsing:
        yield "  Orders that lapse before their work is done, to be extended or closed:"
        yield from (f"    {text}" for text in change.orders_lapsing)
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
        yield f"    {promise.task}, {promise.name}: {sentence(promise, change.from_on)}{before}"


def _team(team: TeamChange, start: date) -> Iterator[str]:
    name = team.team if team.name == team.team else f"{team.team} {team.name}"
    yield f"{name}" + (f" (and {team.same:,} as before)" if team.same else "")
    for change in team.changes:
        yield f"  {_words(change, start)}{f' [{change.order}]' if change.order else ''}"
        if change.because and change.what != "done":
            yield f"    {change.because}"


def _words(change: WorkChange, start: date) -> str:
    now = wording.believed(change.now_on, start) if change.now_on else ""
    was = wording.believed(change.was_on, start) if change.was_on else ""
    others = wording.listed(change.teams)
    match change.what:
        case "new":
            return f"new: {change.name}, {now}"
        case "moved":
            instead = f"{now} instead of {was}" if now != was else f"{now} as before"
            return f"moved: {change.name}, {instead} ({_days(change.days)})"
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


def _benefits(text: str, found: Sequence[BenefitChange], start: date) -> Iterator[str]:
    people = sum(benefit.weight for benefit in found)
    yield f"{text}: {len(found):,}, for which {people:,} people are counted"
    for benefit in found[:BENEFITS]:
        was = wording.believed(benefit.was_on, start)
        if benefit.now_on is None:
            yield f"  {benefit.name} ({benefit.weight:,}): was {was}"
        else:
            now = wording.believed(benefit.now_on, start)
            instead = f"{now} instead of {was}" if now != was else f"{now} as before"
            yield f"  {benefit.name} ({benefit.weight:,}): {instead} ({_days(benefit.days)})"
    if len(found) > BENEFITS:
        yield f"  and {len(found) - BENEFITS:,} more"
