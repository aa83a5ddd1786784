"""Whatever is done in whatever order, the registry stays what it promises to be."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ploughshare.errors import CallError, HazardWouldShrink, NoSuchRecord, StaleVersion
from ploughshare.fields import Record
from ploughshare.registry.registry import Registry
from tests.registry.regions import hazard, place, registry_at

IDS = ("A", "B", "C")
CORNERS = (34.0, 34.5, 35.0)
REFUSALS = (CallError, HazardWouldShrink, NoSuchRecord, StaleVersion)

State = dict[tuple[str, str], Record]


@dataclass
class Seen:
    """What was seen after each change, to be compared with what the registry says of then."""

    registry: Registry
    states: dict[int, State] = field(default_factory=dict)

    def now(self) -> State:
        return {
            (name, record.id): record
            for name in ("hazards", "places")
            for record in self.registry.records(name)
        }


def put(record: Record) -> Callable[[Registry], None]:
    def do(registry: Registry) -> None:
        with registry.change(author="Ana", reason="Put") as change:
            known = change.versions(record.record_type)
            change.put(record, expected_version=known.get(record.id))

    return do


def remove(record_id: str) -> Callable[[Registry], None]:
    def do(registry: Registry) -> None:
        with registry.change(author="Ana", reason="Remove") as change:
            version = change.version("places", record_id)
            change.remove("places", record_id, expected_version=version)

    return do


def put_both(first: Record, second: Record) -> Callable[[Registry], None]:
    def do(registry: Registry) -> None:
        with registry.change(author="Ana", reason="Two at once") as change:
            for record in (first, second):
                known = change.versions(record.record_type)
                change.put(record, expected_version=known.get(record.id))

    return do


def undo(back: int) -> Callable[[Registry], None]:
    def do(registry: Registry) -> None:
        last = max(each.number for each in registry.changesets())
        registry.undo(max(1, last - back), author="Ana", reason="Undo")

    return do


places = st.builds(
    lambda i, name, x: Record("places", i, place(i, name).values, x and shapely.Point(x, 51.5)),
    st.sampled_from(IDS),
    st.sampled_from(["Dobrel", "Добрель"]),
    st.sampled_from([None, *CORNERS]),
)
areas = st.builds(
    lambda i, west, size, status: hazard(i, west=west, size=size, status=status),
    st.sampled_from(IDS),
    st.sampled_from(CORNERS),
    st.sampled_from([0.1, 0.4, 0.6]),
    st.sampled_from(["open", "tasked"]),
)
steps = st.one_of(
    st.builds(put, places),
    st.builds(put, areas),
    st.builds(remove, st.sampled_from(IDS)),
    st.builds(put_both, areas, places),
    st.builds(undo, st.integers(0, 3)),
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(steps, min_size=4, max_size=10))
def test_any_sequence_of_changes_keeps_the_promises(
    sequence: list[Callable[[Registry], None]],
) -> None:
    """
    Versions follow one another without a gap, what was seen after each change can be seen
    again, refused changes leave no trace, the map finds what a search without it finds, and
    the chain holds.
    """
    with TemporaryDirectory() as folder, registry_at(Path(folder) / "r.plough") as registry:
        seen = Seen(registry)
        for step in sequence:
            before, head = seen.now(), registry.head_hash()
            try:
                step(registry)
            except REFUSALS:
                assert (seen.now(), registry.head_hash()) == (before, head)
            seen.states[max(each.number for each in registry.changesets())] = seen.now()

        check = registry.check()
        assert check.intact, check.findings
        for number, state in seen.states.items():
            for name in ("hazards", "places"):
                known = {(name, r.id): r for r in registry.records(name, as_known_at=number)}
                assert known == {key: r for key, r in state.items() if key[0] == name}
        for name in ("hazards", "places"):
            assert_versions_follow(registry, name)
            assert_map_agrees(registry, name)


def assert_versions_follow(registry: Registry, name: str) -> None:
    for record_id in IDS:
        with contextlib.suppress(NoSuchRecord):
            history = registry.history(record_id, name)
            assert [each.version for each in history] == list(range(1, len(history) + 1))


def assert_map_agrees(registry: Registry, name: str) -> None:
    everything = list(registry.records(name))
    for west in (33.95, 34.05, 34.3, 34.75, 35.2):
        box = (west, 51.45, west + 0.1, 51.55)
        found = [record.id for record in registry.records(name, box=box)]
        assert found == [
            record.id
            for record in everything
            if record.geometry is not None and shapely.box(*box).intersects(record.geometry)
        ]


def test_the_sequences_reach_what_they_are_meant_to_reach() -> None:
    """A hazard that would shrink, a stale undo, an undo of an undo: none is left to luck."""
    with TemporaryDirectory() as folder, registry_at(Path(folder) / "r.plough") as registry:
        put(hazard("A", size=0.4))(registry)
        with pytest.raises(HazardWouldShrink):
            put(hazard("A", size=0.1))(registry)
        put(hazard("A", size=0.4, status="tasked"))(registry)
        with pytest.raises(StaleVersion):
            undo(1)(registry)
        undo(0)(registry)
        undo(0)(registry)

        assert [each.version for each in registry.history("A")] == [1, 2, 3, 4]
        assert registry.stored("hazards", "A").record.values["status"] == "tasked"
