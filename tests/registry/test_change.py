"""A change is kept whole or not at all, and nobody's edit is lost to another's."""

from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path

import pytest
import shapely

from ploughshare.errors import (
    CallError,
    HazardWouldShrink,
    InputRefused,
    NoSuchRecord,
    StaleVersion,
    StorageError,
)
from ploughshare.fields import Record
from ploughshare.findings import Finding
from ploughshare.registry.kept import Origin, Put, QuarantinedRow, Written
from ploughshare.registry.registry import Registry
from tests.registry.regions import hazard, hazards, place, registry_at


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    with registry_at(tmp_path / "dobrel.plough") as opened:
        yield opened


def test_a_record_comes_back_as_it_was_put(registry: Registry) -> None:
    """
    Every kind of field, a Cyrillic name and a multipolygon survive closing and opening.
    """
    orchard = Record(
        "hazards",
        "HA-1",
        {
            "name": "Сад к северу от Добреля",
            "hazard_type": "cha",
            "identified_on": date(2025, 11, 3),
            "accidents": 0,
            "reported_m2": 0.1 + 0.2,
        },
        shapely.union(shapely.box(35, 51.5, 35.1, 51.6), shapely.box(35.2, 51.5, 35.3, 51.6)),
    )
    team = Record("teams", "TM-1", {"kinds": ("manual", "bac"), "places": ("PL-1",)})
    claim = Record("claims", "C-1", {"what": "deminers", "approx": False, "number": 1000.0})

    with registry.change(author="Ana", reason="First records") as change:
        for record in (orchard, team, claim):
            assert change.put(record, expected_version=None) == 1
    registry.close()

    with Registry.open(registry.path) as again:
        assert list(again.records("hazards")) == [orchard]
        assert list(again.records("teams")) == [team]
        assert list(again.records("claims")) == [claim]
        assert (again.name, again.invented) == ("Dobrel", True)
        assert again.region.equals(registry.region)


def test_nothing_is_visible_before_the_block_ends(registry: Registry) -> None:
    with registry.change(author="Ana", reason="Two areas") as change:
        change.put_many(hazards(2))
        assert list(registry.records("hazards")) == []

    assert [record.id for record in registry.records("hazards")] == ["HA-1", "HA-2"]


def test_an_exception_leaves_no_trace(registry: Registry) -> None:
    head = registry.head_hash()

    with (
        pytest.raises(ZeroDivisionError),
        registry.change(author="Ana", reason="Goes wrong") as change,
    ):
        change.put_many(hazards(3000))
        change.keep_raw("areas.csv", b"bytes")
        raise ZeroDivisionError

    assert registry.count("hazards") == 0
    assert registry.head_hash() == head
    assert [each.number for each in registry.changesets()] == [1]


def test_a_change_that_writes_nothing_is_no_change(registry: Registry) -> None:
    with registry.change(author="Ana", reason="Nothing to do") as change:
        assert change.put_many([]) == Written()

    assert [each.kind for each in registry.changesets()] == ["create"]


def test_a_change_needs_author_and_reason(registry: Registry) -> None:
    with pytest.raises(CallError, match="author"), registry.change(author=" ", reason="x"):
        pass
    with pytest.raises(CallError, match="reason"), registry.change(author="Ana", reason=""):
        pass


def test_a_stale_edit_is_refused_with_both_versions_shown(registry: Registry) -> None:
    """
    Ana and Boris read version 1; Ana confirms the area, then Boris suspends work on it.
    """
    with registry.change(author="Ana", reason="New area") as change:
        change.put(hazard("HA-1"), expected_version=None)
    with registry.change(author="Ana", reason="Confirmed") as change:
        assert change.put(hazard("HA-1", hazard_type="cha"), expected_version=1) == 2

    with (
        pytest.raises(StaleVersion) as refused,
        registry.change(author="Boris", reason="Suspended") as change,
    ):
        change.put(hazard("HA-1", status="suspended"), expected_version=1)

    assert "version 2, written by Ana" in refused.value.message
    assert "status: yours 'suspended', registry 'open'" in refused.value.message
    assert "hazard_type: yours 'sha', registry 'cha'" in refused.value.message
    assert refused.value.facts["theirs"] == hazard("HA-1", hazard_type="cha")


@pytest.mark.parametrize("expected", [None, 7])
def test_a_record_that_exists_is_not_put_as_new(registry: Registry, expected: int | None) -> None:
    with registry.change(author="Ana", reason="New area") as change:
        change.put(hazard("HA-1"), expected_version=None)
        with pytest.raises(StaleVersion, match="at version 1, written by this same change"):
            change.put(hazard("HA-1", status="tasked"), expected_version=expected)


def test_a_record_that_does_not_exist_has_no_version_to_start_from(registry: Registry) -> None:
    with (
        pytest.raises(StaleVersion, match="There is no place PL-1"),
        registry.change(author="Ana", reason="Edit") as change,
    ):
        change.put(place("PL-1"), expected_version=1)


