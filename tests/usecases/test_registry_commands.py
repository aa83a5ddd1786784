"""The registry from the command line: what people type, and what they are told."""

import json
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pyogrio
import pytest
import shapely

from ploughshare.cli.main import run
from ploughshare.fields import Record, Value
from ploughshare.findings import Finding
from ploughshare.registry.kept import Origin, QuarantinedRow
from ploughshare.registry.registry import Registry
from ploughshare.usecases.check import check
from tests.registry.regions import hazard, hazards, place, registry_at

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PLOUGH_AUTHOR", "Ana")
    monkeypatch.delenv("PLOUGH_REGISTRY", raising=False)


@pytest.fixture
def region(tmp_path: Path) -> Path:
    """
    Two areas of areas.csv, one of them with a doubt, and a row set aside; then HA-1 is
    confirmed and grows.
    """
    path = tmp_path / "region.plough"
    with registry_at(path) as registry:
        with registry.change(author="Ana", reason="Import areas.csv", source="areas.csv") as change:
            origin = Origin(change.keep_raw("areas.csv", b"id\n1\n2\n3\n"), "", 2, "csv/1")
            change.put(hazard("HA-1", name="Orchard"), expected_version=None, origin=origin)
            change.put(hazard("HA-2", west=35.2), expected_version=None, origin=origin)
            doubt = Finding(
                *("far-away", "doubt", "HA-2 lies far from the others.", "Look at the map."),
                file="areas.csv",
                row=2,
                record_type="hazards",
                record_id="HA-2",
            )
            block = Finding("no-geometry", "block", "There is no outline.", file="areas.csv", row=3)
            change.record_import(
                raw=origin.file,
                file="areas.csv",
                record_type="hazards",
                importer="csv/1",
                rows=3,
                accepted=2,
                repaired=0,
                unchanged=0,
                findings=[doubt, block],
                quarantine=[QuarantinedRow(3, "no outline", {"id": "3", "name": "Сад"})],
            )
        with registry.change(author="Boris", reason="Survey report 14") as change:
            larger = hazard("HA-1", size=0.02, name="Orchard", hazard_type="cha")
            change.put(larger, expected_version=1)
    return path


def plough(capsys: Capture, *words: str) -> tuple[int, str, str]:
    """Exit code, what was printed as result, and what was told beside it."""
    code = run(list(words))
    said = capsys.readouterr()
    return code, said.out, said.err


def plough_json(capsys: Capture, *words: str) -> Any:
    code, out, _ = plough(capsys, *words, "--json")
    assert code == 0, out
    return json.loads(out)


def test_a_registry_is_made_from_a_box(capsys: Capture) -> None:
    words = ("init", "region.plough", "--name", "Dobrel", "--region", "34,51,36,52", "--invented")

    code, out, err = plough(capsys, *words)

    assert code == 0
    assert "ready for Dobrel: longitude 34 to 36, latitude 51 to 52" in out
    assert "next: plough import FILE --registry region.plough" in err
    with Registry.open(Path("region.plough")) as registry:
        assert registry.invented
        assert registry.region.equals(shapely.box(34, 51, 36, 52))
        assert registry.changeset(1).author == "Ana"
    code, _, err = plough(capsys, *words)
    assert code == 4
    assert "exists already" in err


def test_a_registry_is_made_from_an_outline_in_any_coordinate_system(capsys: Capture) -> None:
    """The outline comes in metres of UTM zone 36; the region is in degrees."""
    triangle = shapely.Polygon([(570_000, 5_650_000), (700_000, 5_650_000), (640_000, 5_760_000)])
    pyogrio.raw.write(
        "outline.gpkg",
        shapely.to_wkb([triangle]),
        field_data=[],
        fields=[],
        geometry_type="Polygon",
        crs="EPSG:32636",
    )

    words = ("--name", "Dobrel", "--region", "outline.gpkg")
    made = plough_json(capsys, "init", "region.plough", *words)

    west, south, east, north = made["region"]
    assert (round(west), round(south), round(east), round(north)) == (34, 51, 36, 52)
    with Registry.open(Path("region.plough")) as registry:
        assert len(shapely.get_coordinates(registry.region)) == 4


