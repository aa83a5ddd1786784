"""From a situation to an explained plan, on regions that can be held in the head."""

import json
import time
from dataclasses import replace
from datetime import date
from importlib.resources import files
from itertools import pairwise
from typing import Any
from weakref import ref

import jsonschema
import pytest

from ploughshare.errors import InputRefused, NoSuchRecord
from ploughshare.planning import place, wording
from ploughshare.planning.answer import Answer
from ploughshare.planning.document import plan_bytes, plan_document
from ploughshare.planning.formulate import Draft, formulate
from ploughshare.planning.goals import Course, begun
from ploughshare.planning.plan import Plan, Planned, plan
from ploughshare.planning.plan_reading import plan_from_bytes
from ploughshare.planning.summary import by_quarter, lines
from ploughshare.planning.wording import amount
from ploughshare.scheduling.exchange import read_problem, read_schedule
from ploughshare.scheduling.priority_list import priority_list
from ploughshare.scheduling.problem import Problem
from ploughshare.scheduling.schedule import Schedule
from ploughshare.scheduling.solve import Solution, Stop, solve
from ploughshare.scheduling.verify import violations
from tests.planning.small_region import Region

STOP = Stop(iterations=8)


def valley() -> Region:
    """
    A base, a road through a hazardous verge, a broken bridge, and a village behind it.

    The village has a pump that needs the substation at the base, a home that needs the
    pump, and a school on suspected ground. The mill beyond has no works.
    """
    region = Region().district("D", -1000, -5000, 20000, 5000)
    region.road("T1", (0, 0), (5000, 0), (12000, 0))
    region.team("S", "nts", people=3).team("M", "manual").team("B", "bridges")
    region.team("W", "water", "power").team("C", "building")
    region.hazard("verge", 2000, 0, 30, hazard_type="cha", evidence="direct", people_exposed=40)
    region.asset("bridge", 5000, 0, kind="bridge", service_state="out_of_service",
                 people_served=1000)  # fmt: skip
    region.works("span", "bridge", 30, trade="bridges")
    region.asset("station", 100, 50, kind="substation", people_served=3000, damage="3")
    region.works("transformer", "station", 8, trade="power")
    region.asset("pump", 9000, 100, kind="pump", people_served=900).works(
        "P", "pump", 5, trade="water"
    )
    region.asset("home", 9500, 100, kind="house", people_served=4, service_state="in_service")
    region.need("pump", "station").need("home", "pump")
    region.asset("school", 10000, 200, people_served=250).works("roof", "school", 20)
    region.hazard("yard", 10050, 200, 50, contamination="ap_mine")
    region.asset("mill", 9000, 300, kind="industry", service_state="out_of_service",
                 people_served=20)  # fmt: skip
    return region


@pytest.fixture(scope="module")
def valley_plan() -> Planned:
    return plan(valley().situation(), stop=STOP)


def test_the_schedule_passes_the_independent_verifier(valley_plan: Planned) -> None:
    problem = read_problem(valley_plan.problem)
    assert violations(problem, read_schedule(valley_plan.schedule)) == []
    assert valley_plan.plan.bound <= valley_plan.plan.objective


def test_the_order_of_the_field_holds(valley_plan: Planned) -> None:
    """The verge before the bridge, the bridge before all behind it, survey before clearance."""
    at = {item.activity: item for item in valley_plan.plan.items}
    assert at["verge.clearance"].finish < at["verge.handover"].finish <= at["span"].start
    assert at["span"].finish <= min(at["P"].start, at["yard.nts"].start)
    assert at["yard.nts"].finish <= at["yard.clearance"].start
    assert at["yard.clearance"].finish < at["yard.handover"].finish <= at["roof"].start


def test_a_home_is_served_when_its_pump_is_and_says_so(valley_plan: Planned) -> None:
    benefits = {benefit.id: benefit for benefit in valley_plan.plan.benefits}
    assert benefits["home"].step == benefits["pump"].step > 0
    assert benefits["home"].held_by == "pump"


