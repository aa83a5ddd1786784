"""Problems and schedules as bytes: what is read comes back, what is wrong is refused by place."""

import gzip
import hashlib
import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from ploughshare.errors import InputRefused
from ploughshare.scheduling.exchange import (
    problem_document,
    problem_from_document,
    problem_hash,
    read_problem,
    read_schedule,
    schedule_from_document,
    write_problem,
    write_schedule,
)
from ploughshare.scheduling.problem import NEVER, NONE
from ploughshare.scheduling.schedule import Binding, Schedule
from ploughshare.scheduling.strict_json import uncompressed

Document = dict[str, Any]


def two_villages() -> Document:
    """A problem that uses every key of the format at least once."""
    return {
        "format": "restoration-problem/1",
        "name": "two villages",
        "steps_per_day": 10,
        "start_date": "2026-03-02",
        "kinds": ["survey", "manual", "dogs", "builders"],
        "travel": {
            "default": {
                "detour": 1.3,
                "km_per_step": 40.0,
                "camp_move_km": 30.0,
                "camp_move_steps": 5,
            },
            "heavy": {
                "detour": 1.5,
                "km_per_step": 20,
                "camp_move_km": 5.0,
                "camp_move_steps": 20,
            },
        },
        "between": [{"zones": ["south", "north"], "steps": 12}],
        "teams": [
            {
                "id": "T1",
                "kinds": ["manual", "survey"],
                "at": [12.5, 40],
                "zone": "north",
                "mobility": "heavy",
                "group": "operator-A",
                "zones": ["north"],
                "from": 3,
                "to": 900,
                "away": [[300, 330], [400, 401]],
            },
            {"id": "T2", "kinds": ["manual"], "at": [0.0, 0.0], "to": None},
            {"id": "T3", "kinds": ["builders"], "at": [0.0, 0.0], "group": "ministry"},
        ],
        "standdowns": [
            {"kinds": ["manual", "dogs"], "zones": ["north"], "from": 2200, "to": 2900},
            {"kinds": ["builders"], "from": 10, "to": 20},
        ],
        "activities": [
            {
                "id": "H1.survey",
                "at": [10.0, 31.5],
                "zone": "north",
                "modes": [{"steps": 6, "teams": {"survey": 1}}],
            },
            {
                "id": "H1.clear",
                "at": [10.0, 31.5],
                "zone": "north",
                "groups": ["operator-A", "operator-B"],
                "earliest": 7,
                "after": [{"id": "H1.survey", "lag": 4}],
                "modes": [
                    {"steps": 180, "teams": {"manual": 1}},
                    {"steps": 90, "teams": {"manual": 2}},
                    {"steps": 80, "teams": {"dogs": 1, "manual": 1}},
                ],
            },
            {
                "id": "W1.roof",
                "at": [10.0, 31.0],
                "zone": "south",
                "after": [{"id": "H1.clear"}],
                "modes": [{"steps": 40, "teams": {"builders": 1}}],
            },
            {
                "id": "W1.done",
                "at": [10.0, 31.0],
                "after": [{"id": "W1.roof"}],
                "modes": [{"steps": 0}],
            },
        ],
        "fixed": [{"activity": "H1.survey", "mode": 0, "teams": {"survey": ["T1"]}, "start": 9}],
        "benefits": [
            {"id": "pump", "activity": "H1.clear", "weight": 0},
            {"id": "school", "activity": "W1.done", "weight": 420, "needs": ["pump"]},
        ],
    }


def as_bytes(document: object) -> bytes:
    return json.dumps(document).encode()


