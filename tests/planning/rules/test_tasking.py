"""Tasking: what orders take, keep and continue."""

from datetime import date

from ploughshare.planning.formulate import formulate
from ploughshare.planning.rules import ground, release, statements, tasking
from ploughshare.planning.statements import Continues, NotBefore, OnlyBy
from tests.planning.small_region import MONDAY, Region


def test_an_issued_order_keeps_its_operator() -> None:
    region = Region().hazard("orchard", 0, 0).team("M", "manual", organisation="O")
    region.team("N", "manual", organisation="P", group="GRANT")
    region.team("Q", "manual", organisation="Q", group="GRANT")
    region.add(
        "tasks", "T", hazard="orchard", activity="clearance", status="issued", organisation="P"
    )
    (only,) = tasking.issued_orders_keep_their_operator(region.programme())
    assert only == OnlyBy("orchard.clearance", ("P / GRANT",), "task order T is issued to P")


def test_orders_of_two_operators_on_one_area_keep_both() -> None:
    region = Region().hazard("orchard", 0, 0)
    for name, status in (("O", "plan_approved"), ("P", "mobilising"), ("Q", "proposed")):
        region.team(f"M-{name}", "manual", organisation=name)
        region.order(f"T-{name}", "orchard", status, organisation=name)
    (only,) = tasking.issued_orders_keep_their_operator(region.programme())
    assert only.groups == ("O", "P")
    assert only.because == "task order T-O is issued to O and task order T-P is issued to P"


def test_unissued_work_waits_ten_working_days_and_an_issued_order_for_what_is_left_of_them() -> (
    None
):
    """Monday 2 March; ten working days end on Monday 16 March, of an order of 23 February on the 9th."""
    region = Region().team("M", "manual").team("S", "nts")
    for name in ("none", "fresh", "old", "undated", "moving", "begun"):
        region.hazard(name, 0, 0, hazard_type="cha", evidence="direct")
    region.order("T1", "fresh", "issued", issued_on=date(2026, 2, 23))
    region.order("T2", "old", "plan_approved", issued_on=date(2026, 1, 12))
    region.order("T3", "undated", "plan_approved").order("T4", "moving", "mobilising")
    region.order("T5", "begun", "active", issued_on=MONDAY, teams=("M",))
    said = {s.activity: s for s in tasking.task_orders_take_their_time(region.programme())}
    assert {name: s.day for name, s in said.items()} == {
        "none.clearance": date(2026, 3, 16),
        "fresh.clearance": date(2026, 3, 9),
        "undated.clearance": date(2026, 3, 16),
    }
    assert said["none.clearance"].because == (
        "clearance of area none has no task order yet: the order, the operator's clearance plan "
        "and the pre-start visit take 10 working days"
    )
    assert said["fresh.clearance"].because == (
        "task order T1 (issued on Mon 23 Feb 2026): clearance plan and pre-start visit take 10 "
        "working days from then"
    )


def test_a_recorded_figure_replaces_the_days_before_an_order() -> None:
    region = Region().hazard("orchard", 0, 0, hazard_type="cha", evidence="direct")
    region.add(
        "figures", "F", metric="tasking.lead_days", value=3.0, low=1.0, high=5.0, unit="days"
    )
    (statement,) = tasking.task_orders_take_their_time(region.programme())
    assert isinstance(statement, NotBefore)
    assert (statement.day, statement.uses) == (date(2026, 3, 5), ("tasking.lead_days",))


def test_the_rest_of_an_area_follows_the_part_that_is_ordered() -> None:
    """An order for 2,500 of 10,000 m2: 7,500 are left to the rest, and both make the whole."""
    region = Region().hazard("plain", 0, 0, hazard_type="cha", evidence="direct", vegetation="none")
    region.team("M", "manual").team("N", "manual")
    region.order("T", "plain", "active", teams=("M",), scope_m2=2500.0, done_m2=900.0)
    programme = region.programme()
    (wait,) = tasking.parts_under_order_come_first(programme)
    assert (wait.first, wait.then) == ("plain.clearance.T", "plain.clearance")
    assert wait.because == "area plain is ordered in part, and the rest follows task order T"
    by_hand = (w for w in ground.machines_never_alone(programme) if list(w.teams) == ["manual"])
    days = {way.activity: way.days for way in by_hand}
    assert abs(days["plain.clearance.T"] - 1600 / 160) < 0.01
    assert abs(days["plain.clearance"] - 7500 / 160) < 0.3