def test_what_has_no_works_is_left_out_and_named(valley_plan: Planned) -> None:
    (row,) = valley_plan.plan.not_planned
    assert (row.record_id, row.reason, row.weight) == ("mill", "no-works", 20)


def test_every_chain_adds_up_to_its_start(valley_plan: Planned) -> None:
    made = valley_plan.plan
    for item in made.items:
        for links in (item.because, Answer(made, item.activity).chain(item)):
            assert links[0].begin == 0
            assert links[-1].end == item.start
            assert all(a.end == b.begin for a, b in pairwise(links))
            assert all(link.text for link in links)


def test_a_long_chain_is_folded_only_where_more_lies_before() -> None:
    """One builder, twelve sheds: chains of every length up to twelve tasks and their trips."""
    region = Region().team("C", "building")
    for n in range(12):
        region.asset(f"shed{n}", 400 * n, 0, kind="other", people_served=12 - n)
        region.works(f"W{n}", f"shed{n}", 3)
    made = plan(region.situation(), stop=STOP).plan
    for item in made.items:
        for links in (item.because, Answer(made, item.activity).chain(item)):
            assert links[0].begin == 0
            assert links[-1].end == item.start
            assert all(a.end == b.begin for a, b in pairwise(links))
    folded = [item for item in made.items if item.because[0].rule == "earlier"]
    assert 0 < len(folded) < len(made.items)


def test_the_chain_of_the_school_leads_back_to_the_verge(valley_plan: Planned) -> None:
    made = valley_plan.plan
    roof = next(item for item in made.items if item.activity == "roof")
    refs = [link.ref for link in Answer(made, "roof").chain(roof)]
    assert refs.index("verge.clearance") < refs.index("yard.clearance") < len(refs) - 1
    last = roof.because[-1]
    assert last.rule == "inspected_before_hand_over"
    assert [link.text for link in roof.because[-4:]] == [
        "completion report of area yard",
        "quality control of area yard: area yard is handed over when quality control has passed it",
        "corrective action on area yard, as expected",
        "hand-over of area yard: area yard lies within 50 m of the school school",
    ]
    assert roof.ready_on == next(i for i in made.items if i.activity == "yard.handover").finish_on


def test_a_verge_inherits_the_value_of_what_lies_behind_it(valley_plan: Planned) -> None:
    """1,000 over the bridge, 900 of the pump, 4 at home, 250 in school, and its own 40."""
    at = {item.activity: item for item in valley_plan.plan.items}
    verge, over = at["verge.clearance"], at["verge.handover"]
    assert (verge.value, over.value) == (0, 40)
    assert verge.inherited_value == 1000 + 900 + 4 + 250 + 40


def test_the_curve_lies_below_the_proven_limit(valley_plan: Planned) -> None:
    made = valley_plan.plan
    for point in made.curve:
        allowed = [p.weight for p in made.limit if p.step <= point.step]
        assert point.weight <= allowed[-1]
    assert made.curve[-1].weight + 20 == made.served_in_all


def test_the_same_situation_gives_the_same_plan() -> None:
    again = [plan(valley().situation(), stop=STOP) for _ in range(2)]
    documents = [plan_document(each.plan) | {"solver": None} for each in again]
    assert documents[0] == documents[1]


@pytest.mark.parametrize("rung", ["reported", "pledged", "committed", "mobilised"])
def test_contributions_below_accredited_change_nothing(valley_plan: Planned, rung: str) -> None:
    """
    A thousand deminers who are only promised are not read by the plan of record.

    Its file is the same byte for byte, but for how long the search took.
    """
    without = valley_plan.plan
    region = valley().contribution("CB-1", rung).add("claims", "C01", what="1,000 deminers")
    made = plan(region.situation(), stop=STOP)
    assert plan_bytes(replace(made.plan, solver={})) == plan_bytes(replace(without, solver={}))
    assert made.problem == valley_plan.problem