def test_everything_in_a_file_is_found_in_the_arrays() -> None:
    problem = read_problem(as_bytes(two_villages()))

    assert problem.name == "two villages"
    assert str(problem.start_date) == "2026-03-02"
    assert problem.zones == ("north", "south")
    assert problem.groups == ("operator-A", "ministry", "operator-B")
    assert problem.mobilities == ("default", "heavy")
    assert problem.km_per_step.tolist() == [40.0, 20.0]
    assert problem.between.tolist() == [[0, 12], [12, 0]]
    assert problem.team_at.tolist() == [[12.5, 40.0], [0.0, 0.0], [0.0, 0.0]]
    assert problem.team_zone.tolist() == [0, NONE, NONE]
    assert problem.team_mobility.tolist() == [1, 0, 0]
    assert problem.team_group.tolist() == [0, NONE, 1]
    assert problem.team_from.tolist() == [3, 0, 0]
    assert problem.team_to.tolist() == [900, NEVER, NEVER]
    assert problem.team_kinds[0].tolist() == [True, True, False, False]
    assert problem.team_zones.tolist() == [[True, False], [True, True], [True, True]]
    assert problem.away_start.tolist() == [0, 2, 2, 2]
    assert problem.away.tolist() == [[300, 330], [400, 401]]
    assert problem.standdown_kinds.tolist() == [[False, True, True, False], [False] * 3 + [True]]
    assert problem.standdown_zones.tolist() == [[True, False], [False, False]]
    assert problem.standdown_everywhere.tolist() == [False, True]
    assert problem.standdown.tolist() == [[2200, 2900], [10, 20]]
    assert problem.zone.tolist() == [0, 0, 1, NONE]
    assert problem.earliest.tolist() == [0, 7, 0, 0]
    assert problem.any_group.tolist() == [True, False, True, True]
    assert problem.group_allowed[1].tolist() == [True, False, True]
    assert problem.pred_start.tolist() == [0, 0, 1, 2, 3]
    assert problem.pred.tolist() == [0, 1, 2]
    assert problem.pred_lag.tolist() == [4, 0, 0]
    assert problem.mode_start.tolist() == [0, 1, 4, 5, 6]
    assert problem.mode_steps.tolist() == [6, 180, 90, 80, 40, 0]
    assert problem.demand_start.tolist() == [0, 1, 2, 3, 5, 6, 6]
    assert problem.demand_kind.tolist() == [0, 1, 1, 2, 1, 3]
    assert problem.demand_count.tolist() == [1, 1, 2, 1, 1, 1]
    assert problem.fixed_activity.tolist() == [0]
    assert problem.fixed_begin.tolist() == [9]
    assert problem.fixed_team.tolist() == [0]
    assert problem.fixed_kind.tolist() == [0]
    assert problem.benefit_activity.tolist() == [1, 3]
    assert problem.weight.tolist() == [0, 420]
    assert problem.need_start.tolist() == [0, 0, 1]
    assert problem.need.tolist() == [0]


def test_the_hash_is_of_the_uncompressed_bytes() -> None:
    plain = as_bytes(two_villages())

    assert read_problem(plain).sha256 == hashlib.sha256(plain).hexdigest()
    assert read_problem(gzip.compress(plain)).sha256 == hashlib.sha256(plain).hexdigest()


def test_a_problem_built_from_a_document_has_the_hash_of_what_is_written() -> None:
    problem = problem_from_document(two_villages())

    written = write_problem(problem)

    assert problem_hash(problem) == hashlib.sha256(written).hexdigest()
    assert read_problem(written) == problem


def test_writing_leaves_out_what_has_its_default() -> None:
    document = {
        "format": "restoration-problem/1",
        "name": "",
        "steps_per_day": 1,
        "start_date": None,
        "kinds": ["crew"],
        "travel": {"default": two_villages()["travel"]["default"]},
        "between": [],
        "teams": [
            {
                "id": "t",
                "kinds": ["crew"],
                "at": [0, 0],
                "mobility": "default",
                "from": 0,
                "to": None,
                "away": [],
            }
        ],
        "standdowns": [],
        "activities": [
            {"id": "a", "at": [0, 0], "modes": [{"steps": 0, "teams": {}}]},
            {
                "id": "b",
                "at": [0, 0],
                "earliest": 0,
                "after": [{"id": "a", "lag": 0}],
                "modes": [{"steps": 1, "teams": {"crew": 0}}],
            },
        ],
        "fixed": [],
        "benefits": [{"id": "x", "activity": "a", "weight": 1, "needs": []}],
    }

    written = problem_document(read_problem(as_bytes(document)))

    assert written == {
        "format": "restoration-problem/1",
        "steps_per_day": 1,
        "kinds": ["crew"],
        "travel": document["travel"],
        "teams": [{"id": "t", "kinds": ["crew"], "at": [0.0, 0.0]}],
        "activities": [
            {"id": "a", "at": [0.0, 0.0], "modes": [{"steps": 0}]},
            {"id": "b", "at": [0.0, 0.0], "after": [{"id": "a"}], "modes": [{"steps": 1}]},
        ],
        "benefits": [{"id": "x", "activity": "a", "weight": 1}],
    }


