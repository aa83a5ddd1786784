"""The random problems use every feature of the format, and their optimum is one."""

import math
from collections.abc import Iterator
from itertools import permutations, product
from random import Random
from typing import Any

from ploughshare.scheduling.exchange import problem_from_document, read_problem, write_problem
from ploughshare.scheduling.problem import Problem
from ploughshare.scheduling.schedule import ScheduleDocument, ScheduleItem
from ploughshare.scheduling.verify import require_valid, violations
from tests.scheduling.exhaustive import optimal_schedule, optimum
from tests.scheduling.random_problems import TRAVEL, random_problem

Document = dict[str, Any]


def features(document: Document) -> set[str]:
    """Names of what a problem uses; see ``test_forty_problems_show_every_feature``."""
    keys = ("between", "standdowns", "fixed", "roads")
    found: set[str] = {key for key in keys if document.get(key)}
    found |= {f"standdowns {'in zones' if 'zones' in s else ''}" for s in document["standdowns"]}
    for team in document["teams"]:
        found |= {f"team {key}" for key in team} | {f"mobility {team.get('mobility')}"}
        found |= {"several kinds"} if len(team["kinds"]) > 1 else set()
    for activity in document["activities"]:
        found |= {f"activity {key}" for key in activity}
        found |= {"several modes"} if len(activity["modes"]) > 1 else set()
        found |= {"several predecessors"} if len(activity.get("after", [])) > 1 else set()
        found |= {"lag"} if any("lag" in each for each in activity.get("after", [])) else set()
        found |= {mode_feature(mode) for mode in activity["modes"]}
    for place in [activity["at"] for activity in document["activities"]]:
        same = [each for each in document["activities"] if each["at"] == place]
        found |= {"shared place"} if len(same) > 1 else set()
        found |= {"two zones at a place"} if len({each.get("zone") for each in same}) > 1 else set()
        for team in document["teams"]:
            km = TRAVEL["default"]["detour"] * math.dist(team["at"], place)
            found |= {"camp move"} if km > TRAVEL["default"]["camp_move_km"] else set()
    hung = [benefit["activity"] for benefit in document["benefits"]]
    found |= {"benefits on one activity"} if len(set(hung)) < len(hung) else set()
    found |= {"needs"} if any("needs" in each for each in document["benefits"]) else set()
    return found


def mode_feature(mode: Document) -> str:
    teams = sum(mode.get("teams", {}).values())
    if teams > 4:
        return "mode nobody can do"
    return f"mode of {'some' if mode['steps'] else 'no'} steps with {min(teams, 2)} teams"


EVERY_FEATURE = {
    "between",
    "standdowns",
    "standdowns ",
    "standdowns in zones",
    "fixed",
    "team zone",
    "team zones",
    "team group",
    "team mobility",
    "team from",
    "team to",
    "team away",
    "several kinds",
    "activity zone",
    "activity groups",
    "activity earliest",
    "activity after",
    "several modes",
    "several predecessors",
    "lag",
    "mode nobody can do",
    "mode of no steps with 0 teams",
    "mode of no steps with 1 teams",
    "mode of no steps with 2 teams",
    "mode of some steps with 0 teams",
    "mode of some steps with 1 teams",
    "mode of some steps with 2 teams",
    "shared place",
    "two zones at a place",
    "camp move",
    "benefits on one activity",
    "needs",
}


OF_VERSION_2 = {"roads", "team area", "activity area"}


def drawn(seed: int, version: int = 1) -> Document:
    return random_problem(Random(seed), n_activities=4 + seed % 2, version=version)


def test_forty_problems_show_every_feature() -> None:
    for version, wanted in ((1, EVERY_FEATURE), (2, EVERY_FEATURE | OF_VERSION_2)):
        found = [features(drawn(seed, version)) for seed in range(40)]
        seldom = {name for name in wanted if sum(name in each for each in found) < 3}
        assert seldom == set()


def test_a_problem_drawn_again_is_the_same() -> None:
    assert drawn(7) == drawn(7)


def test_a_problem_written_and_read_again_is_the_same() -> None:
    for seed in range(100):
        problem = problem_from_document(random_problem(Random(seed), 12, 6, 1 + seed % 2))
        assert read_problem(write_problem(problem)) == problem


def test_every_problem_has_a_schedule_and_the_optimum_keeps_all_rules() -> None:
    for seed in range(40):
        problem = problem_from_document(drawn(seed, 1 + seed % 2))
        schedule = optimal_schedule(problem)
        assert schedule is not None
        require_valid(problem, schedule)


