"""Layers of the map: what of each kind of record stands in tiles, as one person may see it."""

from collections import Counter, OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from threading import Lock

import numpy as np
import shapely
from numpy.typing import NDArray

from ploughshare.dictionary import RECORD_TYPES
from ploughshare.fields import Value
from ploughshare.land.hazards import CLOSED
from ploughshare.places.extents import Shapes, areas_m2
from ploughshare.registry.registry import Registry
from ploughshare.usecases.permissions import Role
from ploughshare.usecases.seen import Seen, Tables
from ploughshare.usecases.visible import view
from ploughshare.web.cutting import MARGIN, Tile, on_the_world
from ploughshare.web.mvt import EXTENT, Scalar

MOST = 3_000
"""Records drawn one by one in a tile. Zooms with a fuller one are rolled up everywhere."""

LAST_COMMON = 12
"""Last zoom that is rolled up everywhere or nowhere; nearer in, a tile that is too full is
rolled up alone, since a pile of records at one place must not hide all others."""

LONGEST_NAME = 60
"""Characters of a name in a tile."""

KEPT = 10
"""Sheets kept in memory, one for each layer and for people who see the same."""


@dataclass(frozen=True, slots=True)
class Layer:
    """
    One kind of record on the map.

    Parameters
    ----------
    name
        Of the layer and of the record type.
    properties
        Name in tiles by field.
    others
        Record types that tell more about its records.
    filters
        Names in tiles by which a map may leave records out.
    by, from_zoom
        Field whose value says from which zoom on a record is drawn; 0 for others.
    """

    name: str
    properties: Mapping[str, str]
    others: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    by: str = ""
    from_zoom: Mapping[str, int] = field(default_factory=dict)


