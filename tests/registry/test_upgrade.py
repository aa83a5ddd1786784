"""A registry of an earlier schema comes up to date, or stays exactly as it was."""

import re
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from textwrap import dedent

import pytest
import shapely

from ploughshare.errors import RegistryTooNew, StorageError
from ploughshare.fields import Record
from ploughshare.registry.backup import back_up, restore
from ploughshare.registry.change import Change
from ploughshare.registry.embedded import Embedded
from ploughshare.registry.kept import Publication
from ploughshare.registry.registry import Registry
from ploughshare.registry.tables import SCHEMA
from ploughshare.registry.upgrade import MIGRATIONS, run_migrations, upgrade
from tests.registry.regions import REGION, hazards, registry_at

VERSIONS = MIGRATIONS / "versions"
TOMORROW = f"{int(SCHEMA) + 1:04}"


def schema(path: Path) -> dict[str, list[str]]:
    """
    Every table, index and trigger of a file, as the SQL that makes it.

    What stands between commas is sorted: an added column is the last one in its table.
    """
    with closing(sqlite3.connect(path)) as connection:
        query = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"
        found = {name: " ".join(sql.split()) for name, sql in connection.execute(query)}
    return {
        name: sorted(re.split(r", |\(|\)", sql.replace(" )", ")"))) for name, sql in found.items()
    }


def made_by(path: Path, number: str) -> Path:
    """A registry as the migrations up to a schema make it, with nothing in it."""
    store = Embedded.bare(path)
    run_migrations(store, number, [VERSIONS])
    store.close()
    with registry_at(path.with_name("today.plough")) as today:
        about = {"name": today.name, "invented": True, "created": datetime.now(UTC)}
        region = shapely.to_wkb(REGION, output_dimension=2, byte_order=1)
    with closing(Embedded(path, write=True)) as made, made.write() as connection:
        change = Change(made, connection, author="Ana", reason="Start", source="", kind="create")
        change.append("setting", {**about, "region": region})
        change.seal()
    return path


def todays_schema(path: Path) -> Path:
    """A registry as all migrations make it, with two areas in it."""
    with (
        Registry.open(made_by(path, SCHEMA), write=True) as registry,
        registry.change(author="Ana", reason="Areas") as change,
    ):
        change.put_many(hazards(2))
    return path


def next_schema(folder: Path, statement: str) -> list[Path]:
    """The folders of migrations with one more: the schema of tomorrow."""
    folder.mkdir()
    text = f"""
        from alembic import op
        import sqlalchemy as sa

        revision = "{TOMORROW}"
        down_revision = "{SCHEMA}"

        def upgrade():
            op.add_column("hazards_version", sa.Column("owner_note", sa.Text))
            {statement}
        """
    (folder / f"s{TOMORROW}_owner_note.py").write_text(dedent(text), encoding="utf-8")
    return [VERSIONS, folder]


def test_the_migrations_make_what_the_data_dictionary_says(tmp_path: Path) -> None:
    """
    If this fails, the dictionary was changed: add the same column in a new migration.
    """
    registry_at(tmp_path / "today.plough").close()
    with closing(Embedded.bare(tmp_path / "migrated.plough")) as store:
        run_migrations(store, SCHEMA, [VERSIONS])

    assert schema(tmp_path / "migrated.plough") == schema(tmp_path / "today.plough")


