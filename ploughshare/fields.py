"""Fields and record types: what the data dictionary is written with.

Each room declares its own record types in its ``records.py``. Registry tables,
import templates, validation and the reference page are all made from these
declarations, so a field is described once.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

FieldKind = Literal[
    "text", "integer", "number", "date", "flag", "choice", "choices", "record", "records"
]
"""``record`` holds the id of another record, ``records`` and ``choices`` hold several values."""

GeometryKind = Literal["point", "line", "polygon"]


class Sensitivity(StrEnum):
    """
    Who may see a field. A field without a tag is sensitive.

    Source: ``docs/explanation/sensitivity.md``.
    """

    PUBLIC = "public"
    OPERATIONAL = "operational"
    SENSITIVE = "sensitive"
    PERSONAL = "personal"


@dataclass(frozen=True, slots=True)
class Term:
    """One allowed value: its code, its label, and spellings seen in files."""

    code: str
    label: str
    spellings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """An ordered list of allowed values."""

    name: str
    terms: tuple[Term, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(term.code for term in self.terms)

    def label(self, code: str) -> str:
        """The label of a code. Raises ``KeyError`` for a code that is not in the list."""
        return {term.code: term.label for term in self.terms}[code]


def vocabulary(name: str, *terms: tuple[str, ...]) -> Vocabulary:
    """A vocabulary from ``(code, label)`` or ``(code, label, "spelling; spelling")``."""
    return Vocabulary(
        name,
        tuple(
            Term(code, label, tuple(word.strip() for text in words for word in text.split(";")))
            for code, label, *words in terms
        ),
    )


@dataclass(frozen=True, slots=True)
class Field:
    """
    One field of a record type.

    Parameters
    ----------
    name
        Column name, lower case with underscores, unit as suffix where it has one.
    kind
        What its values are.
    meaning
        One sentence for the person who fills it in.
    unit
        Unit of the values, as printed; empty for pure counts and texts.
    low, high
        Smallest and greatest allowed value, in ``unit``; ``None`` for no limit.
    terms
        Allowed values of a ``choice`` or ``choices``.
    refers_to
        Record type whose ids a ``record`` or ``records`` field holds.
    required
        A row without it is quarantined.
    default
        Value of a row that leaves it empty, as written in a file; empty for none.
    sensitivity
        Who may see it.
    spellings
        Column headings seen in files, separated by semicolons.
    example
        A value for the import template.
    """

    name: str
    kind: FieldKind
    meaning: str
    unit: str = ""
    low: float | None = None
    high: float | None = None
    terms: Vocabulary | None = None
    refers_to: str = ""
    required: bool = False
    default: str = ""
    sensitivity: Sensitivity = Sensitivity.SENSITIVE
    spellings: str = ""
    example: str = ""


@dataclass(frozen=True, slots=True)
class RecordType:
    """
    One kind of record.

    Parameters
    ----------
    name
        As in ``plough import --as NAME``: plural, lower case.
    title
        As people say one of them.
    meaning
        One or two sentences.
    prefix
        Beginning of ids that are minted where the source has none.
    fields
        All fields but ``id`` and the geometry.
    geometry
        Allowed geometry; empty for a record without a place on the map.
    geometry_required
        A row without a usable geometry is quarantined.
    sensitivity
        Of the geometry.
    public_cell
        Side of the cells to which a geometry that is not public is rounded outwards where the
        public sees it, in degrees; 0 where the public sees none.
    """

    name: str
    title: str
    meaning: str
    prefix: str
    fields: tuple[Field, ...]
    geometry: tuple[GeometryKind, ...] = ()
    geometry_required: bool = False
    sensitivity: Sensitivity = Sensitivity.SENSITIVE
    public_cell: float = 0.0

    def __getitem__(self, name: str) -> Field:
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(name)

    def __contains__(self, name: str) -> bool:
        return any(field.name == name for field in self.fields)

    def __iter__(self) -> Iterator[Field]:
        return iter(self.fields)


Value = str | int | float | bool | date | tuple[str, ...] | None
"""A field's value: codes and ids are texts, ``choices`` and ``records`` tuples of texts."""


@dataclass(frozen=True, slots=True)
class Record:
    """
    One record: what the registry keeps versions of.

    Parameters
    ----------
    record_type
        Name of its type, as in ``plough import --as``.
    id
        Unique within the type.
    values
        By field name. A field that is absent or ``None`` is unknown, which is
        neither zero nor "no".
    geometry
        In WGS 84, longitude first, two dimensions; ``None`` for none.
    """

    record_type: str
    id: str
    values: Mapping[str, Value]
    geometry: "BaseGeometry | None" = None


def text_in(values: Mapping[str, Value], name: str) -> str:
    """A text, code or id; empty when unknown."""
    value = values.get(name)
    return value if isinstance(value, str) else ""


def texts_in(values: Mapping[str, Value], name: str) -> tuple[str, ...]:
    """Several codes or ids; empty when unknown."""
    value = values.get(name)
    return value if isinstance(value, tuple) else ()


def number_in(values: Mapping[str, Value], name: str) -> float | None:
    """A number; ``None`` when unknown."""
    value = values.get(name)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def count_in(values: Mapping[str, Value], name: str) -> int | None:
    """A whole number; ``None`` when unknown."""
    value = number_in(values, name)
    return None if value is None else int(value)


def date_in(values: Mapping[str, Value], name: str) -> date | None:
    """A day; ``None`` when unknown."""
    value = values.get(name)
    return value if isinstance(value, date) else None
