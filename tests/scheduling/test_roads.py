"""Roads: what version 2 of a problem adds to trips between areas."""

from typing import Any

import numpy as np
import pytest

from ploughshare.errors import InputRefused
from ploughshare.scheduling.exchange import problem_document, read_problem, read_strictly
from ploughshare.scheduling.problem import NONE
from ploughshare.scheduling.quick_reading import read_quickly
from ploughshare.scheduling.travel import travel_table, trips
from tests.scheduling.test_exchange import Document, as_bytes, two_villages
from tests.scheduling.test_quick_reading import bits


def two_banks() -> Document:
    """Two villages on the two banks of a river whose bridge is broken."""
    document = two_villages() | {"format": "restoration-problem/2"}
    document["teams"][0]["area"] = "left"
    document["activities"][0]["area"] = "left"
    document["activities"][1]["area"] = "right"
    document["roads"] = [
        {"areas": ["left", "right"], "mobility": "default", "steps": 3},
        {"areas": ["right", "left"], "mobility": "heavy", "steps": 7},
    ]
    return document


def test_areas_and_roads_are_found_in_the_arrays_and_written_again() -> None:
    problem = read_problem(as_bytes(two_banks()))
    assert problem.areas == ("left", "right")
    assert problem.team_area.tolist() == [0, NONE, NONE]
    assert problem.area.tolist() == [0, 1, NONE, NONE]
    assert problem.roads.tolist() == [[[0, 3], [3, 0]], [[0, 7], [7, 0]]]
    written = problem_document(problem)
    assert written["format"] == "restoration-problem/2"
    assert read_problem(as_bytes(written)) == problem
    assert read_quickly(as_bytes(two_banks())) == problem


def test_many_zones_and_areas_are_read_quickly_where_few_of_their_pairs_hold_a_place() -> None:
    """60 zones and 101 areas make tables of 36 million pairs of pairs, and few hold a place."""
    document = two_banks()
    site = document["activities"][0]
    document["activities"] += [
        {**site, "id": f"H{i}", "zone": f"z{i % 60}", "area": f"a{i}"} for i in range(100)
    ]
    content = as_bytes(document)
    quick = read_quickly(content)
    assert quick is not None and len(quick.zones) >= 60 and len(quick.areas) == 102
    assert bits(quick) == bits(read_strictly(content, ""))


def test_a_problem_without_areas_is_written_in_the_first_version() -> None:
    document = two_villages() | {"format": "restoration-problem/2", "roads": []}
    assert problem_document(read_problem(as_bytes(document)))["format"] == "restoration-problem/1"


def test_a_trip_from_area_to_area_takes_the_steps_of_its_class_more() -> None:
    problem = read_problem(as_bytes(two_banks()))
    without = read_problem(as_bytes(two_banks() | {"roads": []}))
    teams, first, second = np.array([0, 1]), np.array([0, 0]), np.array([1, 1])
    here, there = travel_table(problem), travel_table(without)
    assert (trips(here, teams, first, second) - trips(there, teams, first, second)).tolist() == [
        7,
        3,
    ]
    assert trips(here, teams, first, first).tolist() == [0, 0]


REFUSALS: dict[str, tuple[dict[str, Any], str]] = {
    "areas in a file of version 1": (
        {"format": "restoration-problem/1"}, "roads: this key is not known",
    ),
    "an unknown class": (
        {"roads": [{"areas": ["a", "b"], "mobility": "boat", "steps": 1}]},
        'roads[0].mobility: there is no travel class "boat"',
    ),
    "an area twice": (
        {"roads": [{"areas": ["a", "a"], "mobility": "heavy", "steps": 1}]},
        'roads[0].areas[1]: the area "a" is named twice',
    ),
    "a pair listed twice for a class": (
        {"roads": [
            {"areas": ["a", "b"], "mobility": "heavy", "steps": 1},
            {"areas": ["b", "a"], "mobility": "heavy", "steps": 2},
        ]},
        'are already a pair for "heavy" in roads[0]',
    ),
    "steps that are no number": (
        {"roads": [{"areas": ["a", "b"], "mobility": "heavy", "steps": "many"}]},
        "roads[0].steps",
    ),
    "roads too long to count": (
        {"roads": [{"areas": ["left", "right"], "mobility": "heavy", "steps": 2**60}]},
        "reaches 2^62",
    ),
}  # fmt: skip


@pytest.mark.parametrize("mistake", REFUSALS)
def test_a_mistake_is_refused_with_its_place_and_the_remedy(mistake: str) -> None:
    change, expected = REFUSALS[mistake]
    content = as_bytes(two_banks() | change)
    assert read_quickly(content) is None
    with pytest.raises(InputRefused) as refusal:
        read_problem(content)
    assert expected in str(refusal.value)
    assert refusal.value.remedy
