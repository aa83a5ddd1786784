"""Scenarios from the command line: kept under their name, and never the plan of record."""

import json
from pathlib import Path

import pytest
from pypdf import PdfReader

from ploughshare.cli.main import run
from ploughshare.registry.kept import Put
from ploughshare.registry.registry import Registry
from tests.planning.small_region import Region
from tests.registry.regions import registry_at

pytestmark = pytest.mark.usefixtures("brief_proof")

Capture = pytest.CaptureFixture[str]

PLAN = ["plan", "--start", "2026-03-02", "--iterations", "6"]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PLOUGH_AUTHOR", "Ana")
    monkeypatch.delenv("PLOUGH_REGISTRY", raising=False)


def stored(region: Region, path: Path = Path("region.plough")) -> None:
    made = Registry.open(path, write=True) if path.exists() else registry_at(path)
    with made as registry, registry.change(author="Ana", reason="Import") as change:
        for records in region.records.values():
            change.put_many(Put(record) for record in records)


@pytest.fixture
def street() -> None:
    region = Region().district("D", -5000, -5000, 5000, 5000).team("B", "building")
    region.team("M", "manual").hazard("belt", 900, 0, 200, hazard_type="cha", evidence="direct",
                                      people_exposed=9, contamination="ap_mine")  # fmt: skip
    for number in range(4):
        region.asset(f"shed{number}", 100 * number, 0, kind="other", people_served=9)
        region.works(f"W{number}", f"shed{number}", 90)
    stored(region)


def promises() -> None:
    region = Region().contribution("CB-1", "reported")
    region.contribution("CB-2", "reported", role="builders", quantity=5000.0)
    stored(region.contribution("CB-3", "committed", role="builders", quantity=40.0))


