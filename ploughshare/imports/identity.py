"""Ids of records: the file's own, or minted from what a row is, never from where it stands."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ploughshare.fields import RecordType
from ploughshare.imports.docket import Docket
from ploughshare.imports.known import folded
from ploughshare.imports.protocol import Cells
from ploughshare.imports.words import is_null

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's 32 letters: none can be taken for another."""

MINTED_LENGTH = 8
LONGEST_ID = 120

KEYS: Mapping[str, tuple[str, ...]] = {
    "places": ("name", "level", "parent"),
    "roads": ("name",),
    "organisations": ("name",),
    "accreditations": ("organisation", "permit", "kinds", "from_on"),
    "grants": ("name", "donor"),
    "teams": ("name", "organisation"),
    "availability": ("team", "from_on", "to_on"),
    "standdowns": ("kinds", "places", "roads", "from_on", "to_on"),
    "rates": ("kind", "unit", "contamination", "source"),
    "methods": ("contamination", "preparation", "search", "follow_up"),
    "costs": ("kind", "organisation", "currency", "as_of", "source"),
    "hazards": ("name",),
    "tasks": ("hazard", "works", "activity", "organisation"),
    "assets": ("kind", "name"),
    "damage": ("asset", "assessed_on", "assessed_by"),
    "works": ("asset", "name", "works_type", "trade"),
    "needs": ("asset", "needs", "service"),
    "progress": ("team", "task", "from_on", "to_on", "lost_by"),
    "sources": ("title", "published"),
    "figures": ("metric", "as_of", "source"),
    "claims": ("speaker", "what", "when_stated", "source"),
    "vocabulary": ("record_type", "field", "word"),
    "contributions": ("giver", "role", "arrives_on", "source"),
    "steps": ("contribution", "rung", "taken_on"),
    "agreements": ("title", "signed_on"),
    "undertakings": ("agreement", "what", "party"),
    "milestones": ("undertaking", "name"),
    "decisions": ("title", "authority", "published_on"),
    "priorities": ("decision", "kind", "asset", "works", "hazard", "district"),
}
"""Fields that, with its shape, make a record the one it is, for each record type."""


@dataclass(frozen=True, slots=True)
class Identities:
    """
    The id of every row.

    Parameters
    ----------
    ids
        By position; absent for rows that are blocked.
    minted
        Positions whose id was minted.
    repeated
        Positions whose id stood in an earlier row, and that row.
    """

    ids: dict[int, str]
    minted: frozenset[int]
    repeated: dict[int, int]


def identify(
    rows: Sequence[int],
    own: Cells | None,
    prefix: str,
    record_type: RecordType,
    keys: Sequence[Cells],
    marks: Sequence[bytes | None],
    rest: Sequence[Cells],
    taken: Mapping[str, str],
    docket: Docket,
) -> Identities:
    """
    Give each row its id.

    Parameters
    ----------
    rows
        Positions that are not blocked.
    own
        The file's column of ids, if it has one.
    prefix
        Put before each of the file's own ids.
    keys, marks
        Cells of the columns that make a record the one it is, as they stand in the file,
        and fingerprints of the shapes. What a cell is read as plays no part, so that a word
        mapped or a reference found later does not make another record of it.
    rest
        Cells of all mapped columns; they only put rows that are the same in order.
    taken
        Ids on record, by their case-folded form: their spelling is kept.
    """
    ids: dict[int, str] = {}
    first: dict[str, int] = {}
    repeated: dict[int, int] = {}
    without: list[int] = []
    for at in rows:
        text = "" if own is None or is_null(own[at]) else " ".join(str(own[at]).split())
        if not text:
            without.append(at)
            continue
        given = prefix + text
        if len(given) > LONGEST_ID:
            docket.block(at, "id-too-long", f"Its id has {len(given)} letters.", "Shorten it.")
            continue
        key = given.casefold()
        ids[at] = taken.get(key, given)
        if key in first:
            repeated[at] = first[key]
            ids[at] = ids[first[key]]
        else:
            first[key] = at
    if own is not None:
        docket.tell_rows("id-missing", "note", without, "has no id; one was made from its content")
    minted = _mint(without, record_type, keys, marks, rest)
    ids.update(minted)
    return Identities(ids, frozenset(minted), repeated)


def _mint(
    rows: Sequence[int],
    record_type: RecordType,
    keys: Sequence[Cells],
    marks: Sequence[bytes | None],
    rest: Sequence[Cells],
) -> dict[int, str]:
    """Ids from content; rows of one content are told apart by a counter."""
    groups: dict[str, list[tuple[bytes, int]]] = {}
    for at in rows:
        key = _digest(record_type.name, [_key_text(cells[at]) for cells in keys], marks[at])
        groups.setdefault(_letters(key), []).append((key, at))
    minted: dict[int, str] = {}
    for short, members in groups.items():
        if len(members) > 1:
            members.sort(key=lambda member: (member[0], _rest(member[1], rest), member[1]))
        for count, (_, at) in enumerate(members, start=1):
            suffix = f"-{count}" if count > 1 else ""
            minted[at] = f"{record_type.prefix}-{short}{suffix}"
    return minted


def _rest(at: int, rest: Sequence[Cells]) -> list[str]:
    return [_key_text(cells[at]) for cells in rest]


def _key_text(cell: object) -> str:
    return "" if is_null(cell) else folded(str(cell))


def _digest(name: str, texts: Sequence[str], mark: bytes | None) -> bytes:
    text = "\x1f".join([name, *texts])
    return hashlib.sha256(text.encode("utf-8", "surrogatepass") + b"\x1e" + (mark or b"")).digest()


def _letters(digest: bytes) -> str:
    number = int.from_bytes(digest[:8], "big")
    letters = []
    for _ in range(MINTED_LENGTH):
        number, rest = divmod(number, 32)
        letters.append(LETTERS[rest])
    return "".join(letters)
