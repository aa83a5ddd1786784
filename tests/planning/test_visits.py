"""Suspected areas of one community are surveyed in one visit, and each is released on its own."""

import json
from datetime import date

import pytest
from shapely import Point

from ploughshare.places.mgrs import mgrs_cell
from ploughshare.planning.activities import SURVEY_WORDS
from ploughshare.planning.answer import Answer
from ploughshare.planning.document import plan_document
from ploughshare.planning.formulate import Draft, formulate
from ploughshare.planning.plan import plan
from ploughshare.planning.plan_reading import plan_from_bytes
from ploughshare.planning.rules import statements
from ploughshare.scheduling.solve import Stop
from tests.planning.small_region import MONDAY, Region
from tests.planning.waits import pairs

SURVEY = SURVEY_WORDS["nts"]

pytestmark = pytest.mark.usefixtures("brief_proof")


def village(*names: str, **area: object) -> Region:
    """Suspected areas around the village of Dobrel, and a survey team and a manual team."""
    region = Region().whole().team("S", "nts").team("M", "manual")
    region.add("places", "V", Point(0, 0), name="Dobrel", level="settlement")
    for number, name in enumerate(names):
        region.hazard(name, 300 + 300 * number, 0, 60, place="V", **area)  # type: ignore[arg-type]
    return region


def draft_of(region: Region) -> Draft:
    programme = region.programme()
    return formulate(programme, statements(programme))


def test_areas_of_one_community_wait_for_one_visit_that_takes_less_than_their_surveys() -> None:
    """Half a day each by itself; a fifth of a day is shared, and three tenths are each area's own."""
    draft = draft_of(village("orchard", "ditch", "wood"))
    visit = draft.activities["V.nts"]
    assert visit.areas == ("ditch", "orchard", "wood")
    assert visit.name == "non-technical survey of Dobrel: area ditch, area orchard and area wood"
    (way,) = draft.ways["V.nts"]
    assert way.days == pytest.approx(0.2 + 3 * 0.3)
    assert {pair for pair in draft.waits if pair[0] == "V.nts"} == {
        ("V.nts", f"{name}.{then}") for name in visit.areas for then in ("clearance", "handover")
    }
    assert not any(name.endswith(".nts") for name in draft.activities if name != "V.nts")


def test_an_area_alone_ordered_or_suspended_keeps_its_own_survey() -> None:
    assert "orchard.nts" in draft_of(village("orchard")).activities
    region = village("orchard", "ditch", "wood").hazard("far", 4000, 0)
    region.order("T", "wood", "issued", activity="nts", teams=("S",))
    draft = draft_of(region)
    assert draft.activities["V.nts"].areas == ("ditch", "orchard")
    assert {"wood.nts", "far.nts"} <= set(draft.activities)
    region = village("orchard", "ditch").order("T", "ditch", "suspended", reason="the owner")
    assert "orchard.nts" in draft_of(region).activities


def test_a_visit_lasts_no_longer_than_its_figure_and_those_with_most_people_come_first() -> None:
    """Two days hold six areas; the seventh is alone, so it keeps its own survey."""
    region = village(*"abcdefg").hazard("h", 300, 900, 60, place="V", people_exposed=50)
    found = draft_of(region).activities
    assert found["V.nts"].areas == ("h", *"abcde")
    assert found["V.nts.2"].areas == ("f", "g")


def test_a_visit_waits_for_the_road_to_the_community_and_not_for_those_to_its_areas() -> None:
    """The ditch lies across the road to the orchard; the village lies before both."""
    region = village("ditch", "orchard").road("T1", (-3000, 0), (3000, 0))
    region.records["teams"].clear()
    region.team("S", "nts", x=-3000).team("M", "manual", x=-3000)
    draft = draft_of(region)
    assert not any(then == "V.nts" for _, then in draft.waits)
    assert ("ditch.handover", "orchard.clearance") in draft.waits
    assert not draft.reached_anyway
    region.hazard("verge", -1000, 0, 20, hazard_type="cha", evidence="direct")
    waits = [w for rows in draft_of(region).waits.values() for w in rows]
    assert ("verge.handover", "V.nts") in pairs(waits)