def test_a_zone_that_holds_no_place_changes_nothing() -> None:
    document = two_villages()
    document["between"].append({"zones": ["nowhere", "north"], "steps": 3})
    document["teams"][0]["zones"].append("nowhere")
    document["standdowns"][0]["zones"].append("nowhere")

    assert read_problem(as_bytes(document)) == read_problem(as_bytes(two_villages()))


def test_empty_zones_and_groups_mean_none_and_absent_ones_mean_all() -> None:
    document = two_villages()
    document["teams"][0]["zones"] = []
    document["activities"][1]["groups"] = []
    document["standdowns"][0]["zones"] = []

    problem = read_problem(as_bytes(document))

    assert not problem.team_zones[0].any()
    assert not problem.any_group[1]
    assert not problem.group_allowed[1].any()
    assert not problem.standdown_everywhere[0]
    assert read_problem(write_problem(problem)) == problem


def test_demands_beyond_all_teams_and_teams_that_leave_before_they_come_are_legal() -> None:
    document = two_villages()
    document["activities"][1]["modes"][1]["teams"]["manual"] = 2**60
    document["teams"][0]["to"] = 1

    assert read_problem(as_bytes(document)).team_to[0] == 1


Change = Callable[[Document], object]


def _drop(*path: str | int) -> Change:
    def change(document: Document) -> None:
        *outer, last = path
        part: Any = document
        for step in outer:
            part = part[step]
        del part[last]

    return change


def _put(*path: Any) -> Change:
    def change(document: Document) -> None:
        *outer, last, value = path
        part: Any = document
        for step in outer:
            part = part[step]
        if isinstance(part, list) and last == len(part):
            part.append(value)
        else:
            part[last] = value

    return change


