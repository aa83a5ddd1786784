"""Version 2 of the problem format: what is read comes back, what is wrong is refused by place."""

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from ploughshare.errors import InputRefused
from ploughshare.scheduling.exchange import problem_document, read_problem, write_problem
from ploughshare.scheduling.joint_checks import find_joint_cycle
from ploughshare.scheduling.quick_reading import read_quickly
from tests.scheduling import random_joint_rules
from tests.scheduling.test_exchange import as_bytes, two_villages
from tests.scheduling.test_quick_reading import same

Document = dict[str, Any]
Change = Callable[[Document], None]


def two_roads() -> Document:
    """The roof may wait for the clearing, or for a survey that has lain for a while."""
    document = two_villages()
    document["format"] = "restoration-problem/2"
    document["activities"][2]["after_any"] = [
        [{"id": "H1.clear"}],
        [{"id": "H1.survey", "lag": 9}],
    ]
    document["limits"] = [
        {
            "id": "in H1",
            "activities": ["H1.survey", "H1.clear"],
            "at_once": 2,
            "kinds": ["manual", "dogs"],
        },
        {"id": "anywhere", "activities": ["W1.roof"], "at_once": 1},
    ]
    document["apart"] = [{"id": "near H1", "these": ["H1.clear"], "those": ["W1.roof", "W1.done"]}]
    return document


def test_everything_new_in_a_file_is_found_in_the_arrays() -> None:
    problem = read_problem(as_bytes(two_roads()))

    assert problem.limit_ids == ("in H1", "anywhere")
    assert problem.limit_at_once.tolist() == [2, 1]
    assert problem.limit_kinds.tolist() == [[False, True, True, False], [True] * 4]
    assert problem.limit_start.tolist() == [0, 2, 3]
    assert problem.limit_activity.tolist() == [0, 1, 2]
    assert problem.apart_ids == ("near H1",)
    assert (problem.these.tolist(), problem.those.tolist()) == ([1], [2, 3])
    assert problem.set_activity.tolist() == [2, 2]
    assert problem.set_start.tolist() == [0, 1, 2]
    assert (problem.set_pred.tolist(), problem.set_lag.tolist()) == ([1, 0], [0, 9])
    assert problem.has_joint_rules


def test_what_is_read_comes_back() -> None:
    for document in (two_roads(), *map(random_joint_rules.document, range(100))):
        problem = read_problem(as_bytes(document))
        assert read_problem(write_problem(problem)) == problem


def test_the_new_keys_are_written_as_they_stand_in_the_definition() -> None:
    written = problem_document(read_problem(as_bytes(two_roads())))

    assert {key: written[key] for key in ("limits", "apart")} == {
        key: two_roads()[key] for key in ("limits", "apart")
    }
    assert list(written)[-4:] == ["fixed", "limits", "apart", "benefits"]
    assert written["activities"][2]["after_any"] == two_roads()["activities"][2]["after_any"]


def test_a_problem_is_written_in_the_lowest_version_that_can_say_it() -> None:
    document = two_villages()
    document.update(format="restoration-problem/2", limits=[], apart=[])

    problem = read_problem(as_bytes(document))

    assert problem == read_problem(as_bytes(two_villages()))
    assert not problem.has_joint_rules
    assert problem_document(problem)["format"] == "restoration-problem/1"
    assert problem_document(read_problem(as_bytes(two_roads())))["format"] == (
        "restoration-problem/2"
    )


@pytest.mark.parametrize("seed", range(30))
def test_files_in_order_are_read_quickly(seed: int) -> None:
    assert same(as_bytes(two_roads()))
    assert same(as_bytes(random_joint_rules.document(seed)))


def test_files_of_the_first_version_do_not_know_the_new_keys() -> None:
    for key in ("limits", "apart"):
        document = {**two_villages(), key: []}
        with pytest.raises(InputRefused, match=f"{key}: this key is not known"):
            read_problem(as_bytes(document))
    document = two_roads()
    document["format"] = "restoration-problem/1"
    del document["limits"], document["apart"]
    with pytest.raises(InputRefused, match=r"after_any.*: this key is not known"):
        read_problem(as_bytes(document))


def _put(*path: Any) -> Change:
    *steps, last, value = path

    def change(document: Document) -> None:
        place: Any = document
        for step in steps:
            place = place[step]
        if isinstance(place, list) and last == len(place):
            place.append(value)
        else:
            place[last] = value

    return change


