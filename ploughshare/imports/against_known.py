"""Rows compared with what is on record: unchanged, changed, or in conflict with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from ploughshare.fields import Record, Value
from ploughshare.imports.docket import Docket
from ploughshare.imports.known import Known
from ploughshare.imports.protocol import column_of
from ploughshare.places.extents import as_shapes, distance_m, lost_m2
from ploughshare.units import area_text

MOVED, EDITED = "moved", "edited-since"
SAME_PLACE_DEGREES = 1e-9
"""Positions closer than this (a tenth of a millimetre) are the same."""

NEAR_M = 1_000.0
"""A record that lay further away than this is taken for another one of the same id."""

OVER = ("completed", "handed_over", "closed")
"""Status of a hazardous area on which no more work is planned."""

End = Literal["new", "changed", "unchanged", "blocked"]


@dataclass(frozen=True, slots=True)
class Compared:
    """A row's record as it would be written, and what that is against the one on record."""

    record: Record
    end: End


def compare(
    records: Mapping[int, Record],
    fields_in_file: frozenset[str],
    known: Known,
    accept: frozenset[str],
    docket: Docket,
    *,
    placed: bool,
    never_smaller: bool,
) -> dict[int, Compared]:
    """
    Compare rows with the records of the same ids.

    Parameters
    ----------
    records
        By position, as the file has them.
    fields_in_file
        Fields the file has a column or a set value for; others keep what is on record.
    accept
        With ``moved``, records may lie elsewhere than before; with ``edited-since``, what a
        person changed by hand is overwritten.
    placed
        Whether the file has shapes; where it has none, those on record are kept.
    never_smaller
        Whether they are hazardous areas.
    """
    result: dict[int, Compared] = {}
    old_ones = {
        at: known.records[each.id] for at, each in records.items() if each.id in known.records
    }
    lost = _lost(records, old_ones) if never_smaller and placed else {}
    for at, record in records.items():
        old = old_ones.get(at)
        if old is None:
            result[at] = Compared(record, "new")
            continue
        merged = _merged(record, old, fields_in_file, placed=placed)
        if _same(merged, old):
            result[at] = Compared(old, "unchanged")
        elif old.id in known.edited and _same(
            _merged(record, known.edited[old.id], fields_in_file, placed=placed),
            known.edited[old.id],
        ):
            # The file says what it said before; what a person changed since stays.
            result[at] = Compared(old, "unchanged")
        elif _conflict(at, merged, old, known, accept, docket, lost.get(at, 0.0), never_smaller):
            result[at] = Compared(merged, "blocked")
        else:
            result[at] = Compared(_not_lowered(at, merged, old, docket), "changed")
    return result


def _merged(record: Record, old: Record, fields_in_file: frozenset[str], *, placed: bool) -> Record:
    values: dict[str, Value] = {
        name: value for name, value in old.values.items() if name not in fields_in_file
    }
    values.update({k: v for k, v in record.values.items() if k in fields_in_file})
    shape = record.geometry if placed else old.geometry
    if _same_shape(shape, old.geometry):
        shape = old.geometry
    return Record(record.record_type, old.id, values, shape)


def _same(record: Record, old: Record) -> bool:
    mine = {name: value for name, value in record.values.items() if value is not None}
    theirs = {name: value for name, value in old.values.items() if value is not None}
    return mine == theirs and record.geometry is old.geometry


def _same_shape(shape: BaseGeometry | None, old: BaseGeometry | None) -> bool:
    if shape is None or old is None:
        return shape is old
    return bool(shapely.equals_exact(shape, old, tolerance=SAME_PLACE_DEGREES))