def test_nothing_cheaper_than_the_optimum_keeps_the_rules() -> None:
    """Two activities: every mode, every naming of teams and every start up to step 20."""
    for seed in (2, 5, 9, 11, 14, 19, 26, 28, 29):
        document = random_problem(Random(seed), n_activities=2, n_teams=3, version=1 + seed % 2)
        problem = problem_from_document(document)
        best = optimum(problem)
        assert best is not None
        assert cheaper(document, problem, best) == []


def cheaper(document: Document, problem: Problem, best: int) -> list[ScheduleDocument]:
    """All valid schedules below ``best`` within 20 steps."""
    options = [list(all_items(document, activity)) for activity in document["activities"]]
    found = []
    for items in product(*options):
        finishes = {item.activity: item.finish for item in items}
        objective = cost(document, finishes)
        if objective < best:
            tied = items[0].start == items[1].start
            for ordered in (items, items[::-1]) if tied else (items,):
                schedule = ScheduleDocument(problem.sha256, objective, 0, ordered)
                if not violations(problem, schedule):
                    found.append(schedule)
    return found


def all_items(document: Document, activity: Document) -> Iterator[ScheduleItem]:
    for m, mode in enumerate(activity["modes"]):
        kinds = [kind for kind, count in mode.get("teams", {}).items() for _ in range(count)]
        for teams in permutations(document["teams"], len(kinds)):
            named: dict[str, tuple[str, ...]] = {}
            for kind, team in zip(kinds, teams, strict=True):
                named[kind] = (*named.get(kind, ()), team["id"])
            working = [step for step in range(60) if works(document, activity, kinds, teams, step)]
            for start in range(21):
                if mode["steps"] == 0:
                    yield ScheduleItem(activity["id"], m, named, start, start)
                elif start in working:
                    last = working[working.index(start) + mode["steps"] - 1]
                    yield ScheduleItem(activity["id"], m, named, start, last + 1)


def works(
    document: Document, activity: Document, kinds: list[str], teams: tuple[Document, ...], step: int
) -> bool:
    if any(a <= step < b for team in teams for a, b in team.get("away", [])):
        return False
    return not any(
        each["from"] <= step < each["to"]
        and set(kinds) & set(each["kinds"])
        and ("zones" not in each or activity.get("zone") in each["zones"])
        for each in document["standdowns"]
    )


def cost(document: Document, finishes: dict[str, int]) -> int:
    benefits = {benefit["id"]: benefit for benefit in document["benefits"]}

    def reached(benefit: Document) -> int:
        own = finishes[benefit["activity"]]
        return max([own, *(reached(benefits[name]) for name in benefit.get("needs", []))])

    return sum(benefit["weight"] * reached(benefit) for benefit in benefits.values())


def visits(*activities: Document) -> Problem:
    """One team that starts where all activities are; crossing from north to south takes 12."""
    return problem_from_document(
        {
            "format": "restoration-problem/1",
            "steps_per_day": 1,
            "kinds": ["crew"],
            "travel": TRAVEL,
            "between": [{"zones": ["north", "south"], "steps": 12}],
            "teams": [{"id": "t", "kinds": ["crew"], "at": [0, 0]}],
            "activities": [
                {"at": [0, 0], "modes": [{"steps": 0, "teams": {"crew": 1}}], **activity}
                for activity in activities
            ],
            "benefits": [
                {"id": activity["id"], "activity": activity["id"], "weight": 1}
                for activity in activities
            ],
        }
    )


def test_visits_at_one_step_may_come_before_what_they_wait_for() -> None:
    """
    North and south wait for the border, but no visit takes time: the team may do north,
    border, south at one step and never cross directly. With a lag it has to.
    """

    def optimum_with_lag(lag: int) -> int | None:
        after = [{"id": "border", "lag": lag}]
        north = {"id": "north", "zone": "north", "after": after}
        south = {"id": "south", "zone": "south", "after": after}
        return optimum(visits({"id": "border"}, south, north))

    assert optimum_with_lag(0) == 0
    assert optimum_with_lag(1) == 0 + 1 + 13


def test_a_problem_without_a_schedule_has_no_optimum() -> None:
    activity = {"id": "a", "modes": [{"steps": 1, "teams": {"crew": 2}}]}

    assert optimum(visits(activity)) is None
