"""Replanning: what people already work by stays, and what changes is told first."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ploughshare.errors import CallError
from ploughshare.planning import order_days
from ploughshare.planning.last_plan import LastPlan, Late
from ploughshare.planning.measures import Measure, under
from ploughshare.planning.order_days import OrderDays
from ploughshare.planning.plan import Plan, plan
from ploughshare.planning.plan_change_text import lines
from ploughshare.planning.replan import Replanned, replan
from ploughshare.planning.rules import statements
from ploughshare.planning.statements import Kept, Statement
from ploughshare.scheduling.exchange import read_problem, read_schedule
from ploughshare.scheduling.solve import Stop
from ploughshare.scheduling.verify import violations
from tests.planning.small_region import MONDAY, Region

pytestmark = pytest.mark.usefixtures("brief_proof")

STOP = Stop(iterations=8)
NEXT_MONDAY = MONDAY + timedelta(weeks=1)


def street() -> Region:
    """Six sheds along a street, two builders, each shed with works of a few days."""
    region = Region().team("A", "building").team("B", "building")
    region.add("organisations", "O", name="operator O")
    for n in range(6):
        region.asset(f"shed{n}", 400 * n, 0, kind="other", people_served=60 - n)
        region.works(f"W{n}", f"shed{n}", 3 + n)
    return region


def ordered(region: Region, made: Plan, works: str, **values: object) -> Region:
    """An order issued for works to the teams that the plan has do them."""
    item = next(item for item in made.items if item.activity == works)
    teams = tuple(role.team for role in item.teams)
    given: dict[str, object] = {"works": works, "activity": "works", "status": "issued"}
    return region.add("tasks", f"TO-{works}", teams=teams, **(given | values))  # type: ignore[arg-type]


def again(region: Region, last: Plan) -> Replanned:
    made = replan(region.situation(), last, stop=STOP)
    assert (
        violations(read_problem(made.planned.problem), read_schedule(made.planned.schedule)) == []
    )
    return made


def test_nothing_changes_where_nothing_happened() -> None:
    last = plan(street().situation(), stop=STOP).plan
    made = again(street(), last)
    assert made.change.teams_unchanged == len(made.change.teams) == 2
    assert made.change.kept_share == 1
    assert not (made.change.later or made.change.earlier or made.change.no_longer)
    assert "Nothing changes for 2 of 2 teams." in "\n".join(lines(made.change))


def test_an_issued_order_keeps_its_team_and_its_day_whatever_it_would_bring_to_move_it() -> None:
    """A new clinic for ten thousand people would take every builder at once."""
    last = plan(street().situation(), stop=STOP).plan
    first = [item for item in last.items if item.start_on == MONDAY]
    region = street()
    for each in first:
        ordered(region, last, each.activity)
    region.asset("clinic", 100, 100, kind="clinic", people_served=10_000)
    region.works("C", "clinic", 20)
    made = again(region, last)
    now = {item.activity: item for item in made.planned.plan.items}
    assert [(now[i.activity].start, now[i.activity].teams) for i in first] == [
        (i.start, i.teams) for i in first
    ]
    assert made.change.orders == made.change.orders_on_their_day == 2
    assert now["C"].start >= min(i.finish for i in first)
    reason = now[first[0].activity].because[-1]
    assert reason.rule == "issued_orders_stay"
    assert f"task order TO-{first[0].activity} is issued" in reason.text


def test_an_order_whose_team_has_left_is_named_with_its_reason() -> None:
    last = plan(street().situation(), stop=STOP).plan
    region = ordered(street(), last, "W5")
    (team,) = [r.team for i in last.items if i.activity == "W5" for r in i.teams]
    region.records["teams"] = [
        replace(r, values={**r.values, "to_on": MONDAY + timedelta(days=1)}) if r.id == team else r
        for r in region.records["teams"]
    ]
    made = again(region, last)
    (text,) = made.change.orders_not_kept
    assert text.startswith("task order TO-W5 cannot stay with its teams and day")
    assert "its teams leave before it is done" in text
    assert made.change.orders == 1
    assert made.change.orders_kept == 0


def test_an_order_begins_later_only_where_its_team_is_away() -> None:
    last = plan(street().situation(), stop=STOP).plan
    first = next(item for item in last.items if item.start == 0)
    region = ordered(street(), last, first.activity)
    region.add("availability", "L1", team=first.teams[0].team, from_on=MONDAY,
               to_on=MONDAY + timedelta(days=1), reason="illness")  # fmt: skip
    made = again(region, last)
    now = next(i for i in made.planned.plan.items if i.activity == first.activity)
    assert now.teams == first.teams
    assert now.start_on == MONDAY + timedelta(days=2)
    assert (made.change.orders_kept, made.change.orders_on_their_day) == (1, 0)


def test_an_order_that_must_begin_later_does_not_wait_for_what_its_team_would_do_before_it() -> (
    None
):
    """The bridge takes a day longer, the ford in front of the mill six weeks, and the pump is ordered."""
    region = Region().road("T", (0, 0), (6000, 0)).road("U", (0, 0), (-6000, 0))
    region.team("A", "building").team("B", "bridges").team("C", "plant")
    region.asset("span", 3000, 0, kind="bridge", service_state="out_of_service")
    region.works("deck", "span", 8, trade="bridges")
    region.asset("ford", -3000, 0, kind="culvert", service_state="out_of_service")
    region.works("pipe", "ford", 3, trade="plant")
    region.asset("pump", 5000, 0, kind="pump", people_served=900).works("pipes", "pump", 2)
    region.asset("mill", -5000, 0, kind="industry", people_served=900).works("roof", "mill", 2)
    last = plan(region.situation(), stop=STOP).plan
    before = {item.activity: item for item in last.items}
    assert before["roof"].finish <= before["deck"].finish <= before["pipes"].start
    ordered(region, last, "pipes")
    for team, days in (("B", 1), ("C", 42)):
        until = MONDAY + timedelta(days=days - 1)
        region.add("availability", f"L-{team}", team=team, from_on=MONDAY, to_on=until)
    made = again(region, last)
    now = {item.activity: item for item in made.planned.plan.items}
    assert made.change.orders_kept == made.change.orders == 1
    assert before["pipes"].start < now["pipes"].start < now["roof"].start
    assert now["pipes"].start_on <= before["pipes"].start_on + timedelta(days=3)


def test_a_late_order_begins_when_all_before_it_is_done_and_in_its_turn_only_where_it_must(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is ready ten steps after its own, its turn comes a hundred after that; it may be late again."""
    last = plan(street().situation(), stop=STOP).plan
    programme = ordered(street(), last, "W5").programme()
    before = LastPlan(last.items, frozenset(), last.calendar, last.calendar)
    said = (*statements(programme), *before.orders(programme))
    own = next(item.start for item in last.items if item.activity == "W5")
    late = {"W5": Late(begins=own + 110, ready=own + 10)}
    for answers, more in (([late, {}], 10), ([late, late, {}], 110), ([late, late, late], 110)):
        left = iter(answers)
        monkeypatch.setattr(LastPlan, "carried", lambda *_, left=left: next(left))
        days = OrderDays(before, programme, said)
        monkeypatch.setattr(order_days, "formulate", lambda _, said: _Given(said))
        days.find()
        assert [s.start for s in days.said if isinstance(s, Kept)] == [own + more]
        assert next(left, None) is None


