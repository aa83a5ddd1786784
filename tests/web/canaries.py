"""Canary secrets: a value of its own in every field, to see whether it comes out where it must not.

``fill_with_canaries`` makes a registry in which each field of each record type, each outline, and
what is kept about changes and imports holds values that stand nowhere else. ``escaped`` finds those
that a role may not see in whatever a route answers: pages, files, tiles, errors, headers, logs.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import count
from pathlib import Path

import shapely
from shapely.geometry.base import BaseGeometry

from ploughshare.dictionary import RECORD_TYPES
from ploughshare.fields import Field, Record, RecordType, Value
from ploughshare.findings import Finding
from ploughshare.registry.kept import Origin, Publication, Put
from ploughshare.usecases.permissions import Act, DataClass, Role, may
from ploughshare.usecases.visible import view
from tests.registry.regions import registry_at
from tests.web.serving import add

EACH = 4
"""Records of each type."""

FIRST_DAY = date(1900, 1, 1)
"""Days of canaries lie where no other day does."""


@dataclass(frozen=True, slots=True)
class Canary:
    """
    A value that stands in one place only.

    Parameters
    ----------
    mark
        As it would be printed.
    record_type, field
        Where it is; ``field`` is ``"geometry"`` for a coordinate of an outline. Empty for what is
        kept besides records.
    data_class
        Of what is kept besides records.
    """

    mark: str
    record_type: str = ""
    field: str = ""
    data_class: DataClass | None = None

    def hidden_from(self, role: Role, published: Publication, act: Act = Act.SEE) -> bool:
        """Whether a role may not see it, or not take it away."""
        if self.data_class is not None:
            return not may(role, act, self.data_class)
        seen = view(role, RECORD_TYPES[self.record_type], published, act=act)
        if seen is None:
            return True
        if self.field == "geometry":
            return seen.outline != "exact"
        return self.field not in seen.fields


def escaped(
    text: str,
    canaries: Iterable[Canary],
    role: Role,
    published: Publication,
    act: Act = Act.SEE,
) -> list[Canary]:
    """The canaries in a text that a role may not see."""
    hidden = {each.mark: each for each in canaries if each.hidden_from(role, published, act)}
    return [hidden[word] for word in set(WORDS.findall(text)) if word in hidden]


WORDS = re.compile(r"canary\d+x|\d{4}-\d{2}-\d{2}|\d+(?:\.\d+)?")
"""What marks look like; a number is read as a whole, so that none is found inside another."""


def fill_with_canaries(path: Path, *, publish: Iterable[str] = ()) -> list[Canary]:
    """
    Make a registry full of canaries, with accounts of every role; return the canaries.

    Fields with few allowed values hold one of them, which is no canary.
    """
    numbers = count(1)
    canaries: list[Canary] = []
    reason, source, file, found = (f"canary{next(numbers)}x" for _ in range(4))
    canaries += [Canary(mark, data_class=DataClass.HISTORY) for mark in (reason, source, file)]
    canaries.append(Canary(found, data_class=DataClass.FINDINGS))
    with registry_at(path) as registry:
        with registry.change(author="Ana", reason=reason, source=source) as change:
            origin = Origin(change.keep_raw(f"{file}.csv", b"received"), row=1, importer="test")
            for record_type in RECORD_TYPES.values():
                for number in range(EACH):
                    record, marks = _record(record_type, number, numbers)
                    true_from = FIRST_DAY + timedelta(days=next(numbers))
                    marks.append(Canary(str(true_from), data_class=DataClass.HISTORY))
                    change.put_many([Put(record, origin=origin, valid_from=true_from)])
                    canaries += marks
                    finding = Finding("test", "doubt", f"See {found}.")
                    about = replace(finding, record_type=record_type.name, record_id=record.id)
                    findings = [
                        replace(about, message=f"{each.field} is {each.mark}.", field=each.field)
                        for each in marks
                        if each.field and each.field != "geometry"
                    ]
                    change.keep_findings([about, *findings])
            change.decide_publication(Publication(tuple(publish)))
        for role in Role:
            if role is not Role.VISITOR:
                add(registry, role)
    return canaries


def _record(
    record_type: RecordType, number: int, numbers: Iterator[int]
) -> tuple[Record, list[Canary]]:
    values: dict[str, Value] = {}
    marks: list[Canary] = []
    for field in record_type:
        values[field.name], mark = _value(field, next(numbers))
        if mark:
            marks.append(Canary(mark, record_type.name, field.name))
    shape = None
    if record_type.geometry:
        shape, places = _shape(record_type, next(numbers))
        marks += [Canary(place, record_type.name, "geometry") for place in places]
    return Record(record_type.name, f"{record_type.prefix}-{number}", values, shape), marks


def _value(field: Field, number: int) -> tuple[Value, str]:
    """A value of a field, and its mark; no mark where few values are allowed."""
    mark = f"canary{number}x"
    match field.kind:
        case "text" | "record":
            return mark, mark
        case "records":
            return (mark,), mark
        case "choice" | "choices":
            code = field.terms.codes[0] if field.terms else ""
            return (code if field.kind == "choice" else (code,)), ""
        case "date":
            day = FIRST_DAY + timedelta(days=number)
            return day, str(day)
        case "flag":
            return True, ""
        case "number":
            part = round(max(0, field.low or 0) + 0.37 + (10 * number + 7) / 1e7, 7)
            return part, str(part)
    room = field.high or 10_000_000
    if room < 10_000:
        return int(room), ""
    whole = int(room) * 7 // 10 + number
    return whole, str(whole)


def _shape(record_type: RecordType, number: int) -> tuple[BaseGeometry, list[str]]:
    """A place in the test's region whose coordinates stand nowhere else."""
    west = round(34.1 + number * 0.0007 + 0.0000123, 7)
    south = round(51.1 + number * 0.0005 + 0.0000321, 7)
    east, north = round(west + 0.0012041, 7), round(south + 0.0011057, 7)
    places = [repr(each) for each in (west, south, east, north)]
    if "polygon" in record_type.geometry:
        return shapely.box(west, south, east, north), places
    if "line" in record_type.geometry:
        return shapely.LineString([(west, south), (east, north)]), places
    return shapely.Point(west, south), places[:2]
