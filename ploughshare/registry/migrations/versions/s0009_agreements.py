"""Agreements with undertakings and milestones, and the undertaking a contribution hangs on."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

RECORDS = {
    "agreements": "title parties instrument signed_on:date from_on:date to_on:date publication source",
    "undertakings": "agreement what party term due_on:date to_on:date hazards assets works",
    "milestones": "undertaking name due_on:date met_on:date evidence hazards assets works",
}
"""Columns of each new record type in their order; those without a kind are text."""


def upgrade() -> None:
    op.add_column("contributions_version", sa.Column("undertaking", sa.Text))
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
        *(sa.Column(column, sa.Date if kind else sa.Text) for column, _, kind in pairs),
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
