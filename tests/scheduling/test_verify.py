"""The verifier: a valid schedule passes, and each way to break it is named."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ploughshare.errors import InputRefused, InvalidSchedule
from ploughshare.scheduling.exchange import (
    problem_from_document,
    read_problem,
    read_schedule,
)
from ploughshare.scheduling.verify import RULES, Violation, require_valid, violations
from tests.scheduling.exhaustive import optimal_schedule
from tests.scheduling.random_problems import random_problem

Document = dict[str, Any]


class Case:
    """
    A small problem and a valid schedule of it, with room to move everything.

    West lies around [0, 0]; the site east of the river is 50 km away, 13 steps from
    [10, 0]: 4 to drive, 5 to move camp, 4 to cross. The school needs the power, which
    comes last.
    """

    def __init__(self) -> None:
        self.problem: Document = {
            "format": "restoration-problem/1",
            "steps_per_day": 4,
            "kinds": ["dig", "lift"],
            "travel": {
                "default": {
                    "detour": 1.0,
                    "km_per_step": 10.0,
                    "camp_move_km": 20.0,
                    "camp_move_steps": 5,
                }
            },
            "between": [{"zones": ["west", "east"], "steps": 4}],
            "teams": [
                self.team("d1", ["dig"], "A", zones=["west"], away=[[20, 25]]),
                self.team("d2", ["dig"], "A"),
                self.team("d3", ["dig"], "A", zones=["east"]),
                self.team("d4", ["dig"], "B"),
                self.team("l1", ["lift"], "A", to=60),
                {**self.team("l2", ["lift"], "A", to=60), "from": 3},
            ],
            "standdowns": [{"kinds": ["dig"], "zones": ["west"], "from": 10, "to": 12}],
            "activities": [
                {
                    "id": "survey",
                    "at": [0, 0],
                    "zone": "west",
                    "earliest": 2,
                    "modes": [
                        {"steps": 3, "teams": {"dig": 1}},
                        {"steps": 2, "teams": {"dig": 2}},
                    ],
                },
                {
                    "id": "clear",
                    "at": [10, 0],
                    "zone": "west",
                    "groups": ["A"],
                    "after": [{"id": "survey", "lag": 2}],
                    "modes": [{"steps": 4, "teams": {"dig": 2}}],
                },
                {
                    "id": "paint",
                    "at": [10, 0],
                    "zone": "west",
                    "modes": [{"steps": 2, "teams": {"lift": 1}}],
                },
                {
                    "id": "crane",
                    "at": [10, 0],
                    "zone": "west",
                    "modes": [{"steps": 2, "teams": {"lift": 1}}],
                },
                {
                    "id": "build",
                    "at": [50, 0],
                    "zone": "east",
                    "after": [{"id": "clear"}],
                    "modes": [{"steps": 5, "teams": {"lift": 1}}],
                },
                {"id": "cure", "at": [50, 0], "modes": [{"steps": 3}]},
                {"id": "open", "at": [50, 0], "after": [{"id": "build"}], "modes": [{"steps": 0}]},
            ],
            "fixed": [{"activity": "crane", "mode": 0, "teams": {"lift": ["l1"]}, "start": 8}],
            "benefits": [
                {"id": "school", "activity": "open", "weight": 3, "needs": ["power"]},
                {"id": "power", "activity": "cure", "weight": 1},
            ],
        }
        self.schedule: Document = {
            "format": "restoration-schedule/1",
            "objective": 3 * 50 + 50,
            "bound": 120,
            "items": [
                self.item("survey", {"dig": ["d1"]}, 4, 7),
                self.item("clear", {"dig": ["d1", "d2"]}, 14, 18),
                self.item("paint", {"lift": ["l1"]}, 5, 7),
                self.item("crane", {"lift": ["l1"]}, 8, 10),
                self.item("build", {"lift": ["l1"]}, 30, 35),
                self.item("cure", {}, 47, 50),
                self.item("open", {}, 40, 40),
            ],
        }

    @staticmethod
    def team(name: str, kinds: list[str], group: str, **more: object) -> Document:
        return {"id": name, "kinds": kinds, "at": [0, 0], "zone": "west", "group": group, **more}

    @staticmethod
    def item(activity: str, teams: dict[str, list[str]], start: int, finish: int) -> Document:
        return {
            "activity": activity,
            "mode": 0,
            "teams": teams,
            "start": start,
            "finish": finish,
        }

    def __getitem__(self, activity: str) -> Document:
        found: Document = next(i for i in self.schedule["items"] if i["activity"] == activity)
        return found

    def move(self, activity: str, start: int, finish: int) -> None:
        self[activity].update(start=start, finish=finish)

    def found(self) -> list[Violation]:
        problem = read_problem(json.dumps(self.problem).encode())
        document = {"problem_sha256": problem.sha256, **self.schedule}
        return violations(problem, read_schedule(json.dumps(document).encode()))

    def broken(self) -> list[str]:
        return [each.rule for each in self.found()]


@pytest.fixture
def case() -> Case:
    valid = Case()
    assert valid.found() == []
    return valid


def test_an_unknown_activity(case: Case) -> None:
    case.schedule["items"].append(case.item("ghost", {}, 0, 0))
    assert case.broken() == ["unknown-activity"]


def test_a_missing_activity(case: Case) -> None:
    case.schedule["items"].remove(case["paint"])
    assert case.broken() == ["missing-activity"]


def test_a_doubled_activity(case: Case) -> None:
    case.schedule["items"].append(dict(case["paint"]))
    assert case.broken() == ["doubled-activity"]


def test_a_wrong_mode_index(case: Case) -> None:
    case["survey"]["mode"] = 2
    assert case.broken() == ["unknown-mode"]
    case["survey"]["mode"] = -1
    assert case.broken() == ["unknown-mode"]


def test_a_wrong_kind(case: Case) -> None:
    """Curing asks for nobody."""
    case["cure"]["teams"] = {"lift": ["l2"]}
    assert case.broken() == ["wrong-kind"]


def test_a_team_that_cannot_serve_as_the_kind(case: Case) -> None:
    case["build"]["teams"] = {"lift": ["d4"]}
    assert case.broken() == ["unfit-team"]


def test_too_few_teams(case: Case) -> None:
    case["clear"]["teams"] = {"dig": ["d1"]}
    assert case.broken() == ["too-few-teams"]
    case["clear"]["teams"] = {}
    assert case.broken() == ["too-few-teams"]


def test_too_many_teams(case: Case) -> None:
    case["survey"]["teams"] = {"dig": ["d1", "d2"]}
    assert case.broken() == ["too-many-teams"]


def test_a_doubled_team(case: Case) -> None:
    case["clear"]["teams"] = {"dig": ["d1", "d1"]}
    assert case.broken() == ["doubled-team"]


def test_an_unknown_team(case: Case) -> None:
    case["survey"]["teams"] = {"dig": ["d9"]}
    assert case.broken() == ["unknown-team"]


def test_a_team_of_a_forbidden_zone(case: Case) -> None:
    case["survey"]["teams"] = {"dig": ["d3"]}
    assert case.broken() == ["forbidden-zone"]


def test_a_team_of_a_forbidden_group(case: Case) -> None:
    case["clear"]["teams"] = {"dig": ["d1", "d4"]}
    assert case.broken() == ["forbidden-group"]


def test_a_team_of_no_group_where_groups_are_named(case: Case) -> None:
    del case.problem["teams"][1]["group"]
    assert case.broken() == ["forbidden-group"]


def test_a_start_before_earliest(case: Case) -> None:
    case.move("survey", 1, 4)
    assert case.broken() == ["before-earliest"]


def test_a_start_before_step_0(case: Case) -> None:
    case.move("cure", -1, 2)
    case.schedule["objective"] = 3 * 40 + 2
    assert case.broken() == ["before-earliest"]


def test_a_start_before_a_predecessor(case: Case) -> None:
    case.move("clear", 27, 31)
    assert case.broken() == ["before-predecessor"]


def test_a_start_before_a_predecessor_plus_lag(case: Case) -> None:
    """Step 8 is after the survey's finish at 7, and the team is there; the lag is 2."""
    case.move("clear", 8, 14)
    assert case.broken() == ["before-predecessor"]
    case.problem["activities"][1]["after"][0]["lag"] = 1
    assert case.broken() == []


