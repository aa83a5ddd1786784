"""No team works outside its rights or inspects its own work, and the plan says why."""

import json
from datetime import date, timedelta

import pytest

from ploughshare.planning.answer import Answer
from ploughshare.planning.document import plan_document
from ploughshare.planning.plan import Plan, Planned, plan
from ploughshare.planning.replan import replan
from ploughshare.planning.serving import MARK
from ploughshare.planning.summary import lines
from ploughshare.scheduling.exchange import read_problem, read_schedule
from ploughshare.scheduling.solve import Stop
from ploughshare.scheduling.verify import violations
from tests.conftest import COMPILED, so_many
from tests.planning.random_rights import random_region, random_roof
from tests.planning.rights_checker import breaches, first_finish, needless
from tests.planning.small_region import MONDAY, Region

pytestmark = pytest.mark.usefixtures("brief_proof")

STOP = Stop(iterations=2)
LAST = date(2026, 3, 13)
"""Friday of the second week."""


def planned(region: Region) -> Plan:
    return plan(region.situation(), stop=STOP).plan


def checked(seed: int) -> tuple[Region, Planned]:
    region = random_region(seed)
    made = plan(region.situation(), stop=STOP)
    found = breaches(region.records, plan_document(made.plan))
    found += needless(region.records, plan_document(made.plan))
    assert not found, f"region {seed}: {found[:3]}"
    return region, made


def test_no_team_works_outside_its_rights_in_random_regions() -> None:
    """
    In enough of them rights to a kind differ, and teams use such rights.

    Of every tenth the kernel's own checker is asked too, and whether people ever read the
    name that the problem has for a kind.
    """
    worked, differ, used, inspected, by_nobody = 0, 0, 0, 0, 0
    for seed in range(40):
        _, made = checked(seed)
        document = plan_document(made.plan)
        names = [kind for kind in json.loads(made.problem)["kinds"] if MARK in kind]
        worked += sum(bool(item.teams) for item in made.plan.items)
        controls = [item for item in made.plan.items if item.activity_kind == "control"]
        inspected += sum(bool(item.teams) for item in controls)
        by_nobody += sum(not item.teams for item in controls)
        differ += bool(names)
        used += any(
            MARK in kind for item in json.loads(made.schedule)["items"] for kind in item["teams"]
        )
        text = json.dumps(document)
        assert not any(name in text for name in names)
        if seed % 10 == 0:
            read = read_problem(made.problem)
            assert violations(read, read_schedule(made.schedule)) == []
    assert worked > 100, worked
    assert min(inspected, by_nobody) > 15, (inspected, by_nobody)
    assert min(differ, used) > 5, (differ, used)


def test_work_begins_as_early_as_the_rights_of_a_team_let_it() -> None:
    """One roof, and teams with permits of all sorts: day by day it is tried who could begin."""
    begun, never = 0, 0
    for seed in range(so_many(60, 6)):
        region, days = random_roof(seed)
        earliest = first_finish(region.records, days)
        items = planned(region).items
        found = items[0].finish_on if items else None
        assert found == earliest, f"roof {seed}"
        begun += earliest is not None and earliest > MONDAY + timedelta(days=2 * days)
        never += earliest is None
    if COMPILED:
        assert min(begun, never) > 5, (begun, never)


@pytest.mark.soak
def test_no_team_works_outside_its_rights_in_a_thousand_random_regions() -> None:
    for seed in range(1000):
        checked(seed)


def test_no_team_works_outside_its_rights_when_planned_again_three_weeks_later() -> None:
    """What is kept of the last plan is kept within what its teams may do by then."""
    kept = 0
    for seed in range(1, 6):
        _, before = checked(seed)
        region = random_region(seed)
        region.start += timedelta(weeks=3)
        made = replan(region.situation(), before.plan, stop=STOP)
        assert breaches(region.records, plan_document(made.planned.plan)) == []
        problem = read_problem(made.planned.problem)
        assert violations(problem, read_schedule(made.planned.schedule)) == []
        kept += sum(bool(item.teams) for item in made.planned.plan.items)
    assert kept > 10


