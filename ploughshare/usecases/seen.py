"""Records as a person sees them, column by column, kept until the registry changes them."""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from threading import Lock

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from ploughshare.fields import RecordType, Value
from ploughshare.places.projected import projected
from ploughshare.registry.registry import Registry
from ploughshare.usecases.visible import Outline, View

MOST_ROWS = 1_000_000
"""Rows kept of all record types together; the type that was asked for longest ago goes first."""


@dataclass(slots=True)
class Table:
    """
    All records of one type at one state of the registry, in the order of their ids.

    It holds what some may not see: only ``Seen`` reads it.

    Parameters
    ----------
    head
        Hash of the registry's last change when it was last found to hold these very records.
    since
        The same when they were read: what was made of a table holds for others of this hash.
    columns
        By field name, a value for each row; ``None`` for unknown.
    shapes
        As recorded, in WGS 84; ``None`` for none.
    placed
        The shapes by how they are shown, and in which reference system (EPSG code, 0 for degrees),
        once somebody asked for them so.
    """

    head: str
    since: str
    ids: list[str]
    versions: list[int]
    changesets: list[int]
    valid_from: list[date | None]
    columns: Mapping[str, list[Value]]
    shapes: NDArray[np.object_]
    placed: dict[tuple[Outline, int], "Places"] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    @property
    def state(self) -> dict[str, int]:
        """The version of each record by its id."""
        return dict(zip(self.ids, self.versions, strict=True))


class Places:
    """Where the rows of a table are, as somebody sees them, and an index over it."""

    def __init__(self, shapes: NDArray[np.object_]) -> None:
        self.shapes = shapes
        self._tree = shapely.STRtree(shapes)
        # A tree is built when it is first asked, which two threads must not do at once.
        self._tree.query(shapely.Point(0, 0))
        there = shapes[~shapely.is_missing(shapes)]
        self.bounds = tuple(shapely.total_bounds(there).tolist()) if len(there) else None
        """West, south, east, north; ``None`` where no row has a place."""

    def touching(self, shape: BaseGeometry) -> NDArray[np.intp]:
        """Rows whose place touches a shape, ascending."""
        found: NDArray[np.intp] = np.sort(self._tree.query(shape, predicate="intersects"))
        return found


@dataclass(frozen=True, slots=True)
class Seen:
    """The records of one type as one person sees them; nothing else of them can be had from it."""

    view: View
    _table: Table

    def __len__(self) -> int:
        return len(self._table.ids)

    @property
    def record_type(self) -> RecordType:
        return self.view.record_type

    @property
    def since(self) -> str:
        """A text that changes only when the records do."""
        return self._table.since

    @property
    def ids(self) -> list[str]:
        """Ascending."""
        return self._table.ids

    def row(self, record_id: str) -> int | None:
        """The row of an id; ``None`` when there is no such record."""
        row = bisect_left(self._table.ids, record_id)
        return row if row < len(self) and self._table.ids[row] == record_id else None

    def version(self, row: int) -> int:
        return self._table.versions[row]

    def changeset(self, row: int) -> int:
        """Number of the change that wrote a row."""
        return self._table.changesets[row]

    @property
    def valid_from(self) -> list[date | None]:
        """Days from which rows are true: part of the history, for those who may see that."""
        return self._table.valid_from

    def column(self, name: str) -> list[Value]:
        """The values of a field. Raises ``KeyError`` for one that is not seen."""
        if name not in self.view.fields:
            raise KeyError(name)
        return self._table.columns[name]

    def values(self, row: int) -> dict[str, Value]:
        """Every field that is seen; ``None`` for unknown."""
        columns = self._table.columns
        return {name: columns[name][row] for name in self.view.fields}

    def label(self, row: int) -> str:
        """What people call it, where that is seen; else its id."""
        for name in ("name", "title"):
            if name in self.view.fields:
                return str(self._table.columns[name][row] or self.ids[row])
        return self.ids[row]

    def places(self, code: int = 0) -> Places:
        """Where the rows are, as this person sees it: in degrees, or in the system of an EPSG code."""
        table, outline = self._table, self.view.outline
        with table.lock:
            if (outline, 0) not in table.placed:
                table.placed[outline, 0] = Places(self.view.places(table.shapes))
            if (outline, code) not in table.placed:
                shapes = projected(table.placed[outline, 0].shapes, code)
                table.placed[outline, code] = Places(shapes)
            return table.placed[outline, code]


class Tables:
    """Tables of a registry that were asked for, brought up to date when they are asked for again."""

    def __init__(self) -> None:
        self._tables: dict[str, Table] = {}
        self._locks: dict[str, Lock] = {}

    def seen(self, registry: Registry, view: View) -> Seen:
        """
        The records of a view's type, as the registry holds them.

        Call it inside ``registry.snapshot()``, and all that is told together is of one moment.
        """
        name = view.record_type.name
        with self._locks.setdefault(name, Lock()):
            table = self._current(registry, view.record_type, self._tables.get(name))
            self._tables.pop(name, None)
            self._tables[name] = table
        self._forget()
        return Seen(view, table)

    def _current(self, registry: Registry, record_type: RecordType, before: Table | None) -> Table:
        head = registry.head_hash()
        if before is not None:
            if before.head == head:
                return before
            if before.state == registry.versions(record_type.name):
                before.head = head
                return before
        return _read(registry, record_type, head)

    def _forget(self) -> None:
        """Drop what was asked for longest ago, never the last."""
        kept = list(self._tables.items())
        rows = sum(len(table.ids) for _, table in kept)
        for name, table in kept[:-1]:
            if rows <= MOST_ROWS:
                return
            self._tables.pop(name, None)
            rows -= len(table.ids)


def _read(registry: Registry, record_type: RecordType, head: str) -> Table:
    columns: dict[str, list[Value]] = {each.name: [] for each in record_type}
    table = Table(head, head, [], [], [], [], columns, np.empty(0, dtype=object))
    shapes: list[BaseGeometry | None] = []
    for stored in registry.stored_records(record_type.name):
        record = stored.record
        table.ids.append(record.id)
        table.versions.append(stored.version)
        table.changesets.append(stored.changeset)
        table.valid_from.append(stored.valid_from)
        shapes.append(record.geometry)
        for name, column in columns.items():
            column.append(record.values.get(name))
    _share_texts(columns)
    table.shapes = np.empty(len(shapes), dtype=object)
    table.shapes[:] = shapes
    return table


def _share_texts(columns: Mapping[str, list[Value]]) -> None:
    """Keep each text of a column once: codes and ids of others repeat a hundred thousand times."""
    for column in columns.values():
        texts: dict[str, str] = {}
        column[:] = [
            texts.setdefault(value, value) if isinstance(value, str) else value for value in column
        ]
