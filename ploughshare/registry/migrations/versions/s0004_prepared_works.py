"""Works with the stage of preparation under way, since when, and the day they are ready."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("works_version", sa.Column("preparation", sa.Text))
    op.add_column("works_version", sa.Column("preparation_since", sa.Date))
    op.add_column("works_version", sa.Column("prepared_on", sa.Date))