class _Given:
    """A draft in which every order that is said is kept."""

    def __init__(self, said: Iterable[Statement]) -> None:
        self.kept = {s.activity: s for s in said if isinstance(s, Kept)}


def test_an_order_that_names_other_teams_than_the_plan_is_done_by_them_on_its_day() -> None:
    last = plan(street().situation(), stop=STOP).plan
    (team,) = [r.team for i in last.items if i.activity == "W4" for r in i.teams]
    region = ordered(street(), last, "W4")
    other = "B" if team == "A" else "A"
    region.records["tasks"] = [
        replace(r, values={**r.values, "teams": (other,)}) for r in region.records["tasks"]
    ]
    made = again(region, last)
    assert (made.change.orders, made.change.orders_kept) == (1, 1)
    assert made.change.orders_not_kept == ()
    now = next(item for item in made.planned.plan.items if item.activity == "W4")
    assert [role.team for role in now.teams] == [other]
    assert f"task order TO-W4 is issued: {other}" in now.because[-1].text


def test_an_order_that_names_a_team_which_cannot_do_it_is_left_to_the_rules() -> None:
    last = plan(street().situation(), stop=STOP).plan
    region = ordered(street().team("S", "nts"), last, "W4")
    region.records["tasks"] = [
        replace(r, values={**r.values, "teams": ("S",)}) for r in region.records["tasks"]
    ]
    (text,) = again(region, last).change.orders_not_kept
    assert "it names S, of which not all can do what the last plan had" in text


