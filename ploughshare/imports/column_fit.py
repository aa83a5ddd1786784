"""What the cells of a column say about which field it may be."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from ploughshare.fields import Field
from ploughshare.imports.dates import AmbiguousDate, NotADate, day
from ploughshare.imports.headings import plain
from ploughshare.imports.numbers import NotANumber, flag, number
from ploughshare.imports.protocol import Cells
from ploughshare.imports.words import is_null, word_list
from ploughshare.units import conversion

SAMPLE = 500
GENERIC_WORDS = {"yes", "no", "y", "n", "true", "false", "t", "f", "unknown", "other", "none"}
"""Words that a column of any meaning may hold."""


def sample_of(cells: Cells) -> list[object]:
    """Some of a column's cells that hold something, from all over it."""
    step = max(1, len(cells) // (4 * SAMPLE))
    return [cell for cell in cells[::step] if not is_null(cell)][:SAMPLE]


def fit(
    field: Field,
    sample: Sequence[object],
    unit: str = "",
    own: Mapping[str, str] | None = None,
) -> float | None:
    """
    Share of cells that can be a value of the field, 0 to 1; ``None`` where cells cannot tell.

    Parameters
    ----------
    unit
        Unit the heading names; empty for the field's own.
    own
        Words to codes besides those of the dictionary.
    """
    if not sample:
        return None
    match field.kind:
        case "choice" | "choices":
            words = word_list(field, own)
            return _share(sample, lambda cell: any(words.code(part) for part in _parts(cell)))
        case "date":
            return _share(sample, _is_date)
        case "number" | "integer":
            factor = conversion(unit, field.unit) or 1.0
            return _share(sample, lambda cell: _is_number(cell, field, factor))
        case "flag":
            return _share(sample, lambda cell: flag(cell) is not None)
        case _:
            return None


def telling_codes(field: Field, sample: Sequence[object]) -> int:
    """How many of the field's codes occur in words that say something by themselves."""
    words = word_list(field)
    found = {
        words.code(str(cell))
        for cell in set(sample)
        if (word := plain(str(cell))) not in GENERIC_WORDS and not word.isdigit()
    }
    return len(found - {None})


def looks_numeric(sample: Sequence[object]) -> bool:
    """Whether all cells are numbers."""
    return bool(sample) and all(_is_any_number(cell) for cell in sample)


def _share(sample: Sequence[object], fits: Callable[[object], bool]) -> float:
    counts = Counter((type(cell), cell) for cell in sample)
    return sum(count for (_, cell), count in counts.items() if fits(cell)) / len(sample)


def _parts(cell: object) -> list[str]:
    text = str(cell)
    parts = [part.strip() for mark in ";|," for part in text.split(mark)]
    return [text, *(part for part in parts if part)]


def _is_date(cell: object) -> bool:
    if isinstance(cell, int | float):
        return False
    try:
        day(cell, "unknown")
    except AmbiguousDate:
        return True
    except NotADate:
        return False
    return True


def _is_number(cell: object, field: Field, factor: float) -> bool:
    try:
        value = number(cell, ".").value * factor
    except NotANumber:
        return False
    low = field.low is None or value >= field.low
    return low and (field.high is None or value <= field.high)


def _is_any_number(cell: object) -> bool:
    try:
        number(cell, ".")
    except NotANumber:
        return False
    return True