def test_a_wrong_finish(case: Case) -> None:
    case.move("build", 30, 36)
    assert case.broken() == ["wrong-finish"]
    case.move("build", 30, 34)
    assert case.broken() == ["wrong-finish"]


def test_a_milestone_that_takes_time(case: Case) -> None:
    case.move("open", 40, 41)
    assert case.broken() == ["wrong-finish"]


def test_a_start_in_a_stand_down(case: Case) -> None:
    case.move("clear", 11, 16)
    assert case.broken() == ["idle-start"]


def test_a_start_in_an_absence(case: Case) -> None:
    case.move("clear", 22, 29)
    assert case.broken() == ["idle-start"]


def test_a_stand_down_counted_as_work(case: Case) -> None:
    case.move("clear", 9, 13)
    assert case.broken() == ["wrong-finish"]
    case.move("clear", 9, 15)
    assert case.broken() == []


def test_an_absence_counted_as_work(case: Case) -> None:
    """Steps 18 and 19, then d1 is away from 20 to 25, then steps 25 and 26."""
    case.move("clear", 18, 22)
    assert case.broken() == ["wrong-finish"]
    case.move("clear", 18, 27)
    assert case.broken() == []


def test_a_stand_down_elsewhere_or_of_another_kind_stops_nothing(case: Case) -> None:
    case.problem["standdowns"] += [
        {"kinds": ["dig"], "zones": ["east"], "from": 14, "to": 20},
        {"kinds": ["lift"], "from": 14, "to": 20},
        {"kinds": ["dig", "lift"], "zones": [], "from": 0, "to": 99},
    ]
    assert case.broken() == []