def test_teams_of_a_contribution_below_accredited_are_left_out_by_name() -> None:
    """Somebody recorded the teams of a promise: the plan is that without them, and says so."""
    kept = plan(valley().situation(), stop=STOP).plan
    region = valley().contribution("CB-1", "mobilised")
    region.team("guests", "manual", contribution="CB-1")
    made = plan(region.situation(), stop=STOP).plan
    assert made.items == kept.items
    (row,) = [each for each in made.not_planned if each.record_id == "guests"]
    assert row.reason == "not-accredited-yet"
    assert "contribution CB-1, which is mobilised" in row.text


def test_the_document_fits_its_schema_and_reads_back(valley_plan: Planned) -> None:
    schema = json.loads(
        files("ploughshare.planning").joinpath("plan.schema.json").read_text("utf-8")
    )
    data = plan_bytes(valley_plan.plan)
    jsonschema.validate(json.loads(data), schema)
    assert plan_from_bytes(data) == valley_plan.plan


def test_the_bytes_are_those_of_the_document_and_equal_reasons_are_kept_once(
    valley_plan: Planned,
) -> None:
    data = plan_bytes(valley_plan.plan)
    whole = json.dumps(plan_document(valley_plan.plan), ensure_ascii=False, separators=(",", ":"))
    assert data == whole.encode() + b"\n"

    reasons = [reason for item in plan_from_bytes(data).items for reason in item.because]
    assert len(set(reasons)) < len(reasons)
    assert len({id(reason) for reason in reasons}) == len(set(reasons))


@pytest.mark.parametrize("value", [None, "soon", ["MT-1"], 1.5])
def test_a_plan_whose_reasons_are_damaged_is_refused(valley_plan: Planned, value: object) -> None:
    document = plan_document(valley_plan.plan)
    document["items"][0]["because"][0]["from"] = value
    with pytest.raises(InputRefused, match="damaged plan"):
        plan_from_bytes(json.dumps(document).encode())


def test_what_is_no_plan_is_refused_by_name() -> None:
    for data in (
        b"{",
        b"[]",
        b'{"format": "restoration-plan/2"}',
        b'{"format": "restoration-plan/1"}',
    ):
        with pytest.raises(InputRefused, match=r"p\.json"):
            plan_from_bytes(data, "p.json")


def test_the_summary_says_what_a_director_asks(valley_plan: Planned) -> None:
    text = "\n".join(lines(valley_plan.plan))
    for part in (
        "Back in service",
        "Service-days missing",
        "What limits",
        "Not planned: 1 record, for which 20 people wait",
        "the industry mill does not serve",
        "(invented region)",
    ):
        assert part in text
    quarters = by_quarter(valley_plan.plan)
    assert quarters[0][0] == "Q1 2026"
    assert quarters[-1][1] == valley_plan.plan.curve[-1].weight


def test_an_answer_names_reasons_teams_and_neighbours(valley_plan: Planned) -> None:
    text = "\n".join(Answer(valley_plan.plan, "school").lines())
    assert "the school school back in use" in text
    text = "\n".join(Answer(valley_plan.plan, "roof").lines())
    for part in ("works roof, the school school", "C (builders)", "comes from its base", "in all",
                 "waits for  ", ": area yard lies within 50 m", "ready      for works when"):  # fmt: skip
        assert part in text
    assert "not planned" in "\n".join(Answer(valley_plan.plan, "mill").lines())
    assert "clearance of area verge" in "\n".join(Answer(valley_plan.plan, "M").lines())
    with pytest.raises(NoSuchRecord, match="says nothing about 'nowhere'"):
        Answer(valley_plan.plan, "nowhere")


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("BRIDGE", "Did you mean: bridge ("),
        ("transfomer", "Did you mean: transformer ("),
        ("the school", "roof (works roof, the school school)"),
        ("nowhere", "'plough show --as TYPE' lists ids"),
    ],
)
def test_a_name_that_is_no_id_is_answered_with_ids_that_are(
    valley_plan: Planned, name: str, meant: str
) -> None:
    with pytest.raises(NoSuchRecord) as refused:
        Answer(valley_plan.plan, name)
    assert meant in refused.value.remedy


