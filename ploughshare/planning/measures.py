"""Measures of the day: what somebody stops, closes or takes back, in force for one plan."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING, Literal

from ploughshare.errors import CallError
from ploughshare.planning import wording
from ploughshare.skills import TEAM_KINDS

if TYPE_CHECKING:
    from ploughshare.planning.situation import Situation

What = Literal["hazard", "works", "team", "method", "road", "recall"]
"""Work on a hazardous area or on works stops; a team stops; all teams of a kind stop; a road is
closed; a task order is taken back from its teams and its day."""

STOPS: Mapping[str, What] = {
    "hazard": "hazard", "works": "works", "team": "team", "method": "method",
}  # fmt: skip
"""What work can be stopped on."""

CLOSED = "closed"
"""Passability of a road that nobody may use, whatever lies on it."""


@dataclass(frozen=True, slots=True)
class Measure:
    """
    One measure.

    Parameters
    ----------
    what, subject
        What it stops, and its id; for a method the kind of team.
    reason
        Why, as it shall be read; empty when nobody said.
    from_on, until
        First and last day; ``None`` for the plan's first day, and for until further notice.
    by
        Who recalls an order; empty for other measures.
    """

    what: What
    subject: str
    reason: str = ""
    from_on: date | None = None
    until: date | None = None
    by: str = ""

    @property
    def text(self) -> str:
        """The measure in a few words, for reasons and assumptions."""
        why = f": {self.reason}" if self.reason else ""
        if self.what == "recall":
            return f"task order {self.subject} is recalled by {self.by}{why}"
        if self.what == "road":
            return f"road {self.subject} is closed{why}"
        on = wording.kind(self.subject) if self.what == "method" else f"{self.what} {self.subject}"
        begins = f" from {wording.day(self.from_on)}" if self.from_on else ""
        ends = f" to {wording.day(self.until)}" if self.until else " until further notice"
        return f"stop-work on {on}{begins}{ends}{why}"

    @property
    def record(self) -> str:
        """Which record says the same for good, so that the next plan knows it too."""
        match self.what:
            case "hazard":
                return (
                    f"set the task order of {self.subject} to suspended with the reason, or without an "
                    "order the hazardous area itself"
                )
            case "works":
                return f"set the task order of works {self.subject} to suspended, with the reason"
            case "team":
                return f"record an absence (availability) of team {self.subject}"
            case "method":
                return f"record a stand-down (standdowns) of the kind {self.subject}"
            case "road":
                return f"set roads {self.subject} to passability blocked"
            case "recall":
                return f"set tasks {self.subject} to status proposed, or issue it anew"


def under(situation: "Situation", measures: Sequence[Measure]) -> "Situation":
    """
    A situation with measures in force.

    Raises
    ------
    CallError
        For a measure about something that is not on record, or whose days make no sense.
    """
    if not measures:
        return situation
    for measure in measures:
        _require(situation, measure)
    closed = {m.subject for m in measures if m.what == "road"}
    digest = hashlib.sha256(situation.sha256.encode())
    digest.update(repr(measures).encode())
    return replace(
        situation,
        roads={
            name: replace(link, passability=CLOSED) if name in closed else link
            for name, link in situation.roads.items()
        },
        measures=tuple(measures),
        sha256=digest.hexdigest(),
    )


def _require(situation: "Situation", measure: Measure) -> None:
    known: Mapping[str, object] = {
        "hazard": situation.hazards,
        "works": situation.works,
        "team": situation.teams,
        "method": dict.fromkeys(TEAM_KINDS.codes),
        "road": situation.roads,
        "recall": situation.tasks,
    }[measure.what]
    if measure.subject not in known:
        close = get_close_matches(measure.subject, known, 4)
        raise CallError(
            f"There is no {_WORDS[measure.what]} {measure.subject!r} to {_VERBS[measure.what]}.",
            remedy=f"Did you mean {wording.listed(close, 'or')}?" if close else
            "plough show lists what is on record.",
        )  # fmt: skip
    if measure.what == "recall" and not situation.tasks[measure.subject].in_force:
        raise CallError(
            f"Task order {measure.subject} is not in force: there is nothing to recall.",
            remedy="plough show tells its status.",
        )
    start = situation.calendar.start
    if measure.until is not None and measure.until < (measure.from_on or start):
        raise CallError(
            f"A stop until {measure.until} ends before it begins.", remedy="Correct --until."
        )
    later = measure.from_on is not None and measure.from_on > start
    if later and (measure.what in {"hazard", "works"} or measure.until is None):
        raise CallError(
            f"A stop on {measure.what} {measure.subject} can begin later than the plan only for a "
            "team or a method, and with a last day.",
            remedy="Leave --from-on out, or give --until.",
        )


_WORDS = {"hazard": "hazardous area", "works": "works", "team": "team", "method": "kind of team",
          "road": "road", "recall": "task order"}  # fmt: skip
_VERBS = {"hazard": "stop", "works": "stop", "team": "stop", "method": "stop", "road": "close",
          "recall": "recall"}  # fmt: skip
