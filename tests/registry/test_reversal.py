"""Undoing a change puts back what stood before, by a new change."""

from pathlib import Path

import pytest

from ploughshare.errors import CallError, NoSuchRecord, StaleVersion
from ploughshare.findings import Finding
from ploughshare.registry.kept import Origin
from ploughshare.registry.registry import Registry
from ploughshare.registry.reversal import Reversal
from tests.registry.regions import hazard, hazards, place, registry_at


def imported(registry: Registry) -> int:
    """An import of HA-2 and HA-3, which also grows HA-1; returns the number of its change."""
    with registry.change(author="Ana", reason="First") as change:
        change.put(hazard("HA-1", status="tasked"), expected_version=None)
    with registry.change(author="Ana", reason="Import wrong.csv") as change:
        origin = Origin(change.keep_raw("wrong.csv", b"1\n2\n3\n"), "", 1, "csv 1")
        change.put(hazard("HA-1", size=0.5), expected_version=1, origin=origin)
        change.put_many(hazards(2, first=2, origin=origin))
        change.record_import(
            raw=origin.file,
            file="wrong.csv",
            record_type="hazards",
            importer="csv 1",
            rows=3,
            accepted=3,
            repaired=0,
            unchanged=0,
            findings=[Finding("strange", "doubt", "These areas are strange.")],
        )
    return change.number


def test_undoing_an_import_puts_back_what_stood_before(tmp_path: Path) -> None:
    """
    HA-1 shrinks back to what Ana first drew, HA-2 and HA-3 are taken off the list: only
    this may make hazardous ground smaller, because it was an import that made it larger.
    """
    with registry_at(tmp_path / "dobrel.plough") as registry:
        number = imported(registry)

        reversal = registry.undo(number, author="Boris", reason="Wrong file")

        assert reversal == Reversal(undone=number, number=4, taken_off=2, put_back=1)
        assert list(registry.records("hazards")) == [hazard("HA-1", status="tasked")]
        assert [each.version for each in registry.history("HA-1")] == [1, 2, 3]
        assert registry.stored("hazards", "HA-2").removed
        assert registry.stored("hazards", "HA-1").origin is None
        assert registry.changeset(4).reverses == number
        assert len(list(registry.records("hazards", as_known_at=number))) == 3
        assert list(registry.records("hazards", box=(34, 51, 34.1, 51.1))) == []
        assert registry.check().intact


def test_an_undone_import_is_no_longer_in_force(tmp_path: Path) -> None:
    """Its findings leave the list, and the same file may be imported again."""
    with registry_at(tmp_path / "dobrel.plough") as registry:
        number = imported(registry)
        assert [run.in_force for run in registry.import_runs()] == [True]

        registry.undo(number, author="Boris", reason="Wrong file")

        assert [run.in_force for run in registry.import_runs()] == [False]
        assert list(registry.findings()) == []
        assert len(list(registry.findings(include_undone=True))) == 1


def test_undoing_the_undoing_brings_everything_back(tmp_path: Path) -> None:
    with registry_at(tmp_path / "dobrel.plough") as registry:
        number = imported(registry)
        before = list(registry.records("hazards"))
        undoing = registry.undo(number, author="Boris", reason="Wrong file").number

        again = registry.undo(undoing, author="Ana", reason="It was the right file")

        assert (again.taken_off, again.put_back) == (0, 3)
        assert list(registry.records("hazards")) == before
        assert [run.in_force for run in registry.import_runs()] == [True]
        assert registry.check().intact


def test_what_was_changed_since_is_not_undone(tmp_path: Path) -> None:
    """Boris has worked on HA-3 since: undoing the import would undo his work with it."""
    with registry_at(tmp_path / "dobrel.plough") as registry:
        number = imported(registry)
        with registry.change(author="Boris", reason="Survey done") as change:
            record = registry.stored("hazards", "HA-3").record
            values = {**record.values, "surveyed": "nts"}
            change.put(type(record)("hazards", "HA-3", values, record.geometry), expected_version=1)
        head = registry.head_hash()

        with pytest.raises(StaleVersion, match=r"1 of its records: HA-3 \(hazards, change 4\)"):
            registry.undo(number, author="Ana", reason="Wrong file")
        assert registry.head_hash() == head

        registry.undo(4, author="Ana", reason="Wrong area surveyed")
        assert registry.undo(number, author="Ana", reason="Wrong file").taken_off == 2
        assert registry.check().intact


def test_a_change_that_wrote_a_record_twice_is_undone_whole(tmp_path: Path) -> None:
    with registry_at(tmp_path / "dobrel.plough") as registry:
        with registry.change(author="Ana", reason="Named twice") as change:
            change.put(place("PL-1", "Dobrel"), expected_version=None)
            change.put(place("PL-1", "Dobrel on the hill"), expected_version=1)

        assert registry.undo(2, author="Ana", reason="No such place").taken_off == 1

        assert list(registry.records("places")) == []
        assert [each.removed for each in registry.history("PL-1")] == [False, False, True]


def test_some_changes_cannot_be_undone(tmp_path: Path) -> None:
    with registry_at(tmp_path / "dobrel.plough") as registry:
        number = imported(registry)
        registry.save_plan(b"plan", author="Ana", situation="")

        with pytest.raises(CallError, match="made the registry"):
            registry.undo(1, author="Ana", reason="Start over")
        with pytest.raises(CallError, match="kept a plan"):
            registry.undo(4, author="Ana", reason="Bad plan")
        with pytest.raises(NoSuchRecord, match="no change 99"):
            registry.undo(99, author="Ana", reason="Typing")
        registry.undo(number, author="Ana", reason="Wrong file")
        with pytest.raises(CallError, match="undone already, by change 5"):
            registry.undo(number, author="Ana", reason="Again")
