"""A small invented region for the tests of the registry."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import shapely

from ploughshare.fields import Record, Value
from ploughshare.registry.kept import Origin, Put
from ploughshare.registry.registry import Registry

REGION = shapely.box(34.0, 51.0, 36.0, 52.0)


@cache
def _empty() -> bytes:
    """The file of a new registry, made once: making forty tables takes longer than a test."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "new.plough"
        Registry.create(path, name="Dobrel", region=REGION, invented=True, author="Ana").close()
        return path.read_bytes()


def registry_at(path: Path) -> Registry:
    """A new registry of an invented region, open for writing."""
    path.write_bytes(_empty())
    return Registry.open(path, write=True)


def hazard(
    record_id: str, *, west: float = 35.0, south: float = 51.5, size: float = 0.01, **values: Value
) -> Record:
    """A square hazardous area with its lower left corner at a place, sides in degrees."""
    outline = shapely.box(west, south, west + size, south + size)
    known: dict[str, Value] = {"hazard_type": "sha", "status": "open", **values}
    return Record("hazards", record_id, known, outline)


def place(record_id: str, name: str = "Dobrel", **values: Value) -> Record:
    """A settlement without a point."""
    return Record("places", record_id, {"name": name, "level": "settlement", **values})


def hazards(count: int, *, first: int = 1, origin: Origin | None = None) -> Iterator[Put]:
    """So many small hazardous areas in a grid, named HA-1 onwards."""
    for number in range(first, first + count):
        east, north = divmod(number, 100)
        record = hazard(
            f"HA-{number}",
            west=34.0 + east * 0.001,
            south=51.0 + north * 0.001,
            size=0.0005,
            name=f"Area {number}",
            accidents=number % 3,
            reported_m2=float(number),
            identified_on=date(2026, 1, 1 + number % 28),
        )
        yield Put(record, origin=origin)
