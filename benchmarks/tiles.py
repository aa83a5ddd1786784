"""What tiles take for a national programme: seconds, memory and bytes at 100,000 hazardous areas.

Run it with ``python -m benchmarks.tiles [--quick]``. Half of the areas lie along a front, half
anywhere in eight degrees by four, so that some tiles are far fuller than others. Times are of the
processor. Target: no tile above 500,000 bytes.
"""

import gzip
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import shapely
from numpy.typing import NDArray

from benchmarks.registry import peak_mb
from ploughshare.fields import Record
from ploughshare.registry.kept import Publication, Put
from ploughshare.registry.registry import Registry
from ploughshare.usecases.permissions import Role
from ploughshare.usecases.seen import Tables
from ploughshare.web.cutting import LAST_ZOOM, Tile, cut_areas
from ploughshare.web.drawing import MOST_BYTES, draw
from ploughshare.web.layers import LAYERS, Atlas, Sheet
from ploughshare.web.mvt import encode_layer

AREAS, QUICK = 100_000, 10_000
TURNING_POINTS = 15
SAMPLE = 100
"""Tiles drawn at a zoom with more of them, from all of their range."""


def outlines(count: int) -> NDArray[np.object_]:
    """Outlines of some 20 m to 700 m across."""
    draw_ = np.random.default_rng(0)
    steps = np.arange(TURNING_POINTS) + draw_.uniform(-0.4, 0.4, (count, TURNING_POINTS))
    angles = steps * 2 * np.pi / TURNING_POINTS
    radii = 10 ** draw_.uniform(-4, -2.5, (count, 1)) * (1 + draw_.random(angles.shape))
    centres = draw_.random((count, 1, 2)) * (8, 4) + (30, 48)
    front = centres[::2, 0]
    front[:, 1] = 50 + 0.2 * np.sin(front[:, 0]) + draw_.normal(0, 0.03, len(front))
    rings = centres + np.stack([radii * np.cos(angles), radii * np.sin(angles)], axis=-1)
    return np.array(shapely.polygons(rings), dtype=object)


def puts(shapes: NDArray[np.object_]) -> Iterator[Put]:
    for number, shape in enumerate(shapes):
        values = {"name": f"Area {number}", "hazard_type": "sha", "status": "open"}
        yield Put(Record("hazards", f"HA-{number}", values, shape))


def tiles_of(sheet: Sheet, z: int) -> list[Tile]:
    """Tiles that hold the counted point of something, fullest first."""
    at, counts = np.unique((sheet.points * 2**z).astype(int), axis=0, return_counts=True)
    return [Tile(z, int(x), int(y)) for x, y in at[np.argsort(-counts, kind="stable")]]


def main(count: int) -> None:
    shapes = outlines(count)
    print(f"{count:,} areas of {TURNING_POINTS} turning points")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "national.plough"
        region = shapely.box(29, 47, 39, 53)
        with Registry.create(path, name="National", region=region, author="bench") as registry:
            with registry.change(author="bench", reason="Import") as change:
                change.put_many(puts(shapes))
                change.decide_publication(Publication(("hazards",), plan=False))
            for role in (Role.PLANNER, Role.VISITOR):
                measure(registry, role)


def measure(registry: Registry, role: Role) -> None:
    began = time.process_time()
    sheet = Atlas().sheet(registry, Tables(), role, LAYERS["hazards"])
    assert sheet is not None
    print(f"\n{sheet.outline} outlines: laid out in {time.process_time() - began:.1f} s", peak_mb())
    print(
        f"{'zoom':>4} {'tiles':>7} {'drawn':>6} {'as':<6} {'largest':>9} {'gzip':>8} {'mean':>8}"
        f" {'ms':>6} {'slowest':>8}"
    )
    for z in range(4, LAST_ZOOM + 1):
        tiles = tiles_of(sheet, z)
        some = [*tiles[: SAMPLE // 2], *tiles[SAMPLE // 2 :: max(2 * len(tiles) // SAMPLE, 1)]]
        sizes, packed, times = [], 0, []
        for tile in some:
            began = time.process_time()
            body = draw(sheet, tile)
            times.append(1000 * (time.process_time() - began))
            sizes.append(len(body))
            packed = max(packed, len(gzip.compress(body, 5)))
        assert max(sizes) <= MOST_BYTES
        told = "cells" if sheet.rolled_up[min(z, 12)] else "areas"
        print(
            f"{z:>4} {len(tiles):>7} {len(some):>6} {told:<6} {max(sizes):>9,} {packed:>8,}"
            f" {np.mean(sizes):>8,.0f} {np.mean(times):>6.1f} {max(times):>8.1f}"
        )
    one_by_one(sheet)


def one_by_one(sheet: Sheet) -> None:
    """What a tile of 20,000 areas would take, were it not rolled up."""
    tile = tiles_of(sheet, 7)[0]
    near = sheet.near(tile)[:20_000]
    began = time.process_time()
    cut = cut_areas(sheet.shapes[near], tile)
    seconds = time.process_time() - began
    body = encode_layer("hazards", cut, {"id": [sheet.properties["id"][at] for at in near]})
    print(f"{len(near):,} areas one by one: cut in {seconds:.2f} s, {len(body):,} bytes")


if __name__ == "__main__":
    main(QUICK if "--quick" in sys.argv else AREAS)
