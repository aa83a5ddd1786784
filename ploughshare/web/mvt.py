"""Mapbox Vector Tiles: shapes in whole units of a tile, and their properties, as bytes.

Source: Vector Tile Specification 2.1, Mapbox, 2016; field numbers are those of its
``vector_tile.proto``.
"""

import struct
from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray

EXTENT = 4096
"""Units along the side of a tile."""

VERSION = 2
MOVE_TO, LINE_TO, CLOSE = 1, 2, 7
POINT, LINE, POLYGON = 1, 2, 3

Shapes = NDArray[np.object_]
Scalar = str | int | float | bool | None


def encode_layer(
    name: str, shapes: Shapes, properties: Mapping[str, Sequence[Scalar]], extent: int = EXTENT
) -> bytes:
    """
    A tile with one layer, empty when there are no shapes. Tiles joined together are a tile.

    Parameters
    ----------
    shapes
        Points, lines and polygons, or several of one kind together, not empty and valid, in units
        of the tile: x to the east, y to the south, whole numbers. Shape ``(n,)``.
    properties
        Values of each property, one for each shape; ``None`` leaves it out.
    """
    if len(shapes) == 0:
        return b""
    table: dict[tuple[type, Scalar], int] = {}
    geometries = encode_geometries(shapes)
    features = []
    for at, (kind, geometry) in enumerate(geometries):
        tags = bytearray()
        for key, values in enumerate(properties.values()):
            value = values[at]
            if value is not None:
                place = table.setdefault((type(value), value), len(table))
                tags += varint(key) + varint(place)
        body = _field(2, bytes(tags)) + bytes((3 << 3, kind)) + _field(4, geometry)
        features.append(_field(2, body))
    layer = (
        _field(1, name.encode())
        + b"".join(features)
        + b"".join(_field(3, key.encode()) for key in properties)
        + b"".join(_field(4, encode_value(value)) for _, value in table)
        + bytes((5 << 3,))
        + varint(extent)
        + bytes((15 << 3, VERSION))
    )
    return _field(3, layer)


def encode_geometries(shapes: Shapes) -> list[tuple[int, bytes]]:
    """Kind and packed commands of each shape."""
    kinds = (shapely.get_dimensions(shapes) + 1).astype(int)
    result: list[tuple[int, bytes]] = [(0, b"")] * len(shapes)
    for kind in (POINT, LINE, POLYGON):
        (chosen,) = np.nonzero(kinds == kind)
        if len(chosen):
            encoded = _commands(shapes[chosen], kind)
            for at, commands in zip(chosen, encoded, strict=True):
                result[at] = (kind, commands)
    return result


def _commands(shapes: Shapes, kind: int) -> list[bytes]:
    """Packed commands of shapes of one kind, all of them worked out together."""
    chains, owner = shapely.get_parts(shapes, return_index=True)
    if kind == POLYGON:
        # Outer rings run so that the area by the surveyor's formula is positive with y downwards.
        rings, part = shapely.get_rings(shapely.orient_polygons(chains), return_index=True)
        chains, owner = rings, owner[part]
    points, chain = shapely.get_coordinates(chains, return_index=True)
    if kind == POLYGON:
        last = np.append(chain[1:] != chain[:-1], True)
        points, chain = points[~last], chain[~last]
    if kind == POINT:
        # All points of a feature follow one MoveTo.
        chain, owner = owner[chain], np.arange(len(shapes))
    counts = np.bincount(chain, minlength=len(owner))
    first = np.cumsum(counts) - counts

    whole = np.rint(points).astype(np.int64)
    steps = np.diff(whole, axis=0, prepend=np.zeros((1, 2), np.int64))
    begins = first[np.append(True, owner[1:] != owner[:-1])]
    steps[begins] = whole[begins]
    zigzag = (steps << 1) ^ (steps >> 63)

    # Each chain: MoveTo, its first point, LineTo, the others, and ClosePath for a ring.
    around = 1 if kind == POINT else 2 if kind == LINE else 3
    sizes = around + 2 * counts
    start = np.cumsum(sizes) - sizes
    stream = np.empty(int(sizes.sum()), dtype=np.int64)
    stream[start] = (MOVE_TO | (counts << 3)) if kind == POINT else MOVE_TO | (1 << 3)
    number = np.arange(len(whole)) - first[chain]
    place = start[chain] + 1 + 2 * number + ((number > 0) if kind != POINT else 0)
    stream[place], stream[place + 1] = zigzag[:, 0], zigzag[:, 1]
    if kind != POINT:
        stream[start + 3] = LINE_TO | ((counts - 1) << 3)
    if kind == POLYGON:
        stream[start + sizes - 1] = CLOSE | (1 << 3)

    packed, ends = varints(stream)
    of_shape = np.bincount(owner, weights=sizes, minlength=len(shapes)).astype(np.int64)
    cuts = [0, *(int(ends[at - 1]) for at in np.cumsum(of_shape))]
    return [packed[low:high] for low, high in pairwise(cuts)]


def varints(values: NDArray[np.int64]) -> tuple[bytes, NDArray[np.int64]]:
    """Numbers from 0 to 2**35 as varints, and where each of them ends."""
    sizes = 1 + np.searchsorted((1 << 7, 1 << 14, 1 << 21, 1 << 28), values, side="right")
    ends = np.cumsum(sizes)
    packed = np.zeros(int(ends[-1]) if len(ends) else 0, dtype=np.uint8)
    for byte in range(5):
        (there,) = np.nonzero(sizes > byte)
        goes_on = (sizes[there] > byte + 1) << 7
        packed[(ends - sizes)[there] + byte] = ((values[there] >> 7 * byte) & 127) | goes_on
    return packed.tobytes(), ends


def varint(value: int) -> bytes:
    """One number, not negative, as a varint."""
    packed = bytearray()
    while value > 127:
        packed.append(value & 127 | 128)
        value >>= 7
    packed.append(value)
    return bytes(packed)


def encode_value(value: Scalar) -> bytes:
    """A property's value as the message ``Value``."""
    if isinstance(value, str):
        return _field(1, value.encode())
    if isinstance(value, bool):
        return bytes((7 << 3, value))
    if isinstance(value, int):
        if value >= 0:
            return bytes((5 << 3,)) + varint(value)
        return bytes((6 << 3,)) + varint(-2 * value - 1)
    assert value is not None
    return bytes((3 << 3 | 1,)) + struct.pack("<d", value)


def _field(number: int, content: bytes) -> bytes:
    """A field that holds bytes: a text, numbers packed together, or another message."""
    return bytes((number << 3 | 2,)) + varint(len(content)) + content
