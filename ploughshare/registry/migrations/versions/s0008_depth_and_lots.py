"""Depth that works need and methods reach, and the lot that a task order is for."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("works_version", sa.Column("depth_cm", sa.Double))
    op.add_column("methods_version", sa.Column("depth_up_to_cm", sa.Double))
    op.add_column("tasks_version", sa.Column("lot", sa.Text))
