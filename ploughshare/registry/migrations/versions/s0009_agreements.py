"""Agreements with undertakings and milestones, and the undertaking a contribution hangs on."""

import sqlalchemy as sa
from alembic import op

from ploughshare.registry.record_tables import make_record_tables

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
        make_record_tables(name, columns)
