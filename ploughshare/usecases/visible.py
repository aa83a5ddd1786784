"""What of a record a person may see: the one place where fields and outlines are left out."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from ploughshare.dictionary import RECORD_TYPES
from ploughshare.fields import Record, RecordType, Sensitivity
from ploughshare.places.rounding import all_rounded_outwards, rounded_outwards
from ploughshare.registry.kept import Publication
from ploughshare.usecases.permissions import OF_TAG, Act, DataClass, Role, may

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

Outline = Literal["exact", "rounded", "none"]
"""How a person sees where a record is: as recorded, rounded outwards to cells, or not at all."""


@dataclass(frozen=True, slots=True)
class View:
    """
    What one person may see of the records of one type.

    Parameters
    ----------
    record_type
        The type.
    fields
        Names of the fields, in their order.
    outline
        How its place is shown.
    """

    record_type: RecordType
    fields: tuple[str, ...]
    outline: Outline

    @property
    def key(self) -> str:
        """The same for two people who see the same."""
        return f"{self.record_type.name}/{self.outline}/{','.join(self.fields)}"

    def of(self, record: Record) -> Record:
        """The record as this person sees it."""
        values = {name: record.values[name] for name in self.fields if name in record.values}
        return Record(record.record_type, record.id, values, self.place(record.geometry))

    def place(self, shape: "BaseGeometry | None") -> "BaseGeometry | None":
        """Where a record is, as this person sees it: never smaller than it is."""
        if shape is None or self.outline == "none":
            return None
        if self.outline == "exact":
            return shape
        return rounded_outwards(shape, self.record_type.public_cell)

    def places(self, shapes: "NDArray[np.object_]") -> "NDArray[np.object_]":
        """``place`` of each."""
        if self.outline == "none":
            return np.full(len(shapes), None, dtype=object)
        if self.outline == "exact":
            return shapes
        return all_rounded_outwards(shapes, self.record_type.public_cell)


def views(
    role: Role, published: Publication, *, act: Act = Act.SEE, only_published: bool = False
) -> Iterator[View]:
    """
    Yield what a role may see of each record type, or take away with ``act`` for an export.

    Types of which it may see nothing are left out.

    Parameters
    ----------
    published
        The authority's decision.
    only_published
        As if a visitor asked.
    """
    for record_type in RECORD_TYPES.values():
        found = view(role, record_type, published, act=act, only_published=only_published)
        if found is not None:
            yield found


def view(
    role: Role,
    record_type: RecordType,
    published: Publication,
    *,
    act: Act = Act.SEE,
    only_published: bool = False,
) -> View | None:
    """What a role may see of one record type; ``None`` for nothing, not even that there are some."""
    if only_published:
        role = Role.VISITOR
    tags = {tag for tag, data_class in OF_TAG.items() if may(role, act, data_class)}
    if record_type.name in published.record_types and may(role, act, DataClass.PUBLISHED):
        tags.add(Sensitivity.PUBLIC)
    fields = tuple(field.name for field in record_type if field.sensitivity in tags)
    outline = _outline(record_type, tags)
    if not fields and outline == "none":
        return None
    return View(record_type, fields, outline)


def _outline(record_type: RecordType, tags: set[Sensitivity]) -> Outline:
    if not record_type.geometry or not tags:
        return "none"
    if record_type.sensitivity in tags:
        return "exact"
    return "rounded" if record_type.public_cell else "none"