def _lost(records: Mapping[int, Record], old_ones: Mapping[int, Record]) -> dict[int, float]:
    """Ground of each old outline that the new one leaves out, in m2; at least a trace."""
    rows = [
        at
        for at, old in old_ones.items()
        if old.geometry is not None
        and records[at].geometry is not None
        and not _same_shape(records[at].geometry, old.geometry)
    ]
    if not rows:
        return {}
    new = as_shapes([records[at].geometry for at in rows])
    old = as_shapes([old_ones[at].geometry for at in rows])
    left_out = ~np.asarray(shapely.covers(new, old))
    areas = lost_m2(old, new)
    return {at: max(float(areas[n]), 1e-9) for n, at in enumerate(rows) if left_out[n]}


def _conflict(
    at: int,
    record: Record,
    old: Record,
    known: Known,
    accept: frozenset[str],
    docket: Docket,
    lost: float,
    never_smaller: bool,
) -> bool:
    """Block a row that must not be written over the record of its id; whether it was."""
    if lost:
        docket.block(
            at,
            "hazard-would-shrink",
            f"Its outline leaves out {area_text(lost)} that {old.id} covers on record.",
            "A hazardous area never shrinks by an import; a signed release does that. Where the "
            "id belongs to another area, give this file's ids a prefix with --id-prefix.",
        )
        return True
    if never_smaller and _closed_by_file(record, old):
        docket.block(
            at,
            "hazard-closed-by-file",
            f"It would set {old.id} from {old.values.get('status')} to "
            f"{record.values.get('status')}, product {record.values.get('product') or 'none'}.",
            "Closing a hazardous area needs a signed release, not an import.",
        )
        return True
    if old.id in known.edited and EDITED not in accept:
        docket.block(
            at,
            EDITED,
            f"{old.id} was changed by hand since this file was last imported: "
            f"{_differences(record, old)}.",
            f"Look at both ('plough history {old.id}'). To take the file's: --accept {EDITED}.",
        )
        return True
    if not never_smaller and MOVED not in accept and _elsewhere(record, old):
        docket.block(
            at,
            MOVED,
            f"{old.id} is on record in another place or as another kind of shape.",
            "If it is another thing with the same id, give this file's ids a prefix with "
            f"--id-prefix. If it is the same: --accept {MOVED}.",
        )
        return True
    return False


def _closed_by_file(record: Record, old: Record) -> bool:
    was, now = old.values.get("status"), record.values.get("status")
    newly_over = now in OVER and was not in OVER
    product = record.values.get("product")
    return newly_over or (product is not None and product != old.values.get("product"))


def _elsewhere(record: Record, old: Record) -> bool:
    if record.geometry is None or old.geometry is None:
        return False
    shapes = column_of([record.geometry, old.geometry])
    if len(set(shapely.get_dimensions(shapes).tolist())) > 1:
        return True
    if record.geometry.intersects(old.geometry):
        return False
    here, there = shapely.shortest_line(record.geometry, old.geometry).coords
    return distance_m((here[0], here[1]), (there[0], there[1])) > NEAR_M


def _not_lowered(at: int, record: Record, old: Record, docket: Docket) -> Record:
    """A confirmed hazardous area stays confirmed, whatever a file says."""
    confirmed = record.record_type == "hazards" and old.values.get("hazard_type") == "cha"
    if not confirmed or record.values.get("hazard_type") == "cha":
        return record
    docket.tell(
        "hazard-type-lowered",
        "doubt",
        f"{old.id} is confirmed on record and suspected in the file; it stays confirmed.",
        "Release the land, or correct the record by hand with your reason.",
        at=at,
        field="hazard_type",
    )
    return Record(
        record.record_type, record.id, {**record.values, "hazard_type": "cha"}, record.geometry
    )


def _differences(record: Record, old: Record) -> str:
    names = sorted({*record.values, *old.values})
    found = [
        f"{name} {old.values.get(name)!r} there, {record.values.get(name)!r} here"
        for name in names
        if old.values.get(name) != record.values.get(name)
    ]
    if record.geometry is not old.geometry:
        found.append("the shapes differ")
    return "; ".join(found[:3])
