"""What was known on a day, what lies in a box, and one state for all who read."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from pathlib import Path

import pytest
import shapely

from ploughshare.errors import CallError, NoSuchRecord
from ploughshare.fields import Record
from ploughshare.registry.registry import Registry
from tests.registry.regions import hazard, hazards, place, registry_at


@dataclass
class Clock:
    """Stands in for ``datetime`` where the registry asks for the time."""

    time: datetime

    def now(self, zone: tzinfo) -> datetime:
        return self.time.astimezone(zone)


def test_what_the_map_said_on_a_day_is_a_query(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    HA-1 is entered on 1 March and confirmed on 3 March. The map of 2 March still shows it
    suspected; that of February is empty.
    """

    clock = Clock(datetime(2127, 3, 1, 9, tzinfo=UTC))
    monkeypatch.setattr("ploughshare.registry.writing.datetime", clock)
    with registry_at(tmp_path / "dobrel.plough") as registry:
        with registry.change(author="Ana", reason="New") as change:
            change.put(hazard("HA-1"), expected_version=None)
        clock.time = datetime(2127, 3, 3, 9, tzinfo=UTC)
        confirmed = hazard("HA-1", hazard_type="cha")
        with registry.change(author="Ana", reason="Confirmed") as change:
            change.put(confirmed, expected_version=1, valid_from=date(2127, 2, 20))

        def known(at: datetime | date | int) -> list[Record]:
            return list(registry.records("hazards", as_known_at=at))

        assert known(date(2127, 2, 28)) == []
        assert known(date(2127, 3, 2)) == [hazard("HA-1")]
        assert known(date(2127, 3, 3)) == [confirmed]
        third = datetime(2127, 3, 3, 9, tzinfo=UTC)
        assert known(third - timedelta(seconds=1)) == [hazard("HA-1")]
        assert known(third) == [confirmed]
        assert known(2) == [hazard("HA-1")]
        assert registry.stored("hazards", "HA-1").valid_from == date(2127, 2, 20)


def test_a_clock_set_back_does_not_reorder_what_was_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock(datetime(2131, 1, 1, tzinfo=UTC))
    monkeypatch.setattr("ploughshare.registry.writing.datetime", clock)
    with registry_at(tmp_path / "dobrel.plough") as registry:
        for year, name in ((2131, "PL-1"), (2129, "PL-2")):
            clock.time = datetime(year, 1, 1, tzinfo=UTC)
            with registry.change(author="Ana", reason="Place") as change:
                change.put(place(name), expected_version=None)

        times = [each.time for each in registry.changesets()]
        assert times == sorted(times)
        assert list(registry.records("places", as_known_at=date(2130, 1, 1))) == []


def test_a_day_from_which_it_is_true_is_a_change_of_its_own(tmp_path: Path) -> None:
    first, second = date(2026, 1, 1), date(2026, 1, 2)
    with (
        registry_at(tmp_path / "dobrel.plough") as registry,
        registry.change(author="Ana", reason="Place") as change,
    ):
        assert change.put(place("PL-1"), expected_version=None, valid_from=first) == 1
        assert change.put(place("PL-1"), expected_version=1) == 1
        assert change.put(place("PL-1"), expected_version=1, valid_from=second) == 2


def test_a_box_finds_what_touches_it_and_not_what_only_comes_near(tmp_path: Path) -> None:
    """The triangle's bounds reach into the box; the triangle does not."""
    triangle = Record("hazards", "near", {}, shapely.Polygon([(35, 51), (36, 51), (35, 52)]))
    touching = hazard("touching", west=35.75, south=51.75, size=0.125)
    with registry_at(tmp_path / "dobrel.plough") as registry:
        with registry.change(author="Ana", reason="Areas") as change:
            change.put(triangle, expected_version=None)
            change.put(touching, expected_version=None)
            change.put(
                Record("roads", "road", {}, shapely.LineString([(35, 51), (36, 52)])),
                expected_version=None,
            )

        box = (35.875, 51.875, 36.5, 52.5)
        assert [each.id for each in registry.records("hazards", box=box)] == ["touching"]
        assert [each.id for each in registry.records("roads", box=box)] == ["road"]
        assert list(registry.records("hazards", box=(0, 0, 1, 1))) == []
        past = registry.records("hazards", box=box, as_known_at=2)
        assert [each.id for each in past] == ["touching"]


def test_one_state_for_all_readings_of_a_snapshot(tmp_path: Path) -> None:
    path = tmp_path / "dobrel.plough"
    registry_at(path).close()
    with Registry.open(path) as reader, Registry.open(path, write=True) as writer:
        with reader.snapshot():
            assert reader.count("hazards") == 0
            with writer.change(author="Ana", reason="Meanwhile") as change:
                change.put_many(hazards(3))
                change.put(place("PL-1"), expected_version=None)
            assert list(reader.records("places")) == []
            assert reader.head_hash() != writer.head_hash()
        assert reader.count("hazards") == 3
        assert reader.head_hash() == writer.head_hash()


def test_records_come_in_the_order_of_their_ids_however_many(tmp_path: Path) -> None:
    with registry_at(tmp_path / "dobrel.plough") as registry:
        with registry.change(author="Ana", reason="Areas") as change:
            change.put_many(reversed(list(hazards(4_500))))

        ids = [record.id for record in registry.records("hazards")]

        assert ids == sorted(f"HA-{number}" for number in range(1, 4_501))
        assert registry.versions("hazards") == dict.fromkeys(ids, 1)


def test_records_in_short_have_no_more_than_the_fields_asked_for(tmp_path: Path) -> None:
    with registry_at(tmp_path / "dobrel.plough") as registry:
        with registry.change(author="Ana", reason="New") as change:
            change.put(hazard("HA-1", name="Orchard"), expected_version=None)
            change.put(place("PL-1", population=5), expected_version=None)
            change.put(place("PL-2"), expected_version=None)
            change.remove("places", "PL-2", expected_version=1)

        asked = ("name", "title")
        assert [*registry.records_in_short("hazards", asked)] == [
            Record("hazards", "HA-1", {"name": "Orchard"})
        ]
        assert [*registry.records_in_short("places", asked)] == [
            Record("places", "PL-1", {"name": "Dobrel"})
        ]


def test_an_id_may_belong_to_records_of_several_types(tmp_path: Path) -> None:
    with registry_at(tmp_path / "dobrel.plough") as registry:
        with registry.change(author="Ana", reason="Twelve") as change:
            change.put(hazard("12"), expected_version=None)
            change.put(place("12"), expected_version=None)
            change.put(place("12", population=5), expected_version=1)

        assert {each.record.record_type for each in registry.find("12")} == {"hazards", "places"}
        assert len(registry.history("12")) == 3
        assert [each.version for each in registry.history("12", "places")] == [1, 2]
        assert registry.find("13") == []
        with pytest.raises(NoSuchRecord, match="no hazardous area 13"):
            registry.stored("hazards", "13")
        with pytest.raises(CallError, match="no record type 'hazard'"):
            list(registry.records("hazard"))
