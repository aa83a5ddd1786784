"""The contribution of which another one is a part."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.add_column("contributions_version", sa.Column("part_of", sa.Text))
