"""What the registry takes for a national programme: seconds and memory at 100,000 polygons.

Run it with ``python dev.py bench``, or alone: ``python benchmarks/registry.py [--quick]``.
Target: 100,000 polygons with ten fields each are written in 8 s or less.
"""

import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import numpy as np
import shapely

from ploughshare.fields import Record, Value
from ploughshare.registry.backup import back_up
from ploughshare.registry.kept import Origin, Put
from ploughshare.registry.registry import Registry
from ploughshare.usecases.export import export

POLYGONS, QUICK = 100_000, 10_000
TURNING_POINTS = 15

Result = TypeVar("Result")


def outlines(count: int) -> list[shapely.Polygon]:
    """Star-shaped outlines of about a hectare, drawn over two degrees by one."""
    draw = np.random.default_rng(0)
    steps = np.arange(TURNING_POINTS) + draw.uniform(-0.4, 0.4, (count, TURNING_POINTS))
    angles = steps * 2 * np.pi / TURNING_POINTS
    radii = 0.0005 * (1 + draw.random((count, TURNING_POINTS)))
    centres = draw.random((count, 1, 2)) * (2.0, 1.0) + (34.0, 51.0)
    rings = centres + np.stack([radii * np.cos(angles), radii * np.sin(angles)], axis=-1)
    return [shapely.Polygon(ring) for ring in rings]


def puts(shapes: list[shapely.Polygon], origin: Origin) -> Iterator[Put]:
    """Hazardous areas with ten fields each."""
    for number, shape in enumerate(shapes):
        values: dict[str, Value] = {
            "name": f"Area {number}",
            "hazard_type": "sha",
            "status": "open",
            "contamination": "ap_mine",
            "evidence": "indirect",
            "surveyed": "nts",
            "reported_m2": number / 3,
            "vegetation": "light",
            "identified_on": date(2025, 1, 1),
            "accidents": number % 3,
        }
        yield Put(Record("hazards", f"HA-{number}", values, shape), origin=origin)


def timed(what: str, do: Callable[[], Result]) -> Result:
    began, worked = time.perf_counter(), time.process_time()
    result = do()
    seconds, busy = time.perf_counter() - began, time.process_time() - worked
    print(f"{what:<44} {seconds:8.2f} s {busy:8.2f} s   {peak_mb()}", flush=True)
    return result


def peak_mb() -> str:
    """Most memory the process has held so far; not told on Windows."""
    if sys.platform == "win32":
        return ""
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    return f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6:6.0f} MB"


def main(count: int) -> None:
    shapes = outlines(count)
    print(f"{count:,} polygons of {TURNING_POINTS} turning points, ten fields each")
    print(f"{'':<44} {'elapsed':>10} {'processor':>10}")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "national.plough"
        region = shapely.box(33, 50, 37, 53)
        with Registry.create(path, name="National", region=region, author="bench") as registry:
            measure(registry, shapes, Path(folder))
        print(f"{'size of the file':<44} {path.stat().st_size / 1e6:8.0f} MB")


def measure(registry: Registry, shapes: list[shapely.Polygon], folder: Path) -> None:
    def write() -> None:
        with registry.change(author="bench", reason="Import") as change:
            origin = Origin(change.keep_raw("areas.gpkg", b"areas"), "areas", 1, "bench/1")
            change.put_many(puts(shapes, origin))

    def write_one() -> None:
        for number in range(100):
            record = Record("places", f"PL-{number}", {"name": "x", "level": "settlement"})
            with registry.change(author="bench", reason="One") as change:
                change.put(record, expected_version=None)

    timed("write them in one change", write)
    timed("100 changes of one record", write_one)
    timed("read them all", lambda: sum(1 for _ in registry.records("hazards")))
    box = (34.5, 51.5, 34.7, 51.6)
    found = timed("read those in a box", lambda: len(list(registry.records("hazards", box=box))))
    print(f"{'  in the box':<44} {found:8,}")
    known = registry.records
    timed("read them as known at a change", lambda: sum(1 for _ in known("hazards", as_known_at=2)))
    intact = timed("check every row", lambda: registry.check().intact)
    timed("back up, and check the copy", lambda: back_up(registry.path, folder / "copy.plough"))
    timed("export as a GeoPackage", lambda: export(registry, folder / "national.gpkg"))
    timed("undo the import", lambda: registry.undo(2, author="bench", reason="Wrong"))
    print(f"{'intact':<44} {intact!s:>8}")


if __name__ == "__main__":
    main(QUICK if "--quick" in sys.argv else POLYGONS)