def test_what_teams_that_leave_cannot_finish_is_set_aside_and_the_rest_planned() -> None:
    """The only builders leave after two weeks; the roof takes twenty days."""
    region = Region().asset("school", 0, 0, people_served=250).works("roof", "school", 20)
    region.asset("shed", 0, 100, kind="other", people_served=3).works("door", "shed", 2)
    region.team("C", "building", to_on=date(2026, 3, 13))
    made = plan(region.situation(), stop=STOP).plan
    assert [item.activity for item in made.items] == ["door"]
    assert [(row.record_id, row.reason) for row in made.not_planned] == [("roof", "no-time")]


def test_of_a_large_plan_all_there_is_no_time_for_is_set_aside_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """
    The only builders leave after two weeks; the roof takes twenty days, each of two doors eight.

    That the roof cannot be done is proved at once, and that one of the doors is left is found with it.
    No two problems are held at once.
    """
    drafts: list[ref[Draft]] = []

    def noted(*given: Any) -> Draft:
        assert [draft() for draft in drafts] == [None] * len(drafts)
        draft = formulate(*given)
        drafts.append(ref(draft))
        return draft

    monkeypatch.setattr(place, "LARGE", 0)
    monkeypatch.setattr(place, "formulate", noted)
    region = Region().asset("school", 0, 0, people_served=250).works("roof", "school", 20)
    for name in ("shed", "barn"):
        region.asset(name, 0, 100, kind="other", people_served=3).works(f"door {name}", name, 8)
    region.team("C", "building", to_on=date(2026, 3, 13))

    made = plan(region.situation(), stop=STOP).plan

    assert len(made.items) == 1 and made.items[0].activity.startswith("door")
    left = {row.record_id for row in made.not_planned}
    assert left == {"roof", "door shed", "door barn"} - {made.items[0].activity}
    assert {row.reason for row in made.not_planned} == {"no-time"}
    assert len(drafts) == 2


def test_needs_in_a_circle_are_named_and_the_rest_is_planned() -> None:
    region = Region().team("C", "building")
    for name, other in (("a", "b"), ("b", "a"), ("c", "a")):
        region.asset(name, 0, 0, people_served=10).works(f"works-{name}", name).need(name, other)
    region.asset("d", 0, 0, people_served=10).works("works-d", "d")
    made = plan(region.situation(), stop=STOP).plan
    assert [benefit.id for benefit in made.benefits] == ["d"]
    (row,) = made.not_planned
    assert row.reason == "needs-in-a-circle"
    assert "these need each other in a circle: the school " in row.text


def test_works_in_a_circle_are_named_and_the_rest_is_planned() -> None:
    region = Region().team("C", "building").asset("s", 0, 0).asset("t", 0, 0)
    region.works("one", "s", after=("two",)).works("two", "s", after=("one",)).works("roof", "t")
    made = plan(region.situation(), stop=STOP).plan
    assert [item.activity for item in made.items] == ["roof"]
    assert made.not_planned[0].reason == "waits-in-a-circle"


def test_what_is_under_way_says_so_as_its_reason() -> None:
    region = Region().hazard("patch", 300, 0, 40, hazard_type="cha", evidence="direct")
    region.team("M", "manual").add("tasks", "T-1", hazard="patch", activity="clearance",
                                   status="active", teams=("M",), done_share=0.4)  # fmt: skip
    item, *_ = plan(region.situation(), stop=STOP).plan.items
    assert item.continues
    assert [link.text for link in item.because] == ["under way with M under task order T-1"]


