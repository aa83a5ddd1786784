"""Records, their history and what is found, as the API tells them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel
from pydantic import Field as Length

BoxShown = Annotated[Sequence[float], Length(min_length=4, max_length=4)]
"""West, south, east, north, in degrees."""


class RegionShown(BaseModel):
    """
    The region: its frame in degrees, when it last changed, and how many records one may see.

    A visitor is told nothing of it, not even where it is, until something is published.
    """

    name: str = ""
    bounds: BoxShown | None = None
    invented: bool = False
    changed_at: datetime | None = None
    head: str = ""
    counts: dict[str, int] = {}


class SourceShown(BaseModel):
    """
    Where a value comes from: the document or file, the day it reached us, its grade and its range.

    ``as_of`` is the day for which it was given, ``version`` the first version that holds it.
    """

    source: str
    grade: str
    known_on: datetime
    as_of: date | None
    version: int
    range: str


class FieldShown(BaseModel):
    """
    A field with its value as printed, its unit in it, and what it means.

    ``source`` is told to who may see history.
    """

    name: str
    label: str
    text: str
    meaning: str
    unit: str
    source: SourceShown | None = None


class FindingShown(BaseModel):
    """A finding about a record."""

    severity: str
    message: str
    remedy: str


class RecordShown(BaseModel):
    """
    A record as the person asking may see it.

    ``area_m2`` is that of the recorded outline, for who sees it exactly. ``box`` is where to look.
    """

    type: str
    title: str
    id: str
    name: str
    version: int
    changed_on: datetime
    outline: Literal["exact", "rounded", "none"]
    area_m2: float | None
    box: BoxShown | None
    fields: list[FieldShown]
    origin: str
    findings: list[FindingShown]


class RecordInShort(BaseModel):
    """A record of a list; ``label`` is its name where one sees that, else its id."""

    id: str
    label: str
    version: int
    box: BoxShown | None


class RecordList(BaseModel):
    """A page of a list: ``next`` is what ``after`` holds for the next one, null on the last."""

    matched: int
    next: str | None
    records: list[RecordInShort]


class ChangeShown(BaseModel):
    """One field that a version changed, as printed; ``before`` is empty in the first version."""

    name: str
    label: str
    before: str
    after: str


class StepShown(BaseModel):
    """
    One version of a record, and what was different from the one before.

    ``changeset`` is the number of the change that wrote it. ``fields`` and ``outline_changed`` are
    what ``changes`` says in words.
    """

    version: int
    time: datetime
    author: str
    reason: str
    source: str
    changeset: int
    valid_from: date | None
    fields: list[ChangeShown]
    outline_changed: bool
    removed: bool
    changes: list[str]


class HistoryShown(BaseModel):
    """Every version, the oldest first."""

    steps: list[StepShown]


class HitShown(BaseModel):
    """Something that was found; ``type`` is ``position`` for coordinates and grid references."""

    type: str
    id: str
    label: str
    box: BoxShown | None


class Found(BaseModel):
    """At most twenty, the closest first."""

    hits: list[HitShown]
