"""How long it takes by road, and past what."""

import math

import numpy as np

from ploughshare.places.access import Obstacle
from ploughshare.places.drives import Drive, drives
from tests.places.test_access import at, graph_of

ROAD = graph_of([(0, 0), (4000, 0)], [(4000, 0), (8000, 0)], [(0, 0), (0, 9000), (8000, 9000),
                (8000, 0)])  # fmt: skip
PACE = np.array([0.001, 0.001, 0.001])
"""Minutes per metre: 8 minutes straight on, 26 around."""


def drive(
    obstacles: dict[int, list[Obstacle]], x: float, own: str = "", *, opened: bool = False
) -> Drive:
    target = (at(ROAD, x, 0), own)
    (found,) = drives(ROAD, PACE, obstacles, [(at(ROAD, 0, 0), 0.0)], [target], opened=opened)
    return found


def test_the_quickest_way_is_told_with_all_that_lies_on_it() -> None:
    obstacles = {0: [Obstacle("A", 1000, 1100, 1.0)], 1: [Obstacle("B", 3000, 3000, 1.0)]}
    assert drive({}, 8000) == Drive(8.0, (), 8.0)
    assert drive(obstacles, 8000, opened=True) == Drive(8.0, ("A", "B"), 8.0)


def test_today_a_detour_is_driven_around_what_lies_on_the_way() -> None:
    obstacles = {0: [Obstacle("A", 1000, 1100, 1.0)]}
    assert drive(obstacles, 8000).minutes == 26.0
    assert drive(obstacles, 6000).minutes == 28.0


def test_obstacles_count_in_the_choice_of_a_way_and_take_no_time() -> None:
    """It is 8 km past A, which counts 17 or 19 of them, and 26 km around."""
    place = [(at(ROAD, 8000, 0), "")]
    for counts, minutes in ((17.0, 8.0), (19.0, 26.0)):
        found = drives(ROAD, PACE, {0: [Obstacle("A", 1000, 1100, counts)]}, [(at(ROAD, 0, 0), 0.0)],
                       place, opened=True, as_teams_go=True)  # fmt: skip
        assert (found[0].minutes, found[0].past) == (minutes, ("A",) if minutes == 8 else ())


def test_what_nothing_removes_bars_the_way_at_any_time() -> None:
    obstacles = {
        0: [Obstacle("A", 1000, 1100, math.inf)],
        1: [Obstacle("B", 3000, 3000, math.inf)],
    }
    assert drive(obstacles, 6000, opened=True) == Drive()
    assert drive(obstacles, 500).minutes == 0.5


def test_an_obstacle_does_not_bar_the_way_to_itself_nor_to_what_lies_in_it() -> None:
    obstacles = {0: [Obstacle("A", 1000, 2000, 1.0), Obstacle("B", 1700, 1800, 1.0)]}
    assert drive(obstacles, 1500, "A").minutes == 1.0
    assert drive(obstacles, 1750, "B").minutes == 1.7
    assert drive(obstacles, 1750, "B") == drive(obstacles, 1710, "B")


def test_from_where_a_way_is_known_the_way_goes_on() -> None:
    """From 3000 it is known to take 12 minutes, whatever lies before; 5000 is two minutes farther."""
    obstacles = {0: [Obstacle("A", 1000, 1100, math.inf)]}
    starts = [(at(ROAD, 0, 0), 0.0), (at(ROAD, 3000, 0), 12.0)]
    (way,) = drives(ROAD, PACE, obstacles, starts, [(at(ROAD, 5000, 0), "")], opened=False)
    assert (way.minutes, way.past) == (14.0, ())