def test_the_report_says_who_does_what_else() -> None:
    """The first works take three weeks more: what its team had next moves or changes hands."""
    last = plan(street().situation(), stop=STOP).plan
    region = street()
    region.records["works"] = [
        replace(r, values={**r.values, "quantity": 18.0}) if r.id == "W0" else r
        for r in region.records["works"]
    ]
    change = again(region, last).change
    assert change.teams_unchanged < 2
    assert change.later
    text = "\n".join(lines(change))
    assert "Later than in the last plan" in text
    assert "working days later" in text or "working day later" in text
    assert change.document()["assignments"] == change.assignments


def test_a_promise_that_breaks_is_told_with_whom_it_was_given() -> None:
    first = plan(street().situation(), stop=STOP).plan
    (day,) = [i.finish_on for i in first.items if i.activity == "W0"]
    given = {"promised_on": day, "promised_to": "the mayor"}
    last = plan(ordered(street(), first, "W0", **given).situation(), stop=STOP).plan
    region = ordered(street(), first, "W0", **given)
    region.records["works"] = [
        replace(r, values={**r.values, "quantity": 18.0}) if r.id == "W0" else r
        for r in region.records["works"]
    ]
    change = again(region, last).change
    assert change.kept_before == ("TO-W0",)
    text = "\n".join(lines(change))
    assert "Promises that break: 1, of which the last plan kept 1:" in text
    assert "promised to the mayor" in text


def test_what_is_done_is_told_as_done_and_a_new_hazard_as_new() -> None:
    last = plan(street().situation(), stop=STOP).plan
    region = street().team("M", "manual")
    region.records["works"] = [
        replace(r, values={**r.values, "status": "completed"}) if r.id == "W0" else r
        for r in region.records["works"]
    ]
    region.hazard("new", 3000, 3000, 60, hazard_type="cha", evidence="direct", people_exposed=40)
    change = again(region, last).change
    told = {(c.what, c.activity) for team in change.teams for c in team.changes}
    assert {("done", "W0"), ("new", "new.clearance")} <= told
    (said,) = change.new_ground
    assert said.startswith("new: clearance of area new by M on ")
    assert "Hazardous areas new since the last plan: 1" in "\n".join(lines(change))


def test_new_ground_that_nobody_can_deal_with_is_told_with_its_reason() -> None:
    last = plan(street().situation(), stop=STOP).plan
    region = street().hazard("new", 3000, 3000, 60, hazard_type="cha", evidence="direct")
    (said,) = again(region, last).change.new_ground
    assert said.startswith("new: not planned, ")


def test_an_order_that_lapses_before_its_work_is_done_is_told_unless_it_is_recalled() -> None:
    last = plan(street().situation(), stop=STOP).plan
    region = ordered(street(), last, "W0", expires_on=date(2026, 3, 3))
    ordered(region, last, "W5", expires_on=date(2026, 12, 31))
    change = again(region, last).change
    (said,) = change.orders_lapsing
    assert said.startswith(
        "TO-W0 lapses on Tue 3 Mar 2026: works W0, the other shed0, planned until"
    )
    assert "Orders that lapse before their work is done" in "\n".join(lines(change))
    recalled = under(region.situation(), [Measure("recall", "TO-W0", by="A. Chief")])
    assert replan(recalled, last, stop=STOP).change.orders_lapsing == ()


def test_preparation_without_a_record_is_not_counted_anew_from_every_plan() -> None:
    """A month later the roof is still planned for 24 weeks after the first plan; a record counts."""
    region = street().works("tower", "shed0", 5, preparation=None)
    last = plan(region.situation(), stop=STOP).plan
    day = next(i.start_on for i in last.items if i.activity == "tower")
    assert day == date(2026, 8, 17)
    region.start = MONDAY + timedelta(weeks=4)
    tower = next(i for i in again(region, last).planned.plan.items if i.activity == "tower")
    assert tower.start_on == day
    (link,) = tower.because
    assert link.text.endswith("of works tower take 120 working days")

    *others, record = region.records["works"]
    late = {**record.values, "prepared_on": date(2026, 10, 5)}
    region.records["works"] = [*others, replace(record, values=late)]
    tower = next(i for i in again(region, last).planned.plan.items if i.activity == "tower")
    assert tower.start_on == date(2026, 10, 5)


