"""Tell where each value of a record comes from: the document or file, its grade, day and range."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from ploughshare.evidence.records import RELIABILITY
from ploughshare.fields import Value
from ploughshare.registry.registry import Registry
from ploughshare.usecases.history import Step
from ploughshare.usecases.visible import View

RANGED = frozenset({"value", "low", "high"})
"""Fields that give one figure together."""


@dataclass(frozen=True, slots=True)
class ValueSource:
    """
    Where a value comes from.

    Parameters
    ----------
    source
        Title of the document that the record names, else the file and row, else who changed it.
    grade
        Reliability of the document in words; empty where no document is named.
    known_on
        When the version that first holds it was written, UTC.
    as_of
        Day for which it was given, else from which it is true; ``None`` when unknown.
    version
        The first version that holds it.
    range
        Lowest and highest value that the source allows; empty when unknown.
    """

    source: str
    grade: str
    known_on: datetime
    as_of: date | None
    version: int
    range: str


def value_sources(
    registry: Registry, steps: Sequence[Step], documents: View | None
) -> dict[str, ValueSource]:
    """
    By field, where the value of the last version comes from.

    Parameters
    ----------
    steps
        Versions of one record as somebody sees them, oldest first.
    documents
        What the same person sees of sources; ``None`` for nothing.
    """
    values = steps[-1].stored.record.values
    title, grade = _document(registry, values, documents)
    spread = _range(values)
    found: dict[str, ValueSource] = {}
    for step in steps:
        day = values.get("as_of")
        for name in step.differences:
            found[name] = ValueSource(
                source=title or _written(step),
                grade=grade,
                known_on=step.change.time,
                as_of=day if isinstance(day, date) else step.stored.valid_from,
                version=step.stored.version,
                range=spread if name in RANGED else "",
            )
    return found


def _written(step: Step) -> str:
    """The file and row that a version came from, else who typed it."""
    origin = step.stored.origin
    if not step.file or origin is None:
        return f"{step.change.author}, {step.change.reason}"
    layer = f", {origin.layer}" if origin.layer else ""
    row = f", row {origin.row}" if origin.row is not None else ""
    return f"{step.file}{layer}{row}"


def _document(
    registry: Registry, values: Mapping[str, Value], documents: View | None
) -> tuple[str, str]:
    """Title and grade of the document that a record names, as far as they are seen."""
    named = values.get("source")
    if documents is None or not named:
        return "", ""
    for stored in registry.find(str(named)):
        if stored.record.record_type == "sources" and not stored.removed:
            seen = documents.of(stored.record).values
            letter = str(seen.get("reliability") or "")
            grade = f"{letter}, {RELIABILITY.label(letter)}" if letter in RELIABILITY.codes else ""
            told = (seen.get(name) for name in ("title", "publisher"))
            return ", ".join(str(each) for each in told if each), grade
    return "", ""


def _range(values: Mapping[str, Value]) -> str:
    low, high = values.get("low"), values.get("high")
    if isinstance(low, int | float) and isinstance(high, int | float):
        return f"{low:g} to {high:g}"
    return ""
