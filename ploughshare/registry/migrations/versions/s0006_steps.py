"""Steps of contributions up the ladder."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

COLUMNS = "contribution rung taken_on:date actor evidence people:integer note"
"""Columns of the new record type in their order; those without a kind are text."""

KINDS = {"": sa.Text, "date": sa.Date, "integer": sa.BigInteger}


def upgrade() -> None:
    _records("steps", COLUMNS)


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
