"""Task orders with the area they cover, and what was promised by when to whom."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("tasks_version", sa.Column("scope_m2", sa.Double))
    op.add_column("tasks_version", sa.Column("promised_on", sa.Date))
    op.add_column("tasks_version", sa.Column("promised_to", sa.Text))