def test_the_checker_finds_each_breach() -> None:
    """The same plan, judged by records in which somebody took back one permission."""
    region = Region().district("north", -9000, -9000, 9000, 9000).district("far", 9000, 0, 9900, 9)
    region.add("organisations", "O", name="O", kinds=(), places=())
    region.add("grants", "G", name="G", places=(), activities=(), from_on=None, to_on=None)
    region.team("M", "manual", organisation="O", group="G")
    region.hazard("ditch", 900, 0, 40, hazard_type="cha", evidence="direct", people_exposed=9)
    document = plan_document(planned(region))
    assert breaches(region.records, document) == []

    def judged(record_type: str, name: str, **values: object) -> str:
        records = {kind: list(rows) for kind, rows in region.records.items()}
        changed = Region(records)
        rows = changed.records.setdefault(record_type, [])
        old = next((row.values for row in rows if row.id == name), {})
        rows[:] = [row for row in rows if row.id != name]
        changed.add(record_type, name, **{**old, **values})  # type: ignore[arg-type]
        found = breaches(changed.records, document)
        return found[0].partition(": ")[2] if found else ""

    sunday = MONDAY - timedelta(days=1)
    permit = {"organisation": "O", "kinds": ("manual",), "places": (), "from_on": None}
    assert judged("teams", "M", to_on=sunday) == "it is not there"
    assert judged("teams", "M", kinds=("bac",)) == "it does not serve as that"
    assert judged("teams", "M", places=("far",)) == "north is outside its own area"
    assert judged("organisations", "O", places=("far",)).endswith("its organisation's area")
    assert judged("organisations", "O", kinds=("bac",)).endswith("does not list that kind")
    assert judged("grants", "G", places=("far",)) == "north is outside its area"
    assert judged("grants", "G", to_on=sunday) == "its grant does not pay that day"
    assert judged("grants", "G", activities=("nts",)) == "its grant does not pay for clearance"
    for kind in ("accreditation", "licence"):
        gone = f"no {kind} covers it"
        assert judged("accreditations", "A", permit=kind, **permit, to_on=sunday) == gone
        assert judged("accreditations", "A", permit=kind, **permit | {"kinds": ("bac",)}) == gone
        assert judged("accreditations", "A", permit=kind, **permit | {"places": ("far",)}) == gone
        assert judged("accreditations", "A", permit=kind, **permit) == ""


def test_the_checker_finds_who_inspects_his_own_work() -> None:
    """Inspected by Q, until somebody records that Q cleared it, or surveyed it before."""
    region = Region().district("north", -9000, -9000, 9000, 9000)
    region.team("M", "manual", organisation="O").team("I", "qc", organisation="Q")
    region.hazard("ditch", 900, 0, 40, hazard_type="cha", evidence="direct", people_exposed=9)
    document = plan_document(planned(region))
    control = next(item for item in document["items"] if item["kind"] == "control")
    assert control["teams"] == {"qc": ["I"]}
    region.add("organisations", "O", name="O")
    assert breaches(region.records, document) == []
    (own,) = breaches(Region(region.records | {"teams": [
        *Region().team("M", "manual", organisation="Q").records["teams"],
        *Region().team("I", "qc", organisation="Q").records["teams"],
    ]}).records, document)  # fmt: skip
    assert own == "ditch.control: I inspects what Q worked on"
    region.order("T", "ditch", "completed", organisation="Q")
    assert breaches(region.records, document) == [own]


def test_where_every_inspector_leaves_before_the_most_days_pass_without_one() -> None:
    """The ditch is cleared in April, the inspector is there in March; the roof is planned on."""
    region = Region().team("M", "manual", organisation="O").team("C", "building")
    region.team("I", "qc", organisation="Q", to_on=LAST)
    region.hazard("ditch", 900, 0, 40, hazard_type="cha", evidence="direct")
    region.asset("school", 900, 0, people_served=250).works("roof", "school", 5)
    made = planned(region)
    at = {item.activity: item for item in made.items}
    assert at["ditch.control"].teams == ()
    assert made.calendar.days(at["ditch.control"].finish - at["ditch.control"].start) == 5
    assert at["roof"].start >= at["ditch.handover"].finish
    assert made.not_planned == ()
    (row,) = [row for row in made.assumptions if "inspecting team" in row.what]
    assert row.what == (
        "no inspecting team of another organisation may do these or stays for them, and they take "
        "their most days: quality control of area ditch"
    )
    assert "nobody: no inspecting team is there for it" in "\n".join(
        Answer(made, "ditch.control").lines()
    )


def test_where_no_inspector_is_recorded_the_plan_says_so() -> None:
    region = Region().team("M", "manual", organisation="O")
    region.hazard("ditch", 900, 0, 40, hazard_type="cha", evidence="direct", people_exposed=9)
    made = planned(region)
    assert [item.activity_kind for item in made.items] == ["clearance", "control", "handover"]
    (row,) = [row for row in made.assumptions if "inspecting team" in row.what]
    assert row.what == (
        "no inspecting team is recorded: quality control takes its most days everywhere"
    )
    assert (row.value, row.used, row.moves) == ("5 days", 1, 9)


def one_roof(days: int) -> Region:
    """A school and a shed to be mended, one crew, and a district around them."""
    region = Region().district("north", -9000, -9000, 9000, 9000)
    region.asset("school", 0, 0, people_served=250).works("roof", "school", days)
    region.asset("shed", 0, 100, kind="other", people_served=3).works("door", "shed", 2)
    return region


def test_work_that_a_grant_does_not_last_for_is_left_out_and_the_grant_named() -> None:
    region = one_roof(20).team("C", "building", group="G")
    region.add("grants", "G", name="GRANT-3", to_on=LAST)
    made = planned(region)
    assert [item.activity for item in made.items] == ["door"]
    (row,) = [row for row in made.not_planned if row.reason == "no-time"]
    assert "grant GRANT-3 ends on Fri 13 Mar 2026" in row.text