REFUSALS: dict[str, tuple[Change, str]] = {
    "unknown key at the top": (_put("deadline", 3), "deadline: this key is not known"),
    "unknown key in a mode": (
        _put("activities", 1, "modes", 2, "cost", 1),
        'activities[1].modes[2].cost of "H1.clear": this key is not known',
    ),
    "unknown key in travel": (
        _put("travel", "heavy", "speed", 1),
        "travel.heavy.speed: this key is not known",
    ),
    "missing key at the top": (_drop("kinds"), 'the key "kinds" is missing'),
    "missing key in a team": (_drop("teams", 0, "at"), 'teams[0] of "T1": the key "at" is missing'),
    "missing key in travel": (_drop("travel", "heavy", "detour"), 'the key "detour" is missing'),
    "missing key in fixed": (
        _drop("fixed", 0, "start"),
        'fixed[0] of "H1.survey": the key "start"',
    ),
    "missing key in a need": (_drop("activities", 1, "after", 0, "id"), "activities[1].after[0]"),
    "a boolean as an integer": (
        _put("teams", 0, "from", True),
        'teams[0].from of "T1": true is not an integer',
    ),
    "3.0 as an integer": (
        _put("activities", 1, "modes", 0, "steps", 3.0),
        'activities[1].modes[0].steps of "H1.clear": 3.0 is not an integer',
    ),
    "a text as an integer": (_put("benefits", 1, "weight", "420"), '"420" is not an integer'),
    "a negative lag": (_put("activities", 1, "after", 0, "lag", -1), "-1 is too small"),
    "an integer without end": (_put("teams", 0, "to", 2**62), f"{2**62} is too large"),
    "no steps in a day": (_put("steps_per_day", 0), "steps_per_day: 0 is too small"),
    "null where it is not allowed": (_put("name", None), "name: null is not a text"),
    "a list as an object": (_put("travel", []), "travel: here stands a list. Write an object."),
    "an object as a list": (_put("teams", {}), "teams: here stands an object. Write a list."),
    "a number as a record": (_put("activities", 2, 7), "activities[2]: here stands an integer"),
    "three coordinates": (_put("teams", 0, "at", [1, 2, 3]), "the list has 3 entries"),
    "a boolean as a coordinate": (_put("teams", 0, "at", [True, 2]), "true is not a number"),
    "a half absence": (_put("teams", 0, "away", [[1]]), "teams[0].away[0]"),
    "an empty id": (_put("teams", 0, "id", ""), "teams[0].id: the text is empty"),
    "half of a character": (_put("teams", 0, "id", "\ud800"), "half of a character"),
    "an infinite number": (_put("travel", "heavy", "detour", 1e308), "not a number to count with"),
    "no default class": (_drop("travel", "default"), 'travel: the class "default" is missing'),
    "an id given twice": (
        _put("activities", 2, "id", "H1.clear"),
        'activities[2].id of "H1.clear": "H1.clear" is already the id of activities[1]',
    ),
    "a team given twice": (_put("teams", 1, "id", "T1"), "already the id of teams[0]"),
    "a benefit given twice": (_put("benefits", 1, "id", "pump"), "already the id of benefits[0]"),
    "a kind declared twice": (
        _put("kinds", 1, "survey"),
        'kinds[1]: the kind "survey" is named twice',
    ),
    "an undeclared kind of a team": (
        _put("teams", 0, "kinds", ["sappers"]),
        'teams[0].kinds[0] of "T1": the kind "sappers" is not declared',
    ),
    "a name in another script": (
        _put("teams", 0, "kinds", ["сапери"]),
        'the kind "сапери" is not declared',
    ),
    "an undeclared kind of a mode": (
        _put("activities", 0, "modes", 0, "teams", {"road crew": 1}),
        'activities[0].modes[0].teams["road crew"] of "H1.survey": the kind "road crew"',
    ),
    "an undeclared kind of a stand-down": (_put("standdowns", 0, "kinds", ["x"]), "standdowns[0]"),
    "an undeclared kind of a fixed item": (
        _put("fixed", 0, "teams", {"x": ["T1"]}),
        'fixed[0].teams.x of "H1.survey"',
    ),
    "a team with a kind twice": (_put("teams", 1, "kinds", ["manual"] * 2), "is named twice"),
    "a team with a zone twice": (_put("teams", 0, "zones", ["north"] * 2), "is named twice"),
    "a group twice": (_put("activities", 0, "groups", ["a", "a"]), 'the group "a" is named twice'),
    "an unknown class": (
        _put("teams", 1, "mobility", "boat"),
        'teams[1].mobility of "T2": there is no travel class "boat"',
    ),
    "an unknown predecessor": (
        _put("activities", 1, "after", 0, "id", "H9"),
        'activities[1].after[0].id of "H1.clear": there is no activity "H9"',
    ),
    "a predecessor named twice": (
        _put("activities", 1, "after", 1, {"id": "H1.survey"}),
        'activities[1].after[1] of "H1.clear": the predecessor "H1.survey" is named twice',
    ),
    "an unknown fixed activity": (_put("fixed", 0, "activity", "H9"), 'there is no activity "H9"'),
    "an activity fixed twice": (
        _put("fixed", 1, two_villages()["fixed"][0]),
        'fixed[1]: the activity "H1.survey" is named twice',
    ),
    "a fixed mode that is not there": (_put("fixed", 0, "mode", 1), "there is no mode 1"),
    "an unknown fixed team": (
        _put("fixed", 0, "teams", {"survey": ["T9"]}),
        'fixed[0].teams.survey[0] of "H1.survey": there is no team "T9"',
    ),
    "an unknown benefit activity": (
        _put("benefits", 0, "activity", "H9"),
        'benefits[0].activity of "pump": there is no activity "H9"',
    ),
    "an unknown need": (_put("benefits", 1, "needs", ["x"]), 'there is no benefit "x"'),
    "a need named twice": (_put("benefits", 1, "needs", ["pump"] * 2), "is named twice"),
    "a cycle of activities": (
        _put("activities", 0, "after", [{"id": "W1.roof"}]),
        'a cycle: "H1.survey" waits for "W1.roof" waits for "H1.clear" waits for "H1.survey".',
    ),
    "an activity after itself": (
        _put("activities", 0, "after", [{"id": "H1.survey"}]),
        'a cycle: "H1.survey" waits for "H1.survey".',
    ),
    "a cycle of needs": (
        _put("benefits", 0, "needs", ["school"]),
        'a cycle: "pump" needs "school" needs "pump".',
    ),
    "a date that does not exist": (_put("start_date", "2026-02-30"), "start_date"),
    "a date written otherwise": (_put("start_date", "20260302"), "is not a date"),
    "a detour that shortens": (_put("travel", "heavy", "detour", 0.9), "travel.heavy.detour"),
    "no speed": (_put("travel", "heavy", "km_per_step", 0), "travel.heavy.km_per_step"),
    "a pair of equal zones": (_put("between", 0, "zones", ["north", "north"]), "between[0].zones"),
    "a pair listed twice": (
        _put("between", 1, {"zones": ["north", "south"], "steps": 1}),
        "between[1]: the zones",
    ),
    "a coordinate in metres": (
        _put("activities", 1, "at", [500000.0, 5.6e6]),
        'activities[1].at of "H1.clear"',
    ),
    "a team of no kind": (_put("teams", 1, "kinds", []), 'teams[1].kinds of "T2"'),
    "an activity without modes": (_put("activities", 3, "modes", []), 'activities[3].modes of "W1'),
    "an absence that ends before it starts": (
        _put("teams", 0, "away", [[5, 5]]),
        'teams[0].away[0] of "T1": it ends at step 5',
    ),
    "a stand-down that ends before it starts": (
        _put("standdowns", 1, "to", 9),
        "standdowns[1]: it ends at step 9",
    ),
    "weights too large to count with": (_put("benefits", 0, "weight", 2**55), "reaches 2^62"),
    "trips too long to count": (_put("travel", "default", "km_per_step", 1e-290), "reaches 2^62"),
}


