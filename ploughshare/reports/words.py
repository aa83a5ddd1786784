"""How numbers, dates and names are worded: one sentence for screen, phone and paper."""

import re
from datetime import date, timedelta

from ploughshare.assets.records import ASSET_KINDS, SERVICE_STATES
from ploughshare.assets.works_records import WORKS_TYPES
from ploughshare.fields import Vocabulary
from ploughshare.land.records import HAZARD_STATUS, HAZARD_TYPES
from ploughshare.places.records import PASSABILITY
from ploughshare.planning import wording
from ploughshare.skills import TEAM_KINDS
from ploughshare.units import M2_PER
from ploughshare.workforce.records import STANDDOWN_CAUSES

NO_RECORD = "No record of a hazard does not mean there is none."
BOUNDARIES = "Boundaries and names shown do not imply endorsement or acceptance by anyone."
INVENTED = "Invented region: no place on this page exists."
SERVICE_DAY = (
    "A service-day is one person without one service for one working day; a person who lacks "
    "two services counts in both."
)

THIN, MINUS = wording.THIN, wording.MINUS
amount, count, day = wording.amount, wording.count, wording.day
believed, on_believed, apart = wording.believed, wording.on_believed, wording.apart
quarter = wording.quarter
listed, few, share = wording.listed, wording.few_listed, wording.share
teams_of = wording.teams_of
"""The plan's own words: one wording for screen, file and paper."""

FULL_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def km2(m2: float) -> str:
    """An area in km2 with the digits it deserves: ``0.04 km²``, ``59.2 km²``."""
    value = m2 / M2_PER["km2"]
    if 0 < value < 0.005:
        return f"<{THIN}0.01{THIN}km²"
    places = 0 if value >= 99.95 else 1 if value >= 9.995 else 2
    return f"{value:,.{places}f}{THIN}km²"


def area(m2: float) -> str:
    """An area in the unit a reader expects at its size: m², ha or km²."""
    if m2 < M2_PER["ha"]:
        return f"{count(wording.rounded(m2, 3))}{THIN}m²"
    return f"{m2 / M2_PER['ha']:.1f}{THIN}ha" if m2 < M2_PER["km2"] else km2(m2)


def some(number: int, one: str, many: str = "") -> str:
    """A number with its noun: ``1 team``, ``214 teams``, ``no team``."""
    if number == 0:
        return f"no {one}"
    return f"{count(number)} {one if number == 1 else many or one + 's'}"


def short_day(when: date) -> str:
    """``13 Aug``, where the year stands beside it."""
    return f"{when.day} {MONTHS[when.month - 1]}"


def month(when: date) -> str:
    """``Aug 2026``."""
    return f"{MONTHS[when.month - 1]} {when.year}"


def verb(number: int, one: str = "is", many: str = "are") -> str:
    """The verb that fits a number."""
    return one if number == 1 else many


def quarter_end(when: date) -> date:
    """Last day of the quarter a day lies in."""
    number = (when.month + 2) // 3
    after = date(when.year + number // 4, number % 4 * 3 + 1, 1)
    return after - timedelta(days=1)


def label(terms: Vocabulary, code: str) -> str:
    """The label of a code; the code itself where the list does not hold it."""
    return terms.label(code) if code in terms.codes else code


def team_kind(code: str) -> str:
    return label(TEAM_KINDS, code)


def asset_kind(code: str) -> str:
    return label(ASSET_KINDS, code)


def hazard_type(code: str) -> str:
    return label(HAZARD_TYPES, code)


def hazard_status(code: str) -> str:
    return label(HAZARD_STATUS, code)


def service_state(code: str) -> str:
    return "service not known" if code == "unknown" else label(SERVICE_STATES, code)


def passability(code: str) -> str:
    return "passability not known" if code == "unknown" else label(PASSABILITY, code)


def works_type(code: str) -> str:
    return label(WORKS_TYPES, code)


def cause(code: str) -> str:
    return label(STANDDOWN_CAUSES, code)


def capital(text: str) -> str:
    """The text with its first letter large."""
    return text[:1].upper() + text[1:]


def sentence(text: str) -> str:
    """The text as a printed sentence: large first letter, full stop at its end."""
    text = printed(text.strip())
    return capital(text) if not text or text[-1] in ".?!" else capital(text) + "."


_SQUARES = re.compile(r"\b(k?m)2\b")


_PERCENT = re.compile(r"(\d)[ \u00a0]?%")
_LONG = re.compile(r"(?<![\w.,-])\d{5,}(?![\w.])")


def printed(text: str) -> str:
    """The text as it is printed: m² and km², a narrow space before %, commas in long numbers."""
    text = _PERCENT.sub(rf"\1{THIN}%", _SQUARES.sub(r"\1²", text))
    return _LONG.sub(lambda found: f"{int(found[0]):,}", text)


def short_hash(digest: str) -> str:
    """A hash short enough for the foot of a page: ``7c1e…42``."""
    return digest if len(digest) <= 10 else f"{digest[:4]}…{digest[-2:]}"


_NATURAL = re.compile(r"(\d+)")


def natural(text: str) -> tuple[tuple[int, int | str], ...]:
    """A sort key in which ``MT-9`` comes before ``MT-10``."""
    parts = _NATURAL.split(text.casefold())
    return tuple((1, int(part)) if part.isdigit() else (0, part) for part in parts if part)
