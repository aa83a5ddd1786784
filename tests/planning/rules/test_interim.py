"""Areas near people that will wait long are marked, and the people there warned."""

import pytest
from shapely import Point

from ploughshare.planning.formulate import formulate
from ploughshare.planning.plan import plan
from ploughshare.planning.rules import interim, restoration, statements
from ploughshare.planning.statements import Serves, SetAside, Wait, Way
from ploughshare.scheduling.solve import Stop
from tests.planning.small_region import Region


def village_and_orchard(**orchard: object) -> Region:
    """An orchard of four hectares beside a village, and one team that would clear it for a year."""
    region = Region().team("M", "manual").team("S", "nts")
    region.add("places", "V", Point(0, 0), name="Dobrel", level="settlement")
    region.hazard("orchard", 500, 0, 200, **{  # type: ignore[arg-type]
        "hazard_type": "cha", "evidence": "direct", "people_exposed": 100, **orchard,
    })  # fmt: skip
    return region


def test_an_area_near_people_that_will_wait_long_is_marked_and_they_are_warned() -> None:
    programme = village_and_orchard().whole().programme()
    said = list(interim.areas_that_wait_long_are_marked(programme))
    ways = [s for s in said if isinstance(s, Way)]
    assert [(way.activity, dict(way.teams)) for way in ways] == [
        ("orchard.marking", {"manual": 1}), ("orchard.marking", {"nts": 1}),
        ("orchard.education", {"nts": 1}),
    ]  # fmt: skip
    assert [way.days for way in ways] == [pytest.approx(2, rel=0.01)] * 2 + [0.5]
    told, signs = (s for s in said if isinstance(s, Serves))
    assert (told.activity, told.weight, told.part) == ("orchard.education", 15, "first")
    assert (signs.activity, signs.weight, signs.part) == ("orchard.marking", 15, "first")
    assert told.family == signs.family == "safety"
    assert told.because.startswith("15 of 100 people within reach of area orchard count as warned")
    (released,) = restoration.people_leave_hazards_behind(programme)
    assert (released.weight, released.part) == (70, "rest")


def test_few_people_a_short_wait_signs_on_record_and_far_villages_need_no_marking() -> None:
    """Nor is there any where no survey team could warn people, or the work is suspended."""
    for orchard in (
        {"people_exposed": 19}, {"people_exposed": None}, {"marking": "temporary"},
        {"status": "suspended"}, {"status": "completed"},
    ):  # fmt: skip
        assert not village_and_orchard(**orchard).programme().interim, orchard
    short = village_and_orchard()
    short.add("figures", "long", metric="interim.from_days", value=400.0, low=60.0, high=500.0,
              unit="days")  # fmt: skip
    assert not short.programme().interim
    near = village_and_orchard()
    near.add(
        "figures", "near", metric="interim.near_m", value=300.0, low=60.0, high=500.0, unit="m"
    )
    assert not near.programme().interim
    alone = village_and_orchard()
    alone.records["teams"].pop()
    assert not alone.programme().interim


def test_the_more_people_for_a_team_day_the_shorter_an_area_is_expected_to_wait() -> None:
    """The yard is small and comes first; the orchard waits for both."""
    region = village_and_orchard().hazard("yard", 0, 300, 40, hazard_type="cha", evidence="direct",
                                          people_exposed=90)  # fmt: skip
    programme = region.programme()
    assert set(programme.interim) == {"orchard"}
    days = programme.interim["orchard"].days
    assert days == pytest.approx(27 + (200 * 200 + 40 * 40) / (160 * 0.85), rel=0.01)


def test_marking_waits_for_its_order_and_for_the_road_like_other_work_on_the_ground() -> None:
    region = village_and_orchard()
    region.road("T1", (-3000, 0), (5000, 0)).hazard("verge", -1000, 0, 20, hazard_type="cha",
                                                   evidence="direct")  # fmt: skip
    region.records["teams"].clear()
    region.team("M", "manual", x=-3000).team("S", "nts", x=-3000)
    programme = region.programme()
    draft = formulate(programme, statements(programme))
    assert ("verge.handover", "orchard.marking") in draft.waits
    assert draft.not_before["orchard.marking"].rule == "task_orders_take_their_time"


def test_people_are_told_at_once_in_their_village_and_the_orchard_is_cleared_when_it_is_marked() -> (
    None
):
    """Neither signs nor an order nor the road to the orchard is waited for."""
    region = village_and_orchard().whole()
    region.road("T1", (-3000, 0), (5000, 0)).hazard("verge", 300, 0, 20, hazard_type="cha",
                                                   evidence="direct")  # fmt: skip
    region.records["teams"].clear()
    region.team("M", "manual", x=-3000).team("S", "nts", x=-3000)
    programme = region.programme()
    draft = formulate(programme, statements(programme))
    assert not any(then == "orchard.education" for _, then in draft.waits)
    assert "orchard.education" not in draft.not_before
    assert draft.activities["orchard.education"].where != draft.activities["orchard.marking"].where
    assert ("orchard.marking", "orchard.clearance") in draft.waits
    made = plan(region.situation(), stop=Stop(iterations=2)).plan
    start = {item.activity: item.start for item in made.items}
    assert start["orchard.education"] <= 1 < start["orchard.marking"] < start["orchard.clearance"]


def test_clearance_under_order_and_clearance_that_nobody_can_mark_first_wait_for_no_signs() -> None:
    region = village_and_orchard().order("T", "orchard", "issued", teams=("M",))
    waits = [s for s in interim.areas_that_wait_long_are_marked(region.programme())
             if isinstance(s, Wait)]  # fmt: skip
    assert waits == []
    programme = village_and_orchard().whole().programme()
    aside = SetAside("hazards", "orchard", "no-team", "nobody marks", "-", ("orchard.marking",))
    draft = formulate(programme, statements(programme), [aside])
    assert "orchard.marking" not in draft.activities
    assert "orchard.clearance" in draft.activities