@pytest.mark.parametrize(
    ("region", "told"),
    [
        ("36,51,34,52", "its west, 36, is not west of its east, 34"),
        ("34,52,36,51", "its south, 52, is not south of its north, 51"),
        ("34,51,36", "is not four numbers"),
        ("34.2;51;36;52", "is not four numbers"),
        ("600000,5600000,610000,5700000", "it looks like metres"),
        ("51,34,52,136", "latitude 136 does not exist"),
        ("nowhere.geojson", "neither four numbers nor a file"),
    ],
)
def test_a_region_that_is_none_is_explained(capsys: Capture, region: str, told: str) -> None:
    code, out, err = plough(capsys, "init", "x.plough", "--name", "X", "--region", region)

    assert (code, out) == (2, "")
    assert told in err
    assert "WEST,SOUTH,EAST,NORTH" in err
    assert not Path("x.plough").exists()


@pytest.mark.parametrize(
    ("geometry", "told"),
    [
        ({"type": "Point", "coordinates": [35, 51]}, "one layer of outlines"),
        (
            {
                "type": "Polygon",
                "coordinates": [[[35, 51], [36, 52], [36, 51], [35, 52], [35, 51]]],
            },
            "an outline that crosses itself",
        ),
    ],
)
def test_a_file_without_ground_is_no_region(
    capsys: Capture, geometry: dict[str, Any], told: str
) -> None:
    feature = {"type": "Feature", "properties": {}, "geometry": geometry}
    document = {"type": "FeatureCollection", "features": [feature]}
    Path("outline.geojson").write_text(json.dumps(document), encoding="utf-8")

    code, _, err = plough(capsys, "init", "x.plough", "--name", "X", "--region", "outline.geojson")

    assert code == 3
    assert told in err


@pytest.mark.usefixtures("region")
def test_show_sums_up_what_there_is(capsys: Capture) -> None:
    code, out, _ = plough(capsys, "show")

    assert code == 0
    assert "Invented region: nothing in it is on real ground." in out
    assert "2  hazards" in out
    assert "findings: 1 block, 1 doubt; quarantined rows: 1" in out
    assert "Boris: Survey report 14" in out
    seen = plough_json(capsys, "show")
    assert seen["records"] == {"hazards": 2}
    assert [change["number"] for change in seen["changes"]] == [3, 2, 1]


@pytest.mark.usefixtures("region")
def test_show_tells_one_record_with_its_source_and_findings(capsys: Capture) -> None:
    code, out, _ = plough(capsys, "show", "HA-2")

    assert code == 0
    assert "hazardous area HA-2 (hazards), version 1" in out
    assert "suspected hazardous area (sha)" in out
    assert "areas.csv, row 2 (csv/1)" in out
    assert "HA-2 lies far from the others." in out
    (record,) = plough_json(capsys, "show", "HA-2", "--as", "hazards")["records"]
    assert record["values"] == {"hazard_type": "sha", "status": "open"}
    assert record["geometry"]["type"] == "Polygon"
    assert record["origin"]["row"] == 2


@pytest.mark.usefixtures("region")
def test_show_lists_the_records_of_a_type(capsys: Capture) -> None:
    code, out, _ = plough(capsys, "show", "--as", "hazards")
    assert code == 0
    first, *rows = out.splitlines()
    assert first == "2 hazards"
    assert [row.split()[0] for row in rows] == ["HA-1", "HA-2"]
    assert "suspected hazardous area (sha)" in rows[1]
    document = plough_json(capsys, "show", "--as", "hazards")
    assert [each["id"] for each in document["records"]] == ["HA-1", "HA-2"]
    assert plough(capsys, "show", "--as", "hazard")[0] == 2


@pytest.mark.usefixtures("region")
def test_what_is_not_there_is_said_plainly(capsys: Capture) -> None:
    for words, code, told in (
        (("show", "HA-9"), 1, "There is no record HA-9 in region.plough"),
        (("show", "HA-1", "--as", "teams"), 1, "There is no team HA-1"),
        (("show", "HA-1", "--as", "hazard"), 2, "no record type 'hazard'"),
        (("history", "HA-9"), 1, "There is no record HA-9"),
        (("undo", "9", "--reason", "x"), 1, "no change 9"),
        (("check", "--registry", "other.plough"), 4, "no registry at other.plough"),
    ):
        failed, _, err = plough(capsys, *words)
        assert failed == code, err
        assert told in err
    code, out, _ = plough(capsys, "show", "HA-9", "--json")
    assert code == 1
    assert json.loads(out)["error"] == "no-such-record"


