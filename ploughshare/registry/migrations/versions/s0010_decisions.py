"""Decisions that an authority publishes, and the priorities they ask for."""

from ploughshare.registry.record_tables import make_record_tables

revision = "0010"
down_revision = "0009"

RECORDS = {
    "decisions": "title authority published_on:date reference from_on:date to_on:date "
    "safety:integer land:integer service:integer source",
    "priorities": "decision kind asset works hazard due_on:date district share_percent:number "
    "from_on:date to_on:date note",
}
"""Columns of each new record type in their order; those without a kind are text."""


def upgrade() -> None:
    for name, columns in RECORDS.items():
        make_record_tables(name, columns)