@pytest.mark.parametrize("mistake", REFUSALS)
def test_a_mistake_is_refused_with_its_place_and_the_remedy(mistake: str) -> None:
    change, expected = REFUSALS[mistake]
    document = two_villages()
    change(document)

    with pytest.raises(InputRefused) as refusal:
        read_problem(as_bytes(document))

    assert expected in str(refusal.value)
    assert refusal.value.remedy


BROKEN_FILES = {
    "not JSON": (b'{"format": ', "Line 1, column 12"),
    "two documents": (b"{} {}", "Line 1, column 4"),
    "not UTF-8": (b'{"name": "\xe9"}', "Line 1, byte 10: the text is not UTF-8"),
    "UTF-16": ("{}".encode("utf-16"), "not UTF-8"),
    "a byte order mark": (b"\xef\xbb\xbf{}", "byte order mark"),
    "nothing": (b"", "Line 1, column 1"),
    "brackets without end": (b"[" * 100_000, "nested too deeply"),
    "objects without end": (b'{"a":' * 100_000, "nested too deeply"),
    "a number without end": (b'{"format": ' + b"9" * 5_000 + b"}", "4,300 digits"),
    "NaN": (b'{"format": "restoration-problem/1", "name": NaN}', "name: NaN is not a number"),
    "Infinity": (b'{"teams": [{"at": [0, -Infinity]}]}', "teams[0].at[1]: -Infinity"),
    "a list": (b"[]", "The file is not a restoration problem"),
    "no format": (b'{"kinds": []}', 'no text under the key "format"'),
    "another kind of file": (b'{"format": "restoration-schedule/1"}', '"restoration-schedule/1"'),
    "a later version": (
        b'{"format": "restoration-problem/3"}',
        "this program reads version 1 and 2",
    ),
    "a repeated key": (
        b'{"format": "restoration-problem/1", "teams": [{"id": "T1", "at": 1, "at": 2}]}',
        'teams[0].at of "T1": the key "at" stands here more than once',
    ),
    "a gzip file cut short": (gzip.compress(b"{}" * 1_000)[:-9], "damaged or cut short"),
    "a gzip file in name only": (b"\x1f\x8bxxxxxxxxxxxxxxxxxx", "damaged or cut short"),
    "bytes after a gzip file": (gzip.compress(b"{}") + b"more", "damaged or cut short"),
}


