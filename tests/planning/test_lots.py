"""Lots in plans: what waits for which part of an area, and what a plan tells of it."""

import json
from datetime import date
from importlib.resources import files

import jsonschema
import pytest
from shapely import Point

from ploughshare.fields import Record, Value
from ploughshare.planning.answer import Answer
from ploughshare.planning.document import plan_bytes
from ploughshare.planning.measures import Measure, under
from ploughshare.planning.plan import Plan, plan
from ploughshare.planning.plan_reading import plan_from_bytes
from ploughshare.planning.programme import Programme
from ploughshare.planning.replan import replan
from ploughshare.planning.rules import Rule, ground, measures
from ploughshare.planning.statements import SetAside, Way
from ploughshare.planning.terrain import Terrain
from ploughshare.scheduling.solve import Stop
from tests.planning.small_region import Region, on_the_globe

STOP = Stop(iterations=8)


def crossing() -> Region:
    """A bridge and the road over it in a suspected plain of 36 ha, and a pump 2 km beyond."""
    region = Region().road("T1", (0, 0), (6000, 0)).team("S", "nts").team("B", "bridges", "water")
    region.team("M", "manual").team("N", "manual")
    region.hazard("plain", 3250, 0, 600, contamination="ap_mine")
    region.asset("bridge", 3000, 0, kind="bridge", service_state="out_of_service",
                 people_served=1000)  # fmt: skip
    region.works("span", "bridge", 10, trade="bridges")
    region.asset("pump", 5600, 20, kind="pump", people_served=900)
    return region.works("P", "pump", 5, trade="water")


@pytest.fixture(scope="module")
def crossing_plan() -> Plan:
    return plan(crossing().situation(), stop=STOP).plan


def test_a_bridge_approach_is_released_long_before_the_rest(crossing_plan: Plan) -> None:
    at = {item.activity: item for item in crossing_plan.items}
    approach, whole = at["plain.handover.assets/bridge"], at["plain.handover"]
    assert approach.name.endswith(" m2 of area plain for the bridge bridge")
    assert approach.lot == "plain.assets/bridge"
    assert approach.finish * 10 < whole.finish
    assert approach.finish <= at["span"].start < 2 * approach.finish
    assert whole.activity_kind == "handover"
    assert whole.finish == max(i.finish for i in crossing_plan.items if i.record_id == "plain")


def test_an_answer_names_the_lot_as_an_order_for_it_does(crossing_plan: Plan) -> None:
    text = "\n".join(Answer(crossing_plan, "plain.clearance.assets/bridge").lines())
    assert "  lot        plain.assets/bridge" in text
    assert "  depth      50 cm, as the bridge bridge needs it" in text


def test_the_sentence_names_the_square_metres_that_hold_the_works(crossing_plan: Plan) -> None:
    span = next(item for item in crossing_plan.items if item.activity == "span")
    m2 = {lot.id: lot.m2 for lot in crossing_plan.lots}["plain.assets/bridge"]
    assert 2_800 < m2 < 2_900
    assert "plain.handover.assets/bridge" in span.waits_for
    text = "\n".join(Answer(crossing_plan, "span").lines())
    assert f"{m2:,} m2 of area plain" in text
    assert span.because[-1].rule == "nobody_builds_beside_clearance"


def test_what_lies_behind_waits_for_the_road_and_not_for_the_plain(crossing_plan: Plan) -> None:
    at = {item.activity: item for item in crossing_plan.items}
    approach, here, beyond = (
        f"plain.handover.{lot}" for lot in ("assets/bridge", "roads/T1", "roads/T1~2")
    )
    assert set(at["P"].waits_for) == {approach, here, beyond, "span"}
    assert set(at["span"].waits_for) == {approach, here}
    assert at[here].name == "hand-over of 640 m2 of area plain for T1"


def test_the_lots_of_a_plan_add_up_and_are_told(crossing_plan: Plan) -> None:
    area = crossing().situation().hazards["plain"].area_m2
    assert area is not None
    lots = crossing_plan.lots
    assert sum(lot.m2 for lot in lots) == round(area)
    needed = [lot.needed_by for lot in lots if lot.needed_by]
    assert needed == [("assets/bridge", "roads/T1"), ("roads/T1",), ("roads/T1",)]
    assert {lot.activity for lot in lots} <= {item.activity for item in crossing_plan.items}


