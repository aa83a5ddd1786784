"""Tell what was changed in a record: by whom, when, why, and from which source."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from shapely.geometry.base import BaseGeometry

from ploughshare.fields import Value
from ploughshare.registry.kept import Changeset, StoredRecord
from ploughshare.registry.registry import Registry
from ploughshare.usecases.visible import View


@dataclass(frozen=True, slots=True)
class Step:
    """
    One version of a record, and what is different from the one before.

    Parameters
    ----------
    file
        Name of the file it came from; empty for none.
    differences
        By field: value before and after; ``None`` for unknown.
    outline_changed
        Whether the geometry is another one.
    """

    stored: StoredRecord
    change: Changeset
    file: str
    differences: dict[str, tuple[Value, Value]]
    outline_changed: bool


def history(registry: Registry, record_id: str, type_name: str | None = None) -> list[Step]:
    """
    Every version of the record with this id, oldest first.

    Where several types use the id, one after the other. Raises ``NoSuchRecord``.
    """
    with registry.snapshot():
        versions = registry.history(record_id, type_name)
        steps: list[Step] = []
        before: StoredRecord | None = None
        for stored in versions:
            if before is not None and before.record.record_type != stored.record.record_type:
                before = None
            change = registry.changeset(stored.changeset)
            file = registry.raw_name(stored.origin.file) if stored.origin else ""
            steps.append(_step(stored, before, change, file))
            before = stored
        return steps


def as_seen(steps: Iterable[Step], view: View) -> Iterator[Step]:
    """Steps of one record with no more than a person sees of it, in the differences too."""
    before: BaseGeometry | None = None
    for number, step in enumerate(steps):
        record = view.of(step.stored.record)
        yield replace(
            step,
            stored=replace(step.stored, record=record),
            differences={
                name: both for name, both in step.differences.items() if name in view.fields
            },
            outline_changed=number > 0 and before != record.geometry,
        )
        before = record.geometry


def _step(stored: StoredRecord, before: StoredRecord | None, change: Changeset, file: str) -> Step:
    old = before.record.values if before else {}
    new = stored.record.values
    differences = {
        name: (old.get(name), new.get(name))
        for name in (*new, *(name for name in old if name not in new))
        if old.get(name) != new.get(name)
    }
    outline_changed = before is not None and before.record.geometry != stored.record.geometry
    return Step(stored, change, file, differences, outline_changed)