@pytest.mark.usefixtures("region")
def test_history_tells_who_changed_what(capsys: Capture) -> None:
    code, out, _ = plough(capsys, "history", "HA-1")

    assert code == 0
    first, second = out.split("version 2")
    assert "Ana: Import areas.csv" in first
    assert "name: Orchard" in first
    assert "Boris: Survey report 14" in second
    assert "suspected hazardous area (sha) -> confirmed hazardous area (cha)" in second
    assert "outline: Polygon" in second
    versions = plough_json(capsys, "history", "HA-1")["versions"]
    assert versions[1]["differences"] == {"hazard_type": ["sha", "cha"]}
    assert versions[1]["outline_changed"]


@pytest.mark.usefixtures("region")
def test_findings_come_gravest_first_and_change_no_exit_code(capsys: Capture) -> None:
    code, out, _ = plough(capsys, "findings")

    assert code == 0
    assert out.index("block areas.csv, row 3") < out.index("doubt areas.csv, row 2")
    assert len(plough_json(capsys, "findings", "--at-least", "block")["findings"]) == 1
    (about,) = plough_json(capsys, "findings", "--about", "HA-2")["findings"]
    assert about["rule"] == "far-away"
    (row,) = plough_json(capsys, "findings", "--quarantined")["quarantined"]
    assert row["values"] == {"id": "3", "name": "Сад"}
    assert "areas.csv, row 3: no outline" in plough(capsys, "findings", "--quarantined")[1]


@pytest.mark.usefixtures("region")
def test_check_fails_on_findings_only_when_asked(capsys: Capture) -> None:
    code, out, _ = plough(capsys, "check")

    assert code == 0
    assert "changes: 3; every row is as it was written" in out
    assert "findings: 1 block, 1 doubt, 0 note; quarantined rows: 1" in out
    assert plough(capsys, "check", "--fail-on", "block")[0] == 1
    head = plough_json(capsys, "check")["head"]
    assert plough(capsys, "check", "--head", head)[0] == 0
    assert plough(capsys, "check", "--head", "0" * 64)[0] == 1
    assert plough(capsys, "check", "--fail-on", "catastrophe")[0] == 2


def test_check_finds_needs_that_run_in_a_circle(capsys: Capture, tmp_path: Path) -> None:
    pairs = [("home", "pump"), ("pump", "line"), ("line", "pump"), ("a", "b"), ("b", "a")]
    with (
        registry_at(tmp_path / "region.plough") as registry,
        registry.change(author="Ana", reason="Needs") as change,
    ):
        for asset in ("home", "pump", "line", "a", "b"):
            change.put(Record("assets", asset, {"kind": "other"}), expected_version=None)
        for number, (asset, needs) in enumerate(pairs):
            named = {"asset": asset, "needs": needs}
            change.put(Record("needs", f"N-{number}", named), expected_version=None)
    found = plough_json(capsys, "check")["found"]
    assert [each["rule"] for each in found] == ["needs-in-a-circle"] * 2
    said = " ".join(each["message"] for each in found)
    assert "pump needed by line" in said
    assert "a needed by b" in said
    assert "home" not in said


def test_check_finds_task_orders_past_their_day(capsys: Capture, tmp_path: Path) -> None:
    """Of three orders past their day one is closed; the fourth has none."""
    with registry_at(tmp_path / "region.plough") as registry:
        orders = [("TO-1", "issued", 2), ("TO-2", "active", 2), ("TO-3", "closed", 2)]
        rows = [
            Record("tasks", name, {"activity": "nts", "status": status,
                                   "expires_on": date(2020, 1, day)})
            for name, status, day in orders
        ]  # fmt: skip
        rows.append(Record("tasks", "TO-4", {"activity": "nts", "status": "issued"}))
        with registry.change(author="Ana", reason="Orders") as change:
            for row in rows:
                change.put(row, expected_version=None)
        before = check(registry, today=date(2020, 1, 2))
    assert before.found == ()
    found = plough_json(capsys, "check")["found"]
    assert [(each["rule"], each["record_id"]) for each in found] == [
        ("order-expired", "TO-1"), ("order-expired", "TO-2"),
    ]  # fmt: skip
    assert "expired on 2020-01-02" in found[0]["message"]


