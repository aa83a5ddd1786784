"""Clearance methods of a national rule set."""

from ploughshare.registry.record_tables import make_record_tables

revision = "0005"
down_revision = "0004"

COLUMNS = (
    "name contamination preparation search follow_up follow_up_share:number "
    "slope_up_to_deg:number reference"
)
"""Columns of the new record type in their order; those without a kind are text."""


def upgrade() -> None:
    make_record_tables("methods", COLUMNS)