def promising() -> Region:
    """A patch of ten days under way, a ditch that is issued, a pond that is suspended, a mill's roof."""
    region = Region().team("M", "manual").team("N", "manual").team("C", "building")
    for name in ("patch", "ditch", "pond"):
        region.hazard(name, 300, 0, 40, hazard_type="cha", evidence="direct", vegetation="none",
                      contamination="uxo")  # fmt: skip
    region.asset("mill", 9000, 0, kind="industry", damage="3").works("roof", "mill", 4)
    region.order("T1", "patch", "active", teams=("M",), promised_on=date(2026, 4, 30),
                 promised_to="the mayor", expires_on=date(2026, 2, 27))  # fmt: skip
    region.order("T2", "ditch", "issued", promised_on=date(2026, 3, 16))
    region.order("T3", "pond", "suspended", promised_on=date(2026, 3, 2), reason="no entry")
    region.add("tasks", "T4", works="roof", activity="works", status="proposed",
               promised_on=date(2026, 3, 6), promised_to="the miller")  # fmt: skip
    return region.order("T5", "pond", "closed", promised_on=date(2026, 3, 2))


def test_each_promise_is_told_with_the_day_that_keeps_or_breaks_it() -> None:
    made = plan(promising().situation(), stop=STOP).plan
    told = {promise.task: promise for promise in made.promises}
    assert [promise.task for promise in made.promises] == ["T3", "T4", "T2", "T1"]
    assert [told[name].kept for name in ("T1", "T2", "T3", "T4")] == [True, False, False, True]
    item = next(item for item in made.items if item.activity == "ditch.handover")
    assert told["T2"].planned_on == item.finish_on > date(2026, 3, 16)
    assert told["T3"].why == "work on area pond is suspended: no entry"
    said = list(lines(made))
    assert said[said.index("Promises: 2 of 4 kept") + 1] == "  T3, hand-over of area pond"
    text = "\n".join(said)
    assert "promised to the miller for Fri 6 Mar 2026: kept, planned for Fri 6 Mar 2026" in text
    assert "promised for Mon 16 Mar 2026: " in "\n".join(Answer(made, "ditch").lines())

    schema = json.loads((files("ploughshare.planning") / "plan.schema.json").read_text("utf-8"))
    jsonschema.validate(plan_document(made), schema)
    assert plan_from_bytes(plan_bytes(made)) == made


def test_taking_a_team_off_is_done_only_if_asked_and_told_with_its_price() -> None:
    """
    One team stands on a field of 25 days for five people; the pump's ground for 900 is ordered too.

    Kept there, the pump waits 25 days; taken off, it waits none, and the promise of the field breaks.
    """
    region = Region().team("M", "manual")
    for name, size, people in (("field", 63.3, 5), ("pump", 40, 900)):
        region.hazard(name, 300, 0, size, hazard_type="cha", evidence="direct", vegetation="none",
                      contamination="uxo", people_exposed=people)  # fmt: skip
    region.order("T1", "field", "active", teams=("M",), promised_on=date(2026, 5, 8))
    region.order("T2", "pump", "issued", issued_on=date(2026, 1, 12))
    situation = region.situation()
    kept = plan(situation, stop=STOP).plan
    moved = plan(situation, stop=STOP, take_off=["T1"]).plan
    assert kept.taken_off is None
    cleared = ["field.clearance", "pump.clearance"]
    assert [i.activity for i in kept.items if i.activity in cleared] == cleared
    assert [i.activity for i in moved.items if i.activity in cleared] == cleared[::-1]
    assert not any(item.continues for item in moved.items)
    told = moved.taken_off
    assert told is not None
    assert (told.tasks, told.kept_objective, told.breaks) == (("T1",), kept.objective, ("T1",))
    fewer = moved.service_days(kept.objective - moved.objective)
    assert fewer > 900 * 20
    head = next(line for line in lines(moved) if line.startswith("Taken off task order T1"))
    assert head.endswith(f"{amount(fewer)} service-days fewer missing than where the teams stay")
    assert plan_from_bytes(plan_bytes(moved)) == moved
    schema = json.loads((files("ploughshare.planning") / "plan.schema.json").read_text("utf-8"))
    jsonschema.validate(plan_document(moved), schema)


