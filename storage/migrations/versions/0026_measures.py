"""Measures that reviews of risks decided on."""

import sqlalchemy as sa
from alembic import op

from storage.metadata import Instant

revision = "0026_measures"
down_revision = "0025_running_clocks"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_OPEN = sa.text("done_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "order_measures",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("due", sa.String(10), nullable=False),
        sa.Column("decided_at", Instant(), nullable=False),
        sa.Column("done_at", Instant()),
        sa.Column("done_by", sa.String()),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["number"], ["orders.number"], name="fk_order_measures_number"),
        sa.PrimaryKeyConstraint("id", name="pk_order_measures"),
    )
    op.create_index("ix_order_measures_number", "order_measures", ["number"])
    op.create_index(
        "ix_order_measures_due", "order_measures", ["due", "id"], sqlite_where=_OPEN, postgresql_where=_OPEN
    )