def test_a_team_is_taken_off_begun_work_only(capsys: Capture, tmp_path: Path) -> None:
    with (
        registry_at(tmp_path / "region.plough") as registry,
        registry.change(author="Ana", reason="Orders") as change,
    ):
        area = hazard("HA-1", size=0.0005, evidence="direct", people_exposed=5, hazard_type="cha")
        change.put(area, expected_version=None)
        team = Record(
            "teams", "TM-1", {"name": "TM-1", "kinds": ("manual",)}, shapely.Point(35, 51.5)
        )
        change.put(team, expected_version=None)
        for name, status in (("TO-1", "active"), ("TO-2", "issued")):
            order: dict[str, Value] = {"activity": "clearance", "hazard": "HA-1", "status": status,
                                       "teams": ("TM-1",)}  # fmt: skip
            change.put(Record("tasks", name, order), expected_version=None)

    rest = ("--start", "2026-03-02", "--iterations", "1")
    for name, why in (("TO-2", "no team has begun with it"), ("TO-9", "no such task order")):
        code, _, err = plough(capsys, "plan", "--take-off", name, *rest)
        assert (code, why in err, "Under way are: TO-1." in err) == (2, True, True)
    told = plough_json(capsys, "plan", "--take-off", "TO-1", *rest)
    assert told["taken_off"]["tasks"] == ["TO-1"]
    assert told["promises"] == 0


def test_what_comes_first_is_asked_for_by_a_named_person(capsys: Capture, tmp_path: Path) -> None:
    """One crew and two schools, the small one the longer work: it comes first, and costs."""
    where = shapely.Point(35, 51.5)
    with (
        registry_at(tmp_path / "region.plough") as registry,
        registry.change(author="Ana", reason="Schools") as change,
    ):
        crew = Record("teams", "TM-1", {"name": "TM-1", "kinds": ("building",)}, where)
        change.put(crew, expected_version=None)
        for name, people, days in (("large", 900, 10.0), ("small", 20, 30.0)):
            school: dict[str, Value] = {
                "name": name, "kind": "school", "people_served": people,
                "service_state": "out_of_service",
            }  # fmt: skip
            change.put(Record("assets", name, school, where), expected_version=None)
            works: dict[str, Value] = {"asset": name, "trade": "building", "quantity": days,
                                       "preparation": "ready"}  # fmt: skip
            change.put(Record("works", f"roof of {name}", works), expected_version=None)

    rest = ("--start", "2026-03-02", "--iterations", "1")
    code, _, err = plough(capsys, "plan", "--first", "small", *rest)
    assert (code, "Give --by NAME" in err) == (2, True)
    code, _, err = plough(capsys, "plan", "--first", "mill", "--by", "Ana", *rest)
    assert (code, "No asset, works or hazardous area is like 'mill'" in err) == (2, True)
    code, _, err = plough(
        capsys, "plan", "--first", "small", "--by", "Ana", "--scenario", "committed", *rest
    )
    assert (code, "priced against the plan of record" in err) == (2, True)
    told = plough_json(capsys, "plan", "--first", "small", "--by", "Ana", *rest)
    assert told["put_first"]["by"] == "Ana"
    assert told["objective"] - told["put_first"]["free_objective"] == (900 * 30 - 20 * 10) * 4
    answer = plough_json(capsys, "explain", "small")["put_first"]
    assert [row["price"] for row in answer] == [(900 * 30 - 20 * 10) * 4]
    code, out, _ = plough(capsys, "replan", "--first", "large", "--by", "Bea", *rest)
    assert (code, "First, as asked by Bea: large" in out) == (0, True)


def test_check_finds_teams_whose_grant_is_not_on_record(tmp_path: Path) -> None:
    """One names its grant by id, one by name, one misspells it, one has none."""
    with registry_at(tmp_path / "region.plough") as registry:
        teams = [
            Record("teams", name, {"kinds": ("manual",), "group": group})
            for name, group in (("T-1", "GR-1"), ("T-2", "GRANT-1"), ("T-3", "GRNT-1"))
        ]
        teams.append(Record("teams", "T-4", {"kinds": ("manual",)}))
        with registry.change(author="Ana", reason="Teams") as change:
            for team in teams:
                change.put(team, expected_version=None)
        assert check(registry).found == ()
        with registry.change(author="Ana", reason="Grants") as change:
            change.put(Record("grants", "GR-1", {"name": "GRANT-1"}), expected_version=None)
        (found,) = check(registry).found
    assert (found.rule, found.record_id, "paid from GRNT-1" in found.message) == (
        "unknown-grant", "T-3", True
    )  # fmt: skip