def test_searches_that_follow_each_other_share_the_time_that_is_left() -> None:
    course = Course(Stop(seconds=60.0, origin=time.monotonic() - 20))
    first, last = course.part(2).stop, course.part(1).stop
    assert first.seconds == pytest.approx(40, abs=5)
    assert (last.seconds, last.origin) == (60.0, first.origin)
    assert Course(STOP).part(3).stop == begun(STOP) == STOP
    assert begun(Stop(seconds=60.0)).origin == pytest.approx(time.monotonic(), abs=5)


def test_an_order_past_its_day_goes_on_and_the_plan_says_so() -> None:
    made = plan(promising().situation(), stop=STOP).plan
    assert next(item for item in made.items if item.activity == "patch.clearance").continues
    (row,) = [row for row in made.assumptions if "past their day" in row.what]
    assert (row.what, row.used) == ("task orders past their day taken as extended: T1", 1)


def test_work_without_an_order_says_what_it_waits_for() -> None:
    region = Region().team("S", "nts").team("M", "manual")
    region.hazard("orchard", 300, 0, people_exposed=12)
    made = plan(region.situation(), stop=STOP).plan
    first = made.items[0]
    assert (first.activity, first.start_on) == ("orchard.nts", date(2026, 3, 16))
    (link,) = first.because
    assert (link.begin, link.end, link.rule) == (0, 40, "task_orders_take_their_time")
    assert link.text.startswith("non-technical survey of area orchard has no task order yet")
    (lead,) = [row for row in made.assumptions if "pre-start visit" in row.what]
    assert (lead.value, lead.low, lead.high, lead.moves) == ("10 days", "5 days", "15 days", 12)
    assert any("task orders, clearance plans and pre-start" in said for said in made.limits)


def test_the_chain_of_works_names_the_stage_of_preparation_that_is_open() -> None:
    """Nothing to clear, builders idle: the roof waits for its tender and for its builder to come."""
    region = Region().team("C", "building").asset("school", 0, 100, people_served=250)
    region.works("roof", "school", 20, preparation="procurement",
                 preparation_since=date(2026, 2, 9))  # fmt: skip
    made = plan(region.situation(), stop=STOP).plan
    (item,) = made.items
    assert item.start_on == date(2026, 5, 4)
    assert [(r.begin, r.end, r.rule, r.text) for r in item.because] == [
        (0, 140, "works_are_prepared_first",
         "tender and procurement of works roof, 50 working days in all"),
        (140, 180, "works_are_prepared_first",
         "mobilisation of works roof, 10 working days in all"),
    ]  # fmt: skip
    text = "\n".join(Answer(made, "roof").lines())
    assert "35 working days   tender and procurement of works roof" in text
    assert any("design, permits, procurement and mobilisation" in said for said in made.limits)
    (tender,) = [row for row in made.assumptions if row.what.startswith("tender and procurement")]
    assert (tender.value, tender.low, tender.high, tender.moves) == (
        "50 days", "25 days", "80 days", 250
    )  # fmt: skip


def test_roads_that_wait_for_each_other_are_opened_and_the_plan_says_so() -> None:
    """
    Two broken bridges, each on the ground of a hazard that lies behind the other: what
    closes the circle is taken as reached, and stands among the assumptions.
    """
    region = Region().road("T1", (0, 0), (9000, 0)).team("M", "manual", "bridges")
    for name, x, hazard_x in (("near", 3000, 6010), ("far", 6000, 3010)):
        region.asset(name, x, 0, kind="bridge", service_state="out_of_service")
        region.works(f"span-{name}", name, trade="bridges")
        region.hazard(f"bank-{name}", hazard_x, 0, 30, hazard_type="cha", evidence="direct")
    region.works("props", "near", trade="bridges", after=("span-far",))
    made = plan(region.situation(), stop=STOP).plan
    assert not made.not_planned
    (row,) = [row for row in made.assumptions if "in a circle" in row.what]
    sites = "works span-far, the bridge far; clearance of area bank-near"
    assert row.what.endswith(f"in a circle: {sites}")
    assert row.used == 2


