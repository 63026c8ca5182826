"""The recordings that were filed: one row a call."""

import sqlalchemy as sa
from alembic import op

from storage.metadata import Instant

revision = "0007_recordings"
down_revision = "0006_agent_bridge"


def upgrade() -> None:
    op.create_table(
        "recordings",
        sa.Column("call", sa.String(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("mended", sa.Boolean(), nullable=False),
        sa.Column("filed_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("call", name="pk_recordings"),
        sa.UniqueConstraint("file", name="uq_recordings_file"),
    )
