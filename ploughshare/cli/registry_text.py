"""How records, changes and findings of a registry are printed, as text and as JSON."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ploughshare.dictionary import RECORD_TYPES
from ploughshare.fields import Record
from ploughshare.usecases.record_words import value_text

if TYPE_CHECKING:
    from ploughshare.findings import Finding
    from ploughshare.registry.kept import Changeset, KeptFinding, KeptRow, Origin, StoredRecord
    from ploughshare.usecases.check import Checked
    from ploughshare.usecases.history import Step
    from ploughshare.usecases.records import Overview, Shown

INVENTED = "Invented region: nothing in it is on real ground."


def moment(time: datetime) -> str:
    """A time as people read it, in UTC."""
    return f"{time:%d %b %Y %H:%M} UTC"


def overview_lines(seen: "Overview") -> Iterator[str]:
    """An overview of the registry."""
    west, south, east, north = seen.bounds
    yield f"{seen.name}: longitude {west:g} to {east:g}, latitude {south:g} to {north:g}"
    if seen.invented:
        yield INVENTED
    yield ""
    for name, count in seen.counts.items():
        yield f"  {count:>9,}  {name}"
    if not seen.counts:
        yield "  No records yet. Begin with: plough import FILE"
    yield ""
    found = ", ".join(f"{count:,} {severity}" for severity, count in sorted(seen.findings.items()))
    yield f"findings: {found or 'none'}; quarantined rows: {seen.quarantined:,}"
    yield f"plans kept: {seen.plans}"
    yield ""
    yield "last changes"
    for change in seen.changes:
        yield f"  {change_line(change)}"


def overview_json(seen: "Overview") -> dict[str, Any]:
    """As ``overview_lines``."""
    return {
        "name": seen.name,
        "invented": seen.invented,
        "region": list(seen.bounds),
        "created": seen.created.isoformat(),
        "records": dict(seen.counts),
        "findings": dict(seen.findings),
        "quarantined": seen.quarantined,
        "plans": seen.plans,
        "changes": [change_json(change) for change in seen.changes],
        "head": seen.head,
    }


def listed_line(record: Record) -> str:
    """A record in one line: its id and name, or what it says first where it has none."""
    kind = RECORD_TYPES[record.record_type]
    known = [field for field in kind if record.values.get(field.name) is not None]
    named = [field for field in known if field.name in {"name", "title"}] or known[:3]
    words = (value_text(field, record.values[field.name]) for field in named[:3])
    return f"  {record.id:<20} {', '.join(words)}".rstrip()


def change_line(change: "Changeset") -> str:
    """One change in one line."""
    undoes = f", undoes change {change.reverses}" if change.reverses else ""
    return f"{change.number:>4}  {moment(change.time)}  {change.author}: {change.reason}{undoes}"


def change_json(change: "Changeset") -> dict[str, Any]:
    """One change."""
    return {
        "number": change.number,
        "time": change.time.isoformat(),
        "author": change.author,
        "reason": change.reason,
        "source": change.source,
        "kind": change.kind,
        "reverses": change.reverses,
        "hash": change.hash,
    }


def _source(file: str, origin: "Origin | None") -> str:
    if origin is None:
        return "entered by hand"
    layer = f", layer {origin.layer}" if origin.layer else ""
    row = f", row {origin.row}" if origin.row is not None else ""
    return f"{file}{layer}{row} ({origin.importer})"


def shown_lines(shown: "Shown") -> Iterator[str]:
    """One record with every known field."""
    stored, change = shown.stored, shown.change
    record, kind = stored.record, RECORD_TYPES[stored.record.record_type]
    removed = ", taken off the list" if stored.removed else ""
    yield f"{kind.title} {record.id} ({kind.name}), version {stored.version}{removed}"
    for field in kind:
        if field.name in record.values:
            yield f"  {field.name:<18} {value_text(field, record.values[field.name])}"
    if record.geometry is not None:
        yield f"  {'outline':<18} {_geometry_text(record.geometry)}"
    yield f"  {'from':<18} {_source(shown.file, stored.origin)}"
    if stored.valid_from is not None:
        yield f"  {'true from':<18} {stored.valid_from:%d %b %Y}"
    yield f"  {'written by':<18} {change_line(change).strip()}"
    for kept in shown.findings:
        yield f"  {kept.finding.severity:<18} {kept.finding.message}"


def _geometry_text(geometry: Any) -> str:
    import numpy as np
    import shapely

    from ploughshare.places.extents import areas_m2, lengths_m
    from ploughshare.units import area_text

    shapes = np.array([geometry], dtype=object)
    area, length = float(areas_m2(shapes)[0]), float(lengths_m(shapes)[0])
    points = int(shapely.get_num_coordinates(geometry))
    if area:
        return f"{geometry.geom_type}, {area_text(area)}, {points:,} turning points"
    if length:
        return f"{geometry.geom_type}, {length:,.0f} m, {points:,} turning points"
    longitude, latitude = geometry.centroid.coords[0]
    return f"{geometry.geom_type} at longitude {longitude:.6f}, latitude {latitude:.6f}"


def stored_json(stored: "StoredRecord") -> dict[str, Any]:
    """One version of a record, its geometry as GeoJSON."""
    record, origin = stored.record, stored.origin
    return {
        "record_type": record.record_type,
        "id": record.id,
        "version": stored.version,
        "removed": stored.removed,
        "values": dict(record.values),
        "geometry": record.geometry.__geo_interface__ if record.geometry is not None else None,
        "valid_from": stored.valid_from,
        "change": stored.changeset,
        "origin": None
        if origin is None
        else {
            "sha256": origin.file,
            "layer": origin.layer,
            "row": origin.row,
            "importer": origin.importer,
        },
    }


def shown_json(shown: "Shown") -> dict[str, Any]:
    """One record with its change and findings."""
    return {
        **stored_json(shown.stored),
        "file": shown.file,
        "written_by": change_json(shown.change),
        "findings": [kept_finding_json(kept) for kept in shown.findings],
    }


def step_lines(step: "Step") -> Iterator[str]:
    """One version: who, when, why, and what is different."""
    stored, change = step.stored, step.change
    kind = RECORD_TYPES[stored.record.record_type]
    yield f"version {stored.version}  {moment(change.time)}  {change.author}: {change.reason}"
    by = f"change {change.number}"
    yield f"  {by}{f', undoes change {change.reverses}' if change.reverses else ''}; " + (
        _source(step.file, stored.origin)
    )
    if stored.removed:
        yield f"  the {kind.title} was taken off the list"
    for name, (before, after) in step.differences.items():
        new = value_text(kind[name], after)
        if stored.version == 1:
            yield f"  {name}: {new}"
        else:
            yield f"  {name}: {value_text(kind[name], before)} -> {new}"
    if step.outline_changed:
        yield f"  outline: {_geometry_or_none(stored.record.geometry)}"


def _geometry_or_none(geometry: Any) -> str:
    return "none" if geometry is None else _geometry_text(geometry)


def step_json(step: "Step") -> dict[str, Any]:
    """One version with its change and what is different."""
    return {
        **stored_json(step.stored),
        "file": step.file,
        "written_by": change_json(step.change),
        "differences": {name: list(pair) for name, pair in step.differences.items()},
        "outline_changed": step.outline_changed,
    }


def finding_line(finding: "Finding") -> str:
    """One finding in one line: where, what, how to mend it."""
    places = [
        finding.file,
        f"layer {finding.layer}" if finding.layer else "",
        f"row {finding.row}" if finding.row is not None else "",
    ]
    where = ", ".join(place for place in places if place)
    said = f"{where}: {finding.message}" if where else finding.message
    return f"{finding.severity:<6}{said} {finding.remedy}".rstrip()


def finding_json(finding: "Finding") -> dict[str, Any]:
    """One finding."""
    return {name: getattr(finding, name) for name in finding.__dataclass_fields__}


def kept_finding_json(kept: "KeptFinding") -> dict[str, Any]:
    """One finding with its change and import."""
    return {**finding_json(kept.finding), "change": kept.changeset, "import": kept.import_run}


def quarantined_line(kept: "KeptRow") -> str:
    """One quarantined row in one line."""
    run, row = kept.import_run, kept.row
    layer = f", layer {run.layer}" if run.layer else ""
    return f"{run.file}{layer}, row {row.row}: {row.reason}"


def quarantined_json(kept: "KeptRow") -> dict[str, Any]:
    """One quarantined row as it came."""
    run, row = kept.import_run, kept.row
    return {
        "file": run.file,
        "layer": run.layer,
        "record_type": run.record_type,
        "row": row.row,
        "reason": row.reason,
        "values": dict(row.values),
        "geometry": row.geometry.__geo_interface__ if row.geometry is not None else None,
        "change": run.changeset,
        "import": run.number,
    }


def checked_json(checked: "Checked", counts: Mapping[str, int]) -> dict[str, Any]:
    """The result of a check."""
    return {
        "intact": checked.intact,
        "head": checked.head,
        "changes": checked.changes,
        "counts": dict(counts),
        "quarantined": checked.quarantined,
        "found": [finding_json(each) for each in checked.found],
        "kept": [finding_json(each) for each in checked.kept],
    }
