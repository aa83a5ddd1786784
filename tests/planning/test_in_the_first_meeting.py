"""What must be seen in the first meeting, each on the smallest region that shows it."""

from datetime import date, timedelta

import pytest
from shapely import Point

from ploughshare.fields import Value
from ploughshare.planning.answer import Answer
from ploughshare.planning.confidence import WEEKS
from ploughshare.planning.plan import Plan, plan
from ploughshare.scheduling.solve import Stop
from tests.planning.small_region import MONDAY, Region
from tests.planning.test_lots import crossing

pytestmark = pytest.mark.usefixtures("brief_proof")

STOP = Stop(iterations=4)
TEAMS = 60
FOUR_WEEKS = MONDAY + timedelta(weeks=WEEKS)


def planned(region: Region) -> Plan:
    return plan(region.situation(), stop=STOP).plan


def test_sixty_teams_with_tasks_under_way_stay_where_they_are() -> None:
    """Each stands on a field of months; beside each lies a ditch before a clinic for thousands."""
    region = Region().whole()
    for n in range(TEAMS):
        x, y = 1500 * (n % 10), 1500 * (n // 10)
        region.team(f"MT-{n}", "manual", x=x, y=y, organisation=f"ORG-{n % 6}")
        region.hazard(f"HA-{n}", x, y, 150, hazard_type="cha", evidence="direct", people_exposed=5)
        region.order(f"TO-{n}", f"HA-{n}", "active", teams=(f"MT-{n}",), scope_m2=22_500.0,
                     done_m2=4_000.0, organisation=f"ORG-{n % 6}")  # fmt: skip
        region.hazard(f"HB-{n}", x + 500, y, 20, hazard_type="cha", evidence="direct",
                      people_exposed=5_000)  # fmt: skip

    made = planned(region)

    stands = {role.team: item for item in made.items if item.continues for role in item.teams}
    assert {name: item.record_id for name, item in stands.items()} == {
        f"MT-{n}": f"HA-{n}" for n in range(TEAMS)
    }
    assert all(item.start == 0 and item.finish_on > FOUR_WEEKS for item in stands.values())
    assert all(item.confidence == "firm" for item in stands.values())
    elsewhere = [item for item in made.items if item.teams and not item.continues]
    assert len(elsewhere) == TEAMS
    assert all(item.start_on > FOUR_WEEKS for item in elsewhere)


def test_a_bridge_approach_is_handed_over_in_weeks_while_the_rest_is_outlook() -> None:
    made = planned(crossing())
    at = {item.activity: item for item in made.items}
    approach = at["plain.handover.assets/bridge"]
    assert approach.finish_on < MONDAY + timedelta(weeks=13)
    rest = [item for item in made.items if item.lot.startswith("plain.rest/") and item.teams]
    assert len(rest) > 1
    assert {item.confidence for item in rest} == {"outlook"}
    assert at["span"].start_on < max(item.finish_on for item in rest)


def test_a_small_area_of_low_score_before_a_pump_for_thousands_comes_first() -> None:
    """One team, five large fields of high score, and a ditch of 400 m2 that bars the pump."""
    region = Region().road("T1", (0, 0), (9000, 0)).whole()
    region.team("M", "manual", name="Manual 1").team("W", "water", name="Water 1")
    for n in range(5):
        region.hazard(f"field {n}", 1000 + 900 * n, 400, 150, hazard_type="cha", evidence="direct",
                      people_exposed=120, priority_score=90.0)  # fmt: skip
    region.hazard("ditch", 8000, 20, 20, hazard_type="cha", evidence="direct", people_exposed=8,
                  priority_score=5.0)  # fmt: skip
    region.asset("pump", 8000, 30, kind="pump", people_served=9_000)
    region.works("motor", "pump", 5, trade="water")

    made = planned(region)

    first = next(item for item in made.items if item.activity_kind == "clearance")
    assert first.activity == "ditch.clearance"
    assert (first.value, first.inherited_value) == (0, 9_008)
    said = "\n".join(Answer(made, "ditch").lines())
    assert "serves 8 people itself; 9,000 wait behind it, counted once for each service" in said
    assert "holds up   works motor, the pump pump" in said


def behind_a_strip_and_a_bridge(**works: Value) -> Region:
    """The school beyond a bridge and an unsurveyed verge, itself beside a recorded minefield."""
    region = Region().road("T1", (0, 0), (9000, 0))
    for name, kind, called in (("M", "manual", "MT-1"), ("S", "nts", "MTT-3"),
                               ("B", "bridges", "BB-1"), ("C", "building", "BL-1")):  # fmt: skip
        region.team(name, kind, name=called)
    region.asset("access bridge 7", 3000, 0, kind="bridge", name="access bridge 7",
                 service_state="out_of_service", people_served=300)  # fmt: skip
    region.works("span", "access bridge 7", 10, name="New span", trade="bridges")
    region.hazard("SHA 20", 5000, 0, 30, name="the strip", evidence="indirect")
    region.hazard("CHA 114", 8000, 120, 40, name="the yard", hazard_type="cha", evidence="direct")
    region.asset("school", 8000, 100, name="Dobrel school", people_served=420)
    return region.works("roof", "school", 20, name="New roof", **works)


def test_a_school_says_in_one_sentence_what_it_waits_for() -> None:
    region = behind_a_strip_and_a_bridge(
        preparation="procurement", preparation_since=date(2026, 2, 23)
    )
    made = planned(region)

    said = next(iter(Answer(made, "school").lines()))

    at = {item.activity: item for item in made.items}
    survey = at["SHA 20.nts"].start_on
    assert said.startswith("Dobrel school waits for access bridge 7, then ")
    assert "the strip (SHA 20) not yet surveyed" in said
    assert "the yard (CHA 114)" in said
    assert f"; MTT-3 can survey the strip (SHA 20) {_on(survey)}; " in said
    assert "; first builder's day in Q2 2026, with 9 weeks of tender and procurement" in said


def test_where_the_tender_holds_the_school_the_sentence_says_how_much_of_the_time_it_is() -> None:
    region = Region().road("T1", (0, 0), (9000, 0)).team("C", "building", name="BL-1")
    region.asset("school", 8000, 100, name="Dobrel school", people_served=420)
    region.works("roof", "school", 20, name="New roof", preparation="procurement",
                 preparation_since=MONDAY)  # fmt: skip
    made = planned(region)

    said = next(iter(Answer(made, "school").lines()))

    assert said == (
        "Dobrel school waits for no ground and no road; first builder's day in 12 weeks, of which "
        "10 weeks of tender and procurement, then 2 weeks of mobilisation; back in use in Q2 2026."
    )
    assert Answer(made, "roof").sentence.startswith("New roof, Dobrel school waits for no ground")


def test_what_needs_power_says_which_substation_it_waits_for() -> None:
    region = Region().team("C", "building").team("E", "power")
    region.asset("school", 100, 100, name="Dobrel school", people_served=420)
    region.works("roof", "school", 3, name="New roof")
    region.asset("station", 900, 0, kind="substation", name="Halna substation", people_served=9)
    region.works("transformer", "station", 30, trade="power").need("school", "station")

    said = Answer(planned(region), "school").sentence

    assert said.endswith(", once Halna substation serves.")


def test_an_area_that_is_surveyed_with_its_community_is_not_yet_surveyed() -> None:
    """Two suspected areas of one village are surveyed in one visit; the school waits for one."""
    region = Region().whole().team("S", "nts", name="MTT-3").team("M", "manual")
    region.team("C", "building").add("places", "V", Point(0, 0), name="Dobrel", level="settlement")
    for number, name in enumerate(("orchard", "ditch")):
        region.hazard(name, 300 + 300 * number, 0, 60, place="V", name=f"the {name}")
    region.asset("school", 300, 0, name="Dobrel school", people_served=420)
    region.works("roof", "school", 20, name="New roof")
    made = planned(region)

    assert any(item.areas for item in made.items)
    said = Answer(made, "school").sentence
    assert said.startswith(
        "Dobrel school waits for the orchard not yet surveyed; MTT-3 can survey it"
    )


def test_a_field_and_works_under_way_have_a_sentence_too() -> None:
    region = Region().team("C", "building", name="BL-1").team("M", "manual", name="MT-1")
    region.asset("school", 100, 100, name="the school", people_served=420)
    region.works("roof", "school", 20, name="New roof", status="active")
    region.add("tasks", "TO-1", works="roof", activity="works", status="active", teams=("C",))
    region.hazard("HA-1", 900, 0, 30, hazard_type="cha", evidence="direct", name="the edge")
    region.asset("field", 900, 0, kind="field", name="the field", people_served=60)
    made = planned(region)

    said = Answer(made, "school").sentence
    assert said == "New roof, the school is under way with BL-1; back in use on Fri 27 Mar 2026."
    said = Answer(made, "field").sentence
    assert "waits for the edge (HA-1); MT-1 can clear it on " in said
    assert "; in use in " in said
    assert Answer(made, "HA-1").sentence == ""


def _on(day: date) -> str:
    return f"on {day:%a} {day.day} {day:%b %Y}"
