"""The registry's tables, made from the data dictionary into one ``MetaData``.

Every table of content is append-only: a row has the number of the entry, the change
that wrote it and a digest of what it says. What is current, and where it is on the
map, stands in tables that can be made again from the content.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Double,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.types import TypeEngine

from ploughshare.dictionary import RECORD_TYPES
from ploughshare.fields import FieldKind, RecordType

SCHEMA = "0015"
"""Newest schema this program knows: the last revision in ``registry/migrations``."""


class UtcTime(TypeDecorator[datetime]):
    """A moment, with its time zone in Python and as UTC in the store."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


class Texts(TypeDecorator[tuple[str, ...]]):
    """Several texts in one column, as a JSON array."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> str | None:
        return None if value is None else json.dumps(value, ensure_ascii=False)

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...] | None:
        return None if value is None else tuple(json.loads(value))


COLUMN_TYPES: Mapping[FieldKind, type[TypeEngine[Any]]] = {
    "text": Text,
    "integer": BigInteger,
    "number": Double,
    "date": Date,
    "flag": Boolean,
    "choice": Text,
    "choices": Texts,
    "record": Text,
    "records": Texts,
}

METADATA = MetaData()

CHANGESET = Table(
    "changeset",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("author", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("time", UtcTime, nullable=False),
    Column("kind", Text, nullable=False),
    Column("reverses", Integer, ForeignKey("changeset.number")),
    Column("contents", Text, nullable=False),
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False, unique=True),
)

KEPT: dict[str, Table] = {}
"""Every table whose rows the hash chain covers, by name."""


def _kept(name: str, *columns: Column[Any] | UniqueConstraint) -> Table:
    # The change itself is written last, when its hash is known; a key to it would be searched
    # for in every table then. The chain proves the same.
    KEPT[name] = Table(
        name,
        METADATA,
        Column("entry", Integer, primary_key=True, autoincrement=False),
        Column("changeset", Integer, nullable=False),
        *columns,
        Column("digest", LargeBinary, nullable=False),
    )
    return KEPT[name]


SETTING = _kept(
    "setting",
    Column("name", Text, nullable=False),
    Column("region", LargeBinary, nullable=False),
    Column("invented", Boolean, nullable=False),
    Column("created", UtcTime, nullable=False),
)

RAW_FILE = _kept(
    "raw_file",
    Column("sha256", String(64), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("received", UtcTime, nullable=False),
    Column("content", LargeBinary, nullable=False),
)

IMPORT_RUN = _kept(
    "import_run",
    Column("raw", String(64), nullable=False, index=True),
    Column("raw_files", Texts, nullable=False),
    Column("file", Text, nullable=False),
    Column("layer", Text, nullable=False),
    Column("record_type", Text, nullable=False),
    Column("importer", Text, nullable=False),
    Column("mapping", Text, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("accepted", Integer, nullable=False),
    Column("repaired", Integer, nullable=False),
    Column("quarantined", Integer, nullable=False),
    Column("unchanged", Integer, nullable=False),
)

QUARANTINE = _kept(
    "quarantine",
    Column("import_run", Integer, ForeignKey("import_run.entry"), nullable=False, index=True),
    Column("row", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("values", Text, nullable=False),
    Column("geometry", LargeBinary),
)

FINDING = _kept(
    "finding",
    Column("import_run", Integer, ForeignKey("import_run.entry"), index=True),
    Column("rule", Text, nullable=False),
    Column("severity", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("remedy", Text, nullable=False),
    Column("file", Text, nullable=False),
    Column("layer", Text, nullable=False),
    Column("row", Integer),
    Column("field", Text, nullable=False),
    Column("record_type", Text, nullable=False),
    Column("record_id", Text, nullable=False),
    Column("area_before_m2", Double),
    Column("area_after_m2", Double),
)

PLAN = _kept(
    "plan",
    Column("id", Text, nullable=False, unique=True),
    Column("made_at", UtcTime, nullable=False),
    Column("scenario", Text, nullable=False),
    Column("of_record", Boolean, nullable=False),
    Column("situation", Text, nullable=False),
    Column("plan", LargeBinary, nullable=False),
    Column("problem", LargeBinary),
    Column("schedule", LargeBinary),
)

PUBLICATION = _kept(
    "publication",
    Column("record_types", Texts, nullable=False),
    Column("plan", Boolean, nullable=False),
)

ACCOUNT = Table(
    "account",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("organisation", Text, nullable=False),
    Column("password", Text, nullable=False),
    Column("created", UtcTime, nullable=False),
    Column("active", Boolean, nullable=False),
)

SESSION = Table(
    "session",
    METADATA,
    Column("digest", String(64), primary_key=True),
    Column("account", Text, nullable=False, index=True),
    Column("role", Text, nullable=False),
    Column("expires", UtcTime, nullable=False),
)

TOKEN = Table(
    "token",
    METADATA,
    Column("digest", String(64), primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("account", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("created", UtcTime, nullable=False),
    Column("expires", UtcTime, nullable=False),
)

LOG = Table(
    "log",
    METADATA,
    Column("entry", Integer, primary_key=True, autoincrement=False),
    Column("time", UtcTime, nullable=False),
    Column("account", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("about", Text, nullable=False),
)

JOB = Table(
    "job",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("number", Integer, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("arguments", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("state", Text, nullable=False, index=True),
    Column("made", UtcTime, nullable=False),
    Column("begun", UtcTime),
    Column("ended", UtcTime),
    Column("attempts", Integer, nullable=False),
    Column("progress", Text, nullable=False),
    Column("result", Text, nullable=False),
    Column("wanted", Text, nullable=False),
)
"""Long work. ``wanted`` is what people want of it: ``""``, ``stop`` (keep the best) or ``cancel``."""

UNCHAINED = (ACCOUNT, SESSION, TOKEN, LOG, JOB)
"""Tables beside the records, which change: the hash chain does not cover them."""

BOOKKEEPING = (
    "entry",
    "changeset",
    "id",
    "version",
    "removed",
    "valid_from",
    "origin_file",
    "origin_layer",
    "origin_row",
    "origin_importer",
    "geometry",
    "digest",
)
"""Columns of a version table that no field of the dictionary may be named after."""


def _version_table(record_type: RecordType) -> Table:
    taken = [field.name for field in record_type if field.name in BOOKKEEPING]
    if taken:
        raise ValueError(f"{record_type.name}: {', '.join(taken)} cannot be the name of a field.")
    return _kept(
        f"{record_type.name}_version",
        Column("id", Text, nullable=False),
        Column("version", Integer, nullable=False),
        Column("removed", Boolean, nullable=False),
        Column("valid_from", Date),
        Column("origin_file", String(64), ForeignKey("raw_file.sha256")),
        Column("origin_layer", Text),
        Column("origin_row", Integer),
        Column("origin_importer", Text),
        *(Column(field.name, COLUMN_TYPES[field.kind]) for field in record_type),
        *([Column("geometry", LargeBinary)] if record_type.geometry else []),
        UniqueConstraint("id", "version"),
    )


def _current_table(record_type: RecordType) -> Table:
    versions = f"{record_type.name}_version.entry"
    return Table(
        f"{record_type.name}_current",
        METADATA,
        Column("id", Text, primary_key=True),
        Column("entry", Integer, ForeignKey(versions), nullable=False, unique=True),
        sqlite_with_rowid=False,
    )


VERSIONS: Mapping[str, Table] = {name: _version_table(each) for name, each in RECORD_TYPES.items()}
"""Table of all versions, by record type."""

CURRENT: Mapping[str, Table] = {name: _current_table(each) for name, each in RECORD_TYPES.items()}
"""Table of the newest version of each id, removed ones too, by record type."""

SCHEMA_TABLE = Table("alembic_version", METADATA, Column("version_num", String(32), nullable=False))


def box_table(record_type: str) -> str:
    """Name of the spatial index over the current geometries of a record type."""
    return f"{record_type}_box"
