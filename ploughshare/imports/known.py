"""What the registry holds already, as far as an import needs to know it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from shapely.geometry.base import BaseGeometry

from ploughshare.fields import Record

NAMED_BY = ("name", "name_local", "title")
"""Fields by which a reference may name a record, beside its id."""


@dataclass(frozen=True, slots=True)
class Names:
    """
    Ids and names of the records of one type, to which references can lead.

    Parameters
    ----------
    ids
        Id by its case-folded form.
    names
        Ids by case-folded name.
    """

    ids: Mapping[str, str]
    names: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, records: Iterable[Record]) -> "Names":
        """The ids and names of some records."""
        ids: dict[str, str] = {}
        names: dict[str, list[str]] = {}
        for record in records:
            ids[record.id.casefold()] = record.id
            for name in NAMED_BY:
                value = record.values.get(name)
                if isinstance(value, str):
                    names.setdefault(folded(value), []).append(record.id)
        return cls(ids, {name: tuple(dict.fromkeys(found)) for name, found in names.items()})

    def extended(self, other: "Names") -> "Names":
        """These and others together."""
        names = dict(self.names)
        for name, ids in other.names.items():
            names[name] = tuple(dict.fromkeys((*names.get(name, ()), *ids)))
        return Names({**self.ids, **other.ids}, names)


NO_NAMES = Names({}, {})


@dataclass(frozen=True, slots=True)
class Known:
    """
    What the registry holds already.

    Parameters
    ----------
    region
        Region of operation; ``None`` for no check of positions.
    records
        Records of the type that is imported, by id.
    edited
        Of those that a person changed after an import: what the import said.
    names
        By record type, what references can lead to.
    words
        By field, words to codes from the registry's word mapping.
    of_this_file
        Ids that earlier versions of this file and layer brought.
    """

    region: BaseGeometry | None = None
    records: Mapping[str, Record] = field(default_factory=dict)
    edited: Mapping[str, Record] = field(default_factory=dict)
    names: Mapping[str, Names] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    of_this_file: frozenset[str] = frozenset()


def folded(text: str) -> str:
    """A text without the differences of case and spaces."""
    return " ".join(text.split()).casefold()
