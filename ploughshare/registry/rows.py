"""Records to rows and back, with every value checked against the data dictionary."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from ploughshare.dictionary import RECORD_TYPES
from ploughshare.errors import InputRefused
from ploughshare.fields import Field, GeometryKind, Record, RecordType, Value
from ploughshare.registry.kept import Origin, StoredRecord

GREATEST_INTEGER = 2**63 - 1

GEOMETRY_NAMES: Mapping[GeometryKind, tuple[str, str]] = {
    "point": ("Point", "MultiPoint"),
    "line": ("LineString", "MultiLineString"),
    "polygon": ("Polygon", "MultiPolygon"),
}


class _Wrong(Exception):
    """What is wrong with one value, as the end of a sentence."""


def _text(value: Value) -> str:
    if not isinstance(value, str):
        raise _Wrong(f"is {value!r}, which is no text")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise _Wrong("holds characters that are not valid Unicode") from None
    return value


def _number(field: Field, value: Value) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise _Wrong(f"is {value!r}, which is no number")
    _within(field, value)
    return float(value) + 0.0  # minus zero does not survive every store


def _integer(field: Field, value: Value) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise _Wrong(f"is {value!r}, which is no whole number")
    _within(field, value)
    if abs(value) > GREATEST_INTEGER:
        raise _Wrong(f"is {value}, which is too large")
    return value


def _within(field: Field, value: float) -> None:
    if field.low is not None and value < field.low:
        raise _Wrong(f"is {value}, less than {field.low:g}{field.unit and ' ' + field.unit}")
    if field.high is not None and value > field.high:
        raise _Wrong(f"is {value}, more than {field.high:g}{field.unit and ' ' + field.unit}")


def _date(value: Value) -> date:
    if type(value) is not date:
        raise _Wrong(f"is {value!r}, which is no date")
    return value


def _flag(value: Value) -> bool:
    if not isinstance(value, bool):
        raise _Wrong(f"is {value!r}, which is neither yes nor no")
    return value


def _choice(codes: frozenset[str], value: Value) -> str:
    if value not in codes:
        raise _Wrong(f"is {value!r}, which is none of: {', '.join(sorted(codes))}")
    return str(value)


def _several(one: Callable[[Value], str], value: Value) -> tuple[str, ...]:
    if not isinstance(value, tuple):
        raise _Wrong(f"is {value!r}, which is no list of values")
    return tuple(one(each) for each in value)


def _check(field: Field) -> Callable[[Value], Any]:
    one: Callable[[Value], str] = _text
    if field.terms is not None and field.kind in ("choice", "choices"):
        one = partial(_choice, frozenset(field.terms.codes))
    match field.kind:
        case "integer":
            return partial(_integer, field)
        case "number":
            return partial(_number, field)
        case "date":
            return _date
        case "flag":
            return _flag
        case "choices" | "records":
            return partial(_several, one)
        case _:
            return one


class Codec:
    """Turns records of one type into rows of its version table, and rows into records."""

    def __init__(self, record_type: RecordType) -> None:
        self.type = record_type
        self._checks = [(field, _check(field)) for field in record_type]
        self._names = [field.name for field in record_type]
        self._shapes = {name for kind in record_type.geometry for name in GEOMETRY_NAMES[kind]}

    def encode(self, records: Sequence[Record]) -> list[dict[str, Any]]:
        """
        Rows with the id, every field and, where the type has one, the geometry as WKB.

        Raises ``InputRefused`` for the first value that the dictionary does not allow.
        """
        rows = [self._encode(record) for record in records]
        if self.type.geometry:
            geometries = np.array([record.geometry for record in records], dtype=object)
            self._require_usable(records, geometries)
            for row, wkb in zip(rows, to_wkb(geometries), strict=True):
                row["geometry"] = wkb
        elif any(record.geometry is not None for record in records):
            raise InputRefused(f"A {self.type.title} has no place on the map, but one was given.")
        return rows

    def _encode(self, record: Record) -> dict[str, Any]:
        values = record.values
        row: dict[str, Any] = {"id": self._id(record)}
        known = 0
        for field, check in self._checks:
            value = values.get(field.name)
            known += field.name in values
            if value is not None:
                try:
                    value = check(value)
                except _Wrong as wrong:
                    raise self._refusal(record, f"{field.name} {wrong}.") from None
            elif field.required:
                raise self._refusal(record, f"{field.name} is missing.")
            row[field.name] = value
        if known < len(values):
            strange = ", ".join(sorted(set(values) - set(self._names)))
            raise self._refusal(record, f"there is no field {strange}.")
        return row

    def _id(self, record: Record) -> str:
        try:
            record_id = _text(record.id)
        except _Wrong as wrong:
            raise InputRefused(f"The id of a {self.type.title} {wrong}.") from None
        if not record_id.strip():
            raise InputRefused(f"The id of a {self.type.title} is empty.")
        return record_id

    def _refusal(self, record: Record, what: str) -> InputRefused:
        return InputRefused(
            f"{self.type.title.capitalize()} {record.id}: {what}",
            remedy="Correct the value, or leave it empty if it is unknown.",
            record_type=self.type.name,
            record_id=record.id,
        )

    def _require_usable(self, records: Sequence[Record], geometries: NDArray[np.object_]) -> None:
        missing = shapely.is_missing(geometries)
        if self.type.geometry_required and missing.any():
            raise self._refusal(records[int(np.argmax(missing))], "its geometry is missing.")
        bounds = shapely.bounds(geometries)
        # Written so that a bound that is not a number counts as outside.
        inside = (bounds >= (-180, -90, -180, -90)) & (bounds <= (180, 90, 180, 90))
        for bad, what in (
            (shapely.is_empty(geometries), "its geometry is empty."),
            (~inside.all(axis=1), "its geometry leaves longitude -180 to 180, latitude -90 to 90."),
            (~shapely.is_valid(geometries), "its geometry is not valid."),
        ):
            bad &= ~missing
            if bad.any():
                raise self._refusal(records[int(np.argmax(bad))], what)
        for record, geometry in zip(records, geometries, strict=True):
            if geometry is not None and geometry.geom_type not in self._shapes:
                allowed = ", ".join(sorted(self._shapes))
                what = f"its geometry is a {geometry.geom_type}, which is none of: {allowed}."
                raise self._refusal(record, what)

    def decode(self, rows: Sequence[Mapping[str, Any]]) -> Iterator[Record]:
        """Records of rows of the version table. Unknown fields are left out."""
        geometries: Sequence[BaseGeometry | None] = [None] * len(rows)
        if self.type.geometry:
            geometries = from_wkb([row["geometry"] for row in rows])
        for row, geometry in zip(rows, geometries, strict=True):
            values = {name: row[name] for name in self._names if row[name] is not None}
            yield Record(self.type.name, row["id"], values, geometry)

    def stored(self, rows: Sequence[Mapping[str, Any]]) -> Iterator[StoredRecord]:
        """Versions of records, with where they came from."""
        for row, record in zip(rows, self.decode(rows), strict=True):
            yield StoredRecord(
                record,
                version=row["version"],
                changeset=row["changeset"],
                removed=row["removed"],
                valid_from=row["valid_from"],
                origin=_origin(row),
            )

    def content(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """The part of a row that says something about the world: id, fields, geometry."""
        names = ["id", *self._names, *(["geometry"] if self.type.geometry else [])]
        return {name: row[name] for name in names}


def _origin(row: Mapping[str, Any]) -> Origin | None:
    if row["origin_file"] is None:
        return None
    return Origin(
        row["origin_file"],
        row["origin_layer"] or "",
        row["origin_row"],
        row["origin_importer"] or "",
    )


def origin_columns(origin: Origin | None) -> dict[str, Any]:
    """The columns of a version table that say where the version came from."""
    return {
        "origin_file": origin.file if origin else None,
        "origin_layer": origin.layer if origin else None,
        "origin_row": origin.row if origin else None,
        "origin_importer": origin.importer if origin else None,
    }


def to_wkb(geometries: NDArray[np.object_]) -> Sequence[bytes | None]:
    """Little-endian, two-dimensional WKB; ``None`` stays ``None``."""
    encoded = shapely.to_wkb(geometries, output_dimension=2, byte_order=1, include_srid=False)
    return list(encoded)


def from_wkb(encoded: Sequence[bytes | None]) -> list[BaseGeometry | None]:
    """Geometries of WKB; ``None`` stays ``None``."""
    return list(shapely.from_wkb(np.array(encoded, dtype=object)))


CODECS: Mapping[str, Codec] = {name: Codec(each) for name, each in RECORD_TYPES.items()}
"""How to read and write the version table of each record type."""
