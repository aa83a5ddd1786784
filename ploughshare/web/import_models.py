"""A try of an import as answers of the server tell it."""

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import shapely
from pydantic import BaseModel

from ploughshare.dictionary import RECORD_TYPES
from ploughshare.fields import RecordType
from ploughshare.findings import SEVERITIES, Finding
from ploughshare.imports.judge import ACCEPTABLE
from ploughshare.imports.mapping import EVERY_TYPE, SHAPE
from ploughshare.imports.propose import CONFIDENT
from ploughshare.usecases.import_file import ImportResult
from ploughshare.usecases.try_import import Tried

MOST_EXAMPLES = 50
"""Rows of one finding that are told; all are kept with the import."""

MOST_SET_ASIDE = 500
MOST_SHAPES = 5_000
MOST_GONE = 100


class FileShown(BaseModel):
    """A file that waits for a decision."""

    id: str
    name: str
    bytes: int
    sha256: str
    account: str
    at: datetime


class GuessShown(BaseModel):
    """A record type that a layer may hold; ``confidence`` is 0 to 1."""

    record_type: str
    title: str
    confidence: float


class LayerShown(BaseModel):
    """A layer of the file; ``rows`` is null where only reading tells."""

    name: str
    rows: int | None
    geometry: str
    columns: list[str]
    looks_like: list[GuessShown]


class FieldChoice(BaseModel):
    """A field that a column can be."""

    name: str
    label: str
    required: bool


class TypeChoice(BaseModel):
    """A record type that a layer can be read as, with its fields."""

    name: str
    title: str
    fields: list[FieldChoice]


class MatchShown(BaseModel):
    """
    A field and the columns proposed for it.

    ``confidence`` is 0 to 1, 1 what a person said; what is ``doubtful`` is to be confirmed.
    """

    field: str
    label: str
    columns: list[str]
    confidence: float
    because: str
    unit: str
    doubtful: bool


class RowFound(BaseModel):
    """One row that a finding is about; ``row`` is null where it is about more."""

    row: int | None
    record_id: str
    message: str


class RuleFound(BaseModel):
    """
    Everything that one check found; ``rows`` are the first of ``count``.

    ``acceptable`` says what accepting the rule means; empty where it cannot be accepted.
    """

    rule: str
    severity: str
    count: int
    remedies: list[str]
    acceptable: str
    rows: list[RowFound]


class SetAsideShown(BaseModel):
    """A row that is quarantined, with its values as they came."""

    row: int
    rule: str
    reason: str
    values: dict[str, str]


class RowsEnded(BaseModel):
    """Every row with its end: ``rows`` is the sum of the four counts after it."""

    layer: str
    record_type: str
    rows: int
    accepted: int
    repaired: int
    quarantined: int
    unchanged: int


class TriedImport(RowsEnded):
    """
    What would come of a file, row by row.

    ``sum_m2`` is the area of all shapes added up, ``union_m2`` that of the ground they cover together.
    ``gone`` are records that earlier versions of the file brought and this one does not; they stay.
    """

    matches: list[MatchShown]
    set: dict[str, str]
    unused: list[str]
    findings: list[RuleFound]
    set_aside: list[SetAsideShown]
    gone: list[str]
    gone_count: int
    sum_m2: float
    union_m2: float
    shapes: int
    shapes_shown: int


class Outcome(BaseModel):
    """
    What came of trying a file.

    ``tried`` is null where something must be said first: ``question`` is then ``layer``,
    ``record type``, ``columns`` (those of ``missing``) or ``other``, and ``message`` says it.
    """

    file: str
    layers: list[LayerShown]
    types: list[TypeChoice]
    tried: TriedImport | None
    question: str
    message: str
    remedy: str
    missing: list[str]


def outcome(file: str, tried: Tried) -> Outcome:
    """What came of trying a file, as it is told."""
    return Outcome(
        file=file,
        layers=[
            LayerShown(
                name=layer.name,
                rows=layer.rows,
                geometry=layer.geometry,
                columns=list(layer.columns),
                looks_like=[
                    GuessShown(
                        record_type=each.record_type.name,
                        title=each.record_type.title,
                        confidence=round(each.confidence, 2),
                    )
                    for each in guesses[:3]
                ],
            )
            for layer, guesses in tried.layers
        ],
        types=[_type(each) for each in RECORD_TYPES.values()],
        tried=None if tried.result is None else _tried(tried.result),
        question=tried.question,
        message=here(tried.message),
        remedy=here(tried.remedy),
        missing=list(tried.missing),
    )


