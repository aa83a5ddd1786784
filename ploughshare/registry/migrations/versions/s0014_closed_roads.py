"""The roads that are closed for the time of a stand-down."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.add_column("standdowns_version", sa.Column("roads", sa.Text))
