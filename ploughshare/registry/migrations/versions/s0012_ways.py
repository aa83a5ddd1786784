"""Medics of teams, load classes of roads and bridges, and signs around hazardous areas."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.add_column("teams_version", sa.Column("medics", sa.BigInteger))
    for table in ("roads_version", "assets_version", "works_version"):
        op.add_column(table, sa.Column("load_class_t", sa.Double))
    op.add_column("hazards_version", sa.Column("marking", sa.Text))
