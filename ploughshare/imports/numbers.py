"""Numbers as people write them: decimal commas, thousands, units, yes and no."""

import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from ploughshare.units import unit_named

NUMBER = re.compile(r"^([+\-−]?)\s*(\d[\d\s.,'’]*|[.,]\d+)(?:[eE]([+\-]?\d+))?\s*([^\d].*)?$")
GROUPED = {
    ".": re.compile(r"^(\d+|\d{1,3}(,\d{3})+)?(\.\d*)?$"),
    ",": re.compile(r"^(\d+|\d{1,3}(\.\d{3})+)?(,\d*)?$"),
}
"""By decimal mark, digits with the other mark only where it parts thousands."""

SPACES = re.compile(r"[\s\u00a0\u202f'’]")

TRUE_WORDS = {"yes", "y", "true", "t", "1", "так", "да", "si", "x"}
FALSE_WORDS = {"no", "n", "false", "f", "0", "ні", "нет", "not"}


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it was read, with the unit written behind it; empty for none."""

    value: float
    unit: str = ""


class NotANumber(Exception):
    """A text that is no number; its message is the end of a sentence."""


class AmbiguousNumber(NotANumber):
    """A text that is one number with a decimal comma and another without."""


def decimal_mark(values: Iterable[object], *, comma_expected: bool) -> str:
    """
    Which character separates decimals in a column: ``"."``, ``","`` or empty when unknown.

    One value that can be read in one way only decides for the column. Where none
    does, ``1,234`` may be a thousand or about one, and nobody but the author knows.
    """
    votes: Counter[str] = Counter()
    doubtful = False
    for value in values:
        if not isinstance(value, str):
            continue
        match = NUMBER.match(value.strip())
        if match is None:
            continue
        digits = SPACES.sub("", match.group(2))
        vote = _vote(digits)
        if vote:
            votes[vote] += 1
        elif "," in digits:
            doubtful = True
    if votes:
        return votes.most_common(1)[0][0]
    if not doubtful:
        return "."
    return "," if comma_expected else ""


def _vote(digits: str) -> str:
    """The decimal mark that one number shows, or nothing."""
    last_comma, last_point = digits.rfind(","), digits.rfind(".")
    if last_comma >= 0 and last_point >= 0:
        return "," if last_comma > last_point else "."
    if last_comma >= 0:
        if digits.count(",") > 1:
            return "."
        return "," if len(digits) - last_comma - 1 != 3 or digits.startswith("0,") else ""
    if digits.count(".") > 1:
        return ","
    return "." if last_point >= 0 and len(digits) - last_point - 1 != 3 else ""


def number(value: object, decimal: str) -> Number:
    """
    A cell as a number.

    Raises
    ------
    AmbiguousNumber
        It depends on the decimal mark, which is not known.
    NotANumber
        It is none.
    """
    if isinstance(value, bool):
        raise NotANumber(f"{value!r} is no number")
    if isinstance(value, int | float):
        if not math.isfinite(value):
            raise NotANumber(f"{value!r} is no number")
        return Number(float(value))
    text = str(value).strip()
    match = NUMBER.match(text)
    if match is None:
        raise NotANumber(f"{text[:40]!r} is no number")
    sign, digits, exponent, behind = match.groups()
    unit = unit_named(behind) if behind else ""
    if behind and not unit:
        raise NotANumber(f"{text[:40]!r} is no number, and {behind[:20]!r} no unit known here")
    value_of = float(
        f"{_plain_digits(SPACES.sub('', digits), decimal, text) or 0}e{(exponent or '0')[:6]}"
    )
    if not math.isfinite(value_of):
        raise NotANumber(f"{text[:40]!r} is too large")
    return Number(-value_of if sign in ("-", "−") else value_of, unit)


def _plain_digits(digits: str, decimal: str, text: str) -> str:
    if not decimal and "," in digits:
        raise AmbiguousNumber(f"{text[:40]!r} may have a decimal comma or a thousands comma")
    if not GROUPED[decimal or "."].match(digits):
        mark = "comma" if decimal == "," else "point"
        raise NotANumber(f"{text[:40]!r} is no number with a decimal {mark}")
    if decimal == ",":
        return digits.replace(".", "").replace(",", ".")
    return digits.replace(",", "")


def flag(value: object) -> bool | None:
    """Yes or no; ``None`` for a cell that says neither."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return bool(value) if value in (0, 1) else None
    word = str(value).strip().casefold()
    return True if word in TRUE_WORDS else False if word in FALSE_WORDS else None