def test_a_stand_down_of_one_kind_of_the_mode_stops_the_activity(case: Case) -> None:
    case.problem["standdowns"].append({"kinds": ["lift"], "from": 32, "to": 33})
    assert case.broken() == ["wrong-finish"]
    case.move("build", 30, 36)
    assert case.broken() == []


def test_waiting_time_never_stands_down(case: Case) -> None:
    case.problem["standdowns"].append({"kinds": ["dig", "lift"], "from": 48, "to": 49})
    assert case.broken() == []


def test_a_start_before_a_team_is_there(case: Case) -> None:
    """d2 comes at step 14 and travels one step."""
    case.problem["teams"][1]["from"] = 14
    assert case.broken() == ["before-arrival"]
    case.problem["teams"][1]["from"] = 13
    assert case.broken() == []


def test_a_start_before_arrival_plus_travel(case: Case) -> None:
    """l2 is there from step 3 and reaches the site, one step away, at step 4."""
    case["paint"]["teams"] = {"lift": ["l2"]}
    case.move("paint", 3, 5)
    assert case.broken() == ["before-arrival"]
    case.move("paint", 4, 6)
    assert case.broken() == []


def test_an_overlap_on_a_team(case: Case) -> None:
    case.move("paint", 7, 9)
    assert case.broken() == ["overlap"]


def test_a_camp_move_forgotten(case: Case) -> None:
    """Crane until 10, then 4 steps to drive and 4 to cross: 18, were it not for the camp."""
    case.move("build", 18, 23)
    assert case.broken() == ["before-arrival"]
    case.problem["travel"]["default"]["camp_move_steps"] = 0
    assert case.broken() == []


def test_a_river_not_counted(case: Case) -> None:
    case.move("build", 19, 24)
    assert case.broken() == ["before-arrival"]
    case.problem["between"] = []
    assert case.broken() == []


def test_a_river_between_zones_at_one_place_counts(case: Case) -> None:
    case.problem["activities"][2]["zone"] = "east"
    assert case.broken() == ["before-arrival"]
    case.problem["between"][0]["steps"] = 1
    assert case.broken() == []


