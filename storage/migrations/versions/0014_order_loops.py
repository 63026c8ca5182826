"""Which loops of work orders were in force."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.metadata import Instant

revision = "0014_order_loops"
down_revision = "0013_retention"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "order_loops",
        sa.Column("seq", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("order_loops")
