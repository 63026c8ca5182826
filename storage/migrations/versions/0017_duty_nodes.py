"""How far each node has come with the duty versions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.metadata import Instant

revision = "0017_duty_nodes"
down_revision = "0016_order_cases"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "duty_nodes",
        sa.Column("node", sa.String(), primary_key=True),
        sa.Column("deciding", sa.Integer(), nullable=True),
        sa.Column("rendered", sa.Integer(), nullable=True),
        sa.Column("seen_at", Instant(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("duty_nodes")
