"""The first schema: changes, what they keep, and a table of versions for each record type.

Frozen: it says what was made, not what the data dictionary says today. A later schema is
a later migration.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

KINDS = {
    "text": sa.Text,
    "integer": sa.BigInteger,
    "number": sa.Double,
    "date": sa.Date,
    "flag": sa.Boolean,
    "bytes": sa.LargeBinary,
}

RECORDS = {
    "places": (
        "name name_local level parent population:integer population_as_of:date geometry:bytes"
    ),
    "roads": ("name road_class passability width_m:number surveyed_on:date geometry:bytes"),
    "organisations": ("name org_type kinds places country"),
    "teams": (
        "name organisation kinds people:integer from_on:date to_on:date mobility group places "
        "base geometry:bytes"
    ),
    "availability": ("team from_on:date to_on:date reason"),
    "standdowns": ("kinds places from_on:date to_on:date cause"),
    "rates": (
        "kind low:number likely:number high:number unit contamination as_of:date source note"
    ),
    "hazards": (
        "name hazard_type status product contamination evidence surveyed reported_m2:number "
        "vegetation slope_deg:number depth_cm:number place identified_on:date "
        "accidents:integer people_exposed:integer priority_score:number geometry:bytes"
    ),
    "tasks": (
        "hazard works activity status organisation teams issued_on:date expires_on:date "
        "done_m2:number done_share:number reason"
    ),
    "assets": (
        "name kind place people_served:integer people_as_of:date service_state size_m2:number "
        "length_m:number owner priority_score:number geometry:bytes"
    ),
    "damage": ("asset grade assessed_on:date assessed_by note geometry:bytes"),
    "works": (
        "asset name works_type trade quantity:number unit crews:integer after "
        "earliest_on:date lag_days:integer status"
    ),
    "needs": ("asset needs service"),
    "sources": ("title kind publisher published:date url reliability licence"),
    "figures": ("metric value:number low:number high:number unit as_of:date source note"),
    "claims": (
        "kind speaker what number:number number_min:number number_max:number approx:flag unit "
        "giver receiver place when_stated chain modality grade same_event_as "
        "adds_to_total:flag source note"
    ),
    "vocabulary": ("record_type field word code"),
    "contributions": (
        "giver role quantity:number low:number high:number unit rung arrives_on:date "
        "leaves_on:date claims source note"
    ),
}
"""Columns of each record type in their order; those without a kind are text."""


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def _count(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False)


def _kept(name: str, *columns: sa.Column[Any] | sa.UniqueConstraint) -> None:
    op.create_table(
        name,
        sa.Column("entry", sa.Integer, primary_key=True, autoincrement=False),
        _count("changeset"),
        *columns,
        sa.Column("digest", sa.LargeBinary, nullable=False),
    )
    _append_only(name)


def _append_only(name: str) -> None:
    op.execute(
        f"CREATE TRIGGER {name}_keeps BEFORE UPDATE ON {name} "
        "BEGIN SELECT RAISE(ABORT, 'nothing kept is overwritten'); END"
    )
    op.execute(
        f"CREATE TRIGGER {name}_stays BEFORE DELETE ON {name} "
        "BEGIN SELECT RAISE(ABORT, 'nothing kept is deleted'); END"
    )


def upgrade() -> None:
    _bookkeeping()
    for name, columns in RECORDS.items():
        _records(name, columns)


def _bookkeeping() -> None:
    op.create_table(
        "changeset",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        _text("author"),
        _text("reason"),
        _text("source"),
        sa.Column("time", sa.DateTime, nullable=False),
        _text("kind"),
        sa.Column("reverses", sa.Integer, sa.ForeignKey("changeset.number")),
        _text("contents"),
        _text("previous"),
        sa.Column("hash", sa.Text, nullable=False, unique=True),
    )
    _append_only("changeset")
    _kept(
        "setting",
        _text("name"),
        sa.Column("region", sa.LargeBinary, nullable=False),
        sa.Column("invented", sa.Boolean, nullable=False),
        sa.Column("created", sa.DateTime, nullable=False),
    )
    _kept(
        "raw_file",
        sa.Column("sha256", sa.String(64), nullable=False, unique=True),
        _text("name"),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("received", sa.DateTime, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    _kept(
        "import_run",
        sa.Column("raw", sa.String(64), nullable=False, index=True),
        _text("raw_files"),
        *map(_text, ("file", "layer", "record_type", "importer", "mapping")),
        *map(_count, ("rows", "accepted", "repaired", "quarantined", "unchanged")),
    )
    run = sa.ForeignKey("import_run.entry")
    _kept(
        "quarantine",
        sa.Column("import_run", sa.Integer, run, nullable=False, index=True),
        _count("row"),
        _text("reason"),
        _text("values"),
        sa.Column("geometry", sa.LargeBinary),
    )
    run = sa.ForeignKey("import_run.entry")
    _kept(
        "finding",
        sa.Column("import_run", sa.Integer, run, index=True),
        *map(_text, ("rule", "severity", "message", "remedy", "file", "layer")),
        sa.Column("row", sa.Integer),
        *map(_text, ("field", "record_type", "record_id")),
        sa.Column("area_before_m2", sa.Double),
        sa.Column("area_after_m2", sa.Double),
    )
    _kept(
        "plan",
        sa.Column("id", sa.Text, nullable=False, unique=True),
        sa.Column("made_at", sa.DateTime, nullable=False),
        _text("scenario"),
        sa.Column("of_record", sa.Boolean, nullable=False),
        _text("situation"),
        sa.Column("plan", sa.LargeBinary, nullable=False),
        sa.Column("problem", sa.LargeBinary),
        sa.Column("schedule", sa.LargeBinary),
    )


def _records(name: str, columns: str) -> None:
    pairs = [word.partition(":") for word in columns.split()]
    _kept(
        f"{name}_version",
        _text("id"),
        _count("version"),
        sa.Column("removed", sa.Boolean, nullable=False),
        sa.Column("valid_from", sa.Date),
        sa.Column("origin_file", sa.String(64), sa.ForeignKey("raw_file.sha256")),
        sa.Column("origin_layer", sa.Text),
        sa.Column("origin_row", sa.Integer),
        sa.Column("origin_importer", sa.Text),
        *(sa.Column(column, KINDS[kind or "text"]) for column, _, kind in pairs),
        sa.UniqueConstraint("id", "version"),
    )
    entry = sa.ForeignKey(f"{name}_version.entry")
    op.create_table(
        f"{name}_current",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("entry", sa.Integer, entry, nullable=False, unique=True),
        sqlite_with_rowid=False,
    )
    if pairs[-1][0] == "geometry":
        op.execute(f"CREATE VIRTUAL TABLE {name}_box USING rtree(id, west, east, south, north)")