def test_a_record_that_did_not_change_gets_no_new_version(registry: Registry) -> None:
    with registry.change(author="Ana", reason="Areas") as change:
        assert change.put_many(hazards(5)) == Written(added=5)
    known = registry.versions("hazards")

    with registry.change(author="Ana", reason="Again, one renamed") as change:
        again = [Put(put.record, known[put.record.id]) for put in hazards(4)]
        renamed = Record(
            "hazards", "HA-5", {"name": "Mill"}, next(iter(hazards(1))).record.geometry
        )
        outline = registry.stored("hazards", "HA-5").record.geometry
        renamed = Record("hazards", "HA-5", {"name": "Mill"}, outline)
        assert change.put_many([*again, Put(renamed, 1)]) == Written(changed=1, unchanged=4)

    assert registry.versions("hazards") == {**known, "HA-5": 2}


def test_one_change_may_write_a_record_twice(registry: Registry) -> None:
    with registry.change(author="Ana", reason="Typed, then corrected") as change:
        puts = [Put(place("PL-1")), Put(place("PL-1", population=84), 1), Put(place("PL-2"))]
        assert change.put_many(puts) == Written(added=2, changed=1)

    assert [each.version for each in registry.history("PL-1")] == [1, 2]


def test_a_hazard_may_grow_but_not_shrink(registry: Registry) -> None:
    """
    Growing, or turning a point into an area around it, needs nobody's leave. An outline
    that leaves out any of the old ground is refused, moved ones too.
    """
    point = Record("hazards", "HA-2", {}, shapely.Point(35.5, 51.5))
    with registry.change(author="Ana", reason="New areas") as change:
        change.put(hazard("HA-1"), expected_version=None)
        change.put(point, expected_version=None)

    with registry.change(author="Ana", reason="Larger than thought") as change:
        assert change.put(hazard("HA-1", size=0.02), expected_version=1) == 2
        assert change.put(hazard("HA-2", west=35.495, south=51.495), expected_version=1) == 2

    for smaller in (hazard("HA-1", size=0.019), hazard("HA-1", west=35.001, size=0.02)):
        with (
            pytest.raises(HazardWouldShrink, match="HA-1 leaves out ground"),
            registry.change(author="Ana", reason="Smaller") as change,
        ):
            assert change.hazards_made_smaller([smaller]) == {"HA-1"}
            change.put(smaller, expected_version=2)


def test_hazards_cannot_be_removed_but_other_records_can(registry: Registry) -> None:
    with registry.change(author="Ana", reason="Records") as change:
        change.put(hazard("HA-1"), expected_version=None)
        change.put(place("PL-1"), expected_version=None)

    with (
        pytest.raises(HazardWouldShrink, match="cannot be removed"),
        registry.change(author="Ana", reason="Off the list") as change,
    ):
        change.remove("hazards", "HA-1", expected_version=1)
    with registry.change(author="Ana", reason="Entered twice") as change:
        assert change.remove("places", "PL-1", expected_version=1) == 2
        with pytest.raises(NoSuchRecord):
            change.remove("places", "PL-1", expected_version=2)

    assert list(registry.records("places")) == []
    assert list(registry.records("places", include_removed=True)) == [place("PL-1")]
    with registry.change(author="Ana", reason="It was two places after all") as change:
        assert change.put(place("PL-1"), expected_version=None) == 3


@pytest.mark.parametrize(
    ("record", "why"),
    [
        (hazard("HA-1", status="released"), "status is 'released', which is none of: closed"),
        (hazard("HA-1", reported_m2=-1), "reported_m2 is -1, less than 0 m2"),
        (hazard("HA-1", reported_m2=float("nan")), "reported_m2 is nan, which is no number"),
        (hazard("HA-1", accidents=True), "accidents is True, which is no whole number"),
        (hazard("HA-1", identified_on="2026-01-01"), "which is no date"),
        (hazard("HA-1", name="\ud800"), "not valid Unicode"),
        (hazard("HA-1", colour="red"), "there is no field colour"),
        (hazard(" "), "The id of a hazardous area is empty"),
        (hazard("HA-1", west=179.999), "leaves longitude -180 to 180"),
        (Record("hazards", "HA-1", {}), "its geometry is missing"),
        (Record("hazards", "HA-1", {}, shapely.Polygon()), "its geometry is empty"),
        (
            Record("hazards", "HA-1", {}, shapely.LineString([(35, 51), (36, 52)])),
            "its geometry is a LineString",
        ),
        (
            Record(
                "hazards", "HA-1", {}, shapely.Polygon([(35, 51), (36, 52), (36, 51), (35, 52)])
            ),
            "its geometry is not valid",
        ),
        (Record("places", "PL-1", {"name": "Dobrel"}), "level is missing"),
        (
            Record("needs", "N-1", {"asset": "A-1", "needs": "A-2"}, shapely.Point(35, 51)),
            "has no place on the map",
        ),
        (Record("claims", "C-1", {"what": "mines", "approx": "yes"}), "neither yes nor no"),
        (Record("teams", "T-1", {"kinds": "manual"}), "which is no list of values"),
        (Record("teams", "T-1", {"kinds": ("manual", "sappers")}), "which is none of"),
    ],
)
def test_values_the_dictionary_does_not_allow_are_refused(
    registry: Registry, record: Record, why: str
) -> None:
    with (
        pytest.raises(InputRefused, match=why),
        registry.change(author="Ana", reason="Bad values") as change,
    ):
        change.put(record, expected_version=None)


