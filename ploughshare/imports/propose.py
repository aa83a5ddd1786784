"""Propose which column is which field, each with a confidence and the reason for it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from ploughshare.fields import Field, RecordType
from ploughshare.imports.column_fit import fit, looks_numeric, sample_of, telling_codes
from ploughshare.imports.headings import Heading, cut_like, heading, latin, plain
from ploughshare.imports.mapping import (
    ID,
    LATITUDE,
    SHAPE,
    ColumnMapping,
)
from ploughshare.imports.positions import best_position_columns
from ploughshare.imports.protocol import Cells, Table
from ploughshare.imports.words import is_null
from ploughshare.units import conversion

CONFIDENT = 0.8
"""From this confidence on, a mapping goes through without being confirmed."""

WORTH_SAYING = 0.5
"""Below this confidence, a column is left out."""

ID_HEADINGS = ("id", "local id", "globalid", "global id", "uuid", "guid", "osm id", "code")
ROW_NUMBERS = ("fid", "ogc fid", "objectid", "gid", "unnamed 0", "index", "oid")
"""Headings of numbers that software gives rows, anew at every export."""


OwnWords = Mapping[str, Mapping[str, str]]
"""By field, words to codes that go before those of the dictionary."""


@dataclass(frozen=True, slots=True)
class Match:
    """
    One field, or ``id`` or a position, and the columns proposed for it.

    Parameters
    ----------
    confidence
        0 to 1; 1 is what the person said.
    because
        Why, in a few words.
    unit
        Unit of the column, where it is not the field's own.
    """

    field: str
    columns: tuple[str, ...]
    confidence: float
    because: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """
    A mapping as it would be used, and how far each part of it can be believed.

    Parameters
    ----------
    matches
        Best first.
    unused
        Columns that become no field.
    missing
        Required fields that no column holds.
    mapping
        The mapping, complete.
    """

    record_type: RecordType
    matches: tuple[Match, ...]
    unused: tuple[str, ...]
    missing: tuple[str, ...]
    mapping: ColumnMapping

    @property
    def doubtful(self) -> tuple[Match, ...]:
        """Matches that a person must confirm."""
        return tuple(match for match in self.matches if match.confidence < CONFIDENT)


def propose(
    table: Table, record_type: RecordType, given: ColumnMapping, words: OwnWords | None = None
) -> Proposal:
    """
    Complete what a person said about a layer's columns.

    Parameters
    ----------
    given
        What was said already; it is never changed.
    words
        By field, words to codes from the registry's word mapping.
    """
    own = {**(words or {}), **given.values}
    samples = {
        name: sample_of(cells) for name, cells in zip(table.columns, table.cells, strict=True)
    }
    headings = {name: heading(name) for name in table.columns if samples[name]}
    said = [
        Match(name, columns, 1.0, "as you said", given.units.get(name, ""))
        for name, columns in given.columns.items()
        if columns
    ]
    taken = {column for match in said for column in match.columns}
    named = set(given.columns)
    matches = list(said)
    if not given.only:
        free = {name: each for name, each in headings.items() if name not in taken}
        found = [
            *_positions(table, free, named, record_type),
            *_fields(free, samples, _filled(table), record_type, named, own),
        ]
        used = {column for match in found for column in match.columns}
        identity = _identity(table, free, used, record_type) if ID not in named else None
        if identity is not None:
            found = [match for match in found if identity.columns[0] not in match.columns]
            found.append(identity)
        matches += sorted(found, key=lambda match: -match.confidence)
    columns = {match.field: match.columns for match in matches}
    used = {column for match in matches for column in match.columns}
    units = {match.field: match.unit for match in matches if match.unit}
    return Proposal(
        record_type,
        tuple(matches),
        tuple(name for name in table.columns if name not in used),
        tuple(_missing(table, record_type, columns, given)),
        replace(
            given,
            record_type=record_type.name,
            columns=columns,
            units={**units, **given.units},
            only=True,
        ),
    )


def _missing(
    table: Table,
    record_type: RecordType,
    columns: Mapping[str, tuple[str, ...]],
    given: ColumnMapping,
) -> Iterator[str]:
    for each in record_type:
        if each.required and each.name not in columns and each.name not in given.set:
            yield each.name
    placed = table.shapes is not None or SHAPE in columns or LATITUDE in columns
    if record_type.geometry_required and not placed:
        yield "a position (latitude and longitude, or WKT)"


def _positions(
    table: Table, free: Mapping[str, Heading], named: set[str], record_type: RecordType
) -> list[Match]:
    """Columns of latitude and longitude or WKT, where the format has no shapes."""
    if table.shapes is not None or not record_type.geometry or named & {SHAPE, LATITUDE}:
        return []
    found = best_position_columns({name: (each.plain, table[name]) for name, each in free.items()})
    return [
        Match(name, (column,), confidence, because) for name, column, confidence, because in found
    ]


def _fields(
    free: Mapping[str, Heading],
    samples: Mapping[str, list[object]],
    filled: Mapping[str, float],
    record_type: RecordType,
    named: set[str],
    own: OwnWords,
) -> list[Match]:
    """The best column for each field, the surest and best filled pairs first."""
    candidates: list[tuple[float, int, str, Match]] = []
    for order, field in enumerate(record_type):
        if field.name in named:
            continue
        for column, each in free.items():
            by_name = _by_name(field, each)
            confidence, because = _with_values(
                field, by_name, samples[column], each, own.get(field.name, {})
            )
            if confidence >= WORTH_SAYING:
                unit = each.unit if each.unit != field.unit else ""
                unit = unit if conversion(unit, field.unit) else ""
                match = Match(field.name, (column,), round(confidence, 2), because, unit)
                rank = -confidence - 0.2 * filled[column]
                candidates.append((rank, order, column, match))
    matches: list[Match] = []
    taken: set[str] = set()
    for _, _, column, match in sorted(candidates, key=lambda each: each[:3]):
        if column not in taken and all(match.field != other.field for other in matches):
            taken.add(column)
            matches.append(match)
    return matches


def _filled(table: Table) -> dict[str, float]:
    """Share of the rows in which each column holds something."""
    return {
        name: sum(not is_null(cell) for cell in cells[::step]) / max(1, len(cells[::step]))
        for name, cells in zip(table.columns, table.cells, strict=True)
        if (step := max(1, len(cells) // 1_000))
    }


def _by_name(field: Field, given: Heading) -> tuple[float, str]:
    """Confidence by the heading alone."""
    own = plain(field.name)
    spellings = [plain(each) for each in field.spellings.split(";") if each.strip()]
    short = heading(field.name).plain
    name = given.plain
    nested = 0.05 if given.outer else 0.0
    if name == own or (name == short and given.unit) or plain(given.text) == own:
        return 1.0 - nested, "its own name"
    if name in spellings or plain(given.text) in spellings:
        return 0.95 - nested, "a known spelling"
    if name == short or latin(name) in {latin(each) for each in (own, *spellings)}:
        return 0.9 - nested, "the same word"
    if any(cut_like(given.text, each) for each in (own, *spellings)):
        return 0.85, "its name cut at ten letters"
    if _singular(name) in {_singular(each) for each in (own, *spellings)}:
        return 0.85 - nested, "the same word"
    words = set(name.split())
    if any(set(each.split()) < words for each in (own, *spellings) if len(each) > 3):
        return 0.6, "its name among others"
    close = max(SequenceMatcher(None, name, each).ratio() for each in (own, short, *spellings))
    if close >= 0.88 and len(name) >= 5:
        return 0.6, "nearly its name"
    return 0.0, ""


def _singular(name: str) -> str:
    return name[:-1] if name.endswith("s") else name


def _with_values(
    field: Field,
    by_name: tuple[float, str],
    sample: list[object],
    given: Heading,
    own: Mapping[str, str],
) -> tuple[float, str]:
    """Confidence by heading and cells together."""
    confidence, because = by_name
    share = fit(field, sample, given.unit, own)
    if share is None:
        if confidence and confidence < 0.8 and field.kind == "text":
            return 0.0, ""
        if field.kind == "text" and field.name == "name" and looks_numeric(sample):
            return confidence - 0.2, f"{because}, but its cells are numbers"
        return confidence, because
    if confidence == 0.0:
        if field.kind == "choice" and share >= 0.9 and telling_codes(field, sample) >= 2:
            return 0.6, f"{share:.0%} of its cells are known words of it"
        return 0.0, ""
    if share >= 0.8:
        return min(1.0, confidence + 0.02), because
    if share >= 0.3:
        return confidence - 0.1, f"{because}, but only {share:.0%} of its cells fit"
    return confidence * (
        0.5 if given.outer else 0.6
    ), f"{because}, but only {share:.0%} of its cells fit"


def _identity(
    table: Table, free: Mapping[str, Heading], used: set[str], record_type: RecordType
) -> Match | None:
    """The column of ids, if one can be believed to keep them from export to export."""
    singular = plain(record_type.name.rstrip("s"))
    own = {f"{singular} id", plain(record_type.title) + " id", plain(record_type.prefix)}
    best: Match | None = None
    for position, (column, each) in enumerate(free.items()):
        name = each.plain
        if name in ROW_NUMBERS or not name:
            continue
        if name == "id" or name in own:
            confidence, because = 1.0, "its own name"
        elif column in used:
            continue
        elif name in ID_HEADINGS:
            confidence, because = 0.9, "a known spelling"
        elif name.endswith(" id") or name.endswith(" code"):
            confidence, because = (0.9 if position == 0 else 0.85), "ends like one"
        else:
            continue
        unique = _unique(table[column])
        if confidence < 1.0:
            if not unique:
                continue
            because += ", no value twice"
        if best is None or confidence > best.confidence:
            best = Match(ID, (column,), confidence, because)
    return best


def _unique(cells: Cells) -> bool:
    values = [str(cell).strip().casefold() for cell in cells if not is_null(cell)]
    return len(values) == len(cells) == len(set(values))


@dataclass(frozen=True, slots=True)
class Guess:
    """
    What a layer may hold: a record type, and how far that can be believed, 0 to 1.

    ``missing`` are the fields every row must have and no column gives.
    """

    record_type: RecordType
    confidence: float
    missing: tuple[str, ...] = ()


LAYER_WORDS: Mapping[str, str] = {
    "hazards": "hazard hazards hazardous minefield minefields mined sha cha suspected strike",
    "assets": "asset assets building buildings settlement settlements facilities school bus buses"
    " generator generators substation line lines",
    "damage": "damage grading damaged destroyed",
    "roads": "road roads transportation transport highway street streets",
    "places": "place places admin adm district districts aoi boundaries river rivers water waters"
    " waterway waterways stream streams lake lakes wood woods forest forests",
    "teams": "team teams",
    "rates": "rate rates productivity",
    "methods": "method methods chain chains",
    "costs": "cost costs",
    "tasks": "task tasks order orders",
    "progress": "progress daily weekly log logs",
    "works": "work works repair",
    "needs": "need needs dependency dependencies",
    "organisations": "organisation organisations organization organizations operator operators",
    "accreditations": "accreditation accreditations licence licences license licenses",
    "grants": "grant grants funding",
    "availability": "availability leave absence absences",
    "standdowns": "standdown standdowns stand down",
    "sources": "source sources",
    "figures": "figure figures parameter parameters",
    "claims": "claim claims",
    "contributions": "contribution contributions pledge pledges",
    "steps": "step steps ladder rungs",
    "agreements": "agreement agreements treaty treaties memoranda",
    "undertakings": "undertaking undertakings commitment commitments",
    "milestones": "milestone milestones",
    "decisions": "decision decisions decree decrees",
    "priorities": "priority priorities must quota quotas",
    "vocabulary": "vocabulary words",
}
"""Words in names of files and layers that hint at a record type."""


def guess(table: Table, record_types: Iterable[RecordType]) -> list[Guess]:
    """The record types a layer may hold, best first."""
    words = _telling_words(table)
    guesses = []
    for each in record_types:
        proposal = propose(table, each, ColumnMapping())
        confidence = _type_confidence(table, proposal, words)
        if confidence > 0:
            missing = tuple(name for name in proposal.missing if name in each)
            guesses.append(Guess(each, round(confidence, 2), missing))
    return sorted(guesses, key=lambda each: -each.confidence)


def _telling_words(table: Table) -> set[str]:
    """Words of the layer's name, or of the file's where the layer's say nothing."""
    of_layer = set(plain(table.layer).split())
    if any(of_layer & set(words.split()) for words in LAYER_WORDS.values()):
        return of_layer
    return of_layer | set(plain(table.file).split())


def _type_confidence(table: Table, proposal: Proposal, words: set[str]) -> float:
    record_type = proposal.record_type
    placed = table.shapes is not None
    if placed and not record_type.geometry:
        return 0.0
    if record_type.geometry_required and any("position" in each for each in proposal.missing):
        return 0.0
    required = [each.name for each in record_type if each.required]
    there = {match.field: match.confidence for match in proposal.matches}
    filled = sum(there.get(name, 0.0) for name in required) / len(required) if required else 0.5
    fields = [value for name, value in there.items() if name in record_type]
    columns = max(1, len(table.columns))
    matched = min(1.0, sum(fields) / min(columns, 6))
    named = bool(words & set(LAYER_WORDS.get(record_type.name, "").split()))
    return 0.4 * filled + 0.3 * matched + 0.3 * named
