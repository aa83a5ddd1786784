"""One record and its history, what is found by a search, and the region as a whole."""

from collections.abc import Iterator, Mapping
from typing import Annotated

import numpy as np
from fastapi import APIRouter, Query

from ploughshare.dictionary import RECORD_TYPES, record_type
from ploughshare.errors import NoSuchRecord
from ploughshare.fields import Field, Record, Value
from ploughshare.places.extents import areas_m2
from ploughshare.registry.kept import StoredRecord
from ploughshare.registry.registry import Registry
from ploughshare.usecases.history import Step, as_seen, history
from ploughshare.usecases.people import Person
from ploughshare.usecases.permissions import Act, DataClass
from ploughshare.usecases.record_words import value_text
from ploughshare.usecases.search import Box, entries, position, records_at, search
from ploughshare.usecases.value_sources import value_sources
from ploughshare.usecases.visible import View, view, views
from ploughshare.web.gate import Asking, Serving, needs, refused
from ploughshare.web.ogc_items import page_around
from ploughshare.web.record_models import (
    ChangeShown,
    FieldShown,
    FindingShown,
    Found,
    HistoryShown,
    HitShown,
    RecordInShort,
    RecordList,
    RecordShown,
    RegionShown,
    SourceShown,
    StepShown,
)
from ploughshare.web.server import Server

router = APIRouter(prefix="/api", tags=["records"])

MOST_LISTED = 1_000


@router.get("/region", **needs(Act.SEE, DataClass.PUBLISHED))
def region(server: Serving, person: Asking) -> RegionShown:
    """The region, and what of it there is to see."""
    with server.reading() as registry, registry.snapshot():
        published = registry.publication()
        if not (person.name or published.record_types or published.plan):
            return RegionShown()
        seen = views(person.role, published)
        west, south, east, north = registry.region.bounds
        last = registry.last_change()
        return RegionShown(
            name=registry.name,
            bounds=(west, south, east, north),
            invented=registry.invented,
            changed_at=last.time,
            head=last.hash,
            counts={each.record_type.name: registry.count(each.record_type.name) for each in seen},
        )


@router.get("/records/{type_name}", **needs(Act.SEE, DataClass.PUBLISHED))
def records(
    server: Serving,
    person: Asking,
    type_name: str,
    limit: Annotated[int, Query(ge=1, le=MOST_LISTED)] = 100,
    after: Annotated[str | None, Query(description="The id that the page comes after")] = None,
) -> RecordList:
    """The records of a type in short, in the order of their ids."""
    with server.reading() as registry, registry.snapshot():
        seen = server.tables.seen(registry, _view(registry, person, type_name))
    there = page_around(seen, np.arange(len(seen)), limit, after=after)
    shapes = seen.places().shapes
    return RecordList(
        matched=there.matched,
        next=there.next_after,
        records=[
            RecordInShort(
                id=seen.ids[row],
                label=seen.label(row),
                version=seen.version(row),
                box=None if shapes[row] is None else _box(shapes[row].bounds),
            )
            for row in there.rows
        ],
    )


@router.get("/records/{type_name}/{record_id:path}/history", **needs(Act.SEE, DataClass.HISTORY))
def record_history(server: Serving, person: Asking, type_name: str, record_id: str) -> HistoryShown:
    """Who changed a record, when and why; of fields that one may not see there is no word."""
    with server.reading() as registry, registry.snapshot():
        seen = _view(registry, person, type_name)
        _stored(registry, person, seen, record_id)
        steps = history(registry, record_id, seen.record_type.name)
        return HistoryShown(
            steps=[
                StepShown(
                    version=step.stored.version,
                    time=step.change.time,
                    author=step.change.author,
                    reason=step.change.reason,
                    source=step.file or step.change.source,
                    changeset=step.change.number,
                    valid_from=step.stored.valid_from,
                    fields=[
                        ChangeShown(
                            name=name,
                            label=label_of(seen.record_type[name]),
                            before="" if step.stored.version == 1 else _text(field, before),
                            after=_text(field, after),
                        )
                        for name, (before, after) in step.differences.items()
                        for field in (seen.record_type[name],)
                    ],
                    outline_changed=step.outline_changed,
                    removed=step.stored.removed,
                    changes=_changes(seen, step),
                )
                for step in as_seen(steps, seen)
            ]
        )


