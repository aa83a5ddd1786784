"""Layers of the map: what of each kind of record stands in tiles, as one person may see it."""

from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from threading import Lock

import numpy as np
import shapely
from numpy.typing import NDArray

from ploughshare.dictionary import RECORD_TYPES
from ploughshare.fields import Record, date_in, number_in, text_in
from ploughshare.land.hazards import CLOSED
from ploughshare.places.extents import Shapes, areas_m2, as_shapes
from ploughshare.registry.reading import Reading
from ploughshare.usecases.permissions import Role
from ploughshare.usecases.visible import View, view
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
"""Sheets kept in memory; a hundred thousand hazardous areas take about 150 MB."""


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
    by, from_zoom
        Field whose value says from which zoom on a record is drawn; 0 for others.
    """

    name: str
    properties: Mapping[str, str]
    by: str = ""
    from_zoom: Mapping[str, int] = field(default_factory=dict)


LAYERS: Mapping[str, Layer] = {
    layer.name: layer
    for layer in (
        Layer(
            "hazards",
            {"name": "name", "hazard_type": "type", "status": "status", "product": "product"},
        ),
        Layer("assets", {"name": "name", "kind": "kind", "service_state": "service_state"}),
        Layer(
            "roads",
            {"name": "name", "road_class": "road_class", "passability": "passability"},
            by="road_class",
            from_zoom={"local": 9, "track": 11},
        ),
        Layer(
            "places",
            {"name": "name", "name_local": "name_local", "level": "level"},
            by="level",
            from_zoom={"community": 7, "settlement": 8},
        ),
        Layer("teams", {"name": "name", "kinds": "kinds", "organisation": "organisation"}),
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
        west, north, east, south = shapely.total_bounds(self.shapes)
        low, high = np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * np.array([south, north])))))
        return (360 * west - 180, float(low), 360 * east - 180, float(high))


@dataclass(slots=True)
class Atlas:
    """Sheets made once for each state of the registry and for people who see the same."""

    _sheets: "OrderedDict[str, Sheet]" = field(default_factory=OrderedDict)
    _making: dict[str, Lock] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def sheet(self, registry: Reading, role: Role, layer: Layer) -> Sheet | None:
        """A layer as a role sees it now; ``None`` where it sees nothing of it on the map."""
        with registry.snapshot():
            seen = seen_by(registry, role, layer)
            if seen is None:
                return None
            key = "/".join((registry.head_hash(), *(each.key for each in seen.values())))
            with self._lock:
                if key in self._sheets:
                    self._sheets.move_to_end(key)
                    return self._sheets[key]
                making = self._making.setdefault(key, Lock())
            with making:
                sheet = self._sheets.get(key)
                if sheet is None:
                    sheet = make_sheet(registry, layer, seen, key)
        with self._lock:
            self._making.pop(key, None)
            self._sheets[key] = sheet
            while len(self._sheets) > KEPT:
                self._sheets.popitem(last=False)
        return sheet


def seen_by(registry: Reading, role: Role, layer: Layer) -> dict[str, View] | None:
    """What a role may see of the records that a layer is made of; ``None`` for nothing of it."""
    published = registry.publication()
    wanted = {"assets": ("assets", "damage"), "teams": ("teams", "places")}
    seen = {}
    for name in wanted.get(layer.name, (layer.name,)):
        found = view(role, RECORD_TYPES[name], published)
        if found is not None:
            seen[name] = found
    if layer.name not in seen or seen[layer.name].outline == "none":
        return None
    return seen


def make_sheet(registry: Reading, layer: Layer, seen: Mapping[str, View], key: str) -> Sheet:
    """Read the records of a layer and lay them out."""
    own = seen[layer.name]
    records = list(registry.records(layer.name))
    placed = own.places(as_shapes([record.geometry for record in records]))
    if layer.name == "teams":
        placed = _at_their_bases(registry, seen, records, placed)
    (there,) = np.nonzero(~shapely.is_missing(placed) & ~shapely.is_empty(placed))
    ids = [records[at].id for at in there]
    shown = [own.values(records[at]) for at in there]
    placed = placed[there]

    properties: dict[str, Sequence[Scalar]] = {"id": ids}
    for name, told in layer.properties.items():
        if name in own.fields:
            properties[told] = [_short(values.get(name)) for values in shown]
    if layer.name == "assets":
        properties |= _damage(registry, seen, ids)
    m2 = np.zeros(len(shown))
    if layer.name == "hazards":
        m2 = areas_m2(placed)
        reported = np.array([number_in(values, "reported_m2") or 0.0 for values in shown])
        told_m2 = m2 if own.outline == "exact" else np.zeros(len(shown))
        told_m2 = np.where(told_m2 > 0, told_m2, reported)
        properties["area_m2"] = [round(each) or None for each in told_m2.tolist()]
        m2 = np.where(m2 > 0, m2, reported)
    first = [layer.from_zoom.get(text_in(values, layer.by), 0) for values in shown]
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
        outline=own.outline,
        properties=properties,
        shapes=shapes,
        tree=tree,
        points=shapely.get_coordinates(shapely.point_on_surface(shapes)),
        m2=m2,
        released=np.array([text_in(values, "status") in CLOSED for values in shown], dtype=bool),
        from_zoom=from_zoom,
        rolled_up=tuple(_too_full(shapely.bounds(shapes), from_zoom)),
    )


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


def _damage(
    registry: Reading, seen: Mapping[str, View], assets: Sequence[str]
) -> dict[str, Sequence[Scalar]]:
    """Grade of the latest assessment that names each asset, where it may be seen."""
    fields = ("asset", "grade", "assessed_on")
    if "damage" not in seen or not set(fields) <= set(seen["damage"].fields):
        return {}
    latest: dict[str, tuple[date, str]] = {}
    for record in registry.records_in_short("damage", fields):
        day = date_in(record.values, "assessed_on") or date.min
        asset, grade = text_in(record.values, "asset"), text_in(record.values, "grade")
        if asset not in latest or latest[asset][0] <= day:
            latest[asset] = (day, grade)
    return {"damage": [latest.get(asset, (date.min, ""))[1] or None for asset in assets]}


def _at_their_bases(
    registry: Reading, seen: Mapping[str, View], teams: Sequence[Record], placed: Shapes
) -> Shapes:
    """Teams without a point at the place of their base, where both may be seen."""
    if "places" not in seen or "base" not in seen["teams"].fields:
        return placed
    away = {text_in(team.values, "base") for team, at in zip(teams, placed, strict=True) if not at}
    if not away - {""}:
        return placed
    bases = {
        place.id: seen["places"].place(place.geometry)
        for place in registry.records("places")
        if place.id in away
    }
    found = [
        at or shapely.point_on_surface(bases.get(text_in(team.values, "base")))
        for team, at in zip(teams, placed, strict=True)
    ]
    return as_shapes(found)
