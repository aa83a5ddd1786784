"""Curve, timeline and weeks: one axis, steps as they are, labels that cover nothing."""

import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ploughshare.planning.items import CurvePoint
from ploughshare.planning.plan import Plan
from ploughshare.planning.situation import Situation
from ploughshare.reports.eight_weeks import team_weeks, weeks_of, weeks_svg
from ploughshare.reports.map_labels import Box, Room, around
from ploughshare.reports.restoration_curve import curve_svg, day_of_weight, share_at
from ploughshare.reports.time_axis import TimeAxis, axis_of, merged
from ploughshare.reports.timeline import day_span, district_rows, kind_rows, timeline_svg
from tests.reports.invented_region import Size, invented_plan, invented_situation

SVG = "{http://www.w3.org/2000/svg}"
DAYS = st.dates(date(2026, 1, 1), date(2035, 1, 1))


@cache
def small() -> tuple[Situation, Plan]:
    situation = invented_situation()
    return situation, invented_plan(situation)


@given(DAYS, st.integers(10, 4_000))
def test_marks_of_an_axis_stand_in_order_and_labels_apart(first: date, days: int) -> None:
    axis = TimeAxis(first, first + timedelta(days=days))
    ticks = axis.ticks()
    assert all(a.on <= b.on for a, b in pairwise(ticks))
    labelled = [axis.x(tick.on) for tick in ticks if tick.label]
    assert labelled
    assert all(b - a >= 40 for a, b in pairwise(labelled))
    assert all(axis.left <= x <= axis.right - 20 for x in labelled)


def test_the_axis_holds_everything_that_happens() -> None:
    _, plan = small()
    axis = axis_of(plan)
    assert all(axis.first <= item.start_on <= item.finish_on < axis.last for item in plan.items)
    assert all(point.on < axis.last for point in (*plan.curve, *plan.priority_first))


def test_a_share_holds_until_the_next_point() -> None:
    points = (CurvePoint(0, date(2026, 3, 2), 10), CurvePoint(8, date(2026, 3, 12), 30))
    assert share_at(points, date(2026, 3, 1), 4) == 4
    assert share_at(points, date(2026, 3, 11), 4) == 10
    assert share_at(points, date(2026, 3, 12), 4) == 30
    assert day_of_weight(points, 11) == date(2026, 3, 12)
    assert day_of_weight(points, 31) is None


def test_the_curve_has_its_three_lines_and_its_words() -> None:
    situation, plan = small()
    root = ET.fromstring(curve_svg(plan, situation, axis_of(plan), mark=date(2026, 6, 30)))
    said = [t.text or "" for t in root.iter(f"{SVG}text")]
    assert {"this plan", "highest priority first", "proven limit: no plan can be above"} <= {*said}
    assert any("30 Jun 2026" in text for text in said)
    assert "frozen ground" in said or "mud" in said
    dashes = {p.get("stroke-dasharray") for p in root.iter(f"{SVG}path")}
    assert {"0.1 3.4", "5 3.5"} <= dashes


def test_without_a_list_and_a_limit_the_curve_stands_alone() -> None:
    situation, plan = small()
    alone = replace(plan, priority_first=(), limit=())
    said = curve_svg(alone, situation, axis_of(alone))
    assert "this plan" in said
    assert "highest priority" not in said
    assert "proven limit" not in said


def test_a_team_has_a_bar_for_each_of_its_items() -> None:
    situation, plan = small()
    rows = kind_rows(plan, situation, axis_of(plan))
    roles = sum(len(item.teams) for item in plan.items)
    assert sum(len(row.bars) for row in rows) == roles
    bars = ET.fromstring(timeline_svg(rows, situation, axis_of(plan))).iter(f"{SVG}rect")
    assert sum(bar.find(f"{SVG}title") is not None for bar in bars) == roles


def test_many_teams_become_strips_that_hold_all_their_days() -> None:
    situation = invented_situation(Size(teams=60, hazards=200, assets=200))
    plan = invented_plan(situation)
    axis = axis_of(plan)
    rows = kind_rows(plan, situation, axis)
    assert len(rows) <= 13
    drawn = sum(float(np.sum(row.busy)) for row in rows if row.busy is not None)
    bins = len(rows[0].busy) if rows[0].busy is not None else 1
    spans = [day_span(item, axis.first, plan.calendar.steps_per_day) for item in plan.items]
    worked = sum(after - first for first, after in spans)
    assert drawn * (axis.days + 1) / bins == pytest.approx(worked)
    assert all(row.busy is None or row.busy.max() <= row.most + 1e-9 for row in rows)


def test_half_a_day_is_half_a_day() -> None:
    """Two steps to the day: from the second step of Monday to the first of Wednesday is 2 days."""
    _, plan = small()
    monday = date(2026, 3, 2)
    item = replace(
        plan.items[0], start=1, finish=5, start_on=monday, finish_on=monday + timedelta(days=2)
    )
    assert day_span(item, monday, 2) == (0.5, 2.5)


def test_districts_are_strips_of_one_scale() -> None:
    _, plan = small()
    rows = district_rows(plan, axis_of(plan))
    assert {row.group for row in rows} <= {"Sarvena", "Dobrel", "Marnitsa", "Lunvara"}
    assert len({row.most for row in rows}) == 1


def test_leave_and_stand_downs_are_hatched_in_the_weeks() -> None:
    situation, plan = small()
    axis = weeks_of(plan)
    assert axis.first.weekday() == 0
    drawing = weeks_svg(team_weeks(plan, axis), plan, situation, axis)
    assert 'fill="url(#stopped)"' in drawing
    ET.fromstring(drawing)


def test_spans_that_touch_are_one() -> None:
    days = [date(2026, 3, number) for number in range(1, 10)]
    spans = [(days[4], days[6]), (days[0], days[1]), (days[2], days[3])]
    assert merged(spans) == [(days[0], days[6])]
    assert merged([(days[0], days[1]), (days[3], days[4])]) == [
        (days[0], days[1]),
        (days[3], days[4]),
    ]


@given(
    st.lists(
        st.tuples(st.floats(0, 300), st.floats(0, 200), st.floats(5, 60), st.floats(5, 20)),
        max_size=40,
    )
)
def test_claimed_room_is_never_shared(wanted: list[tuple[float, float, float, float]]) -> None:
    room = Room(300, 200)
    kept = [box for x, y, wide, high in wanted if room.claim(box := Box(x, y, x + wide, y + high))]
    assert not any(a.meets(b) for i, a in enumerate(kept) for b in kept[i + 1 :])
    assert all(box.right < 300 and box.bottom < 200 for box in kept)


def test_labels_around_a_point_leave_the_point_free() -> None:
    point = Box(99, 99, 101, 101)
    assert not any(box.meets(point) for box, *_ in around(100, 100, 60, 12, 5))