def test_an_area_cut_otherwise_than_in_the_last_plan_is_in_preparation_since_that() -> None:
    """A minefield of 36 ha in one piece, and a week later in lots, on one of which is a bridge."""

    def plain() -> Region:
        region = Region().team("M", "manual").team("B", "bridges").road("T1", (0, 0), (6000, 0))
        region.hazard("plain", 3250, 0, 600, hazard_type="cha", evidence="direct")
        region.asset("bridge", 3000, 0, kind="bridge", people_served=1000,
                     service_state="out_of_service")  # fmt: skip
        return region.works("span", "bridge", 10, trade="bridges")

    last = plan(plain().whole().situation(), stop=STOP).plan
    piece = next(i for i in last.items if i.activity == "plain.clearance")
    assert piece.start_on == MONDAY + timedelta(weeks=2)
    region = plain()
    region.start = NEXT_MONDAY
    now = again(region, last).planned.plan
    assert len(now.lots) > 1
    assert min(i.start_on for i in now.items if i.lot) == piece.start_on
    lots = {i.activity for i in now.items if i.lot}
    assert min(i.start_on for i in again(region, now).planned.plan.items
               if i.activity in lots) == piece.start_on  # fmt: skip


def test_a_week_later_steps_stand_for_the_same_days() -> None:
    made = plan(street().situation(), stop=STOP).plan
    region = street()
    region.start = NEXT_MONDAY
    now = region.situation().calendar
    last = LastPlan(made.items, frozenset(), made.calendar, now)
    assert [last.step(step) for step in (0, 19, 20, 21, 47)] == [0, 0, 0, 1, 27]
    assert last.last_day == date(2026, 4, 5)


def test_a_plan_that_begins_later_is_refused() -> None:
    region = street()
    region.start = NEXT_MONDAY
    last = plan(region.situation(), stop=STOP).plan
    with pytest.raises(CallError, match="begins on 2026-03-09"):
        replan(street().situation(), last, stop=STOP)


def stopped(region: Region, last: Plan, *measures: Measure) -> Replanned:
    situation = under(region.situation(), measures)
    made = replan(situation, last, stop=STOP)
    assert (
        violations(read_problem(made.planned.problem), read_schedule(made.planned.schedule)) == []
    )
    return made


def village() -> Region:
    """A minefield under way with M, another one, a road to a third, and surveyors."""
    region = Region().team("M", "manual").team("N", "manual", "ts").team("S", "nts")
    region.road("T1", (0, 0), (4000, 0)).road("T2", (4000, 0), (6000, 0))
    for n, name in enumerate(("near", "far", "beyond")):
        region.hazard(name, 1000 + 2000 * n, 100, 150, hazard_type="cha", evidence="direct",
                      people_exposed=100 - n)  # fmt: skip
    region.add("tasks", "TO-1", hazard="near", activity="clearance", status="active",
               teams=("M",), done_share=0.2)  # fmt: skip
    return region


def test_a_stop_on_a_site_frees_its_team_until_the_day_it_may_go_on() -> None:
    last = plan(village().situation(), stop=STOP).plan
    until = MONDAY + timedelta(days=11)
    made = stopped(village(), last, Measure("hazard", "near", "accident", until=until))
    (near,) = [i for i in made.planned.plan.items if i.activity == "near.clearance"]
    assert near.start_on > until
    assert not near.continues
    assert "stop-work on hazard near to Fri 13 Mar 2026: accident" in [
        a.what for a in made.planned.plan.assumptions
    ]
    assert any("TO-1 cannot go on" in row.text for row in made.planned.plan.not_planned)


def test_a_stop_until_further_notice_leaves_out_the_site_and_says_why() -> None:
    last = plan(village().situation(), stop=STOP).plan
    made = stopped(village(), last, Measure("hazard", "near", "accident"))
    assert not any(i.record_id == "near" for i in made.planned.plan.items)
    row = next(r for r in made.planned.plan.not_planned if r.record_id == "near")
    assert (row.reason, row.text) == (
        "stopped", "stop-work on hazard near until further notice: accident"
    )  # fmt: skip
    told = {(c.what, c.activity) for team in made.change.teams for c in team.changes}
    assert ("no longer planned", "near.clearance") in told