def test_received_bytes_are_kept_once_and_come_back(registry: Registry) -> None:
    content = bytes(range(256)) * 40
    with registry.change(author="Ana", reason="File") as change:
        sha256 = change.keep_raw("areas.gpkg", content)
    with registry.change(author="Ana", reason="Same file, other name") as change:
        assert change.keep_raw("copy of areas.gpkg", content) == sha256
        assert not change.wrote_anything

    assert registry.raw(sha256) == content
    with pytest.raises(NoSuchRecord):
        registry.raw("0" * 64)


def test_an_import_accounts_for_every_row(registry: Registry) -> None:
    """
    Three rows: one accepted, one set aside with its broken outline, one unchanged. A
    count that does not add up is refused.
    """
    bow_tie = shapely.Polygon([(35, 51), (36, 52), (36, 51), (35, 52)])
    finding = Finding("geometry-crosses-itself", "block", "Row 2 crosses itself.", row=2)
    aside = QuarantinedRow(2, "crosses itself", {"Name": "Сад", "n": 3}, bow_tie)
    with registry.change(author="Ana", reason="Import areas.csv", source="areas.csv") as change:
        sha256 = change.keep_raw("areas.csv", b"a,b\n")
        origin = Origin(sha256, "", 1, "geofiles 1")
        change.put(hazard("HA-1"), expected_version=None, origin=origin)
        record_import = partial(
            change.record_import,
            raw=sha256,
            file="areas.csv",
            record_type="hazards",
            importer="geofiles 1",
            rows=3,
            accepted=1,
            repaired=0,
            unchanged=1,
        )
        with pytest.raises(CallError, match="do not add up"):
            record_import()
        with pytest.raises(CallError, match="were not kept"):
            record_import(quarantine=[aside], raw_files=["0" * 64])
        number = record_import(mapping={"Name": "name"}, findings=[finding], quarantine=[aside])

    (run,) = registry.import_runs(raw=sha256)
    assert (run.number, run.rows, run.quarantined, run.in_force) == (number, 3, 1, True)
    assert (run.mapping, run.raw_files) == ({"Name": "name"}, (sha256,))
    (kept,) = registry.findings(at_least="doubt")
    assert (kept.finding, kept.import_run) == (finding, number)
    (row,) = registry.quarantined()
    assert row.row == aside
    assert row.import_run == run
    assert registry.stored("hazards", "HA-1").origin == origin
    assert registry.changeset(2).kind == "import"


def test_a_plan_is_kept_with_its_documents(registry: Registry) -> None:
    with pytest.raises(NoSuchRecord, match="no plan of record"):
        registry.plan()

    first = registry.save_plan(
        iter([b"plan", b" 1"]), author="Ana", situation="abc", of_record=True
    )
    second = registry.save_plan(
        b"plan 2", author="Ana", situation="abc", scenario="as-announced", problem=b"p"
    )
    with pytest.raises(CallError, match="cannot become the plan of record"):
        registry.save_plan(b"x", author="Ana", situation="", scenario="s", of_record=True)

    assert registry.plan().plan == b"plan 1"
    assert registry.plan(second).problem == b"p"
    assert registry.plan(second).schedule is None
    assert [(kept.id, kept.plan) for kept in registry.plans()] == [(first, None), (second, None)]


def test_a_registry_opened_for_reading_is_not_changed(registry: Registry) -> None:
    registry.close()
    with (
        Registry.open(registry.path) as reader,
        pytest.raises(StorageError, match="reading only"),
        reader.change(author="Ana", reason="Not allowed"),
    ):
        pass


def test_two_writers_take_turns(registry: Registry) -> None:
    """The second is told to wait; what it wanted to write is not half done."""
    with (
        registry.change(author="Ana", reason="Long import") as change,
        Registry.open(registry.path, write=True, wait_seconds=0.01) as other,
    ):
        change.put(place("PL-1"), expected_version=None)
        with (
            pytest.raises(StorageError, match="being written by another program"),
            other.change(author="Boris", reason="Meanwhile"),
        ):
            pass

    with Registry.open(registry.path, write=True) as other:
        with other.change(author="Boris", reason="Afterwards") as change:
            change.put(place("PL-2"), expected_version=None)
        assert [each.number for each in other.changesets()] == [1, 2, 3]