def test_a_permit_that_ends_before_the_plan_is_told_with_its_teams_and_remedy() -> None:
    """The crew may mend until Friday of the second week; another does the rest."""
    region = one_roof(8).team("C", "building", organisation="O").team("D", "building", x=60)
    region.add("organisations", "O", name="Roof and Sons")
    region.add("accreditations", "A-7", organisation="O", permit="licence", kinds=("building",),
               to_on=date(2026, 3, 4))  # fmt: skip
    made = planned(region)
    (row,) = made.not_planned
    assert (row.record_type, row.record_id, row.reason) == ("accreditations", "A-7", "right-ends")
    assert row.text == (
        "the licence A-7 of Roof and Sons for builders ends on Wed 4 Mar 2026; it stops C"
    )
    assert row.holds_up == ("C",)
    assert any("A-7" in sentence for sentence in made.limits)
    assert "A-7: ends before the plan does" in "\n".join(Answer(made, "C").lines())
    assert "permit or grant ends: A-7" in "\n".join(lines(made))


def test_a_permit_that_ends_and_leaves_others_is_told_apart_from_one_that_stops() -> None:
    """Until Wednesday for power too; another crew has no permit after that."""
    region = one_roof(8).team("C", "building", "power", organisation="O")
    region.team("D", "power", organisation="O").team("E", "building", x=60)
    for name, kinds, last in (("A-1", ("power",), date(2026, 3, 4)), ("A-2", ("building",), None)):
        region.add("accreditations", name, organisation="O", permit="licence", kinds=kinds,
                   to_on=last)  # fmt: skip
    (row,) = planned(region).not_planned
    assert row.text.endswith("ends on Wed 4 Mar 2026; it stops D, and C may do less from then on")


def test_a_team_whose_rights_change_is_one_team_and_says_why_it_waits() -> None:
    """Accredited for strikes today and by hand from April: the ditch waits for that."""
    region = Region().district("north", -9000, -9000, 9000, 9000)
    region.add("organisations", "O", name="North Field")
    region.add("accreditations", "A-1", organisation="O", permit="accreditation", kinds=("bac",))
    region.add("accreditations", "A-2", organisation="O", permit="accreditation",
               kinds=("manual",), from_on=date(2026, 4, 6))  # fmt: skip
    region.team("M", "manual", "bac", organisation="O")
    region.hazard("ditch", 900, 0, 40, hazard_type="cha", evidence="direct", people_exposed=9,
                  contamination="ap_mine")  # fmt: skip
    made = planned(region)
    item, *_ = made.items
    assert [(role.team, role.name, role.kind) for role in item.teams] == [("M", "M", "manual")]
    assert item.start_on > date(2026, 4, 5)
    assert any("before a permit or grant changes" in sentence for sentence in made.limits)
    texts = [link.text for link in item.because]
    assert texts[-1] == (
        "from Mon 6 Apr 2026 M may serve as manual clearance: "
        "the accreditation A-2 of North Field for manual clearance begins"
    )
    assert breaches(region.records, plan_document(made)) == []


def test_a_change_that_does_not_touch_what_is_under_way_leaves_it_alone() -> None:
    """Its permit for strikes ends on Wednesday; it clears a ditch by hand until next week."""
    region = Region().district("north", -9000, -9000, 9000, 9000)
    for kind, last in (("bac", date(2026, 3, 4)), ("manual", None)):
        region.add("accreditations", kind, organisation="O", permit="accreditation",
                   kinds=(kind,), to_on=last)  # fmt: skip
    region.team("M", "manual", "bac", organisation="O")
    region.hazard("ditch", 900, 0, 60, hazard_type="cha", evidence="direct")
    region.add("tasks", "T-1", hazard="ditch", activity="clearance", status="active", teams=("M",))
    item, *_ = planned(region).items
    assert item.continues
    assert item.finish_on > date(2026, 3, 6)


def test_what_is_under_way_stops_being_planned_where_its_permit_ends_too_soon() -> None:
    region = Region().district("north", -9000, -9000, 9000, 9000)
    region.add("accreditations", "A-1", organisation="O", permit="accreditation",
               kinds=("manual",), to_on=date(2026, 3, 4))  # fmt: skip
    region.team("M", "manual", organisation="O").team("N", "manual")
    region.hazard("ditch", 900, 0, 60, hazard_type="cha", evidence="direct")
    region.add("tasks", "T-1", hazard="ditch", activity="clearance", status="active", teams=("M",))
    made = planned(region)
    assert [role.team for role in made.items[0].teams] == ["N"]
    row = next(row for row in made.not_planned if row.reason == "not-continued")
    assert "manual clearance ends on Wed 4 Mar 2026" in row.text