def test_lots_stand_in_the_file_and_are_read_back(crossing_plan: Plan) -> None:
    schema = json.loads(
        files("ploughshare.planning").joinpath("plan.schema.json").read_text("utf-8")
    )
    data = plan_bytes(crossing_plan)
    document = json.loads(data)
    jsonschema.validate(document, schema)
    assert plan_from_bytes(data) == crossing_plan
    told = document["lots"][0]
    assert told["needed_by"] == [{"type": "assets", "id": "bridge"}, {"type": "roads", "id": "T1"}]
    assert told["id"] in {item.get("lot") for item in document["items"]}
    del document["lots"]
    assert plan_from_bytes(json.dumps(document).encode()).lots == ()


def test_the_work_on_all_lots_is_that_on_the_whole() -> None:
    """Cut or not, survey cancels and reduces the same share of each square metre; nobody digs."""
    region = crossing().team("T", "ts")
    region.records["works"] = [
        Record("works", works.id, {**works.values, "depth_cm": 0})
        for works in region.records["works"]
    ]
    cut_up, whole = region.programme(), region.whole().programme()
    assert len(whole.pieces["plain"]) == 1

    def days(programme: Programme, rule: Rule) -> float:
        ways = [way for way in rule(programme) if isinstance(way, Way)]
        return sum(w.days for w in ways if list(w.teams) in (["manual"], ["ts"]) and
                   set(w.teams.values()) == {1})  # fmt: skip

    for rule in (ground.machines_never_alone, ground.survey_takes_its_time):
        assert days(cut_up, rule) == pytest.approx(days(whole, rule), rel=1e-4)
    surveys = [a.kind for a in cut_up.of_hazard["plain"] if a.kind in {"nts", "ts"}]
    assert surveys.count("nts") == 1
    assert surveys.count("ts") == len(cut_up.lots["plain"])


def test_areas_with_an_order_small_ones_and_points_stay_whole() -> None:
    region = crossing().order("T", "plain", "issued")
    region.hazard("patch", 5600, 20, 30, hazard_type="cha", evidence="direct")
    region.add("hazards", "item", on_the_globe(Point(5600, 30)), name="item", reported_m2=90_000.0)
    programme = region.programme()
    assert programme.lots == {}
    assert [a.id for a in programme.released_by("patch", "pump")] == ["patch.handover"]
    assert [a.id for a in programme.road_released_by("plain")] == ["plain.handover"]


def test_an_order_for_survey_or_a_closed_one_keeps_nothing_whole() -> None:
    region = crossing().order("T", "plain", "closed")
    region.add("tasks", "U", hazard="plain", activity="nts", status="active", teams=("S",))
    programme = region.programme()
    assert "plain" in programme.lots
    (under_way,) = programme.orders_of
    assert under_way == "plain.nts"


@pytest.mark.parametrize(("before", "now"), [("proposed", "closed"), ("closed", "issued")])
def test_a_last_plan_that_cut_an_area_otherwise_is_planned_on_from(before: str, now: str) -> None:
    last = plan(crossing().order("T", "plain", before).situation(), stop=STOP).plan
    situation = crossing().order("T", "plain", now).situation()
    made = replan(situation, last, stop=STOP)
    at = {item.activity: item for item in made.planned.plan.items}
    assert bool(made.planned.plan.lots) is not bool(last.lots)
    assert at["span"].finish <= at["P"].start
    assert at["plain.handover"].finish > 0


def test_a_stop_on_an_area_stops_every_lot() -> None:
    situation = under(crossing().situation(), [Measure("hazard", "plain", "accident")])
    programme = Programme(Terrain(situation))
    (stopped,) = measures.stop_work(programme)
    assert isinstance(stopped, SetAside)
    assert set(stopped.activities) == {a.id for a in programme.of_hazard["plain"]}


def ordered(**order: object) -> Region:
    """The crossing with an order for its bridge's lot, to M's operator; the plain is confirmed."""
    region = crossing()
    (plain,) = region.records["hazards"]
    values = {**plain.values, "hazard_type": "cha", "evidence": "direct"}
    region.records["hazards"] = [Record("hazards", "plain", values, plain.geometry)]
    teams = [Record(t.record_type, t.id, {**t.values, "organisation": t.id}, t.geometry)
             for t in region.records["teams"]]  # fmt: skip
    region.records["teams"] = teams
    given: dict[str, Value] = {"lot": "plain.assets/bridge", "organisation": "M"}
    return region.order("TO", "plain", **(given | order))  # type: ignore[arg-type]


