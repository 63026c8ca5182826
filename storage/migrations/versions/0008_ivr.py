"""The witness's place in each node's queue_log."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008_ivr"
down_revision = "0007_recordings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "witness_places",
        sa.Column("node", sa.String(), primary_key=True),
        sa.Column("inode", sa.BigInteger(), nullable=False),
        sa.Column("offset", sa.BigInteger(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("witness_places")
