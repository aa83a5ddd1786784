"""Vector tiles say to another decoder what was put into them."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from ploughshare.web.cutting import Tile
from ploughshare.web.mvt import encode_geometries, encode_layer, varint, varints
from tests.web.decoding import decoded

TILE = Tile(3, 5, 2)

WHOLE = st.integers(-64, 4160)


@st.composite
def boxes(draw: st.DrawFn) -> shapely.Polygon:
    """A box in whole units, with a hole where it is large enough, drawn in either direction."""
    west, north = draw(WHOLE), draw(WHOLE)
    wide, tall = draw(st.integers(1, 500)), draw(st.integers(1, 500))
    outer = shapely.box(west, north, west + wide, north + tall, ccw=draw(st.booleans()))
    if min(wide, tall) < 5 or draw(st.booleans()):
        return outer
    hole = shapely.box(west + 2, north + 2, west + wide - 2, north + tall - 2)
    return shapely.Polygon(outer.exterior, [hole.exterior])


points = st.builds(shapely.Point, WHOLE, WHOLE)
lines = st.lists(st.tuples(WHOLE, WHOLE), min_size=2, max_size=6, unique=True).map(
    shapely.LineString
)
several = st.lists(st.tuples(WHOLE, WHOLE), min_size=2, max_size=4, unique=True).map(
    shapely.MultiPoint
)
values = st.one_of(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8), st.none()
)


@settings(max_examples=25)
@given(data=st.data())
def test_another_decoder_reads_what_was_encoded(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    shapes = data.draw(st.lists(st.one_of(points, lines, several, boxes()), min_size=1, max_size=8))
    names = data.draw(st.lists(values, min_size=len(shapes), max_size=len(shapes)))
    counts = data.draw(
        st.lists(st.integers(-(2**31), 2**31 - 1), min_size=len(shapes), max_size=len(shapes))
    )
    shares = [count / 7 for count in counts]
    array = np.array(shapes, dtype=object)
    body = encode_layer("things", array, {"name": names, "count": counts, "share": shares})
    folder = tmp_path_factory.mktemp("tile")
    read, told = decoded(body, TILE, folder, "things")
    assert shapely.equals(read, array).all()
    assert told["count"].tolist() == counts
    assert told["share"].tolist() == shares
    if any(names):
        assert told["name"].tolist() == names


def test_parts_of_one_area_stay_together_and_holes_stay_holes(tmp_path: Path) -> None:
    outer, inner = shapely.box(0, 0, 100, 100), shapely.box(10, 10, 90, 90)
    ring = shapely.Polygon(outer.exterior, [inner.exterior])
    island = shapely.box(30, 30, 60, 60, ccw=False)
    shape = shapely.MultiPolygon([ring, island])
    read, _ = decoded(encode_layer("a", np.array([shape]), {}), TILE, tmp_path, "a")
    assert read[0].equals(shape)
    assert read[0].area == 100**2 - 80**2 + 30**2


def test_rings_run_as_the_specification_asks() -> None:
    """By the surveyor's formula with y downwards outer rings have a positive area, holes not."""
    outer, hole = shapely.box(0, 0, 9, 9), shapely.box(2, 2, 4, 4)
    for turned in (False, True):
        holes = [hole.exterior.reverse() if turned else hole.exterior]
        shape = shapely.Polygon(outer.exterior if turned else outer.exterior.reverse(), holes)
        ((_, commands),) = encode_geometries(np.array([shape]))
        areas = [
            (ring[:, 0] * np.roll(ring[:, 1], -1) - np.roll(ring[:, 0], -1) * ring[:, 1]).sum() / 2
            for ring in rings(commands)
        ]
        assert areas == [81, -4]


def rings(commands: bytes) -> Iterator[NDArray[np.int64]]:
    """Rings of an area's packed commands, each number of them below 128."""
    at, cursor = 0, np.zeros(2, dtype=np.int64)
    while at < len(commands):
        corners = []
        while commands[at] & 7 != 7:
            for _ in range(commands[at] >> 3):
                step = [value >> 1 ^ -(value & 1) for value in commands[at + 1 : at + 3]]
                cursor = cursor + step
                corners.append(cursor)
                at += 2
            at += 1
        at += 1
        yield np.array(corners)


def test_no_shapes_give_no_bytes() -> None:
    assert encode_layer("a", np.zeros(0, dtype=object), {"name": []}) == b""


def test_many_numbers_are_packed_as_one_by_one() -> None:
    numbers = [0, 1, 127, 128, 300, 2**14 - 1, 2**14, 2**21, 2**28, 2**34]
    packed, ends = varints(np.array(numbers))
    assert packed == b"".join(map(varint, numbers))
    assert ends[-1] == len(packed)