@pytest.mark.parametrize("name", BROKEN_FILES)
def test_a_file_that_cannot_be_read_is_refused_in_words(name: str) -> None:
    data, expected = BROKEN_FILES[name]

    with pytest.raises(InputRefused) as refusal:
        read_problem(data)

    assert expected in str(refusal.value)
    assert refusal.value.remedy


def test_no_more_is_unpacked_than_the_limit() -> None:
    """A few kilobytes of gzip that would fill 64 MiB."""
    bomb = gzip.compress(bytes(2**20), mtime=0) * 64

    with pytest.raises(InputRefused, match="more than 2 MiB"):
        uncompressed(bomb, largest=2 * 2**20)


def test_a_file_that_is_too_large_is_refused_by_the_limit_it_passes() -> None:
    assert uncompressed(bytes(2**20), largest=2**20) == bytes(2**20)

    with pytest.raises(InputRefused, match="more than 1 MiB") as refusal:
        uncompressed(bytes(2**20 + 1), largest=2**20)

    assert refusal.value.facts["largest"] == 2**20
    assert "Split the problem" in str(refusal.value.remedy)


def test_a_table_of_too_many_cells_is_refused_before_it_is_made() -> None:
    document = two_villages()
    place = document["activities"][3]
    document["activities"] += [
        {"id": f"x{i}", "at": place["at"], "zone": f"z{i}", "modes": [{"steps": 0}]}
        for i in range(5_001)
    ]

    with pytest.raises(InputRefused, match="zones and zones"):
        read_problem(as_bytes(document))


def test_checks_follow_the_order_of_the_contract() -> None:
    """Of several mistakes the one of the earlier check is named, wherever it stands."""
    document = two_villages()
    mistakes = ["a detour that shortens", "a cycle of needs", "an undeclared kind of a team"]
    mistakes += ["a boolean as an integer", "unknown key in a mode"]
    for mistake in mistakes:
        change, expected = REFUSALS[mistake]
        change(document)
        with pytest.raises(InputRefused) as refusal:
            read_problem(as_bytes(document))
        assert expected in str(refusal.value)


def test_the_largest_sum_that_can_be_counted_is_accepted() -> None:
    document: Document = {
        "format": "restoration-problem/1",
        "steps_per_day": 1,
        "kinds": [],
        "travel": {"default": two_villages()["travel"]["default"]},
        "teams": [],
        "activities": [{"id": "a", "at": [0, 0], "modes": [{"steps": 2**31 - 1}]}],
        "benefits": [{"id": "b", "activity": "a", "weight": 2**31}],
    }
    assert read_problem(as_bytes(document)).weight[0] == 2**31

    document["activities"][0]["modes"][0]["steps"] = 2**31
    with pytest.raises(InputRefused, match=r"reaches 2\^62"):
        read_problem(as_bytes(document))


def a_schedule() -> Schedule:
    """A valid schedule of the two villages, of which only the names matter here."""
    return Schedule(
        mode=np.array([0, 0, 0, 0]),
        start=np.array([9, 19, 199, 239]),
        finish=np.array([15, 199, 239, 239]),
        team_start=np.array([0, 1, 2, 3, 3]),
        team=np.array([0, 0, 2]),
        team_kind=np.array([0, 1, 3]),
        order=np.array([0, 2, 1, 3]),
        objective=100_380,
        bound=90_000,
        bindings=(
            Binding("fixed"),
            Binding("precedence", activity=0, until=19),
            Binding("travel", team=2, until=199),
            Binding("precedence", activity=2, until=239),
        ),
        solver={"name": "ploughshare", "seed": 0},
        history=({"seconds": 0.5, "objective": 100_380},),
    )


