"""Cost: team-days at what they cost on record, and what no grant pays for."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader

from ploughshare.cli.main import run
from ploughshare.fields import Record, Value
from ploughshare.registry.kept import Put
from ploughshare.registry.registry import Registry
from ploughshare.usecases.check import check
from ploughshare.workforce.costs import DayCost, cost_of, day_cost
from tests.planning.small_region import MONDAY, Region
from tests.reports.monday_region import kept_at, monday, require_told_on_each
from tests.reports.test_plan_book import plain
from tests.reports.test_weekly_tasking import rows_of

WEEK = timedelta(days=7)


def region() -> Region:
    """The Monday region: North Field's first team is paid from a grant for survey in the east."""
    made = monday()
    made.district("PL-1", -9000, -9000, 2000, 9000).district("PL-2", 2000, -9000, 9000, 9000)
    made.add("grants", "GR-1", name="GRANT-1", places=("PL-2",), activities=("nts", "ts"),
             from_on=date(2026, 3, 1), to_on=date(2026, 12, 31), budget=10_000.0, currency="EUR")  # fmt: skip
    teams = made.records["teams"]
    paid = {**teams[0].values, "group": "GRANT-1"}
    teams[0] = Record("teams", teams[0].id, paid, teams[0].geometry)
    made.add("costs", "DC-1", kind="manual", low=1000.0, likely=1400.0, high=1900.0, currency="EUR")
    made.add("costs", "DC-2", kind="qc", likely=500.0, currency="USD")
    made.add("progress", "PR-1", team="TM-1", task="TO-1", from_on=MONDAY - WEEK, days_worked=4.0,
             days_lost=1.0, lost_by="weather", cleared_m2=700.0)  # fmt: skip
    made.add("progress", "PR-2", team="TM-6", task="TO-1", from_on=MONDAY - WEEK, days_worked=5.0,
             cleared_m2=300.0)  # fmt: skip
    made.add("progress", "PR-3", team="TM-2", from_on=MONDAY - WEEK, days_worked=5.0)
    return made


class Made:
    """The files of the region."""

    def __init__(self, folder: Path) -> None:
        self.registry = kept_at(folder, region())
        for name in ("cost.pdf", "cost.xlsx"):
            called = [
                "report",
                "cost",
                "--registry",
                str(self.registry),
                "--out",
                str(folder / name),
            ]
            assert run(called) == 0
        self.book = folder / "cost.xlsx"
        self.sheets = [plain(p.extract_text()) for p in PdfReader(folder / "cost.pdf").pages]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    yield Made(tmp_path_factory.mktemp("cost"))


def test_every_sheet_names_its_plan_its_data_and_its_scenario(made: Made) -> None:
    require_told_on_each(made.sheets)


def test_days_lost_cost_as_much_and_money_of_two_currencies_stands_apart(made: Made) -> None:
    """Ten days of manual teams, one of them lost; the survey team's days have no cost on record."""
    assert "EUR 14,000" in made.sheets[0]
    methods = {row["method"]: row for row in rows_of(made.book, "By method")}
    manual = methods["Manual clearance"]
    assert (manual["team-days reported"], manual["spent"], manual["m2 cleared"]) == (
        10,
        14_000,
        1_000,
    )
    assert "EUR 14.00" in made.sheets[0]
    survey = methods["Non-technical survey"]
    assert survey["spent"] == 0
    assert survey["team-days without cost"] >= 5
    assert methods["Quality control"]["currency"] == "USD"


def test_each_way_of_counting_comes_to_the_same(made: Made) -> None:
    sums = {
        key: (
            sum(float(row["spent"] or 0) for row in rows_of(made.book, f"By {key}")),
            round(
                sum(
                    float(row["team-days to come"] or 0) for row in rows_of(made.book, f"By {key}")
                ),
                1,
            ),
        )
        for key in ("operator", "district", "method", "grant", "quarter")
    }
    assert len(set(sums.values())) == 1, sums


def test_what_no_grant_pays_for_is_found_with_its_cost(made: Made) -> None:
    """The ditch lies in the west, is cleared, and was worked on before March: three reasons."""
    found = rows_of(made.book, "Outside a grant")
    assert [row["outside its"] for row in found] == ["district", "activity", "dates"]
    assert {row["report"] for row in found} == {"PR-1"}
    assert {(row["cost"], row["currency"]) for row in found} == {(7_000, "EUR")}
    assert "1 report lies outside a grant" in made.sheets[0]
    grants = {row["grant"]: row for row in rows_of(made.book, "By grant")}
    assert grants["GRANT-1"]["budget"] == 10_000


def test_check_finds_what_no_grant_pays_for(made: Made) -> None:
    with Registry.open(made.registry) as registry:
        found = check(registry, today=MONDAY).found
    assert [(each.rule, each.record_id) for each in found] == [
        (f"outside-grant-{what}", "PR-1") for what in ("district", "activity", "dates")
    ]
    assert "paid from GRANT-1 and worked in district PL-1, by report PR-1" in found[0].message


def cost(name: str, organisation: str, likely: float, as_of: date | None) -> DayCost:
    values: dict[str, Value] = {
        "kind": "manual", "organisation": organisation, "likely": likely, "currency": "eur", "as_of": as_of,
    }  # fmt: skip
    made = day_cost(Record("costs", name, values))
    assert made is not None
    return made


def test_an_operators_own_cost_counts_first_and_the_newest_given_by_then() -> None:
    costs = (
        cost("A", "", 100, None),
        cost("B", "ORG-1", 200, date(2026, 1, 1)),
        cost("C", "ORG-1", 300, date(2026, 6, 1)),
    )
    for organisation, day, likely in (
        ("ORG-1", date(2026, 3, 1), 200), ("ORG-1", date(2026, 7, 1), 300),
        ("ORG-1", date(2025, 7, 1), 200), ("ORG-2", date(2026, 7, 1), 100),
    ):  # fmt: skip
        found = cost_of(costs, "manual", organisation, day)
        assert found is not None
        assert (found.likely, found.currency) == (likely, "EUR")
    assert cost_of(costs, "dogs", "ORG-1", date(2026, 3, 1)) is None


def test_a_cost_in_no_currency_is_left_out() -> None:
    assert (
        day_cost(Record("costs", "A", {"kind": "manual", "likely": 5.0, "currency": "euros"}))
        is None
    )


def test_records_can_be_added(tmp_path: Path) -> None:
    """A cost that comes after the plan counts in the next report."""
    registry = kept_at(tmp_path, region())
    with (
        Registry.open(registry, write=True) as opened,
        opened.change(author="Ana", reason="Costs") as change,
    ):
        change.put_many(
            [Put(Record("costs", "DC-3", {"kind": "nts", "likely": 520.0, "currency": "EUR"}))]
        )
    out = tmp_path / "cost.xlsx"
    assert run(["report", "cost", "--registry", str(registry), "--out", str(out)]) == 0
    methods = {row["method"]: row for row in rows_of(out, "By method")}
    assert methods["Non-technical survey"]["spent"] == 5 * 520
