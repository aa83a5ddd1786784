"""Whatever is done to the file behind the registry's back is found and named."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from ploughshare.fields import Record
from ploughshare.findings import Finding
from ploughshare.registry.checking import Check
from ploughshare.registry.kept import Origin, QuarantinedRow
from ploughshare.registry.registry import Registry
from tests.registry.regions import hazard, hazards, place, registry_at


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """
    Change 2 imports four areas with a finding and a quarantined row, change 3 adds a
    place and grows HA-2, change 4 keeps a plan.
    """
    path = tmp_path_factory.mktemp("original") / "dobrel.plough"
    with registry_at(path) as registry:
        with registry.change(author="Ana", reason="Import areas.csv") as change:
            origin = Origin(change.keep_raw("areas.csv", b"id,name\n" * 50), "", 1, "csv 1")
            puts = hazards(4, origin=origin)
            change.put_many(puts)
            change.record_import(
                raw=origin.file,
                file="areas.csv",
                record_type="hazards",
                importer="csv 1",
                rows=5,
                accepted=4,
                repaired=0,
                unchanged=0,
                findings=[Finding("no-geometry", "block", "Row 5 has no outline.", row=5)],
                quarantine=[QuarantinedRow(5, "no outline", {"id": "5"})],
            )
        with registry.change(author="Ana", reason="Visit") as change:
            change.put(place("PL-1"), expected_version=None)
            outline = hazard("HA-2", west=33.9, south=50.9, size=0.5)
            change.put(outline, expected_version=1)
        registry.save_plan(b"a plan", author="Ana", situation="abc", of_record=True)
    return path


@pytest.fixture
def written(original: Path, tmp_path: Path) -> Path:
    """A copy to be altered. Nobody has the original open."""
    return Path(shutil.copy(original, tmp_path / "dobrel.plough"))


def alter(path: Path, *statements: str) -> None:
    """Do to the file what only somebody with another program would do."""
    with closing(sqlite3.connect(path)) as connection:
        for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type='trigger'"):
            connection.execute(f"DROP TRIGGER {trigger}")
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def checked(path: Path) -> Check:
    with Registry.open(path) as registry:
        return registry.check()


def test_what_the_registry_wrote_itself_is_intact(written: Path) -> None:
    check = checked(written)

    assert (check.intact, check.changes, check.findings) == (True, 4, ())
    with Registry.open(written) as registry:
        assert check.head == registry.head_hash()


@pytest.mark.parametrize("verb", ["UPDATE hazards_version SET name = 'x'", "DELETE FROM changeset"])
def test_nothing_kept_is_overwritten_or_deleted(written: Path, verb: str) -> None:
    with (
        closing(sqlite3.connect(written)) as connection,
        pytest.raises(sqlite3.IntegrityError, match="nothing kept is"),
    ):
        connection.execute(verb)


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        (
            "UPDATE hazards_version SET status = 'closed' WHERE id = 'HA-3'",
            "Version 1 of hazardous area HA-3 (hazards_version, entry 3) was altered after",
        ),
        (
            "UPDATE hazards_version SET geometry = zeroblob(20) WHERE entry = 1",
            "Version 1 of hazardous area HA-1 (hazards_version, entry 1) was altered",
        ),
        ("UPDATE hazards_version SET identified_on = 'never' WHERE entry = 2", "HA-2"),
        ("UPDATE hazards_version SET removed = 'x' WHERE entry = 2", "HA-2"),
        ("UPDATE hazards_version SET name = CAST(x'ff' AS TEXT) WHERE entry = 2", "HA-2"),
        ("UPDATE hazards_version SET digest = 'x' WHERE entry = 2", "HA-2"),
        ("UPDATE hazards_version SET changeset = 3 WHERE entry = 4", "HA-4"),
        ("DELETE FROM hazards_version WHERE entry = 2", "Entry 2 of hazards_version is missing"),
        ("DELETE FROM hazards_version WHERE entry = 5", "Entry 5 of hazards_version is missing"),
        ("DELETE FROM finding", "Entry 1 of finding is missing"),
        ("UPDATE quarantine SET reason = 'fine'", "Entry 1 of quarantine was altered"),
        ("UPDATE raw_file SET content = x'00'", "Entry 1 of raw_file was altered"),
        (
            "UPDATE import_run SET quarantined = 0, accepted = 5",
            "Entry 1 of import_run was altered",
        ),
        ("UPDATE plan SET of_record = 0", "Entry 1 of plan was altered"),
        ("UPDATE setting SET invented = 0", "Entry 1 of setting was altered"),
        ("UPDATE changeset SET author = 'Boris' WHERE number = 3", "Change 3 was altered"),
        ("UPDATE changeset SET contents = 'x' WHERE number = 3", "Change 3 was altered"),
        ("DELETE FROM changeset WHERE number = 3", "Change 3 is missing"),
        (
            "INSERT INTO places_version (entry, changeset, id, version, removed, digest) "
            "VALUES (2, 3, 'PL-2', 1, 0, x'00')",
            "Version 1 of place PL-2 (places_version, entry 2) was added by no change",
        ),
    ],
)
def test_the_first_broken_row_is_named(written: Path, statement: str, named: str) -> None:
    alter(written, "PRAGMA foreign_keys=OFF", statement)

    check = checked(written)

    assert not check.intact
    assert check.findings[0].rule == "chain-broken"
    assert named in check.findings[0].message


def test_a_row_rewritten_together_with_its_digest_is_found_by_its_change(written: Path) -> None:
    """The forger knows how digests are made, but not how to make the change's hash fit."""
    from ploughshare.registry.chain import row_digest

    with closing(sqlite3.connect(written)) as connection:
        connection.row_factory = sqlite3.Row
        row = dict(connection.execute("SELECT * FROM places_version").fetchone())
    row["name"], row["removed"] = "Elsewhere", bool(row["removed"])
    digest = row_digest("places_version", row).hex()
    alter(written, f"UPDATE places_version SET name = 'Elsewhere', digest = x'{digest}'")

    (finding,) = checked(written).findings

    assert finding.message == "Rows that change 3 wrote in places_version were replaced."


