"""The clocks of orders: when each is due, what held it up, whom it told."""

import sqlalchemy as sa
from alembic import op

from storage.metadata import Instant

revision = "0012_order_clocks"
down_revision = "0011_units"


def upgrade() -> None:
    op.create_table(
        "order_clocks",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("clock", sa.String(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("line", sa.String(), nullable=False),
        sa.Column("basis", sa.JSON(), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("own_due_at", Instant(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("version", sa.String(), nullable=True),
        sa.Column("suspended_at", Instant(), nullable=True),
        sa.Column("warned_at", Instant(), nullable=True),
        sa.Column("breached_at", Instant(), nullable=True),
        sa.Column("escalated", sa.Integer(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("met", sa.Boolean(), nullable=True),
        sa.Column("next_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["number"], ["orders.number"], name="fk_order_clocks_number"),
        sa.PrimaryKeyConstraint("number", "clock", "round", name="pk_order_clocks"),
    )
    for column, where in (("next_at", "next_at IS NOT NULL"), ("due_at", "ended_at IS NULL")):
        op.create_index(
            f"ix_order_clocks_{column}",
            "order_clocks",
            [column],
            sqlite_where=sa.text(where),
            postgresql_where=sa.text(where),
        )


def downgrade() -> None:
    op.drop_table("order_clocks")
