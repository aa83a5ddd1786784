"""Lots: what an area is cut into, to the square metre and without a gap."""

import math
from random import Random

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, MultiPolygon, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from ploughshare.land.lots import (
    LEAST_M2,
    MOST_LOTS,
    TOUCHES_M2,
    Lot,
    Need,
    cut,
    whole_shares,
)

EAST, NORTH = 600_000.0, 5_400_000.0
"""Coordinates are as large as on a real plane, so that rounding is too."""


def outline(dice: Random) -> BaseGeometry:
    """A blob with up to 40 corners, some of them with a hole or a second blob beside."""
    reach = dice.choice((20.0, 80.0, 300.0, 900.0))
    blob: BaseGeometry = _blob(dice, EAST, NORTH, reach)
    hole = _blob(dice, EAST, NORTH, reach / 4)
    if dice.random() < 0.2 and blob.is_valid and hole.is_valid:
        blob = shapely.difference(blob, hole)
    if dice.random() < 0.2:
        beside = _blob(dice, EAST + 3 * reach, NORTH, reach / 2)
        blob = MultiPolygon([*shapely.get_parts(blob).tolist(), beside])
    return blob


def _blob(dice: Random, x: float, y: float, reach: float) -> Polygon:
    corners = dice.randint(3, 40)
    angles = sorted(dice.uniform(0, 2 * math.pi) for _ in range(corners))
    points = [
        (x + r * math.cos(a), y + r * math.sin(a))
        for a, r in ((a, dice.uniform(0.3, 1) * reach) for a in angles)
    ]
    return Polygon(points)


def needs(dice: Random, around: BaseGeometry) -> list[Need]:
    """Up to 20 houses, wells, lines and fields on an area and near it."""
    west, south, east, north = around.bounds
    size = max(east - west, north - south)

    def place() -> tuple[float, float]:
        return (
            dice.uniform(west - size / 10, east + size / 10),
            dice.uniform(south - size / 10, north + size / 10),
        )

    found: list[Need] = []
    for number in range(dice.choice((0, 1, 2, 3, 8, 20))):
        kind = dice.choice(("point", "line", "field"))
        at = place()
        if kind == "point":
            shape = shapely.buffer(Point(at), dice.choice((5.0, 15.0, 50.0)))
        elif kind == "line":
            shape = shapely.buffer(LineString([at, place()]), dice.choice((10.0, 20.0)))
        else:
            shape = _blob(dice, *at, size / 5)
        found.append(Need(f"assets/{number}", shape))
    return found


def check(dice: Random) -> bool:
    """One random area with what is needed of it; whether it was cut."""
    area = outline(dice)
    if not area.is_valid or area.area < 1:
        return False
    asked = [need for need in needs(dice, area) if need.shape.is_valid]
    # People measure on the ellipsoid and the lots are cut on a plane: a scale apart.
    m2 = round(area.area * dice.uniform(0.998, 1.002))
    lots = cut(area, asked, area_m2=m2, most_m2=dice.choice((300.0, 5_000.0, 100_000.0)))
    if lots:
        assert_whole(area, asked, lots, m2)
    return bool(lots)


def assert_whole(area: BaseGeometry, asked: list[Need], lots: tuple[Lot, ...], m2: int) -> None:
    """The lots are the area: to the square metre, without a gap, each square metre once."""
    lost = 1e-6 * area.area
    shapes = [lot.shape for lot in lots]
    assert 2 <= len(lots) <= MOST_LOTS
    assert len({lot.id for lot in lots}) == len(lots)
    assert sum(lot.m2 for lot in lots) == m2
    assert all(abs(lot.m2 - lot.shape.area * m2 / area.area) < 1 for lot in lots)
    assert all(lot.shape.area >= LEAST_M2 * 0.9 for lot in lots)
    together = shapely.union_all(shapes)
    assert shapely.symmetric_difference(together, area).area <= lost
    assert abs(sum(shape.area for shape in shapes) - together.area) <= lost
    for need in asked:
        waits = [lot.shape for lot in lots if need.by in lot.needed_by]
        own = shapely.intersection(need.shape, area)
        assert waits
        left = shapely.difference(own, shapely.union_all(waits)).area
        assert left <= len(lots) * TOUCHES_M2 + lost
        assert all(
            shapely.intersection(lot.shape, need.shape).area <= TOUCHES_M2
            for lot in lots
            if need.by not in lot.needed_by
        )


@given(st.integers(0, 2**32))
def test_lots_are_the_area_and_no_ground_is_lost(seed: int) -> None:
    check(Random(seed))


@pytest.mark.soak
def test_ten_thousand_areas_lose_no_ground() -> None:
    assert sum(check(Random(seed)) for seed in range(10_000)) > 5_000


def field(wide: float = 400.0, deep: float = 200.0) -> Polygon:
    return box(EAST, NORTH, EAST + wide, NORTH + deep)