def document(name: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(Path(name).read_text(encoding="utf-8"))
    return found | {"solver": None}


@pytest.mark.usefixtures("street")
def test_the_plan_of_record_is_the_same_with_and_without_what_is_reported() -> None:
    assert run([*PLAN, "--out", "before.json"]) == 0
    promises()
    assert run([*PLAN, "--out", "after.json"]) == 0
    assert document("after.json") == document("before.json")


@pytest.mark.usefixtures("street")
def test_a_scenario_is_kept_under_its_name_and_the_plan_of_record_stays(capsys: Capture) -> None:
    promises()
    assert run([*PLAN, "--scenario", "in-country"]) == 0
    for name, counted in (("committed", ["CB-3"]), ("as-announced", ["CB-1", "CB-2", "CB-3"])):
        assert run([*PLAN, "--scenario", name, "--out", f"{name}.json"]) == 0
        said = capsys.readouterr().out
        assert f"SCENARIO {name}: not the plan of record" in said
        assert f"of scenario {name}; checked" in said
        made = document(f"{name}.json")
        assert made["scenario"] == name
        assert [row["id"] for row in made["terms"]["counted"]] == counted  # type: ignore[index]
    with Registry.open(Path("region.plough")) as registry:
        assert registry.plan(documents=()).id == "P-1"
        kept = [(each.id, each.scenario, each.of_record) for each in registry.plans()]
    assert kept == [("P-1", "", True), ("P-2", "committed", False), ("P-3", "as-announced", False)]


@pytest.mark.usefixtures("street")
def test_nobody_is_sent_to_work_by_a_scenario_or_replans_from_one(capsys: Capture) -> None:
    """By its id or by its file, whatever a person asks."""
    promises()
    assert run([*PLAN, "--scenario", "as-announced", "--out", "announced.json"]) == 0
    capsys.readouterr()
    for plan in ("P-1", "announced.json"):
        assert run(["report", "weekly-tasking", "--out", "tasking.pdf", "--plan", plan]) == 2
        assert "only promised" in capsys.readouterr().err
        assert run(["replan", "--from", plan, "--start", "2026-03-09", "--accept",
                    "--iterations", "2"]) == 2  # fmt: skip
        assert "scenario as-announced" in capsys.readouterr().err
    with Registry.open(Path("region.plough")) as registry:
        assert not any(each.of_record for each in registry.plans())


@pytest.mark.usefixtures("street")
def test_every_page_of_a_scenario_says_so(capsys: Capture) -> None:
    promises()
    assert run([*PLAN, "--scenario", "as-announced"]) == 0
    at = ["--plan", "P-1"]
    assert run(["report", "plan-book", "--out", "book.pdf", *at]) == 0
    pages = [" ".join(page.extract_text().split()) for page in PdfReader("book.pdf").pages]
    assert all("not the plan of record" in page for page in pages)
    assert "6,040 people who are only promised are counted in this scenario" in pages[0]
    assert "This plan counts 6,040 people who are only promised" in pages[1]
    assert "assumed by Ana, 2 Mar 2026" in pages[1]
    assert "What such teams need and nobody promised" in " ".join(pages[1:4])
    assert not any("none of them is counted" in page for page in pages)
    assert run(["report", "ready-for-works", "--out", "ready.pdf", *at]) == 0
    for page in PdfReader("ready.pdf").pages:
        assert "not the plan of record" in " ".join(page.extract_text().split())
    assert run(["report", "map", "--out", "map.svg", *at]) == 0
    assert "not the plan of record" in Path("map.svg").read_text(encoding="utf-8")
    capsys.readouterr()
    assert run(["explain", "W0", *at]) == 0
    assert capsys.readouterr().out.startswith("SCENARIO as-announced: not the plan of record")


@pytest.mark.usefixtures("street")
@pytest.mark.parametrize(
    ("scenario", "code", "said"),
    [
        ("as-anounced", 2, "There is no scenario 'as-anounced'"),
        ("nowhere.toml", 4, "nowhere.toml"),
        ("as-announced", 2, "counts nothing"),
    ],
)
def test_a_wrong_scenario_is_refused_by_name(
    scenario: str, code: int, said: str, capsys: Capture
) -> None:
    assert run([*PLAN, "--scenario", scenario]) == code
    assert said in capsys.readouterr().err


@pytest.mark.usefixtures("street")
def test_two_plans_are_compared_as_lines_json_and_workbook(capsys: Capture) -> None:
    promises()
    assert run([*PLAN, "--out", "plan.json"]) == 0
    assert run([*PLAN, "--scenario", "as-announced"]) == 0
    capsys.readouterr()
    assert run(["compare", "plan.json", "P-2", "--out", "compared.xlsx"]) == 0
    assert "SCENARIO as-announced" in capsys.readouterr().out
    assert Path("compared.xlsx").stat().st_size > 0
    assert run(["compare", "P-1", "P-2", "--json", "--out", "compared.json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told == json.loads(Path("compared.json").read_text(encoding="utf-8"))
    assert (told["a"]["of_record"], told["b"]["of_record"]) == (True, False)
    assert run(["compare", "P-1", "P-2", "--out", "compared.txt"]) == 2


@pytest.mark.usefixtures("street")
def test_a_short_search_of_a_scenario_is_no_worse_than_the_plan_of_record(capsys: Capture) -> None:
    """Its search begins from the plan of record of the same records and days."""
    promises()
    assert run(PLAN) == 0
    assert run([*PLAN[:3], "--iterations", "0", "--scenario", "committed"]) == 0
    capsys.readouterr()
    assert run(["compare", "P-1", "P-2", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["human_days"] >= 0


@pytest.mark.usefixtures("street")
def test_the_founding_question_from_the_command_line(capsys: Capture) -> None:
    asked = ["report", "founding-question", "--out", "question.pdf", "--iterations", "4"]
    assert run(PLAN) == 0
    assert run(asked) == 2
    assert "Nobody is reported" in capsys.readouterr().err
    promises()
    assert run(asked) == 0
    (page,) = PdfReader("question.pdf").pages
    assert "1,000 deminers and 5,000 builders" in " ".join(page.extract_text().split())
    with Registry.open(Path("region.plough")) as registry:
        assert len(registry.plans()) == 1
    assert run([*PLAN[:3], "--iterations", "2", "--rest-days", "sun", "--out", "other.json"]) == 0
    stored(Region().asset("late", 900, 900, kind="other", people_served=3))
    assert run([*asked, "--plan", "other.json"]) == 2
    assert "made from other records" in capsys.readouterr().err
