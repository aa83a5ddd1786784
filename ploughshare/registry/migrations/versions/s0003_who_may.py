"""Accreditations, licences and grants, and the contribution a team is part of."""

import sqlalchemy as sa
from alembic import op

from ploughshare.registry.record_tables import make_record_tables

revision = "0003"
down_revision = "0002"

RECORDS = {
    "accreditations": "organisation permit kinds places from_on:date to_on:date reference",
    "grants": (
        "name donor recipient places activities from_on:date to_on:date "
        "excludes_contributions excludes_organisations reference"
    ),
}
"""Columns of each new record type in their order; those without a kind are text."""


def upgrade() -> None:
    op.add_column("teams_version", sa.Column("contribution", sa.Text))
    for name, columns in RECORDS.items():
        make_record_tables(name, columns)