def test_preparation_that_runs_beside_clearance_is_told_beside_the_chain() -> None:
    """The yard takes its surveyor and its clearer longer than the tender has left."""
    region = Region().team("S", "nts").team("M", "manual").team("C", "building")
    region.asset("school", 0, 0, people_served=250).hazard("yard", 20, 0, 160)
    region.works("roof", "school", 20, preparation="procurement",
                 preparation_since=date(2026, 1, 5))  # fmt: skip
    made = plan(region.situation(), stop=STOP).plan
    roof = next(item for item in made.items if item.activity == "roof")
    assert not any(link.rule == "works_are_prepared_first" for link in roof.because)
    assert [(link.begin, link.end) for link in roof.preparation] == [(0, 40), (40, 80)]
    assert roof.start > 80
    text = "\n".join(Answer(made, "roof").lines())
    assert "prepared   beside that, for a first builder's day on Mon 30 Mar 2026" in text
    schema = json.loads((files("ploughshare.planning") / "plan.schema.json").read_text("utf-8"))
    jsonschema.validate(plan_document(made), schema)
    assert plan_from_bytes(plan_bytes(made)) == made


def ford() -> Region:
    """Builders at a broken bridge: a pontoon first, a span later; a pump behind it."""
    region = Region().road("T1", (0, 0), (6000, 0)).team("C", "building").team("D", "water")
    region.asset("bridge", 3000, 0, kind="bridge", service_state="out_of_service")
    region.works("pontoon", "bridge", 5, works_type="temporary", preparation="ready")
    region.works("span", "bridge", 30, works_type="rebuild", prepared_on=date(2026, 6, 1))
    region.asset("pump", 5000, 20, kind="pump", people_served=90)
    return region.works("pipes", "pump", 10, trade="water").need("pump", "bridge")


def test_a_bridge_serves_in_part_from_its_pontoon_on_and_counts_once() -> None:
    made = plan(ford().situation(), stop=STOP).plan
    told = {benefit.id: benefit for benefit in made.benefits}
    assert sum(b.weight for b in made.benefits if b.record_id == "bridge") == 1000
    assert (told["bridge.first"].weight, told["bridge"].weight) == (600, 400)
    assert told["bridge.first"].on < told["pump"].on < date(2026, 6, 1) < told["bridge"].on
    assert made.n_benefits == 2
    first = told["bridge.first"]
    assert next(p.weight for p in made.curve if p.step == first.step) == 600
    assert made.curve[-1].weight == made.served_in_all == 1090
    assert f"{len(made.items)} items, 2 benefits (1 in part first)" in "\n".join(lines(made))
    text = "\n".join(Answer(made, "bridge").lines())
    assert "for 400 people more" in text
    days = [wording.believed(told[n].on, date(2026, 3, 2)) for n in ("bridge.first", "bridge")]
    assert f"the bridge bridge back in use in part from {days[0]}; in full from {days[1]}" in text
    moves = {row.what: (row.used, row.moves) for row in made.assumptions}
    assert moves["people served by a bridge where nobody counted"] == (1, 1000)
    assert moves["share of its service that an asset gives by temporary works"] == (1, 1000)

    schema = json.loads((files("ploughshare.planning") / "plan.schema.json").read_text("utf-8"))
    jsonschema.validate(plan_document(made), schema)
    assert plan_from_bytes(plan_bytes(made)) == made