REFUSALS: dict[str, tuple[Change, str]] = {
    "a limit of nobody": (
        _put("limits", 0, "at_once", 0),
        'limits[0].at_once of "in H1": 0 is too',
    ),
    "a limit of half a team": (_put("limits", 0, "at_once", 1.5), "is not an integer"),
    "a limit given twice": (
        _put("limits", 1, "id", "in H1"),
        'limits[1].id of "in H1": "in H1" is already the id of limits[0].',
    ),
    "a limit for a stranger": (
        _put("limits", 0, "activities", 1, "H9"),
        'limits[0].activities[1] of "in H1": there is no activity "H9"',
    ),
    "a limit that names an activity twice": (
        _put("limits", 0, "activities", 1, "H1.survey"),
        'limits[0].activities[1] of "in H1": the activity "H1.survey" is named twice',
    ),
    "a limit for a kind that is not declared": (
        _put("limits", 0, "kinds", ["bulldozer"]),
        'limits[0].kinds[0] of "in H1": the kind "bulldozer" is not declared',
    ),
    "a limit for no kind": (_put("limits", 0, "kinds", []), 'limits[0].kinds of "in H1": the list'),
    "a key of a limit that is not known": (_put("limits", 0, "most", 3), "limits[0].most"),
    "an entry of apart given twice": (
        _put("apart", 1, {"id": "near H1", "these": [], "those": []}),
        'apart[1].id of "near H1"',
    ),
    "an entry of apart with one side": (
        _put("apart", 0, {"id": "near H1", "these": []}),
        'apart[0] of "near H1": the key "those" is missing',
    ),
    "a stranger kept apart": (
        _put("apart", 0, "those", 0, "W9"),
        'apart[0].those[0] of "near H1": there is no activity "W9"',
    ),
    "an activity kept apart twice": (
        _put("apart", 0, "those", 1, "W1.roof"),
        'apart[0].those[1] of "near H1": the activity "W1.roof" is named twice',
    ),
    "an activity kept apart from itself": (
        _put("apart", 0, "those", 1, "H1.clear"),
        'apart[0].those[1] of "near H1": the activity "H1.clear" stands on both sides',
    ),
    "an unknown alternative": (
        _put("activities", 2, "after_any", 1, 0, "id", "R9"),
        'activities[2].after_any[1][0].id of "W1.roof": there is no activity "R9"',
    ),
    "an alternative that names a predecessor twice": (
        _put("activities", 2, "after_any", 0, 1, {"id": "H1.clear", "lag": 3}),
        'activities[2].after_any[0][1] of "W1.roof": the predecessor "H1.clear" is named twice',
    ),
    "an empty alternative": (
        _put("activities", 2, "after_any", 0, []),
        'activities[2].after_any[0] of "W1.roof": the list is empty',
    ),
    "a single alternative": (
        _put("activities", 2, "after_any", [[{"id": "H1.clear"}]]),
        'activities[2].after_any of "W1.roof": there are 1 alternatives',
    ),
    "no alternative": (_put("activities", 2, "after_any", []), "there are 0 alternatives"),
    "an alternative that is not a list": (
        _put("activities", 2, "after_any", 0, {"id": "H1.clear"}),
        "activities[2].after_any[0]",
    ),
    "alternatives that all wait for it": (
        _put("activities", 0, "after_any", [[{"id": "W1.roof"}], [{"id": "W1.done"}]]),
        'a cycle: "H1.survey" waits, whichever alternative is chosen, for "W1.roof" waits, ',
    ),
    "lags too long to count": (
        _put("activities", 2, "after_any", 0, 0, "lag", 2**61),
        "reaches 2^62",
    ),
}


@pytest.mark.parametrize("mistake", REFUSALS)
def test_a_mistake_is_refused_with_its_place_and_the_remedy(mistake: str) -> None:
    change, expected = REFUSALS[mistake]
    document = two_roads()
    change(document)

    assert read_quickly(as_bytes(document)) is None
    with pytest.raises(InputRefused) as refusal:
        read_problem(as_bytes(document))

    assert expected in str(refusal.value)
    assert refusal.value.remedy


def test_too_many_pairs_are_refused_before_anything_is_made_of_them() -> None:
    document = two_roads()
    more = [{"id": f"a{i}", "at": [0, 0], "modes": [{"steps": 1}]} for i in range(4_002)]
    document["activities"] += more
    names = [each["id"] for each in more]
    document["apart"] = [{"id": "all", "these": names[:2_001], "those": names[2_001:]}]

    with pytest.raises(InputRefused, match="keeps 4004001 pairs of activities apart"):
        read_problem(as_bytes(document))


def test_alternatives_may_go_round_in_a_circle() -> None:
    """A road of three stretches, cleared from either end: the middle ones wait for each other."""
    before: list[list[int]] = [[], [], [], []]
    either = [[], [[0], [2]], [[1], [3]], []]
    assert find_joint_cycle(before, either) == []

    only_from_the_middle = [[[1], [1, 2]], [[0], [2]], [[1], [3]], [[2], [2, 1]]]
    assert find_joint_cycle(before, only_from_the_middle) == [0, 1]

    document = two_roads()
    document["activities"][1]["after_any"] = [[{"id": "H1.survey"}], [{"id": "W1.roof"}]]
    document["activities"][2]["after"] = []
    problem = read_problem(json.dumps(document).encode())
    assert np.bincount(problem.set_activity).tolist() == [0, 2, 2]
