"""From a table to a batch: every check in order, until each row has its end."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.typing import NDArray

from ploughshare.errors import CallError
from ploughshare.fields import Record, RecordType, Value
from ploughshare.imports.against_known import EDITED, MOVED, Compared, compare
from ploughshare.imports.batch import ImportBatch, SetAside
from ploughshare.imports.coordinate_systems import to_wgs84
from ploughshare.imports.docket import Docket
from ploughshare.imports.faults import FAULTS, check_faults
from ploughshare.imports.field_values import MOJIBAKE, field_values
from ploughshare.imports.identity import KEYS, Identities, identify
from ploughshare.imports.known import NO_NAMES, Known, Names, folded
from ploughshare.imports.mapping import (
    ID,
    LATITUDE,
    LONGITUDE,
    SHAPE,
    ColumnMapping,
    check_mapping,
)
from ploughshare.imports.measures import check_sizes
from ploughshare.imports.outlines import check_outlines
from ploughshare.imports.overlapping import check_overlaps, fingerprints
from ploughshare.imports.positions import points, shapes_from_text
from ploughshare.imports.protocol import Cells, Table
from ploughshare.imports.references import resolve
from ploughshare.imports.whereabouts import OUTSIDE, SWAP_AXES, check_whereabouts
from ploughshare.places.extents import WGS84, crs_from_text

ACCEPTABLE: Mapping[str, str] = {
    SWAP_AXES: "swap latitude and longitude of rows that then lie in the region of operation",
    OUTSIDE: "take rows that lie far outside the region of operation",
    MOJIBAKE: "put right texts that were saved in a wrong encoding",
    MOVED: "take rows whose record lies elsewhere, as the same thing moved",
    EDITED: "overwrite what was changed by hand since the last import",
}
"""Repairs and conflicts that a person can accept, and what that means."""

NEVER_SMALLER = "hazards"
"""The record type that loses no ground: by repair, by projection, or by a new version."""

LEVELS_OVERLAP = "places"
"""A district holds its settlements: overlaps of places are no finding."""


@dataclass(frozen=True, slots=True)
class JudgeOptions:
    """
    What the person accepts, and who is told how far things are.

    Parameters
    ----------
    accept
        Names out of ``ACCEPTABLE``.
    progress
        Called with the name of each stage as it begins.
    """

    accept: frozenset[str] = frozenset()
    progress: Callable[[str], None] = field(default=lambda _: None)

    def __post_init__(self) -> None:
        unknown = sorted(self.accept - set(ACCEPTABLE))
        if unknown:
            lines = "; ".join(f"{name} ({words})" for name, words in ACCEPTABLE.items())
            raise CallError(f"--accept {unknown[0]!r} is not known.", remedy=f"Use: {lines}.")


@dataclass(slots=True)
class _Shapes:
    """The shapes of a layer on their way through the checks."""

    shapes: Cells
    areas: NDArray[np.float64]
    marks: list[bytes | None]
    placed: bool


def judge(
    table: Table, mapping: ColumnMapping, known: Known, options: JudgeOptions | None = None
) -> ImportBatch:
    """
    Judge every row of a table.

    Parameters
    ----------
    mapping
        Complete, as ``propose`` returns it.
    known
        What the registry holds already.

    Raises
    ------
    CallError
        The mapping names a field, column or code that there is not.
    InputRefused
        The coordinate system is absent, or cannot be right.
    """
    options = options or JudgeOptions()
    record_type = check_mapping(mapping, table.columns)
    docket = Docket(table, record_type.name)
    for at, reason in table.unreadable.items():
        docket.block(at, "row-unreadable", f"It cannot be read: {reason}.", "Correct the source.")
    placed = _placed(table, mapping, record_type, known, options, docket)
    identities = _identities(table, mapping, record_type, placed.marks, known, docket)
    options.progress("reading values")
    values = _values(table, mapping, record_type, identities, known, options, docket)
    if placed.placed:
        check_sizes(record_type.name, values, placed.shapes, placed.areas, docket)
    _require(values, record_type, docket)
    records = _records(record_type, values, identities, placed, docket)
    options.progress("comparing with the registry")
    compared = compare(
        {at: each for at, each in records.items() if at not in identities.repeated},
        _fields_in_file(mapping, record_type),
        known,
        options.accept,
        docket,
        placed=placed.placed,
        never_smaller=record_type.name == NEVER_SMALLER,
    )
    _judge_repeated(records, identities, compared, docket)
    if record_type.name in FAULTS:
        rows = {at: each.record for at, each in compared.items()}
        check_faults(rows, FAULTS[record_type.name], docket)
    _require_shape(compared, record_type, docket)
    options.progress("comparing shapes")
    sum_m2, union_m2 = _ground(record_type, placed, docket)
    gone = _gone(known, identities, docket)
    return _batch(
        table, mapping, record_type, placed, identities, compared, docket, gone, (sum_m2, union_m2)
    )


def _placed(
    table: Table,
    mapping: ColumnMapping,
    record_type: RecordType,
    known: Known,
    options: JudgeOptions,
    docket: Docket,
) -> _Shapes:
    """Shapes in WGS 84, checked and repaired one by one."""
    nothing = np.full(table.n_rows, None, dtype=object)
    source, crs = _source(table, mapping, docket)
    if source is None or not record_type.geometry:
        if table.shapes is not None:
            docket.tell(
                "shapes-left-out",
                "note",
                f"A {record_type.title} has no shape; they were left out.",
            )
        return _Shapes(nothing, np.zeros(table.n_rows), [None] * table.n_rows, placed=False)
    options.progress("placing shapes")
    never_smaller = record_type.name == NEVER_SMALLER
    moved = to_wgs84(
        source, crs, known.region, docket, file=table.file, never_smaller=never_smaller
    )
    moved = check_whereabouts(moved, source, crs, known.region, options.accept, docket)
    marks = fingerprints(moved)
    options.progress("checking shapes")
    checked = check_outlines(moved, source, record_type, docket, never_smaller=never_smaller)
    return _Shapes(checked.shapes, checked.areas_m2, marks, placed=True)


def _source(table: Table, mapping: ColumnMapping, docket: Docket) -> tuple[Cells | None, str]:
    """The shapes as they came, from the format or from columns, and their coordinate system."""
    shapes: Cells | None = table.shapes
    crs, unreadable = table.crs, dict[int, str]()
    assumed = False
    if mapping.columns.get(SHAPE):
        shapes, unreadable, codes = shapes_from_text(table[mapping.columns[SHAPE][0]])
        crs = f"EPSG:{codes.pop()}" if len(codes) == 1 else ""
        assumed = not crs
    elif mapping.columns.get(LATITUDE) and mapping.columns.get(LONGITUDE):
        latitude, longitude = mapping.columns[LATITUDE][0], mapping.columns[LONGITUDE][0]
        shapes, unreadable = points(table[latitude], table[longitude])
        crs, assumed = "", True
    for at, reason in unreadable.items():
        docket.block(
            at, "shape-unreadable", f"It cannot be placed: {reason}.", "Correct the source."
        )
    if shapes is None:
        return None, ""
    return shapes, _stated(mapping.crs, crs, docket, shapes, assumed=assumed)


def _stated(given: str, found: str, docket: Docket, shapes: Cells, *, assumed: bool) -> str:
    """The coordinate system that counts: what the person said, what the file says, or degrees."""
    if given:
        if found and crs_from_text(given) != crs_from_text(found):
            docket.tell(
                "coordinate-system-overruled",
                "doubt",
                f"The file says {found[:60]}; {given} was stated and used.",
                "Look whether places lie where they should.",
            )
        return given
    if found or not assumed:
        return found
    bounds = shapely.bounds(shapes)
    there = bounds[~np.isnan(bounds).any(axis=1)]
    if (
        len(there)
        and np.median(np.abs(there[:, 0])) <= 180
        and np.median(np.abs(there[:, 1])) <= 180
    ):
        docket.tell(
            "degrees-assumed",
            "note",
            "Positions were taken as degrees in WGS 84; a table does not say.",
            "If they are in another system, state --crs.",
        )
        return WGS84
    return ""


def _identities(
    table: Table,
    mapping: ColumnMapping,
    record_type: RecordType,
    marks: list[bytes | None],
    known: Known,
    docket: Docket,
) -> Identities:
    columns = mapping.columns
    own = table[columns[ID][0]] if columns.get(ID) else None
    keys = [table[column] for name in KEYS[record_type.name] for column in columns.get(name, ())]
    return identify(
        list(range(table.n_rows)),
        own,
        mapping.id_prefix,
        record_type,
        keys,
        marks,
        [table[column] for several in columns.values() for column in several],
        {each.casefold(): each for each in known.records},
        docket,
    )


def _values(
    table: Table,
    mapping: ColumnMapping,
    record_type: RecordType,
    identities: Identities,
    known: Known,
    options: JudgeOptions,
    docket: Docket,
) -> dict[str, list[Value]]:
    values: dict[str, list[Value]] = {}
    for each in record_type:
        words = known.words.get(each.name, {})
        values[each.name] = field_values(each, table, mapping, words, options.accept, docket)
    names = dict(known.names)
    own = names.get(record_type.name, NO_NAMES)
    if any(each.refers_to == record_type.name for each in record_type):
        own = own.extended(_names_in_file(identities, values))
    names[record_type.name] = own
    for each in record_type:
        if each.kind in ("record", "records"):
            values[each.name] = resolve(each, values[each.name], names, docket)
    return values


def _names_in_file(identities: Identities, values: Mapping[str, list[Value]]) -> Names:
    ids = {each.casefold(): each for each in identities.ids.values()}
    names: dict[str, list[str]] = {}
    for at, record_id in identities.ids.items():
        for name in ("name", "name_local", "title"):
            value = values[name][at] if name in values else None
            if isinstance(value, str):
                names.setdefault(folded(value), []).append(record_id)
    return Names(ids, {name: tuple(dict.fromkeys(each)) for name, each in names.items()})


def _require(values: Mapping[str, list[Value]], record_type: RecordType, docket: Docket) -> None:
    for each in record_type:
        if not each.required:
            continue
        for at, value in enumerate(values[each.name]):
            if value is None and at not in docket.blocked:
                docket.block(
                    at,
                    "required-missing",
                    f"{each.name} is missing: {each.meaning[0].lower()}{each.meaning[1:]}",
                    f"Fill it in the source, or give one for all with --set {each.name}=...",
                    field=each.name,
                )


def _records(
    record_type: RecordType,
    values: Mapping[str, list[Value]],
    identities: Identities,
    placed: _Shapes,
    docket: Docket,
) -> dict[int, Record]:
    columns = list(values.items())
    records: dict[int, Record] = {}
    for at, record_id in identities.ids.items():
        if at in docket.blocked:
            continue
        filled = {name: cells[at] for name, cells in columns if cells[at] is not None}
        records[at] = Record(record_type.name, record_id, filled, placed.shapes[at])
    return records


def _fields_in_file(mapping: ColumnMapping, record_type: RecordType) -> frozenset[str]:
    filled = {name for name, columns in mapping.columns.items() if columns}
    return frozenset(each.name for each in record_type if each.name in filled | set(mapping.set))


def _judge_repeated(
    records: Mapping[int, Record],
    identities: Identities,
    compared: dict[int, Compared],
    docket: Docket,
) -> None:
    """A second row of one id adds nothing if it is the same, and is set aside if it differs."""
    for at, first in identities.repeated.items():
        if at in docket.blocked:
            continue
        record, number = records[at], docket.number(first)
        there = records.get(first)
        same = there is not None and dict(there.values) == dict(record.values)
        if same and there is not None and there.geometry == record.geometry:
            docket.tell("row-twice", "note", f"It is the same as row {number}, id and all.", at=at)
            compared[at] = Compared(record, "unchanged")
            continue
        docket.block(
            at,
            "id-twice",
            f"Its id {record.id} stood in row {number} already, with other content.",
            "Find out which row is right, and delete or renumber the other in the source.",
            field=ID,
        )


def _require_shape(
    compared: Mapping[int, Compared], record_type: RecordType, docket: Docket
) -> None:
    """Rows of a file without shapes need a record on the map already."""
    if not record_type.geometry_required:
        return
    for at, each in compared.items():
        if each.record.geometry is None and at not in docket.blocked:
            docket.block(
                at,
                "shape-missing",
                f"It has no shape, and {each.record.id} is not on record.",
                "Find out where it is. It is not lost: it stays on the list of rows set aside.",
            )


def _ground(record_type: RecordType, placed: _Shapes, docket: Docket) -> tuple[float, float]:
    if not placed.placed:
        return 0.0, 0.0
    shapes, marks = placed.shapes.copy(), list(placed.marks)
    for at in docket.blocked:
        shapes[at], marks[at] = None, None
    total = float(placed.areas[~shapely.is_missing(shapes)].sum())
    if record_type.name == LEVELS_OVERLAP:
        return total, 0.0
    never_smaller = record_type.name == NEVER_SMALLER
    ground = check_overlaps(shapes, placed.areas, marks, docket, never_smaller=never_smaller)
    return ground.sum_m2, ground.union_m2


def _gone(known: Known, identities: Identities, docket: Docket) -> tuple[str, ...]:
    gone = tuple(sorted(known.of_this_file - set(identities.ids.values())))
    if gone:
        docket.tell(
            "gone-from-file",
            "note",
            f"{len(gone):,} records that an earlier version of this file brought are not in it any "
            f"more: {', '.join(gone[:5])}{' ...' if len(gone) > 5 else ''}. They stay on record.",
            "Look why. What is closed is closed in the registry, not by leaving it out.",
        )
    return gone


def _batch(
    table: Table,
    mapping: ColumnMapping,
    record_type: RecordType,
    placed: _Shapes,
    identities: Identities,
    compared: Mapping[int, Compared],
    docket: Docket,
    gone: tuple[str, ...],
    ground: tuple[float, float],
) -> ImportBatch:
    number = docket.number
    kept = sorted(at for at in compared if at not in docket.blocked)
    written = [at for at in kept if compared[at].end in ("new", "changed")]
    set_aside = tuple(
        SetAside(
            number(at),
            finding.rule,
            f"{finding.message} {finding.remedy}".strip(),
            {name: cells[at] for name, cells in zip(table.columns, table.cells, strict=True)},
            placed.shapes[at],
        )
        for at, finding in sorted(docket.blocked.items())
    )
    return ImportBatch(
        file=table.file,
        layer=table.layer,
        record_type=record_type.name,
        importer=table.importer,
        mapping=mapping,
        rows=table.n_rows,
        records=tuple(compared[at].record for at in written),
        record_rows=tuple(number(at) for at in written),
        repaired=frozenset(number(at) for at in written if at in docket.repaired),
        unchanged=tuple(number(at) for at in kept if compared[at].end == "unchanged"),
        quarantined=set_aside,
        findings=docket.findings(identities.ids),
        gone=gone,
        sum_m2=ground[0],
        union_m2=ground[1],
    )
