"""Which road leads there, and what lies on it."""

import math
from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, Point

from ploughshare.places.access import Obstacle, RoadGraph, Routes, Spot, road_graph, routes, spots


def graph_of(*lines: Sequence[tuple[float, float]]) -> RoadGraph:
    shapes = np.array([LineString(line) for line in lines], dtype=object)
    return road_graph(shapes, np.ones(len(shapes)))


def at(graph: RoadGraph, x: float, y: float) -> Spot:
    (spot,) = spots(graph, np.array([Point(x, y)], dtype=object))
    assert spot is not None
    return spot


def one_way(
    graph: RoadGraph, obstacles: dict[int, list[Obstacle]], base: Spot, *to: tuple[Spot, str]
) -> Routes:
    return routes(graph, obstacles, [base], list(to))


def test_ends_within_five_metres_are_one_junction() -> None:
    graph = graph_of([(0, 0), (1000, 0)], [(1003, 0), (2000, 0)], [(2010, 0), (3000, 0)])
    assert graph.n_junctions == 5


def test_the_village_waits_for_the_bridge_and_the_bridge_for_the_mined_verge() -> None:
    """Base, then a mined verge, then a bridge, then the village, on one road."""
    graph = graph_of([(0, 0), (5000, 0)], [(5000, 0), (10000, 0)])
    obstacles = {
        0: [Obstacle("verge", 1000, 1200, 1.0)],
        1: [Obstacle("bridge", 2000, 2000, 1.0)],
    }
    found = one_way(graph, obstacles, at(graph, 0, 0), (at(graph, 9000, 0), ""))
    assert found.to[0].after == ("bridge",)
    assert found.waits == (("verge", "bridge"),)


def test_a_free_detour_is_taken_while_it_is_shorter_than_the_work_it_avoids() -> None:
    graph = graph_of([(0, 0), (4000, 0)], [(0, 0), (0, 3000), (4000, 3000), (4000, 0)])
    spot = at(graph, 4000, 0)
    near = one_way(graph, {0: [Obstacle("H", 1000, 1100, 20.0)]}, at(graph, 0, 0), (spot, ""))
    far = one_way(graph, {0: [Obstacle("H", 1000, 1100, 2.0)]}, at(graph, 0, 0), (spot, ""))
    assert near.to[0].after == ()
    assert near.to[0].cost_km == 10.0
    assert far.to[0].after == ("H",)


def test_on_one_link_the_nearer_obstacle_comes_first_whatever_its_name() -> None:
    graph = graph_of([(0, 0), (9000, 0)])
    obstacles = {0: [Obstacle("Z", 1000, 1200, 1.0), Obstacle("A", 2000, 2000, 1.0)]}
    targets = (at(graph, 2000, 0), "A"), (at(graph, 5000, 0), "")
    found = one_way(graph, obstacles, at(graph, 0, 0), *targets)
    assert [route.after for route in found.to] == [("Z",), ("A",)]
    assert found.waits == (("Z", "A"),)


def test_what_cannot_be_removed_leaves_no_route() -> None:
    graph = graph_of([(0, 0), (4000, 0)])
    obstacles = {0: [Obstacle("fallen bridge", 1000, 1000, math.inf)]}
    found = one_way(graph, obstacles, at(graph, 0, 0), (at(graph, 3000, 0), ""))
    assert not found.to[0].reached


def test_a_hazard_on_the_road_does_not_bar_the_way_to_itself() -> None:
    graph = graph_of([(0, 0), (4000, 0)])
    obstacles = {0: [Obstacle("A", 500, 600, 1.0), Obstacle("B", 2000, 2100, 1.0)]}
    found = one_way(graph, obstacles, at(graph, 0, 0), (at(graph, 2050, 0), "B"))
    assert found.to[0].after == ("A",)


def test_a_place_between_two_obstacles_waits_for_the_one_on_its_side_only() -> None:
    """The base stands on the same link; what lies beyond the place does not matter."""
    graph = graph_of([(0, 0), (4000, 0)])
    obstacles = {0: [Obstacle("A", 500, 600, 1.0), Obstacle("B", 2000, 2100, 1.0)]}
    found = one_way(graph, obstacles, at(graph, 1000, 0), (at(graph, 1500, 0), ""))
    assert found.to[0].after == ()


@given(st.integers(2, 6), st.data())
def test_waits_never_run_in_a_circle_and_cover_every_obstacle_on_the_way(
    side: int, data: st.DataObject
) -> None:
    """A street grid with hazards that spread over several streets."""
    corners = [(x * 1000, y * 1000) for x in range(side) for y in range(side)]
    lines = [[(x, y), (x + 1000, y)] for x, y in corners]
    lines += [[(x, y), (x, y + 1000)] for x, y in corners]
    graph = graph_of(*lines)
    obstacles: dict[int, list[Obstacle]] = {}
    names = [f"H{i}" for i in range(data.draw(st.integers(0, 5)))]
    for name in names:
        for link in data.draw(
            st.lists(st.integers(0, len(lines) - 1), min_size=1, max_size=4, unique=True)
        ):
            begin = data.draw(st.floats(0, 900))
            obstacles.setdefault(link, []).append(Obstacle(name, begin, begin + 100, 0.5))
    target = at(graph, data.draw(st.floats(0, side * 1000)), data.draw(st.floats(0, side * 1000)))
    found = one_way(graph, obstacles, at(graph, 0, 0), (target, ""))
    assert found.to[0].reached

    before: dict[str, set[str]] = {}
    for first, then in found.waits:
        before.setdefault(then, set()).add(first)
    implied, stack, depth = set[str](), list(found.to[0].after), 0
    while stack:
        name = stack.pop()
        depth += 1
        assert depth < 10_000, "waits run in a circle"
        implied.add(name)
        stack.extend(before.get(name, ()))
    free = {link: [o for o in here if o.id not in implied] for link, here in obstacles.items()}
    shut = {
        link: [Obstacle(o.id, o.begin_m, o.end_m, math.inf) for o in here]
        for link, here in free.items()
    }
    assert one_way(graph, shut, at(graph, 0, 0), (target, "")).to[0].reached
