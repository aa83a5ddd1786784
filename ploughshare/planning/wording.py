"""Sentences of the plan: one wording for screen, file and paper."""

from collections.abc import Iterable
from datetime import date

from ploughshare.skills import TEAM_KINDS


def day(when: date) -> str:
    """A day as people write it: ``Thu 13 Aug 2026``."""
    return f"{when:%a} {when.day} {when:%b %Y}"


def listed(names: Iterable[str]) -> str:
    """Names in a sentence: ``A``, ``A and B``, ``A, B and C``."""
    words = list(names)
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def kind(code: str) -> str:
    """A team kind as people say it; a code that is not ours stays as it is."""
    return TEAM_KINDS.label(code) if code in TEAM_KINDS.codes else code


TEAMS = {
    "nts": "survey teams",
    "ts": "technical survey teams",
    "manual": "manual teams",
    "mechanical": "machines",
    "dogs": "dog teams",
    "bac": "battle area teams",
    "eod": "disposal teams",
    "roads": "road builders",
    "bridges": "bridge builders",
    "power": "power crews",
    "water": "water crews",
    "building": "builders",
    "debris": "debris crews",
}


def teams_of(code: str) -> str:
    """The teams of a kind as people call them; a code that is not ours stays as it is."""
    return TEAMS.get(code, code)


def days(count: float) -> str:
    """Working days: whole ones without decimals, ``half a working day`` for 0.5."""
    if count == 0.5:
        return "half a working day"
    if 0.95 <= count < 1.05:
        return "1 working day"
    return f"{count:,.0f} working days" if count >= 10 else f"{count:.3g} working days"


def share(part: float, whole: float) -> str:
    """A share in whole per cent, with a thin space; ``0 %`` of nothing."""
    return f"{round(100 * part / whole) if whole else 0} %"
