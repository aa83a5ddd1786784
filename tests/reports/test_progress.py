"""Progress: what was reported against what was planned, with nothing lost in between."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from ploughshare.cli.main import run
from ploughshare.fields import Record, Value
from ploughshare.land.progress import Progress, progress
from ploughshare.land.progress_records import LOSSES
from ploughshare.planning.plan import Plan
from ploughshare.planning.plan_reading import plan_from_bytes
from ploughshare.planning.progress import NOT_REPORTED, PACE, ProgressAccount
from ploughshare.planning.reported import Joined
from ploughshare.registry.kept import Put
from ploughshare.registry.registry import Registry
from tests.planning.small_region import MONDAY, Region
from tests.reports.monday_region import kept_at, monday, require_told_on_each
from tests.reports.test_plan_book import plain
from tests.reports.test_weekly_tasking import rows_of

WEEK = timedelta(days=7)


def told(name: str, first: date, **values: object) -> Record:
    return Record("progress", name, {"from_on": first, **values})  # type: ignore[dict-item]


REPORTS = (
    told("PR-0", MONDAY - WEEK, team="TM-1", task="TO-1", days_worked=5.0, cleared_m2=700.0,
         items_found=0),
    told("PR-1", MONDAY, team="TM-1", task="TO-1", days_worked=3.0, days_lost=2.0,
         lost_by="weather", cleared_m2=300.0, reduced_m2=120.0, items_found=0),
    told("PR-2", MONDAY, team="TM-2", days_worked=4.0, cancelled_m2=900.0),
    told("PR-3", MONDAY + WEEK, team="TM-1", task="TO-1", days_worked=2.0, cleared_m2=200.0,
         items_found=0, finished=True),
    told("PR-4", MONDAY, team="TM-7", days_worked=1.0, road_m=150.0),
)  # fmt: skip


def region() -> Region:
    """The Monday region, and a lane of 400 m for a road crew."""
    made = monday().team("TM-7", "roads", name="Road crew")
    made.asset("AS-4", 600, 60, kind="road", name="Mill lane", service_state="out_of_service",
               people_served=80)  # fmt: skip
    return made.works("WK-4", "AS-4", 400, trade="roads", unit="m")


class Made:
    """The Monday region two weeks later."""

    def __init__(self, folder: Path) -> None:
        self.registry = kept_at(folder, region())
        self.plan: Plan = plan_from_bytes((folder / "plan.json").read_bytes())
        with (
            Registry.open(self.registry, write=True) as registry,
            registry.change(author="Ana", reason="Reports") as change,
        ):
            change.put_many(Put(record) for record in REPORTS)
        for name in ("progress.pdf", "progress.xlsx"):
            called = ["report", "progress", "--registry", str(self.registry)]
            assert run([*called, "--out", str(folder / name)]) == 0
        self.book = folder / "progress.xlsx"
        self.sheets = [plain(p.extract_text()) for p in PdfReader(folder / "progress.pdf").pages]
        self.programme = region().programme()

    def account(self, reports: tuple[Progress, ...]) -> ProgressAccount:
        return ProgressAccount(self.plan, self.programme, Joined(self.programme, reports))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    yield Made(tmp_path_factory.mktemp("progress"))


def test_every_sheet_names_its_plan_its_data_and_its_scenario(made: Made) -> None:
    require_told_on_each(made.sheets)


def test_cancelled_reduced_and_cleared_stand_apart(made: Made) -> None:
    weeks = rows_of(made.book, "By week")
    products = [(r["m2 cleared"], r["m2 reduced"], r["m2 cancelled"]) for r in weeks]
    assert products == [(700, 0, 0), (300, 120, 900), (200, 0, 0)]
    page = made.sheets[0]
    for number, word in (("1,200", "cleared"), ("120", "reduced"), ("900", "cancelled")):
        assert f"{number} m² {word}" in page
    assert "2,220" not in page


def test_road_is_told_in_km_of_what_was_planned(made: Made) -> None:
    weeks = rows_of(made.book, "By week")
    assert [row["road, km"] for row in weeks] == [0, 0.15, 0]
    planned = sum(float(row["road, km planned"] or 0) for row in weeks)
    assert planned == pytest.approx(0.4)
    assert "0.15 of 0.40" in made.sheets[0]


def test_days_lost_are_told_by_reason_and_operator(made: Made) -> None:
    (lost,) = rows_of(made.book, "Days lost")
    assert (lost["reason"], lost["team-days"], lost["who"]) == (
        "weather or ground", 2, "North Field 2",
    )  # fmt: skip
    assert "12 % of team-days were lost" in made.sheets[0]


def test_clearance_behind_plan_is_told_by_cause_and_adds_up(made: Made) -> None:
    """500 m2 were cleared in the two weeks of the plan; the week before it is none of them."""
    weeks = {str(row["week"]): row for row in rows_of(made.book, "By week")}
    planned = sum(float(row["m2 to clear, planned"] or 0) for row in weeks.values())
    slips = {row["cause"]: row for row in rows_of(made.book, "Slippage")}
    assert sum(float(row["m2 behind plan"]) for row in slips.values()) == pytest.approx(
        planned - 500, abs=3
    )
    assert slips["weather or ground"]["team-days"] == 2
    assert "days that nobody reported" in slips


def test_a_week_before_the_plan_has_nothing_planned(made: Made) -> None:
    first, *others = rows_of(made.book, "By week")
    assert first["m2 to clear, planned"] == 0
    assert any(row["m2 to clear, planned"] for row in others)


def test_ten_days_without_a_find_ask_for_a_review(made: Made) -> None:
    """Five, three and two days at work on the ditch, and nothing was found on any."""
    (order,) = rows_of(made.book, "Task orders")
    assert (order["order"], order["team-days worked"]) == ("TO-1", 10)
    assert order["no find in ten days"] == "review to reduce"


def test_the_pace_reported_stands_beside_the_pace_of_the_plan(made: Made) -> None:
    """1,200 m2 in ten days; the plan clears the 1,200 m2 that are left in as many days as it takes."""
    (order,) = rows_of(made.book, "Task orders")
    item = next(item for item in made.plan.items if item.activity == "HA-1.clearance")
    days = made.plan.calendar.days(item.finish - item.start)
    assert order["m2 a team-day"] == 120
    assert order["m2 a team-day, planned"] == pytest.approx(1_200 / days, abs=0.1)
    assert f"plan: {1_200 / days:,.0f}" in made.sheets[2]


def test_a_registry_without_reports_says_how_to_import_them(tmp_path: Path) -> None:
    registry = kept_at(tmp_path, monday())
    out = tmp_path / "progress.pdf"
    assert run(["report", "progress", "--registry", str(registry), "--out", str(out)]) == 0
    (page,) = [plain(p.extract_text()) for p in PdfReader(out).pages]
    assert "No progress is on record" in page
    assert "plough import FILE --as progress" in page


REASONS = st.sampled_from(["", *LOSSES.codes])


@st.composite
def drawn(draw: st.DrawFn) -> tuple[Progress, ...]:
    """Reports of any teams, orders and days around the plan's first weeks."""
    rows = []
    for number in range(draw(st.integers(0, 6))):
        values: dict[str, Value] = {
            "team": draw(st.sampled_from(["TM-1", "TM-2", "TM-6", "gone"])),
            "task": draw(st.sampled_from(["TO-1", "TO-9", ""])),
            "from_on": MONDAY + timedelta(days=draw(st.integers(-20, 30))),
            "days_worked": float(draw(st.integers(0, 5))),
            "days_lost": float(draw(st.integers(0, 3))),
            "lost_by": draw(REASONS),
            "cleared_m2": float(draw(st.integers(0, 900))),
            "items_found": draw(st.sampled_from([None, 0, 3])),
        }
        row = progress(Record("progress", f"PR-{number}", values))
        assert row is not None
        rows.append(row)
    return tuple(rows)


@settings(deadline=None)
@given(drawn())
def test_causes_add_up_to_planned_less_cleared(made: Made, reports: tuple[Progress, ...]) -> None:
    """Whatever is reported, no square metre behind plan is without a cause, and none counts twice."""
    account = made.account(reports)
    weeks = set(account.planned_weeks)
    cleared = sum(r.report.cleared_m2 for r in account.reported if r.week in weeks)
    planned = sum(part.cleared_m2 for part in account.planned)
    assert sum(slip.m2 for slip in account.slips) == pytest.approx(planned - cleared, abs=0.01)
    for one in (account.by(lambda r: r.operator, lambda p: p.role.team), account.by(
        lambda r: r.week, lambda p: p.week
    )):  # fmt: skip
        assert sum(a.cleared_m2 for a in one.values()) == account.whole.cleared_m2
        assert sum(a.lost_days for a in one.values()) == account.whole.lost_days
    known = {*LOSSES.codes, NOT_REPORTED, PACE, "unknown"}
    assert {slip.cause for slip in account.slips} <= known
