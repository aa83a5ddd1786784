"""A plane in metres for one region: where distances and buffers are measured."""

from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

Geometries = NDArray[np.object_]


def utm_code(lon: float, lat: float) -> int:
    """EPSG code of the UTM zone (WGS 84) that holds a point; degrees."""
    zone = int((lon + 180) // 6) % 60 + 1
    return (32600 if lat >= 0 else 32700) + zone


@cache
def _from_degrees(code: int) -> Any:
    """From longitude and latitude to a zone, by its EPSG code: the same for every plane there."""
    return pyproj.Transformer.from_crs(4326, code, always_xy=True)


@dataclass(frozen=True)
class Plane:
    """
    The UTM plane around a point. Scale error within a region of 300 km is below 0.2 %.

    Parameters
    ----------
    lon, lat
        A point in the middle of the region, degrees WGS 84.
    """

    lon: float
    lat: float

    @cached_property
    def _forward(self) -> Any:
        return _from_degrees(utm_code(self.lon, self.lat))

    def metres(self, geometries: Geometries) -> Geometries:
        """Geometries in WGS 84 on the plane, in metres. ``None`` stays ``None``."""

        def onto(points: NDArray[np.float64]) -> NDArray[np.float64]:
            x, y = self._forward.transform(points[:, 0], points[:, 1])
            return np.column_stack([x, y])

        moved: Geometries = shapely.transform(geometries, onto)
        return moved

    def back(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Points in metres, shape ``(n, 2)``, as longitude and latitude in degrees."""
        lon, lat = self._forward.transform(points[:, 0], points[:, 1], direction="INVERSE")
        return np.column_stack([lon, lat])