def test_an_activity_without_a_zone_lies_on_no_side_of_the_river(case: Case) -> None:
    del case.problem["activities"][4]["zone"]
    case.move("build", 19, 24)
    assert case.broken() == []


def test_a_finish_after_leaving(case: Case) -> None:
    case.problem["teams"][4]["to"] = 34
    assert case.broken() == ["after-leaving"]
    case.problem["teams"][4]["to"] = 35
    assert case.broken() == []


def test_a_fixed_item_moved(case: Case) -> None:
    case.move("crane", 9, 11)
    assert case.broken() == ["fixed-changed"]


def test_a_fixed_item_given_to_another_team(case: Case) -> None:
    case["crane"]["teams"] = {"lift": ["l2"]}
    assert case.broken() == ["fixed-changed"]


def test_a_fixed_item_in_another_mode(case: Case) -> None:
    modes = case.problem["activities"][3]["modes"]
    modes.append(dict(modes[0]))
    case["crane"]["mode"] = 1
    assert case.broken() == ["fixed-changed"]


def test_the_order_of_names_in_a_fixed_item_does_not_matter(case: Case) -> None:
    fixed = {"activity": "clear", "mode": 0, "teams": {"dig": ["d2", "d1"]}, "start": 14}
    case.problem["fixed"].append(fixed)
    assert case.broken() == []


def test_a_wrong_objective(case: Case) -> None:
    case.schedule["objective"] += 1
    assert case.broken() == ["wrong-objective"]


def test_a_need_ignored(case: Case) -> None:
    """The school opens at step 40 but serves nobody before the power at step 50."""
    case.schedule["objective"] = 3 * 40 + 50
    assert case.broken() == ["wrong-objective"]
    case.problem["benefits"][0]["needs"] = []
    assert case.broken() == []


def test_a_bound_above_the_objective(case: Case) -> None:
    case.schedule["bound"] = case.schedule["objective"] + 1
    assert case.broken() == ["wrong-bound"]
    case.schedule["bound"] = case.schedule["objective"]
    assert case.broken() == []


def test_a_bound_below_0(case: Case) -> None:
    case.schedule["bound"] = -1
    assert case.broken() == ["wrong-bound"]


def test_the_hash_of_another_problem(case: Case) -> None:
    case.schedule["problem_sha256"] = "0" * 64
    assert case.broken() == ["another-problem"]


def test_activities_without_steps_tie_in_the_order_of_the_items(case: Case) -> None:
    """d2 checks two places at step 13; from the far one it could not be back at step 14."""
    check = {"at": [10, 0], "modes": [{"steps": 0, "teams": {"dig": 1}}]}
    case.problem["activities"] += [{"id": "far", "zone": "east", **check}, {"id": "near", **check}]
    far, near = (case.item(name, {"dig": ["d2"]}, 13, 13) for name in ("far", "near"))
    case.schedule["items"] += [far, near]
    assert case.broken() == []
    case.schedule["items"][-2:] = [near, far]
    assert case.broken() == ["before-arrival"]


def test_a_visit_without_steps_may_fall_into_an_absence(case: Case) -> None:
    case.problem["activities"].append(
        {"id": "visit", "at": [0, 0], "modes": [{"steps": 0, "teams": {"dig": 1}}]}
    )
    case.schedule["items"].append(case.item("visit", {"dig": ["d1"]}, 22, 22))
    assert case.broken() == []


def test_a_message_names_activity_team_and_steps(case: Case) -> None:
    case.move("build", 19, 24)
    (violation,) = case.found()
    assert violation.message == (
        "Team l1 finishes crane at step 10 and travels 13 steps: it reaches build at step 23, "
        "which starts at step 19."
    )
    assert violation.facts == {
        "team": "l1",
        "activity": "build",
        "start": 19,
        "free": 10,
        "travel": 13,
        "previous": "crane",
    }


def second_version(case: Case, **rules: object) -> None:
    case.problem.update(format="restoration-problem/2", **rules)


