"""Progress reports, day costs, budgets of grants, and hospital and contact of places."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

RECORDS = {
    "progress": (
        "team task from_on:date to_on:date kind days_worked:number days_lost:number lost_by "
        "cancelled_m2:number reduced_m2:number cleared_m2:number road_m:number "
        "items_found:integer finished:flag note"
    ),
    "costs": (
        "kind organisation low:number likely:number high:number currency as_of:date source note"
    ),
}
"""Columns of each new record type in their order; those without a kind are text."""

KINDS = {
    "": sa.Text,
    "date": sa.Date,
    "number": sa.Double,
    "integer": sa.BigInteger,
    "flag": sa.Boolean,
}


def upgrade() -> None:
    op.add_column("places_version", sa.Column("hospital", sa.Text))
    op.add_column("places_version", sa.Column("evacuation_min", sa.Double))
    op.add_column("places_version", sa.Column("contact", sa.Text))
    op.add_column("grants_version", sa.Column("budget", sa.Double))
    op.add_column("grants_version", sa.Column("currency", sa.Text))
    for name, columns in RECORDS.items():
        _records(name, columns)


def _records(name: str, columns: str) -> None:
    table = f"{name}_version"
    pairs = [word.partition(":") for word in columns.split()]
    op.create_table(
        table,
        sa.Column("entry", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("changeset", sa.Integer, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("removed", sa.Boolean, nullable=False),
        sa.Column("valid_from", sa.Date),
        sa.Column("origin_file", sa.String(64), sa.ForeignKey("raw_file.sha256")),
        sa.Column("origin_layer", sa.Text),
        sa.Column("origin_row", sa.Integer),
        sa.Column("origin_importer", sa.Text),
        *(sa.Column(column, KINDS[kind]) for column, _, kind in pairs),
        sa.UniqueConstraint("id", "version"),
        sa.Column("digest", sa.LargeBinary, nullable=False),
    )
    op.execute(
        f"CREATE TRIGGER {table}_keeps BEFORE UPDATE ON {table} "
        "BEGIN SELECT RAISE(ABORT, 'nothing kept is overwritten'); END"
    )
    op.execute(
        f"CREATE TRIGGER {table}_stays BEFORE DELETE ON {table} "
        "BEGIN SELECT RAISE(ABORT, 'nothing kept is deleted'); END"
    )
    op.create_table(
        f"{name}_current",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column(
            "entry", sa.Integer, sa.ForeignKey(f"{table}.entry"), nullable=False, unique=True
        ),
        sqlite_with_rowid=False,
    )
