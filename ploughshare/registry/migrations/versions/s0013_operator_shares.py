"""The operator that a share of the work is for."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.add_column("priorities_version", sa.Column("organisation", sa.Text))