def test_check_finds_decisions_that_decide_nothing_and_priorities_for_nobody(
    tmp_path: Path,
) -> None:
    """A decision without weights asks for a school that is not on record, and for a share of nothing."""
    rows = [
        Record("decisions", "DE-1", {"title": "Schools first", "authority": "the authority",
                                     "published_on": date(2026, 2, 16), "reference": "Gazette 12"}),
        Record("priorities", "PR-1", {"decision": "DE-1", "asset": "AS-404",
                                      "due_on": date(2026, 9, 1)}),
        Record("priorities", "PR-2", {"decision": "DE-1", "kind": "share"}),
    ]  # fmt: skip
    with registry_at(tmp_path / "region.plough") as registry:
        with registry.change(author="Ana", reason="What counts") as change:
            for row in rows:
                change.put(row, expected_version=None)
        found = check(registry).found
    assert [(each.rule, each.record_id) for each in found] == [
        ("dangling-reference", "PR-1"), ("empty-priority", "PR-2"),
    ]  # fmt: skip


def test_check_fails_when_a_row_was_altered(capsys: Capture, region: Path) -> None:
    with closing(sqlite3.connect(region)) as connection:
        connection.execute("DROP TRIGGER hazards_version_keeps")
        connection.execute("UPDATE hazards_version SET status = 'closed' WHERE entry = 2")
        connection.commit()

    code, out, _ = plough(capsys, "check")

    assert code == 1
    assert "Version 1 of hazardous area HA-2" in out
    assert "NOT INTACT" in out


def test_a_clean_registry_passes_the_strictest_check(capsys: Capture, tmp_path: Path) -> None:
    with registry_at(tmp_path / "region.plough") as registry:
        with registry.change(author="Ana", reason="Place") as change:
            change.put(place("PL-1"), expected_version=None)
        assert plough(capsys, "check", "--fail-on", "note")[0] == 0
        with registry.change(author="Ana", reason="Team of a place that is not there") as change:
            team = Record("teams", "TM-1", {"kinds": ("nts",), "base": "PL-9"})
            change.put(team, expected_version=None)

    assert plough(capsys, "check", "--fail-on", "doubt")[0] == 1
    assert plough(capsys, "check", "--fail-on", "block")[0] == 0


@pytest.mark.usefixtures("region")
def test_an_import_is_undone_with_a_reason(capsys: Capture) -> None:
    code, _, err = plough(capsys, "undo", "2", "--reason", "Wrong file")
    assert code == 1
    assert "HA-1 (hazards, change 3)" in err

    assert plough(capsys, "undo", "3", "--reason", "Wrong report")[0] == 0
    code, out, _ = plough(capsys, "undo", "2", "--reason", "Wrong file", "--author", "Clara")

    assert code == 0
    assert "2 records taken off the list" in out
    assert plough_json(capsys, "show")["records"] == {}
    assert plough_json(capsys, "findings")["findings"] == []
    assert "undoes change 2" in plough(capsys, "history", "HA-2")[1]
    assert plough(capsys, "undo", "2")[0] == 2


@pytest.mark.usefixtures("region")
def test_a_backup_comes_back(capsys: Capture) -> None:
    head = plough_json(capsys, "backup", "monday.plough")["head"]
    assert plough(capsys, "undo", "3", "--reason", "By mistake")[0] == 0

    assert plough(capsys, "restore", "monday.plough")[0] == 4
    code, out, _ = plough(capsys, "restore", "monday.plough", "--replace")

    assert code == 0
    assert "What was there is now region.replaced-" in out
    assert plough_json(capsys, "check")["head"] == head
    assert plough(capsys, "backup", "nowhere/monday.plough")[0] == 4


def test_the_registry_may_be_named_by_the_environment(
    capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "elsewhere.plough"
    with registry_at(path) as registry, registry.change(author="Ana", reason="x") as change:
        change.put_many(hazards(3))
    monkeypatch.setenv("PLOUGH_REGISTRY", str(path))

    assert plough_json(capsys, "show")["records"] == {"hazards": 3}