def test_a_chain_cut_short_is_found_by_a_hash_printed_earlier(written: Path) -> None:
    head = checked(written).head
    alter(written, "DELETE FROM changeset WHERE number = 4", "DELETE FROM plan")
    assert checked(written).intact

    with Registry.open(written) as registry:
        check = registry.check(expected_head=head)

    assert not check.intact
    assert head in check.findings[0].message


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("DELETE FROM hazards_current WHERE id = 'HA-1'", "HA-1 is not listed with its newest"),
        ("UPDATE hazards_current SET entry = 2 WHERE id = 'HA-2'", "HA-2 is not listed with its"),
        ("DELETE FROM hazards_box WHERE id = 3", "Hazardous area HA-3 is missing from the map"),
        ("UPDATE hazards_box SET east = west WHERE id = 3", "HA-3 reaches beyond its place"),
        ("INSERT INTO hazards_box VALUES (77, 0, 1, 0, 1)", "has 1 places on the map too many"),
    ],
)
def test_an_index_that_hides_a_hazard_is_found(written: Path, statement: str, named: str) -> None:
    alter(written, statement)

    check = checked(written)

    assert not check.intact
    assert any(named in finding.message for finding in check.findings)


def test_damage_to_the_file_itself_is_found(written: Path) -> None:
    """A page of the index over ids is overwritten by zeros."""
    with closing(sqlite3.connect(written)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        index = "SELECT rootpage FROM sqlite_master WHERE name='sqlite_autoindex_hazards_version_1'"
        page = connection.execute(index).fetchone()[0]
        size = connection.execute("PRAGMA page_size").fetchone()[0]
    with written.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(bytes(size))

    with Registry.open(written) as registry:
        check = registry.check()

    assert not check.intact
    assert any(finding.rule == "file-damaged" for finding in check.findings)


def test_a_reference_to_nothing_is_a_doubt(tmp_path: Path) -> None:
    """The team names a place that is not there, and one that was taken off the list."""
    with registry_at(tmp_path / "dobrel.plough") as registry:
        with registry.change(author="Ana", reason="Team") as change:
            change.put(place("PL-1"), expected_version=None)
            change.put(place("PL-2"), expected_version=None)
            where = ("PL-1", "PL-2", "PL-3")
            team = Record("teams", "TM-1", {"kinds": ("nts",), "places": where})
            change.put(team, expected_version=None)
            change.remove("places", "PL-2", expected_version=1)
        check = registry.check()

    assert check.intact
    found = [(finding.severity, finding.record_id, finding.field) for finding in check.findings]
    assert found == [("doubt", "TM-1", "places")] * 2
    assert "place PL-2, which is not in the registry" in check.findings[0].message
    assert "place PL-3" in check.findings[1].message