NEW_SINCE: dict[str, tuple[Record, ...]] = {
    "0001": (
        Record("tasks", "TO-1", {"activity": "clearance", "status": "plan_approved",
                                 "scope_m2": 800.0, "promised_on": date(2026, 5, 29),
                                 "promised_to": "Mayor of Dobrel"}),
    ),
    "0002": (
        Record("accreditations", "A-1", {"organisation": "O", "permit": "licence",
                                         "kinds": ("manual", "bac"), "to_on": date(2027, 6, 30)}),
        Record("grants", "G-1", {"name": "GRANT-3", "excludes_contributions": ("CB-2",)}),
        Record("teams", "T-1", {"kinds": ("manual",), "contribution": "CB-2"}),
    ),
    "0003": (
        Record("works", "WK-1", {"asset": "AS-1", "trade": "building", "quantity": 25.0,
                                 "preparation": "procurement",
                                 "preparation_since": date(2026, 2, 9),
                                 "prepared_on": date(2026, 5, 18), "service_share": 0.4}),
    ),
    "0004": (
        Record("methods", "ME-1", {"name": "dogs", "contamination": ("ap_mine",), "search": "dogs",
                                   "follow_up": "manual", "follow_up_share": 0.2,
                                   "slope_up_to_deg": 20.0}),
    ),
    "0005": (
        Record("steps", "ST-1", {"contribution": "CB-3", "rung": "committed",
                                 "taken_on": date(2025, 12, 18), "actor": "the authority",
                                 "evidence": "SRC-9", "people": 40}),
    ),
    "0006": (
        Record("progress", "PR-1", {"team": "TM-1", "task": "TO-1", "from_on": date(2026, 2, 23),
                                    "days_worked": 3.5, "lost_by": "weather", "cleared_m2": 480.0,
                                    "items_found": 2, "finished": False}),
        Record("costs", "DC-1", {"kind": "manual", "likely": 1400.0, "currency": "EUR"}),
        Record("grants", "GR-1", {"name": "GRANT-3", "budget": 250000.0, "currency": "EUR"}),
        Record("places", "PL-1", {"name": "Dobrel", "level": "settlement", "evacuation_min": 75.0,
                                  "hospital": "Sarvena Hospital", "contact": "the mayor"}),
    ),
    "0007": (
        Record("works", "WK-1", {"asset": "AS-1", "trade": "building", "quantity": 25.0,
                                 "depth_cm": 80.0}),
        Record("methods", "ME-1", {"name": "dogs", "search": "dogs", "depth_up_to_cm": 20.0}),
        Record("tasks", "TO-1", {"activity": "clearance", "status": "active",
                                 "lot": "HA-2.lot-1"}),
    ),
    "0008": (
        Record("agreements", "AG-1", {"title": "The mission", "parties": "B; the authority",
                                      "instrument": "memorandum", "signed_on": date(2025, 12, 18),
                                      "publication": "published"}),
        Record("undertakings", "UN-1", {"agreement": "AG-1", "what": "repair", "term": "long_term",
                                        "works": ("WK-1", "WK-2")}),
        Record("milestones", "MS-1", {"undertaking": "UN-1", "name": "crew there",
                                      "met_on": date(2026, 2, 1), "evidence": "SRC-9"}),
        Record("contributions", "CB-1", {"giver": "B", "role": "builders", "quantity": 14.0,
                                         "undertaking": "UN-1"}),
    ),
    "0009": (
        Record("decisions", "DE-1", {"title": "Priorities", "authority": "the authority",
                                     "published_on": date(2026, 2, 16), "reference": "Gazette 12",
                                     "safety": 3, "land": 2, "service": 1}),
        Record("priorities", "PR-1", {"decision": "DE-1", "kind": "share", "district": "PL-1",
                                      "share_percent": 30.0, "to_on": date(2026, 12, 31)}),
    ),
    "0010": (
        Record("contributions", "CB-2", {"giver": "A", "role": "builders", "quantity": 3000.0,
                                         "part_of": "CB-1"}),
    ),
    "0011": (
        Record("teams", "T-1", {"kinds": ("manual",), "medics": 1}),
        Record("assets", "AS-1", {"name": "Bridge 7", "kind": "bridge", "load_class_t": 40.0}),
        Record("works", "WK-1", {"asset": "AS-1", "trade": "bridges", "quantity": 6.0,
                                 "load_class_t": 20.0}),
        Record("hazards", "HA-1", {"hazard_type": "sha", "status": "open",
                                   "marking": "temporary"}, shapely.Point(-30, 0.5)),
    ),
    "0012": (
        Record("priorities", "PR-2", {"decision": "DE-1", "kind": "share", "organisation": "ORG-1",
                                      "share_percent": 25.0}),
    ),
    "0013": (
        Record("standdowns", "SD-1", {"roads": ("RD-1", "RD-2"), "from_on": date(2026, 12, 1),
                                      "to_on": date(2027, 3, 14), "cause": "frozen"}),
    ),
    "0014": (Record("places", "PL-1", {"name": "Dobrel", "level": "settlement"}),),
}  # fmt: skip
"""By schema, records with what the next one added."""


@pytest.mark.parametrize("schema", NEW_SINCE)
def test_a_registry_of_an_earlier_schema_takes_what_came_next(tmp_path: Path, schema: str) -> None:
    path, records = made_by(tmp_path / "dobrel.plough", schema), NEW_SINCE[schema]

    with Registry.open(path, write=True) as registry:
        assert registry.backup_before_upgrade == tmp_path / f"dobrel.schema-{schema}.plough"
        with registry.change(author="Ana", reason="What is new") as change:
            for record in records:
                change.put(record, expected_version=None)
        kept = [next(registry.records(record.record_type)) for record in records]
        assert registry.check().intact

    assert [(r.id, dict(r.values)) for r in kept] == [(r.id, dict(r.values)) for r in records]


