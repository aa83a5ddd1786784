"""Rules a schedule can break, and how a breach is told."""

from collections.abc import Mapping
from dataclasses import dataclass

RULES: Mapping[str, str] = {
    "another-problem": "The schedule names the hash of the problem.",
    "unknown-activity": "Every item is an activity of the problem.",
    "doubled-activity": "No activity is done twice.",
    "missing-activity": "Every activity is done.",
    "unknown-mode": "The mode is one of the activity's.",
    "wrong-kind": "Teams serve as kinds that the mode asks for.",
    "too-few-teams": "Each kind has as many teams as the mode asks for, not fewer.",
    "too-many-teams": "Each kind has as many teams as the mode asks for, not more.",
    "doubled-team": "The teams of an activity are distinct.",
    "unknown-team": "Every team is one of the problem's.",
    "unfit-team": "A team serves as one of its kinds.",
    "forbidden-zone": "A team works in its zones only.",
    "forbidden-group": "An activity is done by the groups it admits.",
    "before-earliest": "No activity starts before its earliest step, none before step 0.",
    "before-predecessor": "No activity starts before a predecessor's finish plus the lag.",
    "no-alternative": "One alternative set of predecessors is finished, with its lags, before the start.",
    "idle-start": "An activity with steps starts on a working step.",
    "wrong-finish": "The finish is the smallest step after the last working step needed.",
    "before-arrival": "No activity starts before its teams arrive.",
    "overlap": "A team does one activity at a time.",
    "after-leaving": "A team's activities finish by the step it leaves.",
    "over-limit": "At no step more teams work on the activities of a limit than it lets.",
    "not-apart": "Activities that are kept apart are never under way at one step.",
    "fixed-changed": "Fixed items stand unchanged.",
    "wrong-objective": "The objective is the weighted sum of benefit steps.",
    "wrong-bound": "The bound lies between 0 and the objective.",
}
"""Every rule a schedule can break, as it reads when it is kept."""


@dataclass(frozen=True, slots=True)
class Violation:
    """
    One rule broken in one place.

    Parameters
    ----------
    rule
        A key of ``RULES``.
    message
        A sentence that names activity, team and steps.
    facts
        What the message was made from: names and numbers.
    """

    rule: str
    message: str
    facts: Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Placed:
    """An item whose activity exists: numbers where the problem has them."""

    activity: int
    name: str
    mode: int
    steps: int
    kinds: tuple[int, ...]
    teams: tuple[int, ...]
    start: int
    finish: int
