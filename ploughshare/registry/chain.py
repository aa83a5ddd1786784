"""Digests of rows and the hash chain over changes, the same in every store.

A row's digest covers the columns that hold something, by name, so a later schema may
add a column without touching what was written before. Columns are never renamed.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

NO_HASH = "0" * 64
"""What the first change has in place of the hash before it."""


def _plain(value: object) -> str:
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"A digest cannot cover {value!r}.")


_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), default=_plain).encode


def row_digest(table: str, row: Mapping[str, Any]) -> bytes:
    """SHA-256 over a row's table and known columns, ``digest`` itself apart. 32 bytes."""
    known = {name: v for name, v in row.items() if v is not None and name != "digest"}
    return hashlib.sha256(_encode([table, known]).encode("ascii")).digest()


@dataclass(slots=True)
class Part:
    """The rows one change wrote into one table: consecutive entries and a digest over theirs."""

    first: int
    last: int
    sha256: Any = field(default_factory=hashlib.sha256)

    def add(self, digest: bytes) -> None:
        self.sha256.update(digest)

    @property
    def stated(self) -> list[Any]:
        """As it stands in a change's contents: first entry, last entry, digest."""
        return [self.first, self.last, self.sha256.hexdigest()]


def contents(parts: Iterable[tuple[str, Part]]) -> str:
    """The contents of a change, by table, as the text its hash covers."""
    return _encode({table: part.stated for table, part in parts})


def change_hash(change: Mapping[str, Any]) -> str:
    """SHA-256 of a change: its number, author, reason, source, time, contents, the hash before."""
    known = {name: v for name, v in change.items() if v is not None and name != "hash"}
    return hashlib.sha256(_encode(known).encode("ascii")).hexdigest()


def parts_of(contents: str) -> dict[str, tuple[int, int, str]]:
    """The contents of a change as read: first entry, last entry and digest, by table."""
    return {
        table: (first, last, digest)
        for table, (first, last, digest) in json.loads(contents).items()
    }
