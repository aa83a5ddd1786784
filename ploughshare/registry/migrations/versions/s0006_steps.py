"""Steps of contributions up the ladder."""

from ploughshare.registry.record_tables import make_record_tables

revision = "0006"
down_revision = "0005"

COLUMNS = "contribution rung taken_on:date actor evidence people:integer note"
"""Columns of the new record type in their order; those without a kind are text."""


def upgrade() -> None:
    make_record_tables("steps", COLUMNS)