def test_lots_of_several_areas_wait_for_the_same_visit() -> None:
    region = village("orchard", "ditch")
    region.records["figures"].clear()
    region.hazard("large", 0, 3000, 400, place="V")
    draft = draft_of(region)
    lots = [name for name in draft.activities if name.startswith("large.clearance.")]
    assert len(lots) > 1
    assert all(("V.nts", name) in draft.waits for name in lots)


def test_a_plan_names_all_areas_of_a_visit_and_explains_each_by_it() -> None:
    region = village("orchard", "ditch", people_exposed=40)
    made = plan(region.situation(), stop=Stop(iterations=2)).plan
    document = plan_document(made)
    (row,) = (item for item in document["items"] if item["kind"] == "nts")
    assert (row["activity"], row["areas"]) == ("V.nts", ["ditch", "orchard"])
    assert row["teams"] == {"nts": ["S"]}
    again = plan_from_bytes(json.dumps(document).encode())
    assert again.items == made.items
    for name in ("ditch", "orchard"):
        text = "\n".join(Answer(made, name).lines())
        assert "V.nts: non-technical survey of Dobrel: area ditch and area orchard" in text
        assert f"{name}.handover" in text
    clearance = next(item for item in made.items if item.activity == "orchard.clearance")
    assert clearance.start_on > MONDAY
    assert any("non-technical survey of Dobrel" in reason.text for reason in clearance.because)
    assert date(2026, 3, 16) in {item.start_on for item in made.items if item.areas}


def old_records(*spots: tuple[float, float]) -> Region:
    """Old records of no community, with a survey team and a manual team at the middle."""
    region = Region().whole().team("S", "nts").team("M", "manual")
    for number, (x, y) in enumerate(spots):
        region.hazard(f"r{number}", x, y, 60)
    return region


def squares(region: Region) -> list[tuple[str, ...]]:
    """The areas of each visit to a square."""
    found = draft_of(region).activities.values()
    return sorted(a.areas for a in found if a.areas and a.name.startswith(f"{SURVEY} of square "))


def test_areas_of_no_community_are_surveyed_by_the_square_of_the_grid() -> None:
    """Squares of 10 km, named as the grid reference on the map is: the far one is alone in its own."""
    region = old_records((1000, 0), (2000, 0), (31_000, 0))
    (visit,) = (a for a in draft_of(region).activities.values() if a.areas)
    assert visit.areas == ("r0", "r1")
    where = region.programme().terrain.hazard_at["r0"]
    square = mgrs_cell(where.lon, where.lat, 10)
    assert visit.name == f"{SURVEY} of square {square}: area r0 and area r1"
    assert visit.id == f"{square.replace(' ', '')}.nts"
    assert (visit.where.x_km, visit.where.y_km) == (where.x_km, where.y_km)
    assert "r2.nts" in draft_of(region).activities
    region.add("figures", "cell", metric="survey.cell_km", value=1.0, low=1.0, high=20.0, unit="km")
    assert not squares(region)


def test_areas_far_from_their_community_are_surveyed_by_the_square_as_well() -> None:
    """The records name Dobrel, and two of them lie beyond the hills, 7 km from it."""
    region = village("orchard", "ditch")
    region.hazard("hut", 7000, 0, 60, place="V").hazard("pass", 7400, 0, 60, place="V")
    assert draft_of(region).activities["V.nts"].areas == ("ditch", "orchard")
    assert squares(region) == [("hut", "pass")]


def test_a_square_that_an_obstacle_divides_is_surveyed_from_both_sides() -> None:
    """Two records before a mined verge and two behind it: who gets to one gets to its neighbour."""
    region = old_records((500, 200), (900, 200), (2500, 200), (2900, 200))
    region.road("T1", (-4000, 0), (5000, 0))
    region.hazard("verge", 1700, 0, 20, hazard_type="cha", evidence="direct")
    region.records["teams"].clear()
    region.team("S", "nts", x=-3000).team("M", "manual", x=-3000)
    assert squares(region) == [("r0", "r1"), ("r2", "r3")]
    draft = draft_of(region)
    (behind,) = (a for a in draft.activities.values() if a.areas == ("r2", "r3"))
    assert ("verge.handover", behind.id) in draft.waits
