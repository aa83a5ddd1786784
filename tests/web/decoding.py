"""Tiles read by somebody else's decoder: GDAL's driver for Mapbox Vector Tiles."""

from pathlib import Path
from typing import Any

import numpy as np
import pyogrio.raw
import shapely
from numpy.typing import NDArray

from ploughshare.web.cutting import Tile
from ploughshare.web.mvt import EXTENT

HALF_EQUATOR_M = 20_037_508.342789244


def decoded(
    body: bytes, tile: Tile, folder: Path, layer: str = "hazards"
) -> tuple[NDArray[np.object_], dict[str, NDArray[Any]]]:
    """Shapes in units of the tile, and the values of each property."""
    if not body:
        return np.zeros(0, dtype=object), {}
    path = folder / "tile.mvt"
    path.write_bytes(body)
    meta, _, geometries, values = pyogrio.raw.read(
        f"MVT:{path}", layer=layer, X=tile.x, Y=tile.y, Z=tile.z, CLIP="NO", force_2d=True
    )
    side = 2.0**tile.z

    def in_units(metres: NDArray[np.float64]) -> NDArray[np.float64]:
        world = (metres / HALF_EQUATOR_M * (1, -1) + 1) / 2
        units = (world * side - (tile.x, tile.y)) * EXTENT
        whole: NDArray[np.float64] = np.rint(units)
        assert np.abs(units - whole).max() < 0.01
        return whole

    shapes = shapely.transform(shapely.from_wkb(geometries), in_units)
    told = dict(zip(meta["fields"], values, strict=True))
    del told["mvt_id"]
    return shapes, told
