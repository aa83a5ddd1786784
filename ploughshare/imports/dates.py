"""Dates as people write them. A day that could be a month is asked for, never guessed."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Literal

DateOrder = Literal["dmy", "mdy", "both", "unknown"]
"""``both``: one column holds both; ``unknown``: none of its values decides."""

ISO = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?$")
COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
SLASHED = re.compile(r"^(\d{1,2})([/.\-])(\d{1,2})\2(\d{4})(?:[T ,].*)?$")
NAMED = re.compile(r"^(\d{1,2})[ .\-]+([^\W\d]+)\.?[ .,\-]+(\d{4})$")
NAMED_US = re.compile(r"^([^\W\d]+)\.? (\d{1,2}),? (\d{4})$")

MONTHS = (
    ("jan", "січ", "янв"),
    ("feb", "лют", "фев"),
    ("mar", "бер", "мар"),
    ("apr", "кві", "апр"),
    ("may", "тра", "мая", "май"),
    ("jun", "чер", "июн"),
    ("jul", "лип", "июл"),
    ("aug", "сер", "авг"),
    ("sep", "вер", "сен"),
    ("oct", "жов", "окт"),
    ("nov", "лис", "ноя"),
    ("dec", "гру", "дек"),
)
"""First letters of the months in English, Ukrainian and Russian."""

EARLIEST_YEAR, LATEST_YEAR = 1900, 2100


class NotADate(Exception):
    """A text that is no date; its message is the end of a sentence."""


class AmbiguousDate(NotADate):
    """A text that is one date read day first and another read month first."""


def date_order(values: Iterable[object]) -> DateOrder:
    """Whether the column's dates with strokes begin with the day or the month."""
    day_first = month_first = strokes = False
    for value in values:
        match = SLASHED.match(value.strip()) if isinstance(value, str) else None
        if match is None or match.group(2) == ".":
            continue
        first, second = int(match.group(1)), int(match.group(3))
        strokes = strokes or first != second
        day_first = day_first or first > 12
        month_first = month_first or second > 12
    if day_first and month_first:
        return "both"
    if day_first or not strokes:
        return "dmy"
    return "mdy" if month_first else "unknown"


def day(value: object, order: DateOrder) -> date:
    """
    A cell as a day.

    Raises
    ------
    AmbiguousDate
        Day and month cannot be told apart, and ``order`` does not say.
    NotADate
        It is none, or a day that does not exist.
    """
    if isinstance(value, datetime):
        return _checked(value.year, value.month, value.day, str(value))
    if isinstance(value, date):
        return _checked(value.year, value.month, value.day, str(value))
    text = str(value).strip()
    for pattern in (ISO, COMPACT):
        if match := pattern.match(text):
            return _checked(int(match[1]), int(match[2]), int(match[3]), text)
    if match := SLASHED.match(text):
        return _slashed(int(match[1]), match[2], int(match[3]), int(match[4]), text, order)
    if match := NAMED.match(text):
        return _checked(int(match[3]), _month(match[2], text), int(match[1]), text)
    if match := NAMED_US.match(text):
        return _checked(int(match[3]), _month(match[1], text), int(match[2]), text)
    raise NotADate(f"{text[:40]!r} is no date that is known here")


def _slashed(first: int, mark: str, second: int, year: int, text: str, order: DateOrder) -> date:
    # Between points the day comes first wherever people write so.
    if mark == "." or first == second or first > 12:
        return _checked(year, second, first, text)
    if second > 12:
        return _checked(year, first, second, text)
    if order == "dmy":
        return _checked(year, second, first, text)
    if order == "mdy":
        return _checked(year, first, second, text)
    raise AmbiguousDate(f"{text[:40]!r} may be day first or month first")


def _month(name: str, text: str) -> int:
    start = name.casefold()[:3]
    for number, spellings in enumerate(MONTHS, start=1):
        if start in spellings:
            return number
    raise NotADate(f"{text[:40]!r} names no month that is known here")


def _checked(year: int, month: int, day_of_month: int, text: str) -> date:
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise NotADate(f"{text[:40]!r} lies before {EARLIEST_YEAR} or after {LATEST_YEAR}")
    try:
        return date(year, month, day_of_month)
    except ValueError:
        raise NotADate(f"{text[:40]!r} does not exist") from None