def test_an_upgraded_registry_takes_people_jobs_and_what_is_published(tmp_path: Path) -> None:
    path = made_by(tmp_path / "dobrel.plough", "0014")
    with Registry.open(path, write=True) as registry:
        registry.people.log("Ana", "signed in")
        registry.jobs.add("plan", {"iterations": 5}, account="Ana", role="planner")
        with registry.change(author="Ana", reason="Decree") as change:
            change.decide_publication(Publication(("hazards",), plan=True))
        assert registry.publication() == Publication(("hazards",), plan=True)
        assert [line.what for line in registry.people.logged()] == ["signed in"]
        assert registry.jobs.jobs()[0].arguments == {"iterations": 5}
        assert registry.check().intact


def test_every_schema_before_todays_is_tried() -> None:
    assert [*NEW_SINCE] == [f"{number:04}" for number in range(1, int(SCHEMA))]


def test_an_upgrade_keeps_every_row_and_a_copy_from_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Tomorrow's schema has one column more. The digests of today's rows still hold, and
    today's program refuses the file by name instead of guessing.
    """
    path = todays_schema(tmp_path / "dobrel.plough")
    with Registry.open(path) as registry:
        before, head = list(registry.records("hazards")), registry.head_hash()

    versions = next_schema(tmp_path / "more", "pass")
    backup = upgrade(path, to=TOMORROW, versions=versions)

    with pytest.raises(RegistryTooNew, match=f"schema is {TOMORROW}, .* up to {SCHEMA}"):
        Registry.open(path)
    assert backup == tmp_path / f"dobrel.schema-{SCHEMA}.plough"
    with Registry.open(backup) as registry:
        assert registry.head_hash() == head
    monkeypatch.setattr("ploughshare.registry.embedded.SCHEMA", TOMORROW)
    with Registry.open(path) as registry:
        assert list(registry.records("hazards")) == before
        assert registry.check().intact
        assert registry.head_hash() == head
    assert upgrade(path, to=TOMORROW, versions=versions) is None


def test_an_upgrade_that_fails_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = todays_schema(tmp_path / "dobrel.plough")
    before = schema(path)

    with pytest.raises(
        StorageError, match=f"could not be upgraded from schema {SCHEMA} to {TOMORROW}"
    ):
        upgrade(
            path, to=TOMORROW, versions=next_schema(tmp_path / "more", "op.execute('nonsense')")
        )

    assert schema(path) == before
    with Registry.open(path) as registry:
        assert registry.count("hazards") == 2
        assert registry.check().intact
        assert registry.backup_before_upgrade is None


def test_opening_brings_a_registry_up_to_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = todays_schema(tmp_path / "dobrel.plough")
    tomorrow = partial(upgrade, to=TOMORROW, versions=next_schema(tmp_path / "more", "pass"))
    monkeypatch.setattr("ploughshare.registry.registry.upgrade", tomorrow)
    for room in ("registry", "embedded"):
        monkeypatch.setattr(f"ploughshare.registry.{room}.SCHEMA", TOMORROW)

    with Registry.open(path) as registry:
        assert registry.count("hazards") == 2
        assert registry.backup_before_upgrade == path.with_name(f"dobrel.schema-{SCHEMA}.plough")


def test_a_registry_whose_making_was_interrupted_is_refused(tmp_path: Path) -> None:
    Embedded.bare(tmp_path / "dobrel.plough").close()

    with pytest.raises(StorageError, match="never finished"):
        Registry.open(tmp_path / "dobrel.plough")


@pytest.mark.parametrize("schema", ["0001", f"{int(SCHEMA) - 1:04}"])
def test_a_registry_of_an_earlier_schema_is_backed_up_and_restored_as_it_is(
    tmp_path: Path, schema: str
) -> None:
    """Who backs up before opening a registry with a new program has no damaged registry."""
    path = made_by(tmp_path / "dobrel.plough", schema)
    result = back_up(path, tmp_path / "monday.plough")
    again, _ = restore(tmp_path / "monday.plough", tmp_path / "again.plough")
    assert result.intact
    assert again.head == result.head
    for copied in ("monday.plough", "again.plough"):
        store = Embedded(tmp_path / copied, write=False)
        assert store.schema == schema
        store.close()
    assert not list(tmp_path.glob("*.unfinished*"))
    with Registry.open(tmp_path / "again.plough", write=True) as registry:
        assert registry.head_hash() == result.head