@router.get("/records/{type_name}/{record_id:path}", **needs(Act.SEE, DataClass.PUBLISHED))
def record(server: Serving, person: Asking, type_name: str, record_id: str) -> RecordShown:
    """One record, with each field's meaning and unit."""
    with server.reading() as registry, registry.snapshot():
        seen = _view(registry, person, type_name)
        kind = seen.record_type
        stored = _stored(registry, person, seen, record_id)
        if stored.removed:
            raise NoSuchRecord(f"{kind.title.capitalize()} {record_id} was taken off the list.")
        shown = seen.of(stored.record)
        shape = shown.geometry
        sources: Mapping[str, SourceShown] = {}
        if person.may(Act.SEE, DataClass.HISTORY):
            sources = _sources(registry, person, seen, record_id)
        exact = seen.outline == "exact" and shape is not None and "olygon" in shape.geom_type
        return RecordShown(
            type=kind.name,
            title=kind.title,
            id=shown.id,
            name=_name(shown),
            version=stored.version,
            changed_on=registry.changeset(stored.changeset).time,
            outline=seen.outline if shape is not None else "none",
            area_m2=float(areas_m2(np.array([shape], dtype=object))[0]) if exact else None,
            box=None if shape is None or shape.is_empty else _box(shape.bounds),
            fields=[_field(seen, shown, name, sources) for name in seen.fields if name != "name"],
            origin=_origin(registry, person, stored),
            findings=_findings(registry, person, seen, stored),
        )


@router.get("/search", **needs(Act.SEE, DataClass.PUBLISHED))
def find(
    server: Serving, person: Asking, q: Annotated[str, Query(min_length=2, max_length=100)]
) -> Found:
    """
    Find records by id or name, or a place and the records there.

    Places are taken as degrees (latitude first), degrees with minutes and letters, UTM, or MGRS.
    """
    place = position(q)
    if place is not None and place.box is not None:
        first = HitShown(type="position", id=place.id, label=place.label, box=place.box)
        return Found(hits=[first, *_around(server, person, place.box)])
    with server.reading() as registry, registry.snapshot():
        seen = {each.record_type.name: each for each in views(person.role, registry.publication())}
        key = (registry.head_hash(), *(each.key for each in seen.values()))
        known = server.kept.get(("search", *key), lambda: entries(registry, seen.values()))
        hits = []
        for entry in search(known, q):
            stored = registry.stored(entry.record_type, entry.id)
            shape = seen[entry.record_type].place(stored.record.geometry)
            title = RECORD_TYPES[entry.record_type].title
            hits.append(
                HitShown(
                    type=entry.record_type,
                    id=entry.id,
                    label=f"{entry.name}, {title}" if entry.name else title,
                    box=None if shape is None or shape.is_empty else _box(shape.bounds),
                )
            )
        return Found(hits=hits)


def _around(server: Server, person: Person, box: Box) -> Iterator[HitShown]:
    """Records around a place, as the person sees them."""
    with server.reading() as registry, registry.snapshot():
        tables = [
            server.tables.seen(registry, each)
            for each in views(person.role, registry.publication())
            if each.outline != "none"
        ]
    for seen, row, metres in records_at(tables, box):
        title, name = seen.record_type.title, seen.label(row)
        where = "here" if metres == 0 else f"{metres:.0f} m away"
        own = seen.places().shapes[row]
        yield HitShown(
            type=seen.record_type.name,
            id=seen.ids[row],
            label=", ".join(
                each for each in (name if name != seen.ids[row] else "", title, where) if each
            ),
            box=_box(own.bounds),
        )


