"""Sentences of the plan: one wording for screen, file and paper."""

from collections.abc import Iterable
from datetime import date

from ploughshare.skills import TEAM_KINDS

THIN = "\u202f"
"""Narrow space that never breaks: between a number and its unit."""
MINUS = "\u2212"


def day(when: date) -> str:
    """A day as people write it: ``Thu 13 Aug 2026``."""
    return f"{when:%a} {when.day} {when:%b %Y}"


def listed(names: Iterable[str], word: str = "and") -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    parts = list(names)
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {word} {parts[-1]}"


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
    "qc": "inspecting teams",
    "roads": "road builders",
    "bridges": "bridge builders",
    "power": "power crews",
    "water": "water crews",
    "building": "builders",
    "debris": "debris crews",
    "plant": "plant crews",
}


def teams_of(code: str) -> str:
    """The teams of a kind as people call them; a code that is not ours stays as it is."""
    return TEAMS.get(code, code)


def teams_counted(count: int) -> str:
    """``1 team``, ``12 teams``."""
    return "1 team" if count == 1 else f"{count:,} teams"


def days(count: float) -> str:
    """Working days: whole ones without decimals, ``half a working day`` for 0.5."""
    if count == 0.5:
        return "half a working day"
    if 0.95 <= count < 1.05:
        return "1 working day"
    return f"{count:,.0f} working days" if count >= 10 else f"{count:.3g} working days"


def count(number: float) -> str:
    """A whole number with commas, and a minus sign where it is negative: ``186,400``."""
    return f"{round(number):,}".replace("-", MINUS)


def amount(number: float) -> str:
    """A large amount with three digits at most: ``812``, ``81,200``, ``33.7 million``."""
    if abs(number) >= 999_500:
        for size, word in ((1e9, "billion"), (1e6, "million")):
            if abs(number) >= size * 0.9995:
                return f"{number / size:,.1f} {word}".replace("-", MINUS)
    return count(rounded(number, 3))


def rounded(number: float, digits: int) -> float:
    """A number with so many digits that count."""
    whole = len(str(abs(round(number))))
    return round(number, min(0, digits - whole))


def share(part: float, whole: float = 1.0) -> str:
    """A share in whole percent; never 0 or 100 unless it is exactly that: ``< 1 %``, ``> 99 %``."""
    if whole == 0:
        return "–"
    value = part / whole
    if 0 < value < 0.005:
        return f"<{THIN}1{THIN}%"
    if 0.995 < value < 1:
        return f">{THIN}99{THIN}%"
    return f"{count(value * 100)}{THIN}%"