def test_what_is_left_of_a_service_counts_as_waiting_where_only_its_first_part_is_planned() -> None:
    """Nobody rebuilds the bridge: 600 come with the pontoon, 400 wait."""
    region = ford()
    span = next(r for r in region.records["works"] if r.id == "span")
    region.records["works"].remove(span)
    region.works("span", "bridge", 30, works_type="rebuild", trade="bridges")
    made = plan(region.situation(), stop=STOP).plan
    assert {b.id: b.weight for b in made.benefits} == {"bridge.first": 600, "pump": 90}
    (row,) = made.not_planned
    assert (row.record_id, row.weight) == ("span", 400)
    assert made.served_in_all == 1090
    assert "the rest is not planned" in "\n".join(Answer(made, "bridge").lines())


def test_emergency_works_that_are_done_serve_a_share_today() -> None:
    region = Region().team("C", "building")
    region.asset("school", 0, 0, people_served=250, service_state="limited")
    region.works("sheets", "school", works_type="emergency", status="done").works("roof", "school")
    made = plan(region.situation(), stop=STOP).plan
    assert (made.served_today, made.served_in_all) == (100, 250)
    assert [(b.id, b.weight, b.part) for b in made.benefits] == [("school", 150, "rest")]


def test_without_anything_to_do_there_is_an_empty_plan() -> None:
    region = Region().team("C", "building").asset("s", 0, 0, service_state="in_service")
    made: Plan = plan(region.situation(), stop=STOP).plan
    assert made.items == ()
    assert made.objective == made.bound == 0
    assert "nothing" in "\n".join(lines(made))


def test_a_plan_of_nothing_compares_nothing() -> None:
    """What is out of use for want of works is told; no figure of it is a success."""
    region = Region().team("C", "building").asset("s", 0, 0, service_state="out_of_service")
    said = "\n".join(lines(plan(region.situation(), stop=STOP).plan))
    assert "Nothing comes back by this plan" in said
    assert "Not planned: 1 record" in said
    assert "no plan with these teams" not in said


def test_one_more_team_of_each_kind_is_estimated_most_first(valley_plan: Planned) -> None:
    made = valley_plan.plan
    kinds = {row.kinds for row in made.one_more_team}
    assert kinds == {("nts",), ("manual",), ("bridges",), ("water", "power"), ("building",)}
    highest = [row.highest for row in made.one_more_team]
    assert highest == sorted(highest, reverse=True)
    assert all(0 <= row.lowest <= row.highest < made.objective for row in made.one_more_team)
    assert all(bool(row.why_nothing) == (row.highest == 0) for row in made.one_more_team)
    said = list(lines(made))
    at = said.index(
        "What one more team would change: service-days fewer over the whole plan, no promise"
    )
    assert len(said[at:]) > 6


def test_a_plan_of_an_earlier_version_says_nothing_about_more_teams(valley_plan: Planned) -> None:
    document = plan_document(valley_plan.plan)
    del document["one_more_team"], document["promises"]
    schema = json.loads((files("ploughshare.planning") / "plan.schema.json").read_text("utf-8"))
    jsonschema.validate(document, schema)
    old = plan_from_bytes(json.dumps(document).encode())
    assert old.one_more_team == ()
    assert not any("one more team" in said for said in lines(old))


def test_compiling_comes_first_and_takes_no_time_from_the_plan(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The list by priority is compiled too: nothing runs before it is told that this takes time."""
    began: list[object] = []

    def compiled(tell: object) -> float:
        began.append("compiled")
        return 70.0

    def noted(problem: Problem, *, keep: bool) -> Schedule:
        began.append("listed")
        return priority_list(problem, keep=keep)

    def solved(*given: Any, stop: Stop, **more: Any) -> Solution:
        began.append(stop.origin)
        return solve(*given, stop=stop, **more)

    monkeypatch.setattr(place, "compile_once", compiled)
    monkeypatch.setattr(place, "priority_list", noted)
    monkeypatch.setattr(place, "solve", solved)

    plan(valley().situation(), stop=Stop(iterations=1, origin=1000.0))

    assert began[:3] == ["compiled", "listed", 1070.0]