def test_an_order_for_a_lot_is_for_that_lot_and_leaves_the_others() -> None:
    """M stands on the approach and has done half; everybody may clear the rest, under no order."""
    region = ordered(status="active", teams=("M",), done_share=0.5)
    programme = region.programme()
    assert {name: [o.id for o in orders] for name, orders in programme.orders_of.items()} == {
        "plain.clearance.assets/bridge": ["TO"]
    }
    whole = {lot.id: lot.m2 for lot in ordered(status="proposed").programme().lots["plain"]}
    assert {lot.id: lot.m2 for lot in programme.lots["plain"]} == whole
    assert sum(whole.values()) == round(programme.situation.hazards["plain"].area_m2 or 0)
    made = plan(region.situation(), stop=STOP).plan
    at = {item.activity: item for item in made.items}
    approach = at["plain.clearance.assets/bridge"]
    assert approach.continues
    assert [role.team for role in approach.teams] == ["M"]
    alone = plan(crossing().situation(), stop=STOP).plan
    before = next(i for i in alone.items if i.activity == approach.activity)
    assert approach.finish - approach.start < before.finish - before.start
    others = [i for i in made.items if i.activity_kind == "clearance" and i is not approach]
    assert {role.team for item in others for role in item.teams} >= {"N"}


def test_the_promise_of_an_order_for_a_lot_is_kept_with_its_hand_over() -> None:
    region = ordered(status="issued", promised_on=date(2026, 12, 1), promised_to="Mayor")
    programme = region.programme()
    order = programme.situation.tasks["TO"]
    promised = programme.promised_with(order)
    assert promised is not None
    assert promised.id == "plain.handover.assets/bridge"
    made = plan(region.situation(), stop=STOP).plan
    (promise,) = made.promises
    assert promise.kept
    (clearance,) = [i for i in made.items if i.activity == "plain.clearance.assets/bridge"]
    assert [role.team for role in clearance.teams] == ["M"]


def test_what_orders_for_a_lot_have_done_is_taken_off_its_own_ground_only() -> None:
    """Of some 2,800 m2 a thousand are done; the other lots have all their ground to go."""
    done = {w.activity: w.days for w in ground.machines_never_alone(
        ordered(status="issued", done_m2=1000).programme())}  # fmt: skip
    none = {w.activity: w.days for w in ground.machines_never_alone(
        ordered(status="issued").programme())}  # fmt: skip
    m2 = {lot.id: lot.m2 for lot in ordered(status="issued").programme().lots["plain"]}
    left = {name: done[name] / none[name] for name in none}
    share = left.pop("plain.clearance.assets/bridge")
    assert share == pytest.approx(1 - 1000 / m2["assets/bridge"])
    assert set(left.values()) == {1.0}


def test_on_a_lot_under_clearance_its_surveys_are_done() -> None:
    region = crossing().team("T", "ts").order("TO", "plain", "active", lot="assets/bridge",
                                              teams=("M",))  # fmt: skip
    kinds = {
        piece.lot.id: [a.kind for a in piece.activities]
        for piece in region.programme().pieces["plain"]
        if piece.lot is not None
    }
    assert kinds["assets/bridge"] == ["clearance", "control", "handover"]
    assert kinds["rest/1"] == ["nts", "ts", "clearance", "control", "handover"]


def test_a_lot_under_technical_survey_is_surveyed_to_its_last_square_metre() -> None:
    """Nobody visits it any more to cancel a part of it, as on the other lots."""
    region = crossing().team("T", "ts")
    region.add("tasks", "TO", hazard="plain", activity="ts", status="active", lot="assets/bridge",
               teams=("T",))  # fmt: skip
    programme = region.programme()
    days = {w.activity: w.days for w in ground.survey_takes_its_time(programme)}
    share = programme.situation.figure("survey.nts.cancelled_share")
    per_m2 = {lot.id: days[f"plain.ts.{lot.id}"] / lot.m2 for lot in programme.lots["plain"]}
    under_way = per_m2.pop("assets/bridge")
    assert {round(each / under_way, 9) for each in per_m2.values()} == {1 - share}
    assert sum(name.startswith("plain.nts") for name in days) == 1


def test_an_order_for_a_lot_that_is_suspended_leaves_the_others() -> None:
    programme = ordered(status="suspended", reason="the owner refuses entry").programme()
    (aside,) = programme.standing_still
    assert aside.reason == "suspended"
    assert set(aside.activities) == {
        f"plain.{kind}.assets/bridge" for kind in ("clearance", "control", "handover")
    }


def test_an_order_for_a_lot_that_nobody_knows_is_for_so_many_square_metres() -> None:
    region = ordered(status="issued", lot="assets/ferry", scope_m2=2000)
    programme = region.programme()
    assert programme.lots == {}
    assert [a.id for a in programme.of_hazard["plain"]][:2] == [
        "plain.clearance.TO", "plain.clearance",
    ]  # fmt: skip
    made = plan(region.situation(), stop=STOP).plan
    (row,) = [row for row in made.assumptions if "for lots that" in row.what]
    assert row.what.endswith("taken as orders for so many square metres: TO")
