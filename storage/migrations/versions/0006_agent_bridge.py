"""What people at the desk intend, now and before."""

import sqlalchemy as sa
from alembic import op

from storage.metadata import Instant

revision = "0006_agent_bridge"
down_revision = "0005_work_orders"


def upgrade() -> None:
    op.create_table(
        "presence",
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("person", name="pk_presence"),
    )
    op.create_table(
        "presence_changes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_presence_changes"),
    )
    op.create_index("ix_presence_changes_person_at", "presence_changes", ["person", "at"])