def _view(registry: Registry, person: Person, type_name: str) -> View:
    """What the person may see of a type; an error that does not tell whether there are any."""
    if type_name not in RECORD_TYPES:
        raise NoSuchRecord(f"There is no record type {type_name!r}.")
    seen = view(person.role, record_type(type_name), registry.publication())
    if seen is None:
        raise refused(person, Act.SEE, DataClass.OPERATIONAL)
    return seen


def _stored(registry: Registry, person: Person, seen: View, record_id: str) -> StoredRecord:
    """
    The newest version of a record.

    One that was taken off the list was never there for who may not see history.
    """
    name = seen.record_type.name
    kept = [each for each in registry.find(record_id) if each.record.record_type == name]
    if not kept or (kept[0].removed and not person.may(Act.SEE, DataClass.HISTORY)):
        raise NoSuchRecord(f"There is no {seen.record_type.title} of this id.")
    return kept[0]


def _name(shown: Record) -> str:
    found = next((shown.values[n] for n in ("name", "title") if shown.values.get(n)), "")
    return str(found)


def _sources(
    registry: Registry, person: Person, seen: View, record_id: str
) -> dict[str, SourceShown]:
    """Where the values of a record come from; a document only as far as the person sees documents."""
    documents = view(person.role, record_type("sources"), registry.publication())
    steps = list(as_seen(history(registry, record_id, seen.record_type.name), seen))
    return {
        name: SourceShown(
            source=each.source,
            grade=each.grade,
            known_on=each.known_on,
            as_of=each.as_of,
            version=each.version,
            range=each.range,
        )
        for name, each in value_sources(registry, steps, documents).items()
    }


def _field(seen: View, shown: Record, name: str, sources: Mapping[str, SourceShown]) -> FieldShown:
    field = seen.record_type[name]
    value = shown.values.get(name)
    return FieldShown(
        name=name,
        label=label_of(field),
        text=_text(field, value) if value is not None else "",
        meaning=field.meaning,
        unit=field.unit,
        source=None if value is None else sources.get(name),
    )


def _text(field: Field, value: Value) -> str:
    """A value with its unit, unless the unit is what its name says: two accidents are *2*."""
    text = value_text(field, value)
    same = field.unit and field.unit == label_of(field)
    return text.removesuffix(f" {field.unit}") if same else text


def label_of(field: Field) -> str:
    """A field's name as people read it: the unit stands with the value."""
    words = field.name.split("_")
    if len(words) > 1 and words[-1] in {field.unit, "on", "m", "m2", "km", "cm", "deg", "min", "t"}:
        words.pop()
    return " ".join(words)


def _changes(seen: View, step: Step) -> list[str]:
    """What a version changed, of a step that holds no more than the person sees."""
    told = []
    for name, (before, after) in step.differences.items():
        field = seen.record_type[name]
        new = _text(field, after)
        old = "" if step.stored.version == 1 else f"{_text(field, before)} → "
        told.append(f"{label_of(field)}: {old}{new}")
    if step.outline_changed:
        told.append("outline: another one")
    if step.stored.removed:
        told.append("taken off the list")
    return told


def _origin(registry: Registry, person: Person, stored: StoredRecord) -> str:
    if stored.origin is None or not person.may(Act.SEE, DataClass.HISTORY):
        return ""
    row = f", row {stored.origin.row}" if stored.origin.row is not None else ""
    layer = f", {stored.origin.layer}" if stored.origin.layer else ""
    return f"From {registry.raw_name(stored.origin.file)}{layer}{row}"


def _findings(
    registry: Registry, person: Person, seen: View, stored: StoredRecord
) -> list[FindingShown]:
    """Findings about a record; those about a field that is not seen tell its value, and stay out."""
    if not person.may(Act.SEE, DataClass.FINDINGS):
        return []
    kind = stored.record.record_type
    return [
        FindingShown(
            severity=each.finding.severity,
            message=each.finding.message,
            remedy=each.finding.remedy,
        )
        for each in registry.findings(record_id=stored.record.id)
        if each.finding.record_type in ("", kind) and each.finding.field in ("", *seen.fields)
    ]


def _box(bounds: tuple[float, ...]) -> Box:
    west, south, east, north = bounds
    return (west, south, east, north)
