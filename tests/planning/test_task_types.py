"""Task types: what is a mine belt, a strike area, farmland, rubble or a route, and by when."""

from datetime import date, timedelta

from ploughshare.planning.plan import plan
from ploughshare.planning.task_types import TaskType, task_types
from ploughshare.scheduling.solve import Stop
from tests.planning.small_region import MONDAY, Region


def region() -> Region:
    """One of each type, and a school that is none of them."""
    made = Region().district("D", -5000, -5000, 5000, 5000)
    made.team("M", "manual", "bac").team("B", "building", "debris", "roads")
    given = {"hazard_type": "cha", "evidence": "direct"}
    made.hazard("belt", 1000, 0, 60, contamination="ap_mine", people_exposed=40, **given)
    made.hazard("doubt", 1200, 0, 60, contamination="unknown", people_exposed=2, **given)
    made.hazard("strike", 1400, 0, 60, contamination="cluster", people_exposed=9, **given)
    made.asset("field", 1000, 0, kind="field", people_served=6)
    made.asset("house", -900, 0, kind="house", people_served=5)
    made.works("rubble", "house", 3, trade="debris").works("walls", "house", 9)
    made.asset("bridge", -900, 900, kind="bridge", people_served=300).works("span", "bridge", 5)
    return made.asset("school", -900, -900, people_served=80).works("roof", "school", 5)


def test_each_record_is_of_the_type_a_reader_expects() -> None:
    """Ground of unknown contamination is taken as a mine belt, never as less."""
    situation = region().situation()
    made = plan(situation, stop=Stop(iterations=4)).plan
    found = {each.name: each for each in task_types(made, situation)}
    assert {name: set(each.done) for name, each in found.items()} == {
        "mine belts": {"belt", "doubt"}, "strike areas": {"strike"}, "farmland": {"field"},
        "rubble": {"rubble"}, "routes": {"bridge"},
    }  # fmt: skip
    assert found["mine belts"].people == {"belt": 40, "doubt": 2}
    assert found["rubble"].people == {"rubble": 5}
    handed_over = [i.finish_on for i in made.items if i.activity == "belt.handover"]
    assert [found["mine belts"].done["belt"]] == handed_over


def test_what_is_no_longer_on_record_is_left_out() -> None:
    made = plan(region().situation(), stop=Stop(iterations=4)).plan
    empty = Region().team("M", "manual").situation()
    assert not any(each.done for each in task_types(made, empty))


def test_nine_in_ten_are_done_by_the_day_of_the_ninth() -> None:
    days = {str(n): MONDAY + timedelta(days=n) for n in range(1, 11)}
    each = TaskType("rubble", days, {})
    assert each.day_of_most(frozenset(days)) == MONDAY + timedelta(days=9)
    assert each.day_of_most(frozenset({"1", "2"})) == date(2026, 3, 4)
    assert each.day_of_most(frozenset({*days, "a", "b"})) is None
    assert each.day_of_most(frozenset()) is None
