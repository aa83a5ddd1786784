"""Find a record by its id or name, or a place by its coordinates or grid reference."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import shapely

from ploughshare.places.coordinates import place_named
from ploughshare.places.mgrs import mgrs
from ploughshare.registry.registry import Registry
from ploughshare.usecases.seen import Seen
from ploughshare.usecases.visible import View

MOST_HITS = 20

SHOWN_M = 500.0
"""Half the side of the box that is shown around a place."""

NEAR_M = 250.0
"""How far around a place records are listed."""

M_PER_DEGREE = 111_320.0

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Entry:
    """A record as it can be found: its type, id and name, and both as they are compared."""

    record_type: str
    id: str
    name: str
    compared: str


@dataclass(frozen=True, slots=True)
class Hit:
    """
    Something that was found.

    Parameters
    ----------
    record_type
        Its type; ``position`` for a place that is no record.
    label
        What it is, in words.
    box
        Where to look, in degrees; ``None`` for nowhere.
    """

    record_type: str
    id: str
    label: str
    box: Box | None


def entries(registry: Registry, views: Iterable[View]) -> list[Entry]:
    """What can be found by those with these views: names only where they may see names."""
    found: list[Entry] = []
    for view in views:
        kind = view.record_type
        named = [name for name in ("name", "title") if name in view.fields]
        for record in registry.records_in_short(kind.name, named):
            name = str(next((record.values[n] for n in named if record.values.get(n)), ""))
            found.append(Entry(kind.name, record.id, name, f"{record.id}\n{name}".casefold()))
    return found


def search(known: Sequence[Entry], text: str) -> list[Entry]:
    """Entries whose id or name holds a text: first those that are it, then those that begin so."""
    wanted = text.strip().casefold()
    ranked = []
    for entry in known:
        if wanted in entry.compared:
            own = entry.compared.split("\n")
            rank = 0 if wanted in own else 1 if any(w.startswith(wanted) for w in own) else 2
            ranked.append((rank, len(entry.id), entry.id, entry.record_type, entry))
    return [entry for *_, entry in sorted(ranked, key=lambda each: each[:4])[:MOST_HITS]]


def position(text: str) -> Hit | None:
    """The place that coordinates or a grid reference name; see ``places/coordinates.py``."""
    found = place_named(text)
    if found is None:
        return None
    lon, lat = found
    up = SHOWN_M / M_PER_DEGREE
    return Hit(
        "position",
        f"{lat:.5f}, {lon:.5f}",
        mgrs(lon, lat),
        (lon - up, lat - up, lon + up, lat + up),
    )


def records_at(tables: Iterable[Seen], box: Box) -> list[tuple[Seen, int, float]]:
    """
    Records around the middle of a box, as one person sees them: hazardous areas, then others.

    Of each the closest first, no farther than ``NEAR_M``, and fewer than ``MOST_HITS``. Returns them
    with row and distance in m, 0 for what contains the middle.
    """
    west, south, east, north = box
    lon, lat = (west + east) / 2, (south + north) / 2
    squeeze = math.cos(math.radians(lat))
    up = NEAR_M / M_PER_DEGREE
    around = shapely.box(lon - up / squeeze, lat - up, lon + up / squeeze, lat + up)
    point = shapely.Point(0, 0)
    found = []
    for seen in tables:
        places = seen.places()
        rows = places.touching(around)
        plane = shapely.transform(
            places.shapes[rows],
            lambda each: (each - (lon, lat)) * (squeeze * M_PER_DEGREE, M_PER_DEGREE),
        )
        for row, metres in zip(rows, shapely.distance(plane, point), strict=True):
            if metres <= NEAR_M:
                found.append((seen, int(row), float(metres)))
    found.sort(key=lambda each: (*_rank(each[0], each[2]), each[0].ids[each[1]]))
    return found[: MOST_HITS - 1]


def _rank(seen: Seen, metres: float) -> tuple[bool, float, str]:
    """Hazardous areas before all else, then by distance."""
    return (seen.record_type.name != "hazards", metres, seen.record_type.name)
