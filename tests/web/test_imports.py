"""Files are sent, tried, imported and taken back; whatever their bytes are, nothing breaks."""

import json
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ploughshare.cli.main import run
from ploughshare.imports.formats import endings
from ploughshare.registry.registry import Registry
from ploughshare.usecases.jobs import begin_again
from ploughshare.usecases.permissions import Role
from ploughshare.web import received
from ploughshare.web.work import Work
from tests.conftest import so_many
from tests.web.importing import HAZARDS, OFFICER, Office, office


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as found:
        yield found


def try_it(
    here: Office, data: bytes | str = HAZARDS, name: str = "hazards.csv", record_type: str = ""
) -> str:
    """Id of the job that has tried a file."""
    file = here.send(data, name).json()["id"]
    asked = {"kind": "import", "file": file, "record_type": record_type}
    return str(here.job(asked)["id"])


def hazards(here: Office) -> set[str]:
    with Registry.open(here.path) as registry:
        return {each.id for each in registry.records("hazards")}


def test_a_file_from_sending_to_taking_back(here: Office) -> None:
    before = hazards(here)
    file = here.send(HAZARDS).json()
    assert [each["id"] for each in here.call("GET", "/api/imports/files").json()] == [file["id"]]
    job = here.job({"kind": "import", "file": file["id"]})
    tried = here.tried(job)["tried"]
    ends = [tried[name] for name in ("accepted", "repaired", "quarantined", "unchanged")]
    assert (tried["rows"], ends) == (4, [3, 0, 1, 0])
    assert [(each["row"], each["rule"]) for each in tried["set_aside"]] == [(3, "outside-region")]
    assert {each["field"] for each in tried["matches"]} >= {"id", "hazard_type", "latitude"}
    assert "word-unknown" in {each["rule"] for each in tried["findings"]}
    shapes = here.call("GET", f"/api/imports/tries/{job['id']}/shapes").json()["features"]
    assert [each["properties"]["row"] for each in shapes] == [3, 1, 2, 4]
    assert hazards(here) == before

    written = here.job({"kind": "accepted-import", "tried": job["id"]})
    assert written["state"] == "done"
    assert hazards(here) == before | {"HA-31", "HA-32", "HA-34"}
    assert here.call("GET", "/api/imports/files").json() == []
    [kept] = here.call("GET", "/api/imports").json()
    assert (kept["author"], kept["rows"], kept["quarantined"]) == (OFFICER.value, 4, 1)

    address = f"/api/imports/{kept['changeset']}/undo"
    assert here.call("POST", address, json={"reason": "The wrong file"}).status_code == 201
    assert hazards(here) == before
    assert here.call("GET", "/api/imports").json()[0]["in_force"] is False
    assert here.call("POST", "/api/imports/1/undo", json={"reason": "No"}).status_code == 400


