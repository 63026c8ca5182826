"""The departments and crews that people belong to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011_units"
down_revision = "0010_participants"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("accounts") as accounts:
        accounts.add_column(sa.Column("units", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    with op.batch_alter_table("accounts") as accounts:
        accounts.drop_column("units")
