"""Works with how far they are prepared, since when, ready by when, and the share they give."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("works_version", sa.Column("preparation", sa.Text))
    op.add_column("works_version", sa.Column("preparation_since", sa.Date))
    op.add_column("works_version", sa.Column("prepared_on", sa.Date))
    op.add_column("works_version", sa.Column("service_share", sa.Double))