@pytest.mark.api
def test_a_try_tells_what_the_command_line_tells(
    here: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    job = try_it(here)
    tried = here.call("GET", f"/api/imports/tries/{job}").json()["tried"]
    file = tmp_path / "hazards.csv"
    file.write_text(HAZARDS, encoding="utf-8")
    words = ["import", str(file), "--dry-run", "--yes", "--json", "--registry", str(here.path)]
    assert run(words) == 0
    told = json.loads(capsys.readouterr().out)
    for name in ("record_type", "rows", "accepted", "repaired", "quarantined", "unchanged"):
        assert tried[name] == told[name]
    assert sum(each["count"] for each in tried["findings"]) == len(told["findings"])


@pytest.mark.api
def test_what_a_person_says_of_columns_counts(here: Office) -> None:
    """A column of a name that nobody knows becomes the field that it is said to be."""
    data = HAZARDS.replace("name,type", "label,kennung")
    file = here.send(data).json()["id"]
    asked = {"kind": "import", "file": file, "record_type": "hazards"}
    mapping = {"columns": {"hazard_type": ["kennung"]}, "set": {"depth_cm": "20"}}
    job = here.job({**asked, "mapping": mapping, "accept": ["outside-region"]})
    tried = here.tried(job)["tried"]
    assert tried["quarantined"] == 0
    assert ["kennung"] in [e["columns"] for e in tried["matches"] if e["field"] == "hazard_type"]
    wrong = here.job({**asked, "mapping": {"columns": {"hazard_type": ["nothing"]}}})
    assert "nothing" in here.tried(wrong)["message"]
    for said in ({"encoding": "klingon"}, {"crs": "EPSG:0"}, {"columns": {"purple": ["label"]}}):
        job = here.job({**asked, "mapping": said})
        assert job["result"].get("code") != "mistake"
        assert job["state"] == "failed" or here.tried(job)["question"]


@pytest.mark.api
def test_what_must_be_said_first_is_asked(here: Office) -> None:
    book = openpyxl.Workbook()
    for title in ("North", "South"):
        sheet = book.create_sheet(title)
        for line in HAZARDS.splitlines():
            sheet.append(line.split(","))
    del book["Sheet"]
    data = BytesIO()
    book.save(data)
    asked = here.call("GET", f"/api/imports/tries/{try_it(here, data.getvalue(), 'two.xlsx')}")
    assert asked.json()["question"] == "layer"
    assert [each["name"] for each in asked.json()["layers"]] == ["North", "South"]
    job = try_it(here, "shade,mood\nblue,calm\n", "odd.csv")
    told = here.call("GET", f"/api/imports/tries/{job}").json()
    assert told["question"] == "record type"
    assert "--" not in told["message"] + told["remedy"]
    refused = here.call("POST", "/api/jobs", json={"kind": "accepted-import", "tried": job})
    assert refused.status_code == 400


def test_only_the_information_officer_brings_files_in(here: Office) -> None:
    job = try_it(here)
    asked = {"kind": "accepted-import", "tried": job}
    for role in (Role.PLANNER, Role.APPROVER, Role.ADMINISTRATOR, Role.AUDITOR):
        assert here.send(HAZARDS, role=role).status_code == 403
        assert here.call("POST", "/api/jobs", role, json=asked).status_code == 403
        assert here.call("GET", f"/api/imports/tries/{job}", role).status_code == 403
    # What everybody who sees jobs is told holds nothing of the file.
    told = here.call("GET", f"/api/jobs/{job}", Role.ADMINISTRATOR).text
    assert "Upper field" not in told
    assert "HA-3" not in told


@pytest.mark.api
def test_what_comes_out_otherwise_than_shown_is_not_written(here: Office) -> None:
    """Somebody else imported the first of the rows while another looked at all four."""
    job = try_it(here)
    other = try_it(here, "\n".join(HAZARDS.splitlines()[:2]), "first.csv", "hazards")
    assert here.job({"kind": "accepted-import", "tried": other})["state"] == "done"
    before = hazards(here)
    ended = here.job({"kind": "accepted-import", "tried": job})
    assert ended["state"] == "failed"
    assert "otherwise" in ended["result"]["message"]
    assert hazards(here) == before
    assert len(here.call("GET", "/api/imports/files").json()) == 1


@pytest.mark.api
def test_a_job_whose_worker_ends_after_writing_writes_once(here: Office) -> None:
    asked = {"kind": "accepted-import", "tried": try_it(here)}
    job_id = here.call("POST", "/api/jobs", json=asked).json()["id"]
    with Registry.open(here.path, write=True) as registry:
        job = registry.jobs.claim()
        assert job is not None
        Work(here.path, job, lambda _: None, lambda: None).done()
        begin_again(registry)
    here.work()
    assert here.call("GET", f"/api/jobs/{job_id}").json()["result"]["accepted"] == 3
    assert len(here.call("GET", "/api/imports").json()) == 1


def test_a_file_that_is_too_large_is_refused_and_leaves_nothing(
    here: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(received, "MOST_BYTES", 200)
    assert here.send(HAZARDS).status_code == 413
    pieces = (line.encode() for line in HAZARDS.splitlines(keepends=True))
    stream = here.call("POST", "/api/imports/files", params={"name": "h.csv"}, content=pieces)
    assert stream.status_code == 413
    assert stream.json()["remedy"]
    assert list(here.path.with_name("r.plough.received").iterdir()) == []


def test_only_so_many_files_wait(here: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(received, "MOST_FILES", 1)
    file = here.send(HAZARDS).json()["id"]
    assert here.send(HAZARDS).status_code == 400
    assert here.call("DELETE", f"/api/imports/files/{file}").status_code == 204
    assert here.call("DELETE", f"/api/imports/files/{file}").status_code == 404
    assert here.send(HAZARDS).status_code == 201


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../secret/a.csv", "a.csv"),
        ("C:\\Documents\\b.CSV", "b.csv"),
        ("con.csv", "_con.csv"),
        (".received.json", "received.json"),
        ("міни\0\n.csv", "міни__.csv"),
        (f"{'x' * 290}.csv", f"{'x' * 120}.csv"),
    ],
)
def test_a_name_leads_nowhere(here: Office, name: str, kept: str) -> None:
    assert here.send(HAZARDS, name).json()["name"] == kept


@pytest.mark.parametrize("name", ["", ".csv", "hazards", "a.exe", "a.csv.", "a.gdb"])
def test_a_name_that_is_none_or_of_no_format_is_refused(here: Office, name: str) -> None:
    assert here.send(HAZARDS, name).status_code in (400, 422)


def whole() -> dict[str, bytes]:
    """A right file of some formats, to be spoilt."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("hazards.csv", HAZARDS)
    point = {"type": "Point", "coordinates": [35.1, 51.5]}
    feature = {"type": "Feature", "properties": {"id": "HA-9", "type": "CHA"}, "geometry": point}
    document = {"type": "FeatureCollection", "features": [feature]}
    return {
        ".csv": HAZARDS.encode(),
        ".zip": packed.getvalue(),
        ".geojson": json.dumps(document).encode(),
    }


@st.composite
def spoilt(draw: st.DrawFn) -> tuple[str, bytes]:
    """Any bytes under any ending that is read, or a right file of which a piece is replaced."""
    if draw(st.booleans()):
        return draw(st.sampled_from(sorted(endings()))), draw(st.binary(min_size=1, max_size=300))
    suffix = draw(st.sampled_from(sorted(whole())))
    data = whole()[suffix]
    at, length = draw(st.integers(0, len(data))), draw(st.integers(0, 40))
    return suffix, data[:at] + draw(st.binary(max_size=40)) + data[at + length :]


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office(tmp_path_factory.mktemp("office")) as found:
        yield found


@pytest.mark.api
@given(file=spoilt())
@settings(
    max_examples=so_many(30, 5),
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_whatever_bytes_are_sent_nothing_breaks(once: Office, file: tuple[str, bytes]) -> None:
    suffix, data = file
    sent = once.send(data, f"file{suffix}")
    assert sent.status_code in (201, 422)
    if sent.status_code == 422:
        return
    job = once.job({"kind": "import", "file": sent.json()["id"]})
    assert job["state"] in ("done", "failed")
    assert job["result"].get("code") != "mistake"
    if job["state"] == "done":
        told = once.tried(job)
        assert told["question"] or told["tried"]["rows"] == sum(
            told["tried"][end] for end in ("accepted", "repaired", "quarantined", "unchanged")
        )
    once.call("DELETE", f"/api/imports/files/{sent.json()['id']}")
