"""The tables of a record type without a place, as migrations make them.

Frozen like the migrations that use it: it says what was made. A record type whose tables look
otherwise gets a function of its own.
"""

import sqlalchemy as sa
from alembic import op

KINDS = {
    "": sa.Text,
    "date": sa.Date,
    "number": sa.Double,
    "integer": sa.BigInteger,
    "flag": sa.Boolean,
}


def make_record_tables(name: str, columns: str) -> None:
    """
    Make the tables of the versions of a record type, which are never changed, and of its present.

    Parameters
    ----------
    name
        Record type, ``steps`` for example.
    columns
        Its fields in their order, each with its kind after a colon: ``taken_on:date``; those without
        a kind are text.
    """
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
