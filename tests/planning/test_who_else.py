"""Who else could have done it: each answer on the smallest region that gives it."""

from datetime import date

import pytest

from ploughshare.fields import Value
from ploughshare.planning.answer import Answer
from ploughshare.planning.plan import Plan, plan
from ploughshare.planning.situation import Situation
from ploughshare.planning.who_else import READS, Other, WhoElse
from ploughshare.scheduling.solve import Stop
from tests.planning.small_region import Region

pytestmark = pytest.mark.usefixtures("brief_proof")


def base() -> Region:
    """A ditch to be cleared, and the team that is nearest to it."""
    region = Region().road("T", (0, 0), (9000, 0)).district("north", -500, 0, 9000, 3000)
    region.district("south", -500, -3000, 9000, 0)
    region.add("organisations", "ORG-1", name="North Field", kinds=("manual", "qc"))
    region.team("M", "manual", x=1000, y=100, organisation="ORG-1")
    return region.hazard("ditch", 1000, 100, 40, hazard_type="cha", evidence="direct",
                         people_exposed=900)  # fmt: skip


def both(region: Region) -> tuple[Plan, Situation]:
    situation = region.situation()
    return plan(situation, stop=Stop(iterations=4)).plan, situation


def others(region: Region, activity: str = "ditch.clearance") -> dict[str, Other]:
    made, situation = both(region)
    item = next(item for item in made.items if item.activity == activity)
    return {other.team: other for other in WhoElse(made, situation).of(item)}


def why(region: Region, **team: Value) -> tuple[bool, str]:
    """Of the one that does not do it, N or its like: whether it may, and why it does not."""
    given: dict[str, Value] = {"organisation": "ORG-1"}
    region.team("N", "manual", x=8000, y=100, **(given | team))
    (found,) = others(region).values()
    return found.may, found.why


def test_a_team_at_work_elsewhere_says_on_what_and_until_when() -> None:
    region = base().hazard("field", 8000, 100, 200, hazard_type="cha", evidence="direct")
    region.order("TO-1", "field", "active", teams=("N",), organisation="ORG-1")
    may, said = why(region)
    assert may
    assert said.startswith("at work on clearance of area field until Q")


def test_a_team_that_is_free_could_begin_no_earlier_where_an_order_is_waited_for() -> None:
    assert why(base()) == (True, "free, and could begin no earlier either")


def test_a_team_on_leave_says_until_when_and_why() -> None:
    region = base().add("availability", "A", team="N", from_on=date(2026, 3, 2),
                        to_on=date(2026, 3, 20), reason="leave")  # fmt: skip
    assert why(region) == (True, "away until Fri 20 Mar 2026 (leave)")


def test_a_team_that_comes_later_says_from_when() -> None:
    assert why(base(), from_on=date(2026, 4, 6)) == (True, "there from Mon 6 Apr 2026 on")


def test_a_grant_that_ends_before_it_would_be_done_is_named() -> None:
    region = base().add("grants", "GR-1", name="GRANT-1", to_on=date(2026, 3, 18))
    may, said = why(region, group="GRANT-1")
    assert may
    assert said == "grant GRANT-1 ends on Wed 18 Mar 2026, before it would be done"


def test_who_may_not_work_there_says_what_keeps_it_from_it() -> None:
    may, said = why(base(), places=("south",))
    assert not may
    assert said == "may work only in district south"
    region = base().add("organisations", "ORG-2", name="Talva", kinds=("bac",))
    may, said = why(region, organisation="ORG-2")
    assert not may
    assert "Talva is not accredited" in said


def test_an_order_that_is_out_is_for_its_operator() -> None:
    region = base().order("TO-1", "ditch", "issued", organisation="ORG-1",
                          issued_on=date(2026, 2, 2))  # fmt: skip
    region.add("organisations", "ORG-2", name="Talva", kinds=("manual",))
    assert why(region, organisation="ORG-2") == (False, "task order TO-1 is issued to North Field")


def test_nobody_inspects_what_his_own_organisation_clears() -> None:
    region = base().add("organisations", "ORG-3", name="Inspectorate", kinds=("qc",))
    region.team("Q", "qc", organisation="ORG-3").team("P", "qc", organisation="ORG-1")
    found = others(region, "ditch.control")
    assert (found["P"].may, found["P"].why) == (False, "North Field also surveys or clears")


def test_the_answer_names_five_and_counts_the_rest() -> None:
    region = base()
    for n in range(9):
        region.team(f"N{n}", "manual", x=8000, y=100, organisation="ORG-1")
    made, situation = both(region)
    said = list(Answer(made, "ditch.clearance", situation).lines())
    first = next(n for n, line in enumerate(said) if line.startswith("  who else   "))
    assert said[first + 5] == "             and 4 more"
    assert "who else" not in "\n".join(Answer(made, "ditch.clearance").lines())
    known = Answer(made, "ditch.clearance", situation).document()["items"]
    assert len(known[0]["who_else"]) == 9  # type: ignore[index]


def test_without_another_team_it_says_so_and_under_way_nobody_is_asked() -> None:
    made, situation = both(base())
    said = "\n".join(Answer(made, "ditch.clearance", situation).lines())
    assert "who else   no other team on record serves as manual clearance" in said
    region = base().order("TO-1", "ditch", "active", teams=("M",), organisation="ORG-1")
    made, situation = both(region.team("N", "manual"))
    assert WhoElse(made, situation).of(made.items[0]) == ()


def test_it_is_told_from_the_records_of_teams_alone() -> None:
    """What else is on record has no part in it, so that a whole country is not read for it."""
    region = base().hazard("field", 8000, 100, 200, hazard_type="cha", evidence="direct")
    region.order("TO-1", "field", "active", teams=("N",), organisation="ORG-1")
    region.team("N", "manual", x=8000, y=100, organisation="ORG-1").team("L", "manual")
    made, whole = both(region)
    few = Region({name: region.records[name] for name in READS if name in region.records})
    for item in made.items:
        assert WhoElse(made, few.situation()).of(item) == WhoElse(made, whole).of(item)
