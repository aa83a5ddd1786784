"""Sentences of the plan: one wording for screen, file and paper."""

from collections.abc import Iterable
from datetime import date, timedelta

from ploughshare.skills import TEAM_KINDS

THIN = "\u202f"
"""Narrow space that never breaks: between a number and its unit."""
MINUS = "\u2212"
WEEK = 7

DAYS_BELIEVED, WEEKS_BELIEVED, QUARTERS_BELIEVED = 28, 91, 730
"""How far ahead a date is told by day, by week and by quarter, in days; beyond, by year."""


def day(when: date) -> str:
    """A day as people write it: ``Thu 13 Aug 2026``."""
    return f"{when:%a} {when.day} {when:%b %Y}"


def believed(when: date, start: date, *, firm: bool = True) -> str:
    """
    A planned day as far as it can be believed from ``start``.

    The day within four weeks, the week to three months, the quarter to two
    years, the year beyond. Of what is not firm the week, however near it is.
    """
    ahead = (when - start).days
    if ahead <= DAYS_BELIEVED and firm:
        return day(when)
    if ahead <= WEEKS_BELIEVED:
        monday = when - timedelta(days=when.weekday())
        return f"week of {monday.day} {monday:%b %Y}"
    if ahead <= QUARTERS_BELIEVED:
        return f"{quarter(when)} {when.year}"
    return str(when.year)


def on_believed(when: date, start: date) -> str:
    """The same in a sentence: ``on Thu 13 Aug 2026``, ``in the week of 6 Apr 2026``, ``in Q4 2026``."""
    ahead = (when - start).days
    said = believed(when, start)
    if ahead <= DAYS_BELIEVED:
        return f"on {said}"
    return f"in the {said}" if ahead <= WEEKS_BELIEVED else f"in {said}"


def apart(days: int) -> str:
    """Calendar days between two planned days: in days up to four weeks, beyond about in weeks."""
    if days <= DAYS_BELIEVED:
        return counted(days, "day")
    return f"about {round(days / WEEK)} weeks"


def quarter(when: date) -> str:
    """``Q3``."""
    return f"Q{(when.month + 2) // 3}"


def listed(names: Iterable[str], word: str = "and") -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    parts = list(names)
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {word} {parts[-1]}"


def few(names: Iterable[str], most: int = 5, between: str = "; ") -> str:
    """The first of some names, and how many more there are: ``a; b; and 3 more``."""
    given = list(names)
    more = [f"and {len(given) - most:,} more"] if len(given) > most else []
    return between.join([*given[:most], *more])


def few_listed(names: Iterable[str], most: int = 6) -> str:
    """The same as people list them: ``a, b and 3 more``; one more is named rather than counted."""
    given = list(names)
    if len(given) <= most + 1:
        return listed(given)
    return listed([*given[:most], f"{count(len(given) - most)} more"])


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


def counted(number: int, what: str) -> str:
    """A number with its noun: ``1 day``, ``12 days``."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def teams_counted(count: int) -> str:
    """``1 team``, ``12 teams``."""
    return counted(count, "team")


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