def test_a_schedule_is_written_in_the_names_of_its_problem() -> None:
    problem = read_problem(as_bytes(two_villages()))

    document = json.loads(write_schedule(a_schedule(), problem))

    assert document["format"] == "restoration-schedule/1"
    assert document["problem_sha256"] == problem.sha256
    assert [item["activity"] for item in document["items"]] == [
        "H1.survey",
        "W1.roof",
        "H1.clear",
        "W1.done",
    ]
    assert document["items"][1] == {
        "activity": "W1.roof",
        "mode": 0,
        "teams": {"builders": ["T3"]},
        "start": 199,
        "finish": 239,
        "binding": {"kind": "travel", "team": "T3", "until": 199},
    }
    assert document["items"][3]["teams"] == {}
    assert document["items"][3]["binding"]["activity"] == "W1.roof"


def test_a_schedule_comes_back_as_it_was_written() -> None:
    problem = read_problem(as_bytes(two_villages()))
    written = write_schedule(a_schedule(), problem)

    again = schedule_from_document(read_schedule(gzip.compress(written)), problem)

    assert again == a_schedule()
    assert write_schedule(again, problem) == written


def a_schedule_document() -> Document:
    problem = read_problem(as_bytes(two_villages()))
    document: Document = json.loads(write_schedule(a_schedule(), problem))
    return document


SCHEDULE_REFUSALS: dict[str, tuple[Change, str]] = {
    "another kind of file": (_put("format", "restoration-problem/1"), "The file is not a schedule"),
    "a later version": (_put("format", "restoration-schedule/2"), "this program reads version 1"),
    "a missing key": (_drop("items", 1, "finish"), 'items[1] of "W1.roof": the key "finish"'),
    "an unknown key": (_put("items", 1, "late", 1), 'items[1].late of "W1.roof"'),
    "a step of a wrong type": (_put("items", 1, "start", 1.0), "1.0 is not an integer"),
    "teams of a wrong type": (_put("items", 1, "teams", {"manual": "T1"}), "items[1].teams.manual"),
    "items of a wrong type": (_put("items", None), "items: here stands null"),
    "an objective of a wrong type": (_put("objective", "7"), 'objective: "7" is not an integer'),
}


@pytest.mark.parametrize("mistake", SCHEDULE_REFUSALS)
def test_a_malformed_schedule_is_refused_with_its_place(mistake: str) -> None:
    change, expected = SCHEDULE_REFUSALS[mistake]
    document = a_schedule_document()
    change(document)

    with pytest.raises(InputRefused) as refusal:
        read_schedule(as_bytes(document))

    assert expected in str(refusal.value)
    assert refusal.value.remedy


def test_an_untrue_schedule_is_read_and_left_to_the_verifier() -> None:
    document = a_schedule_document()
    document["items"][0]["activity"] = "H9"
    document["bound"] = document["objective"] + 1
    document["items"][1]["start"] = -3

    assert read_schedule(as_bytes(document)).items[0].activity == "H9"


@pytest.mark.parametrize(
    "change",
    [
        _put("items", 0, "activity", "H9"),
        _put("items", 0, "teams", {"survey": ["T9"]}),
        _put("items", 0, "teams", {"x": ["T1"]}),
        _put("items", 0, "start", -1),
        _put("items", 0, "activity", "H1.clear"),
        _drop("items", 0),
    ],
)
def test_a_schedule_of_another_problem_cannot_be_continued(change: Change) -> None:
    problem = read_problem(as_bytes(two_villages()))
    document = a_schedule_document()
    change(document)

    with pytest.raises(InputRefused):
        schedule_from_document(read_schedule(as_bytes(document)), problem)
