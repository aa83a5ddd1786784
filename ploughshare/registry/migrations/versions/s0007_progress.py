"""Progress reports, day costs, budgets of grants, and hospital and contact of places."""

import sqlalchemy as sa
from alembic import op

from ploughshare.registry.record_tables import make_record_tables

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


def upgrade() -> None:
    op.add_column("places_version", sa.Column("hospital", sa.Text))
    op.add_column("places_version", sa.Column("evacuation_min", sa.Double))
    op.add_column("places_version", sa.Column("contact", sa.Text))
    op.add_column("grants_version", sa.Column("budget", sa.Double))
    op.add_column("grants_version", sa.Column("currency", sa.Text))
    for name, columns in RECORDS.items():
        make_record_tables(name, columns)