def test_a_team_or_a_method_that_is_stopped_does_nothing() -> None:
    last = plan(village().situation(), stop=STOP).plan
    teams = stopped(village(), last, Measure("team", "M")).planned.plan
    assert "M" not in {r.team for i in teams.items for r in i.teams}
    method = stopped(village(), last, Measure("method", "manual")).planned.plan
    assert not any(r.kind == "manual" for i in method.items for r in i.teams)
    until = MONDAY + timedelta(days=4)
    week = stopped(village(), last, Measure("method", "manual", until=until)).planned.plan
    work = [i for i in week.items if i.activity_kind != "education"]
    assert {i.start_on >= NEXT_MONDAY for i in work} == {True}
    absent = stopped(village(), last, Measure("team", "M", until=until)).planned.plan
    assert min(i.start_on for i in absent.items for r in i.teams if r.team == "M") > until


def test_what_lies_behind_a_closed_road_is_left_out() -> None:
    last = plan(village().situation(), stop=STOP).plan
    assert {i.record_id for i in last.items} == {"near", "far", "beyond"}
    made = stopped(village(), last, Measure("road", "T2", "flood"))
    assert {i.record_id for i in made.planned.plan.items} == {"near", "far"}
    row = next(r for r in made.planned.plan.not_planned if r.record_id == "beyond")
    assert row.reason == "no-route"


def test_a_recalled_order_is_planned_like_any_other_and_names_who_recalled_it() -> None:
    last = plan(street().situation(), stop=STOP).plan
    first = next(item for item in last.items if item.start == 0)
    region = ordered(street(), last, first.activity)
    region.asset("clinic", 100, 100, kind="clinic", people_served=100_000)
    region.works("C", "clinic", 20)
    recall = Measure("recall", f"TO-{first.activity}", by="A. Chief")
    made = stopped(region, last, recall)
    assert made.change.orders == 0
    assert f"task order TO-{first.activity} is recalled by A. Chief" in [
        a.what for a in made.planned.plan.assumptions
    ]


@pytest.mark.parametrize(
    ("measure", "told"),
    [
        (Measure("hazard", "neer"), "Did you mean near?"),
        (Measure("method", "magic"), "plough show"),
        (Measure("recall", "TO-9"), "TO-1"),
        (Measure("team", "M", from_on=NEXT_MONDAY), "give --until"),
        (Measure("team", "M", until=MONDAY - timedelta(days=1)), "Correct --until"),
    ],
)
def test_a_measure_about_nothing_is_refused_with_what_was_meant(
    measure: Measure, told: str
) -> None:
    with pytest.raises(CallError) as refused:
        under(village().situation(), [measure])
    assert told in refused.value.remedy


@settings(max_examples=12)
@given(
    issued=st.sets(st.integers(0, 5), min_size=1),
    longer=st.lists(st.floats(0.5, 3), min_size=6, max_size=6),
    later=st.integers(0, 4),
    new=st.booleans(),
)
def test_issued_orders_are_kept_and_work_under_way_never_moves(
    issued: set[int], longer: list[float], later: int, new: bool
) -> None:
    """Works that take other times, a new clinic, a later day: orders keep their teams."""
    last = plan(street().situation(), stop=STOP).plan
    region = street()
    region.start = MONDAY + timedelta(days=later)
    begun = {role.team: item for item in reversed(last.items) for role in item.teams}
    for each in begun.values():
        ordered(region, last, each.activity, status="active", done_share=0.4)
    for n in issued - {int(i.activity[1:]) for i in begun.values()}:
        ordered(region, last, f"W{n}")
    if new:
        region.asset("clinic", 100, 100, kind="clinic", people_served=10_000)
        region.works("C", "clinic", 20)
    region.records["works"] = [
        replace(r, values={**r.values, "quantity": float(r.values["quantity"]) * times})  # type: ignore[arg-type]
        for r, times in zip(region.records["works"], [*longer, 1.0], strict=False)
    ]
    made = again(region, last)
    was = {item.activity: item for item in last.items}
    now = {item.activity: item for item in made.planned.plan.items}
    for each in begun.values():
        assert now[each.activity].continues
        assert (now[each.activity].start, now[each.activity].teams) == (0, each.teams)
    refused = {row.record_id for row in made.planned.plan.not_planned}
    assert not refused
    for task in region.situation().tasks.values():
        if task.status == "issued":
            assert now[task.works].teams == was[task.works].teams
            assert now[task.works].start_on >= was[task.works].start_on