def test_parts_that_make_up_the_whole_leave_no_rest() -> None:
    region = Region().hazard("plain", 0, 0, hazard_type="cha", evidence="direct")
    region.order("T", "plain", "issued", scope_m2=4000.0).order(
        "U", "plain", "issued", scope_m2=5900.0
    )
    activities = region.programme().of_hazard["plain"]
    assert [(a.id, a.kind) for a in activities] == [
        ("plain.clearance.T", "clearance"),
        ("plain.clearance.U", "clearance"),
        ("plain.control", "control"),
        ("plain.handover", "handover"),
    ]
    assert list(tasking.parts_under_order_come_first(region.programme())) == []
    waits = release.inspected_before_hand_over(region.programme())
    assert {w.first for w in waits if w.then == "plain.control"} == {
        "plain.clearance.T", "plain.clearance.U",
    }  # fmt: skip


def test_what_is_under_way_goes_on_with_its_teams_and_what_is_left() -> None:
    """40 % of a square of 40 m are done by hand: 0.6 of 10 team-days remain, two teams share it."""
    region = Region().hazard("patch", 3000, 0, 40, hazard_type="cha", evidence="direct",
                             vegetation="none")  # fmt: skip
    region.team("M", "manual").team("N", "manual")
    region.add("tasks", "T", hazard="patch", activity="clearance", status="active",
               teams=("M", "N"), done_share=0.4)  # fmt: skip
    (goes_on,) = tasking.active_tasks_continue(region.programme())
    assert isinstance(goes_on, Continues)
    assert dict(goes_on.teams) == {"manual": ("M", "N")}
    assert abs(goes_on.days - 0.6 * 10 / 2) < 0.01

    draft = formulate(region.programme(), statements(region.programme()))
    assert draft.problem.fixed_begin.tolist() == [0]
    at_work = draft.problem.team_at[0]
    assert abs(at_work - draft.problem.at[0]).max() == 0


def test_several_orders_on_one_area_share_it_and_count_its_ground_once() -> None:
    """Two orders for the same 1,600 m2, 400 and 240 m2 done: 960 m2 remain for both teams."""
    region = Region().hazard("patch", 0, 0, 40, hazard_type="cha", evidence="direct",
                             vegetation="none")  # fmt: skip
    region.team("M", "manual").team("N", "manual")
    region.order("T", "patch", "active", teams=("M",), scope_m2=1600.0, done_m2=400.0)
    region.order("U", "patch", "active", teams=("N",), scope_m2=1600.0, done_share=0.15)
    (goes_on,) = tasking.active_tasks_continue(region.programme())
    assert isinstance(goes_on, Continues)
    assert abs(goes_on.days - 960 / 160 / 2) < 0.01
    assert goes_on.because == "under way with M and N under task orders T and U"


def test_a_task_that_cannot_go_on_is_named() -> None:
    region = Region().hazard("patch", 0, 0, hazard_type="cha", evidence="direct").team("S", "nts")
    region.hazard("ditch", 500, 0, hazard_type="cha", evidence="direct")
    region.order("T", "patch", "active", teams=("S",)).order("U", "ditch", "active")
    said = list(tasking.active_tasks_continue(region.programme()))
    assert [s.because for s in said] == [
        "task order T cannot go on and its work is planned anew: its teams serve as nothing that "
        "can do it together",
        "task order U cannot go on and its work is planned anew: it names no team on record",
    ]


def test_a_mobilising_order_keeps_its_teams_unless_something_it_waits_for_is_open() -> None:
    """The ditch is clear to begin; the orchard is not yet surveyed."""
    region = Region().team("M", "manual").team("N", "manual").team("S", "nts")
    region.hazard("ditch", 3000, 0, hazard_type="cha", evidence="direct").hazard("orchard", 0, 0)
    when = date(2026, 2, 23)
    region.order("T", "ditch", "mobilising", teams=("M",), issued_on=when)
    region.order("U", "orchard", "mobilising", teams=("N",), issued_on=when)
    draft = formulate(region.programme(), statements(region.programme()))
    (goes_on,) = draft.continues.values()
    assert goes_on.because == "task order T is mobilising with M"
    problem = draft.problem
    assert [problem.activity_ids[j] for j in problem.fixed_activity] == ["ditch.clearance"]
    assert problem.fixed_begin.tolist() == [5 * 4]