def yard(name: str, x: float, y: float, size: float = 40.0) -> Need:
    return Need(name, box(EAST + x, NORTH + y, EAST + x + size, NORTH + y + size))


def test_what_somebody_needs_comes_first_and_the_rest_in_lots_of_limited_size() -> None:
    """A pump's 1,600 m2 of 80,000; the rest is 78,400 in lots of 30,000 at most."""
    lots = cut(field(), [yard("assets/pump", 0, 0)], area_m2=80_000, most_m2=30_000)
    assert [lot.id for lot in lots] == ["assets/pump", "rest/1", "rest/2", "rest/3"]
    assert lots[0].m2 == 1600
    assert lots[0].needed_by == {"assets/pump"}
    assert all(20_000 < lot.m2 <= 30_000 and not lot.needed_by for lot in lots[1:])


def test_ground_that_two_need_belongs_to_the_smaller_and_both_wait_for_it() -> None:
    asked = [yard("roads/T1", 0, 0, 80), yard("assets/A", 20, 0)]
    first, second, _ = cut(field(), asked, area_m2=80_000, most_m2=1e6)
    assert (first.id, first.m2, set(first.needed_by)) == (
        "assets/A", 1600, {"roads/T1", "assets/A"}
    )  # fmt: skip
    assert (second.id, second.m2, set(second.needed_by)) == ("roads/T1", 4800, {"roads/T1"})


def test_a_part_keeps_its_name_when_others_come() -> None:
    before = cut(field(), [yard("assets/B", 200, 0)], area_m2=80_000, most_m2=1e6)
    asked = [yard("assets/A", 0, 0), yard("assets/B", 200, 0)]
    after = cut(field(), asked, area_m2=80_000, most_m2=1e6)
    assert {lot.id: lot.m2 for lot in before}["assets/B"] == 1600
    assert {lot.id: lot.m2 for lot in after}["assets/B"] == 1600


def test_a_sliver_that_somebody_needs_is_widened_to_be_worth_a_task() -> None:
    """A corner of 4 m2 becomes all within 10 m of it."""
    lots = cut(field(), [yard("assets/A", -38, -38)], area_m2=80_000, most_m2=1e6)
    assert [lot.id for lot in lots] == ["assets/A", "rest/1"]
    assert LEAST_M2 <= lots[0].m2 < 200


def test_slivers_that_nobody_needs_go_to_a_neighbour() -> None:
    """Strips of 40 by 58 m leave gaps of 2 m between them: 80 m2 each."""
    strips = [Need(f"roads/{n}", box(EAST, NORTH + 60 * n, EAST + 40, NORTH + 60 * n + 58))
              for n in range(3)]  # fmt: skip
    lots = cut(box(EAST, NORTH, EAST + 40, NORTH + 400), strips, area_m2=16_000, most_m2=1e6)
    assert [lot.id for lot in lots] == ["roads/0", "roads/1", "roads/2", "rest/1"]
    assert sum(lot.m2 for lot in lots) == 16_000
    assert all(len(shapely.get_parts(lot.shape)) == 1 for lot in lots)


def test_a_need_that_only_touches_the_outline_waits_for_the_nearest_lot() -> None:
    asked = [yard("assets/far", -40, 0), yard("assets/A", 360, 0)]
    lots = cut(field(), asked, area_m2=80_000, most_m2=1e6)
    assert {lot.id: lot.needed_by for lot in lots} == {
        "assets/A": {"assets/A"}, "rest/1": {"assets/far"}
    }  # fmt: skip


@pytest.mark.parametrize(
    ("shape", "asked"),
    [
        (box(EAST, NORTH, EAST + 10, NORTH + 10), []),
        (field(), []),
        (field(100, 100), [Need("assets/A", field(85, 100))]),
        (Polygon([(EAST, NORTH), (EAST + 200, NORTH + 200), (EAST + 200, NORTH), (EAST, NORTH + 50)]),
         [yard("assets/A", 0, 0)]),
    ],
    ids=["small", "one lot", "nearly all is needed", "crosses itself"],
)  # fmt: skip
def test_an_area_better_left_whole_is_not_cut(shape: BaseGeometry, asked: list[Need]) -> None:
    assert cut(shape, asked, area_m2=round(shape.area), most_m2=1e6) == ()


def test_two_square_kilometres_do_not_become_hundreds_of_lots() -> None:
    large = field(2_000, 1_000)
    asked = [yard(f"assets/{n:02}", 90 * n, 300) for n in range(22)]
    lots = cut(large, asked, area_m2=2_000_000, most_m2=2_000)
    assert len(lots) == MOST_LOTS
    assert_whole(large, asked, lots, 2_000_000)


def test_whole_shares_add_up_by_largest_remainder() -> None:
    assert whole_shares(10, np.array([1.0, 1.0, 1.0])) == [4, 3, 3]
    assert whole_shares(100, np.array([0.335, 0.335, 0.33])) == [34, 33, 33]
