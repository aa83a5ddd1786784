"""Which places the roads hold together, and how far apart they are by road."""

import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, Point

from ploughshare.places.access import Obstacle, RoadGraph, Spot, road_graph, spots
from ploughshare.places.road_distance import road_areas, road_km


def graph_of(*lines: Sequence[tuple[float, float]]) -> RoadGraph:
    shapes = np.array([LineString(line) for line in lines], dtype=object)
    return road_graph(shapes, np.ones(len(shapes)))


def on(graph: RoadGraph, *points: tuple[float, float]) -> list[Spot | None]:
    return spots(graph, np.array([Point(p) for p in points], dtype=object))


RIVER = graph_of(
    [(0, 0), (500, 0)],
    [(500, 0), (600, 0)],
    [(600, 0), (1100, 0)],
    [(0, 0), (0, 9000), (1100, 9000), (1100, 0)],
)
"""Two banks, a bridge between them, and a way round of 19 km."""


def test_a_broken_bridge_parts_two_banks_and_the_way_round_is_measured() -> None:
    broken = {1: [Obstacle("assets/B", 50, 50, 30.0)]}
    places = on(RIVER, (100, 0), (450, 0), (1000, 0))
    whole, parted = road_areas(RIVER, {}, places), road_areas(RIVER, broken, places)
    assert whole.of.tolist() == [0, 0, 0]
    assert parted.of.tolist() == [0, 0, 1]
    assert road_km(RIVER, broken, parted.middles)[0, 1] == pytest.approx(19.1)
    assert parted.straight_km[0, 1] == pytest.approx(1.1)


def test_where_nothing_open_leads_the_way_over_what_can_be_opened_counts() -> None:
    graph = graph_of([(0, 0), (3000, 0)], [(3000, 0), (9000, 0)])
    places = on(graph, (0, 0), (9000, 0))
    can = {1: [Obstacle("hazards/H", 10, 20, 15.0)]}
    never = {1: [Obstacle("hazards/H", 10, 20, math.inf)]}
    middles = road_areas(graph, can, places).middles
    assert road_km(graph, can, middles)[0, 1] == pytest.approx(9)
    assert math.isinf(road_km(graph, never, middles)[0, 1])


def test_a_place_beyond_an_obstacle_on_its_road_belongs_to_the_end_it_is_reached_from() -> None:
    graph = graph_of([(0, 0), (3000, 0)])
    mined = {0: [Obstacle("hazards/H", 900, 1000, 15.0)]}
    near, far = road_areas(graph, mined, on(graph, (800, 0), (1200, 0))).of.tolist()
    assert near != far


def test_a_place_that_no_road_is_near_belongs_to_no_area() -> None:
    assert road_areas(RIVER, {}, [None, *on(RIVER, (0, 0))]).of.tolist() == [-1, 0]
    assert road_areas(RIVER, {}, []).of.tolist() == []


def test_squares_grow_until_there_are_few_areas() -> None:
    line = [[(x, 0), (x + 5000, 0)] for x in range(0, 100_000, 5000)]
    graph = graph_of(*line)
    places = on(graph, *((x, 0) for x in range(0, 100_001, 5000)))
    assert len(road_areas(graph, {}, places).middles) == 21
    few = road_areas(graph, {}, places, most=4)
    assert len(few.middles) <= 4
    assert set(few.of.tolist()) == set(range(len(few.middles)))


@given(
    st.lists(
        st.tuples(*[st.integers(0, 12)] * 4).filter(lambda r: r[:2] != r[2:]), min_size=1,
        max_size=12,
    ),
    st.sets(st.integers(0, 11), max_size=5),
    st.integers(1, 6),
)  # fmt: skip
def test_ways_are_no_shorter_than_straight_lines_and_the_same_both_ways(
    links: list[tuple[int, int, int, int]], closed: set[int], most: int
) -> None:
    graph = graph_of(*[[(a * 1000, b * 1000), (c * 1000, d * 1000)] for a, b, c, d in links])
    bars = {link: [Obstacle(f"H{link}", 0, 1, 5.0)] for link in closed if link < len(links)}
    places = on(graph, *((a * 1000, b * 1000) for a, b, *_ in links))
    found = road_areas(graph, bars, places, most)
    ways = road_km(graph, bars, found.middles)
    assert found.of.max() < len(found.middles) <= most
    assert (ways >= found.straight_km - 1e-9).all()
    assert np.allclose(ways, ways.T)
    assert (np.diag(ways) == 0).all()
