"""Headings of columns: made comparable, whatever their script, case, unit or length."""

import re
import unicodedata
from dataclasses import dataclass

from ploughshare.units import unit_named

# fmt: off
CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "h", "ґ": "g", "д": "d", "е": "e", "є": "ie", "ё": "e",
    "ж": "zh", "з": "z", "и": "y", "і": "i", "ї": "i", "й": "i", "к": "k", "л": "l", "м": "m",
    "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh",
    "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e",
    "ю": "iu", "я": "ia",
}
# fmt: on
"""Cyrillic letters in Latin ones, after the Ukrainian passport rules of 2010."""

CAMEL = re.compile(r"(?<=[a-zа-яіїєґ]{2})(?=[A-ZА-ЯІЇЄҐ])")
IN_BRACKETS = re.compile(r"[\(\[,]\s*([^\(\)\[\],]+?)\s*[\)\]]?\s*$")
DBF_LENGTH = 10
PUNCTUATION = {code: " " for code in range(128) if not chr(code).isalnum()}
"""ASCII characters that are neither letters nor digits."""


@dataclass(frozen=True, slots=True)
class Heading:
    """
    One heading.

    Parameters
    ----------
    text
        As it stands in the file.
    plain
        Lower case, words separated by single spaces, without the unit.
    unit
        Unit it names, as in ``ploughshare.units``; empty for none.
    outer
        Plain name of the column it was nested in, as ``tags`` in ``tags.name``.
    """

    text: str
    plain: str
    unit: str = ""
    outer: str = ""


def plain(text: str) -> str:
    """Lower case, without accents and punctuation, words separated by single spaces."""
    if text.isascii():
        return " ".join(text.lower().translate(PUNCTUATION).split())
    letters = "".join(_without_accent(letter) for letter in text).casefold()
    return " ".join(re.sub(r"[^\w]|_", " ", letters).split())


def latin(text: str) -> str:
    """Plain text with Cyrillic letters written in Latin ones."""
    return "".join(CYRILLIC.get(letter, letter) for letter in plain(text))


def heading(text: str) -> Heading:
    """A heading with its unit and its nesting taken apart."""
    outer, _, inner = text.rpartition(".")
    name = inner if outer and inner else text
    name, unit = _split_unit(name)
    return Heading(text, plain(CAMEL.sub(" ", name)), unit, plain(outer) if inner else "")


def cut_like(text: str, full: str) -> bool:
    """Whether a heading is a longer name cut at ten letters, as the tables of shapefiles do."""
    short, long = plain(text).replace(" ", ""), full.replace(" ", "")
    return len(text) == DBF_LENGTH and long.startswith(short)


def _without_accent(letter: str) -> str:
    """A Latin letter without its accents; letters of other scripts as they are."""
    base = unicodedata.normalize("NFKD", letter)
    return base[0] if len(base) > 1 and base[0].isascii() else letter


def _split_unit(text: str) -> tuple[str, str]:
    """A heading and the unit at its end, in brackets or after the last underscore or space."""
    bracketed = IN_BRACKETS.search(text)
    if bracketed and (unit := unit_named(bracketed.group(1))):
        return text[: bracketed.start()], unit
    words = re.split(r"[_\s]+", CAMEL.sub(" ", text).strip())
    for taken in (2, 1):
        unit = unit_named(" ".join(words[-taken:])) if len(words) > taken else ""
        if unit and unit != "1":
            return " ".join(words[:-taken]), unit
    return text, ""