def test_too_many_teams_at_once(case: Case) -> None:
    """Two dig at the clearing and one lifts the crane, never more than two at once."""
    limit: Document = {"id": "site", "activities": ["clear", "paint", "crane"], "at_once": 2}
    second_version(case, limits=[limit])
    assert case.broken() == []

    limit["at_once"] = 1
    (violation,) = case.found()
    assert violation.rule == "over-limit"
    assert violation.message == ("At step 14 2 teams work within limit site, which lets 1 at once.")
    limit["kinds"] = ["lift"]
    assert case.broken() == []
    case["paint"]["teams"] = {"lift": ["l2"]}
    case.move("paint", 9, 11)
    assert case.broken() == ["over-limit"]
    # Where one ends the next may begin.
    case.move("paint", 10, 12)
    assert case.broken() == []


def test_what_is_kept_apart_overlaps(case: Case) -> None:
    """The crane, at steps 8 and 9, may stand between other work, but not in the midst of it."""
    second_version(
        case, apart=[{"id": "noise", "these": ["crane", "open"], "those": ["clear", "cure"]}]
    )
    assert case.broken() == []
    case["cure"].update(start=9, finish=12)
    case["open"].update(start=40, finish=40)
    case.schedule.update(objective=3 * 40 + 12, bound=0)
    (violation,) = case.found()
    assert violation.rule == "not-apart"
    assert violation.message == (
        "Activities crane (steps 8 to 10) and cure (steps 9 to 12) are kept apart by noise, "
        "but overlap."
    )
    case["cure"].update(start=10, finish=13)
    case.schedule.update(objective=3 * 40 + 13)
    assert case.broken() == []


def test_what_takes_no_time_may_fall_into_what_it_is_kept_apart_from(case: Case) -> None:
    second_version(case, apart=[{"id": "noise", "these": ["open"], "those": ["cure"]}])
    case["cure"].update(start=39, finish=42)
    case.schedule.update(objective=3 * 42 + 42, bound=0)
    assert case.broken() == []


def test_a_start_before_any_alternative(case: Case) -> None:
    second_version(case)
    cure = case.problem["activities"][5]
    cure["after_any"] = [[{"id": "open", "lag": 8}], [{"id": "crane"}, {"id": "build", "lag": 13}]]
    assert case.broken() == ["no-alternative"]
    cure["after_any"][1][1]["lag"] = 12
    assert case.broken() == []
    cure["after_any"][0][0]["lag"] = 7
    cure["after_any"][1][1]["lag"] = 13
    assert case.broken() == []


def test_an_alternative_that_waits_for_what_waits_for_it(case: Case) -> None:
    """Two milestones at one step, each the other's only reason: neither can come first."""
    second_version(case)
    for name, other in (("a", "b"), ("b", "a")):
        either = [[{"id": other}], [{"id": "cure"}]]
        case.problem["activities"].append(
            {"id": name, "at": [0, 0], "after_any": either, "modes": [{"steps": 0}]}
        )
        case.schedule["items"].append(case.item(name, {}, 20, 20))
    assert case.broken() == ["no-alternative"] * 2
    case.move("b", 50, 50)
    case.move("a", 50, 50)
    assert case.broken() == []


EXAMPLES: dict[str, Callable[[Case], None]] = {
    "over-limit": test_too_many_teams_at_once,
    "not-apart": test_what_is_kept_apart_overlaps,
    "no-alternative": test_a_start_before_any_alternative,
    "another-problem": test_the_hash_of_another_problem,
    "unknown-activity": test_an_unknown_activity,
    "doubled-activity": test_a_doubled_activity,
    "missing-activity": test_a_missing_activity,
    "unknown-mode": test_a_wrong_mode_index,
    "wrong-kind": test_a_wrong_kind,
    "too-few-teams": test_too_few_teams,
    "too-many-teams": test_too_many_teams,
    "doubled-team": test_a_doubled_team,
    "unknown-team": test_an_unknown_team,
    "unfit-team": test_a_team_that_cannot_serve_as_the_kind,
    "forbidden-zone": test_a_team_of_a_forbidden_zone,
    "forbidden-group": test_a_team_of_a_forbidden_group,
    "before-earliest": test_a_start_before_earliest,
    "before-predecessor": test_a_start_before_a_predecessor,
    "idle-start": test_a_start_in_a_stand_down,
    "wrong-finish": test_a_wrong_finish,
    "before-arrival": test_a_start_before_arrival_plus_travel,
    "overlap": test_an_overlap_on_a_team,
    "after-leaving": test_a_finish_after_leaving,
    "fixed-changed": test_a_fixed_item_moved,
    "wrong-objective": test_a_wrong_objective,
    "wrong-bound": test_a_bound_above_the_objective,
}


