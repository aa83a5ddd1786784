"""Permits and grants that end before the plan does: whom that stops, and what would mend it."""

from datetime import date

from ploughshare.planning import wording
from ploughshare.planning.explain import Explanation
from ploughshare.planning.items import NotPlanned
from ploughshare.planning.presence import Ends

REASON = "right-ends"
TEAMS_NAMED = 3
NAMED = 3


def rights_that_end(explanation: Explanation) -> tuple[NotPlanned, ...]:
    """
    A row for each permit or grant that stops teams before the plan's last day, first first.

    ``holds_up`` holds the teams. No weight waits for them: the work is planned with others,
    or is left out in a row of its own.
    """
    return tuple(
        NotPlanned(
            record_type=ends.record_type,
            record_id=ends.record_id,
            name=_name(explanation, ends),
            reason=REASON,
            text=f"{ends.text}; {_what_then(explanation, ends, teams)}",
            remedy=ends.remedy,
            holds_up=teams,
        )
        for ends, teams in _ending(explanation)
    )


def sentences(explanation: Explanation) -> list[str]:
    """The same in one sentence for what limits a programme; none where nothing ends."""
    ending = _ending(explanation)
    if not ending:
        return []
    shown = "; ".join(
        f"{ends.text} ({wording.teams_counted(len(teams))})" for ends, teams in ending[:NAMED]
    )
    more = f"; and {len(ending) - NAMED} more" if len(ending) > NAMED else ""
    return [f"Before the plan's last day {shown}{more}."]


def _ending(explanation: Explanation) -> list[tuple[Ends, tuple[str, ...]]]:
    """What ends before the plan's last day, with the teams it stops, earliest first."""
    if explanation.schedule.finish.size == 0:
        return []
    calendar = explanation.draft.programme.situation.calendar
    last = calendar.last_day_of(int(explanation.schedule.finish.max()))
    stopped: dict[Ends, dict[str, None]] = {}
    for present in explanation.draft.present.values():
        for ends in (each for right in present.rights for each in right.ends):
            if ends.day < last:
                stopped.setdefault(ends, {})[present.team] = None
    found = [(ends, tuple(teams)) for ends, teams in stopped.items()]
    return sorted(found, key=lambda pair: (pair[0].day, pair[0].record_id))


def _name(explanation: Explanation, ends: Ends) -> str:
    grants = explanation.draft.programme.situation.grants
    known = ends.record_type == "grants" and ends.record_id in grants
    return grants[ends.record_id].name if known else ends.record_id


def _what_then(explanation: Explanation, ends: Ends, teams: tuple[str, ...]) -> str:
    """Which teams may do nothing afterwards, and which only less."""
    go_on = {
        present.team
        for present in explanation.draft.present.values()
        if any((right.to_on or present.to_on or date.max) > ends.day for right in present.rights)
    }
    stopped = tuple(team for team in teams if team not in go_on)
    less = tuple(team for team in teams if team in go_on)
    said = [f"it stops {_named(explanation, stopped)}"] if stopped else []
    said += [f"{_named(explanation, less)} may do less from then on"] if less else []
    return ", and ".join(said)


def _named(explanation: Explanation, teams: tuple[str, ...]) -> str:
    known = explanation.draft.programme.situation.teams
    names = [known[name].name for name in teams[:TEAMS_NAMED]]
    more = len(teams) - len(names)
    if more:
        names.append(f"{more} more team" if more == 1 else f"{more} more teams")
    return wording.listed(names)