def _type(record_type: RecordType) -> TypeChoice:
    places = EVERY_TYPE if record_type.geometry else EVERY_TYPE[:1]
    return TypeChoice(
        name=record_type.name,
        title=record_type.title,
        fields=[
            *(FieldChoice(name=name, label=_words(name), required=False) for name in places),
            *(
                FieldChoice(name=each.name, label=_words(each.name), required=each.required)
                for each in record_type
            ),
        ],
    )


def _tried(result: ImportResult) -> TriedImport:
    batch, proposal = result.batch, result.proposal
    shapes = sum(each.geometry is not None for each in batch.records)
    shapes += sum(each.shape is not None for each in batch.quarantined)
    return TriedImport(
        layer=batch.layer,
        record_type=batch.record_type,
        **batch.counts,
        matches=[
            MatchShown(
                field=each.field,
                label=_words(each.field),
                columns=list(each.columns),
                confidence=round(each.confidence, 2),
                because=each.because,
                unit=each.unit,
                doubtful=each.confidence < CONFIDENT,
            )
            for each in proposal.matches
        ],
        set=dict(proposal.mapping.set),
        unused=list(proposal.unused),
        findings=_by_rule(batch.findings),
        set_aside=[
            SetAsideShown(
                row=each.row,
                rule=each.rule,
                reason=here(each.reason),
                values={name: _text(value) for name, value in each.values.items() if value is not None},
            )
            for each in batch.quarantined[:MOST_SET_ASIDE]
        ],
        gone=list(batch.gone[:MOST_GONE]),
        gone_count=len(batch.gone),
        sum_m2=round(batch.sum_m2, 1),
        union_m2=round(batch.union_m2, 1),
        shapes=shapes,
        shapes_shown=min(shapes, MOST_SHAPES),
    )  # fmt: skip


def _by_rule(findings: Iterable[Finding]) -> list[RuleFound]:
    """Findings by rule, the gravest first."""
    groups: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for each in findings:
        groups[each.severity, each.rule].append(each)
    order = sorted(groups, key=lambda key: (-SEVERITIES.index(key[0]), key[1]))
    return [
        RuleFound(
            rule=rule,
            severity=severity,
            count=len(groups[severity, rule]),
            remedies=_remedies(groups[severity, rule]),
            acceptable=ACCEPTABLE.get(rule, ""),
            rows=[
                RowFound(row=each.row, record_id=each.record_id, message=_text(each.message))
                for each in groups[severity, rule][:MOST_EXAMPLES]
            ],
        )
        for severity, rule in order
    ]


def _remedies(findings: Iterable[Finding]) -> list[str]:
    return list(dict.fromkeys(filter(None, (here(each.remedy) for each in findings))))[:3]


def here(text: str) -> str:
    """A text without its sentences about options of the command line; the screen has its own."""
    sentences = re.split(r"(?<=[.;:])\s+", text)
    return " ".join(each for each in sentences if " --" not in f" {each}")


def _text(value: object) -> str:
    """A value of a file as text that JSON can hold, at most a few lines of it."""
    return str(value)[:1000].encode("utf-8", "replace").decode()


def shapes(result: ImportResult) -> dict[str, Any]:
    """What would be written and what is set aside, as GeoJSON: ``row``, ``id`` and ``end`` of each."""
    batch = result.batch
    features = [
        _feature(row, each.id, "repaired" if row in batch.repaired else "accepted", each.geometry)
        for row, each in zip(batch.record_rows, batch.records, strict=True)
        if each.geometry is not None
    ]
    features += [
        _feature(each.row, "", "quarantined", each.shape)
        for each in batch.quarantined
        if each.shape is not None and _drawable(each.shape)
    ]
    # What is set aside is drawn before all else: it is what a person has to look at.
    features.sort(key=lambda each: each["properties"]["end"] != "quarantined")
    return {"type": "FeatureCollection", "features": features[:MOST_SHAPES]}


def _drawable(shape: Any) -> bool:
    bounds = shapely.bounds(shape)
    west, south, east, north = bounds
    return bool(-180 <= west <= east <= 180 and -90 <= south <= north <= 90)


def _feature(row: int, record_id: str, end: str, shape: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"row": row, "id": record_id, "end": end},
        "geometry": shapely.geometry.mapping(shape),
    }


def _words(field: str) -> str:
    """A field's name as people read it."""
    plain = "outline" if field == SHAPE else field.replace("_", " ")
    return plain[0].upper() + plain[1:]