def test_every_rule_has_an_example() -> None:
    assert set(EXAMPLES) == set(RULES)


def test_the_reference_lists_every_rule() -> None:
    page = Path(__file__).parents[2] / "docs" / "reference" / "planning-problem.md"
    text = page.read_text(encoding="utf-8")
    assert [f"| `{rule}` | {says} |" in text for rule, says in RULES.items()] == [True] * len(RULES)


def test_our_own_schedule_is_checked_by_number() -> None:
    problem = problem_from_document(random_problem(Random(4)))
    schedule = optimal_schedule(problem)
    assert schedule is not None
    require_valid(problem, schedule)

    late = replace(schedule, start=schedule.start - 1, finish=schedule.finish - 1)
    with pytest.raises(InvalidSchedule, match="breaks its problem's rules"):
        require_valid(problem, late)


def test_numbers_beyond_the_problem_are_violations_too() -> None:
    problem = problem_from_document(random_problem(Random(4)))
    schedule = optimal_schedule(problem)
    assert schedule is not None
    nonsense = replace(schedule, team=schedule.team + 99, team_kind=schedule.team_kind - 99)

    with pytest.raises(InvalidSchedule) as found:
        require_valid(problem, nonsense)

    assert "unknown-team" in str(found.value.facts["rules"])


def test_a_repeated_activity_in_the_order_is_a_violation() -> None:
    problem = problem_from_document(random_problem(Random(4)))
    schedule = optimal_schedule(problem)
    assert schedule is not None
    with pytest.raises(InvalidSchedule, match="more than once"):
        require_valid(problem, replace(schedule, order=np.zeros_like(schedule.order)))


JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 60)
    | st.sampled_from([2**62 - 1, -(2**62), 10**40, 1e308, 0.5, -1.0])
    | st.sampled_from(["", "survey", "l1", "d1", "dig", "west", "A", "power", "default"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "dig", "lift", "mode", "steps"]), inner, max_size=3
        )
    ),
    max_leaves=4,
)


def places_in(document: object, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    if isinstance(document, dict):
        for name, value in document.items():
            found += places_in(value, (*path, name))
    elif isinstance(document, list):
        for i, value in enumerate(document):
            found += places_in(value, (*path, i))
    return found


def put(document: Any, path: tuple[Any, ...], value: object) -> None:
    for step in path[:-1]:
        document = document[step]
    document[path[-1]] = value


PLACES = [
    *((0, path) for path in places_in(Case().problem)),
    *((1, path) for path in places_in(Case().schedule)),
]


@settings(max_examples=200)
@given(st.lists(st.tuples(st.sampled_from(PLACES), JSON_VALUES), min_size=1, max_size=3))
@example([((1, ("items", 1, "start")), 2**62 - 1)])
@example([((0, ("benefits", 0, "weight")), 2**61), ((1, ("items", 6, "finish")), 2**62 - 1)])
def test_whatever_two_files_it_is_given_it_ends(
    changes: list[tuple[tuple[int, tuple[Any, ...]], object]],
) -> None:
    """With violations, a refusal, or none."""
    case = Case()
    for (which, path), value in changes:
        try:
            put((case.problem, case.schedule)[which], path, value)
        except (KeyError, IndexError, TypeError):
            continue
    try:
        found = case.found()
    except InputRefused as refusal:
        assert refusal.remedy
        return
    assert {each.rule for each in found} <= set(RULES)
    json.dumps([[each.message, each.facts] for each in found])
