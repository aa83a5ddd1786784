"""The data dictionary: every record type, from the rooms that own them."""

from collections.abc import Iterator, Mapping

from ploughshare.assets.records import RECORD_TYPES as ASSETS
from ploughshare.assets.works_records import RECORD_TYPES as WORKS
from ploughshare.errors import CallError
from ploughshare.evidence.records import RECORD_TYPES as EVIDENCE
from ploughshare.fields import Field, RecordType
from ploughshare.land.method_records import RECORD_TYPES as METHODS
from ploughshare.land.progress_records import RECORD_TYPES as PROGRESS
from ploughshare.land.records import RECORD_TYPES as LAND
from ploughshare.places.records import RECORD_TYPES as PLACES
from ploughshare.pledges.records import RECORD_TYPES as PLEDGES
from ploughshare.workforce.cost_records import RECORD_TYPES as COSTS
from ploughshare.workforce.records import RECORD_TYPES as WORKFORCE

RECORD_TYPES: Mapping[str, RecordType] = {
    record_type.name: record_type
    for room in (
        PLACES,
        WORKFORCE,
        COSTS,
        METHODS,
        LAND,
        ASSETS,
        WORKS,
        PROGRESS,
        EVIDENCE,
        PLEDGES,
    )
    for record_type in room
}
"""Every record type by name, in the order in which a folder of files is best imported."""


def record_type(name: str) -> RecordType:
    """The record type of that name. Raises ``CallError`` that lists the names there are."""
    try:
        return RECORD_TYPES[name]
    except KeyError:
        raise CallError(
            f"There is no record type {name!r}.",
            remedy=f"Use one of: {', '.join(RECORD_TYPES)}.",
            name=name,
        ) from None


def all_fields() -> Iterator[tuple[RecordType, Field]]:
    """Every field with the record type it belongs to."""
    for each in RECORD_TYPES.values():
        for field in each:
            yield each, field
