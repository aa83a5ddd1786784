"""The benchmark of replanning a region compares with a plan that keeps nothing of the last one."""

import pytest

from benchmarks.replan_region import HEADINGS, Replanned, row, without_orders
from ploughshare.planning.plan import plan
from ploughshare.scheduling.solve import Stop
from tests.planning.small_region import Region

RUN = Replanned("village", 1, 60.0, 5, 5, 4, 20, 0.95, 1020, 1010, 1000, 1100, 61.0, None, None)


def test_only_work_under_way_is_given_where_nothing_is_kept() -> None:
    region = Region().team("A", "building").asset("shed", 0, 0, people_served=9)
    region.works("W", "shed", 3)
    region.add("tasks", "T", works="W", activity="works", status="active", teams=("A",))
    last = plan(region.situation(), stop=Stop(iterations=1)).plan
    fixed = [{"activity": "W"}, {"activity": "ordered"}]
    assert without_orders({"fixed": fixed, "kinds": []}, last) == {"fixed": fixed[:1], "kinds": []}


def test_what_keeping_costs_is_told_against_the_plan_that_keeps_nothing() -> None:
    assert RUN.more == pytest.approx(0.01)
    cells = dict(zip(HEADINGS, row(RUN), strict=True))
    assert (cells["more"], cells["kept"]) == ("1.00 %", "95.00 %")