LAYERS: Mapping[str, Layer] = {
    layer.name: layer
    for layer in (
        Layer(
            "hazards",
            {"name": "name", "hazard_type": "type", "status": "status", "product": "product"},
            filters=("type", "status", "product"),
        ),
        Layer(
            "assets",
            {"name": "name", "kind": "kind", "service_state": "service_state"},
            others=("damage",),
            filters=("kind", "service_state"),
        ),
        Layer(
            "roads",
            {"name": "name", "road_class": "road_class", "passability": "passability"},
            filters=("passability",),
            by="road_class",
            from_zoom={"local": 9, "track": 11},
        ),
        Layer(
            "places",
            {"name": "name", "name_local": "name_local", "level": "level"},
            by="level",
            from_zoom={"community": 7, "settlement": 8},
        ),
        Layer(
            "teams",
            {"name": "name", "kinds": "kinds", "organisation": "organisation"},
            others=("places",),
        ),
    )
}
"""Layers by name. Hazardous areas are drawn at every zoom, whatever they are."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """
    One layer as one person may see it, ready to be cut.

    Parameters
    ----------
    key
        The same for the same records seen by people who see the same.
    layer
        What it is.
    outline
        How places are shown: ``exact`` or ``rounded``.
    properties
        Values by name in tiles, ``id`` first. Each of length ``n``.
    shapes, tree
        On the world; areas that cross themselves as their convex hull. Shape ``(n,)``.
    points
        One within each shape, where it is counted. Shape ``(n, 2)``.
    m2
        Ground of each shape, of points as reported, 0 when unknown. Shape ``(n,)``.
    released
        Whether its ground is no longer hazardous. Shape ``(n,)``.
    from_zoom
        Where each begins to be drawn. Shape ``(n,)``.
    values
        By name of a filter, how many records have each value; empty text for unknown.
    rolled_up
        Of each zoom up to the last common one, whether it is rolled up.
    """

    key: str
    layer: Layer
    outline: str
    properties: Mapping[str, Sequence[Scalar]]
    shapes: Shapes
    tree: shapely.STRtree
    points: NDArray[np.float64]
    m2: NDArray[np.float64]
    released: NDArray[np.bool_]
    from_zoom: NDArray[np.int64]
    values: Mapping[str, Mapping[str, int]]
    rolled_up: tuple[bool, ...]

    def near(self, tile: Tile) -> NDArray[np.intp]:
        """Positions of what may reach into a tile and its margin, in order."""
        found = np.sort(self.tree.query(tile.window()))
        return found[self.from_zoom[found] <= tile.z]

    def is_rolled_up(self, tile: Tile, near: int) -> bool:
        """Whether a tile into which so many reach gives counts instead of records."""
        return self.rolled_up[tile.z] if tile.z <= LAST_COMMON else near > MOST

    def bounds(self) -> tuple[float, float, float, float] | None:
        """West, south, east, north in degrees; ``None`` of nothing."""
        if len(self.shapes) == 0:
            return None
        west, north, east, south = shapely.total_bounds(self.shapes).tolist()
        low, high = np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * np.array([south, north])))))
        return (360 * west - 180, float(low), 360 * east - 180, float(high))


@dataclass(slots=True)
class Atlas:
    """Sheets made once for each state of their records and for people who see the same."""

    _sheets: "OrderedDict[str, Sheet]" = field(default_factory=OrderedDict)
    _making: dict[str, Lock] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def sheet(self, registry: Registry, tables: Tables, role: Role, layer: Layer) -> Sheet | None:
        """A layer as a role sees it now; ``None`` where it sees nothing of it on the map."""
        with registry.snapshot():
            seen = seen_by(registry, tables, role, layer)
        if layer.name not in seen:
            return None
        key = "/".join(f"{each.since}/{each.view.key}" for each in seen.values())
        with self._lock:
            making = self._making.setdefault(key, Lock())
        with making:
            sheet = self._sheets.get(key) or make_sheet(layer, seen, key)
        with self._lock:
            self._sheets[key] = sheet
            self._sheets.move_to_end(key)
            while len(self._sheets) > KEPT:
                gone, _ = self._sheets.popitem(last=False)
                self._making.pop(gone, None)
        return sheet


def seen_by(registry: Registry, tables: Tables, role: Role, layer: Layer) -> dict[str, Seen]:
    """What a role sees of the records that a layer is made of; its own only if they have places."""
    published = registry.publication()
    found = (view(role, RECORD_TYPES[name], published) for name in (layer.name, *layer.others))
    views = [each for each in found if each is not None]
    if not views or views[0].record_type.name != layer.name or views[0].outline == "none":
        return {}
    return {each.record_type.name: tables.seen(registry, each) for each in views}


def make_sheet(layer: Layer, seen: Mapping[str, Seen], key: str) -> Sheet:
    """Lay out the records of a layer."""
    own = seen[layer.name]
    placed = own.places().shapes
    if layer.name == "teams":
        placed = _at_their_bases(seen, placed)
    (there,) = np.nonzero(~shapely.is_missing(placed) & ~shapely.is_empty(placed))
    placed = placed[there]

    def column(name: str) -> list[Value]:
        """The values of a field, unknown where it is not seen."""
        if name not in own.view.fields:
            return [None] * len(there)
        values = own.column(name)
        return [values[row] for row in there]

    properties: dict[str, Sequence[Scalar]] = {"id": [own.ids[row] for row in there]}
    for name, told in layer.properties.items():
        if name in own.view.fields:
            properties[told] = [_short(value) for value in column(name)]
    if layer.name == "assets":
        properties |= _damage(seen, properties["id"])
    m2 = np.zeros(len(there))
    if layer.name == "hazards":
        m2, told_m2 = _ground(placed, column("reported_m2"), exact=own.view.outline == "exact")
        properties["area_m2"] = told_m2
    first = [layer.from_zoom.get(str(value), 0) for value in column(layer.by)]
    from_zoom = np.array(first, dtype=np.int64)

    shapes = on_the_world(placed)
    crossed = ~shapely.is_valid(shapes)
    shapes[crossed] = shapely.convex_hull(shapes[crossed])
    tree = shapely.STRtree(shapes)
    # A tree is built when it is first asked, which two threads must not do at once.
    tree.query(shapely.Point(0, 0))
    return Sheet(
        key=key,
        layer=layer,
        outline=own.view.outline,
        properties=properties,
        shapes=shapes,
        tree=tree,
        points=shapely.get_coordinates(shapely.point_on_surface(shapes)),
        m2=m2,
        released=np.array([status in CLOSED for status in column("status")], dtype=bool),
        from_zoom=from_zoom,
        values={
            name: Counter(str(value or "") for value in properties[name])
            for name in layer.filters
            if name in properties
        },
        rolled_up=tuple(_too_full(shapely.bounds(shapes), from_zoom)),
    )


def _ground(
    placed: Shapes, reported: Sequence[Value], *, exact: bool
) -> tuple[NDArray[np.float64], list[Scalar]]:
    """Ground of areas in m2, of points as reported: to be added up, and as it is told of each."""
    known = np.array([value if isinstance(value, int | float) else 0.0 for value in reported])
    drawn = areas_m2(placed)
    told = np.where((drawn > 0) & exact, drawn, known)
    return np.where(drawn > 0, drawn, known), [round(each) or None for each in told.tolist()]


def _short(value: object) -> Scalar:
    """A value as it stands in a tile: several joined, long names cut."""
    if isinstance(value, tuple):
        return ";".join(value) or None
    if isinstance(value, str):
        return value if len(value) <= LONGEST_NAME else value[: LONGEST_NAME - 1] + "…"
    return value if isinstance(value, int | float) else None


def _too_full(bounds: NDArray[np.float64], from_zoom: NDArray[np.int64]) -> Iterator[bool]:
    """Of each zoom up to the last common one, whether more reach into a tile than are drawn."""
    more = MARGIN / EXTENT
    for z in range(LAST_COMMON + 1):
        drawn = bounds[from_zoom <= z] * 2**z
        if len(drawn) <= MOST:
            yield False
            continue
        first = np.floor(drawn[:, :2] - more).astype(np.int64)
        beyond = np.floor(drawn[:, 2:] + more).astype(np.int64) + 1
        origin = first.min(axis=0)
        # Each adds one to a rectangle of tiles: its corners, then sums along both axes.
        count = np.zeros(beyond.max(axis=0) - origin + 1, dtype=np.int32)
        (west, north), (east, south) = (first - origin).T, (beyond - origin).T
        for column, row, step in (
            (west, north, 1),
            (east, south, 1),
            (west, south, -1),
            (east, north, -1),
        ):
            np.add.at(count, (column, row), step)
        yield bool(count.cumsum(axis=0).cumsum(axis=1).max() > MOST)


def _damage(seen: Mapping[str, Seen], assets: Sequence[Scalar]) -> dict[str, Sequence[Scalar]]:
    """Grade of the latest assessment that names each asset, where it may be seen."""
    fields = ("asset", "grade", "assessed_on")
    if "damage" not in seen or not set(fields) <= set(seen["damage"].view.fields):
        return {}
    latest: dict[Value, tuple[date, Scalar]] = {}
    for asset, grade, assessed in zip(*map(seen["damage"].column, fields), strict=True):
        day = assessed if isinstance(assessed, date) else date.min
        if asset not in latest or latest[asset][0] <= day:
            latest[asset] = (day, _short(grade))
    return {"damage": [latest[asset][1] if asset in latest else None for asset in assets]}


def _at_their_bases(seen: Mapping[str, Seen], placed: Shapes) -> Shapes:
    """Teams without a point at the place of their base, where both may be seen."""
    if "places" not in seen or "base" not in seen["teams"].view.fields:
        return placed
    bases, places = seen["teams"].column("base"), seen["places"]
    result = placed.copy()
    for team in np.flatnonzero(shapely.is_missing(placed)):
        row = places.row(str(bases[team]))
        if row is not None:
            result[team] = shapely.point_on_surface(places.places().shapes[row])
    return result
