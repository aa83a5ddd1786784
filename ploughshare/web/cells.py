"""Many areas of a tile rolled up into square cells: how many, and how much hazardous ground.

Cells lie in the grid of the tiles, so that neighbouring tiles never share one. The cells of all
tiles of a zoom together contain every outline; each record is counted in one of them.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from ploughshare.places.extents import Shapes, as_shapes
from ploughshare.web.cutting import Tile
from ploughshare.web.mvt import EXTENT

ALONG = 16
"""Cells along the side of a tile: 32 pixels each where a tile takes 512, room for a count."""

SIDE = EXTENT // ALONG

STEPS = (0.001, 0.01, 0.1)
"""Shares of a cell's ground that is hazardous, from which its colour goes up a step."""

EARTH_M = 40_075_016.68557849
"""Length of the equator, in m: the side of web Mercator's world."""


@dataclass(frozen=True, slots=True)
class Cells:
    """
    Cells of one tile, those that something reaches into.

    Parameters
    ----------
    shapes
        In units of the tile.
    count
        Records with their reference point in the cell, those of released ground apart.
    released
        The same for released ground.
    m2
        Ground of the former in the cell, in m2.
    step
        From 1 to 4 by the share of the cell that is hazardous; 0 where only released ground
        reaches into it.
    """

    shapes: Shapes
    count: NDArray[np.int64]
    released: NDArray[np.int64]
    m2: NDArray[np.float64]
    step: NDArray[np.int64]


def roll_up(
    shapes: Shapes,
    points: NDArray[np.float64],
    areas_m2: NDArray[np.float64],
    released: NDArray[np.bool_],
    tile: Tile,
) -> Cells:
    """
    Roll up what reaches into a tile.

    Parameters
    ----------
    shapes
        On the world.
    points
        On the world, one within each shape, where it is counted. Shape ``(n, 2)``.
    areas_m2
        Of each shape. Shape ``(n,)``.
    released
        Whether its ground is no longer hazardous. Shape ``(n,)``.
    """
    owner, cell, share = _reached(shapes, tile)
    reached, at = np.unique(cell, return_inverse=True)
    size, whole = len(reached), ALONG * ALONG
    open_ground = ~released[owner]
    m2 = np.zeros(size)
    np.add.at(m2, at, share * areas_m2[owner] * open_ground)
    hazardous = np.bincount(at, weights=open_ground, minlength=size) > 0

    column, row = _cell(tile.in_units(points))
    here = (np.minimum(column, row) >= 0) & (np.maximum(column, row) < ALONG)
    home = (row * ALONG + column)[here]
    count = np.bincount(home[~released[here]], minlength=whole)[reached]
    past = np.bincount(home[released[here]], minlength=whole)[reached]

    west, north = reached % ALONG * SIDE, reached // ALONG * SIDE
    density = m2 / _ground_m2(reached // ALONG, tile)
    return Cells(
        as_shapes(shapely.box(west, north, west + SIDE, north + SIDE)),
        count,
        past,
        m2,
        np.where(hazardous, 1 + np.searchsorted(STEPS, density, side="right"), 0),
    )


def _cell(units: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Column and row of the cell that a point lies in; points at the world's end in its last."""
    column, row = np.floor(units / SIDE).astype(np.int64).T
    return column, row


def _reached(
    shapes: Shapes, tile: Tile
) -> tuple[NDArray[np.intp], NDArray[np.int64], NDArray[np.float64]]:
    """Pairs of a shape and a cell of the tile that it reaches into, and its share there."""
    bounds = shapely.bounds(shapes)
    west_north, east_south = tile.in_units(bounds[:, :2]), tile.in_units(bounds[:, 2:])
    # What lies on the line between two cells reaches into both, and so does what bends there.
    near = tile.bend + 1e-6
    first = np.floor((west_north - near) / SIDE).astype(np.int64)
    last = np.floor((east_south + near) / SIDE).astype(np.int64)
    alone = (first == last).all(axis=1)
    low, high = np.maximum(first, 0), np.minimum(last, ALONG - 1)
    wide, tall = np.maximum(high - low + 1, 0).T
    several = wide * tall
    owner = np.repeat(np.arange(len(shapes)), several)
    number = np.arange(len(owner)) - np.repeat(np.cumsum(several) - several, several)
    column = low[owner, 0] + number % np.maximum(wide, 1)[owner]
    row = low[owner, 1] + number // np.maximum(wide, 1)[owner]

    share = np.ones(len(owner))
    reaches = np.ones(len(owner), dtype=bool)
    (over,) = np.nonzero(~alone[owner])
    wider, which = np.unique(owner[over], return_inverse=True)
    shape = shapely.transform(shapes[wider], tile.in_units)[which]
    west, north = column[over] * SIDE, row[over] * SIDE
    grown = shapely.box(west - near, north - near, west + SIDE + near, north + SIDE + near)
    reaches[over] = shapely.intersects(shape, grown)
    cells = shapely.box(west, north, west + SIDE, north + SIDE)
    whole = shapely.area(shape)
    within = shapely.area(shapely.intersection(shape, cells))
    share[over] = np.divide(within, whole, out=np.zeros(len(over)), where=whole > 0)
    return owner[reaches], (row * ALONG + column)[reaches], share[reaches]


def _ground_m2(row: NDArray[np.int64], tile: Tile) -> NDArray[np.float64]:
    """Ground of a cell by its row in the tile, in m2, on a sphere."""
    middle = (tile.y + (row + 0.5) / ALONG) / 2**tile.z
    side = EARTH_M / 2**tile.z / ALONG / np.cosh(np.pi * (1 - 2 * middle))
    ground: NDArray[np.float64] = side**2
    return ground
