"""Find a record by its id or name, or a place by its coordinates or grid reference."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ploughshare.places.mgrs import mgrs, place_of
from ploughshare.registry.registry import Registry
from ploughshare.usecases.visible import View

MOST_HITS = 20

SHOWN_M = 500.0
"""Half the side of the box that is shown around a place."""

M_PER_DEGREE = 111_320.0

_DEGREES = re.compile(r"\s*(-?\d{1,2}(?:\.\d+)?)\s*[,;\s]\s*(-?\d{1,3}(?:\.\d+)?)\s*")

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
    """The place that coordinates (latitude first, as people say them) or a grid reference name."""
    degrees = _DEGREES.fullmatch(text)
    if degrees:
        lat, lon = float(degrees[1]), float(degrees[2])
        if not (-90 <= lat <= 90 and -180 <= lon <= 180):
            return None
    else:
        found = place_of(text)
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
