"""Work orders, their history, and the counters that number them."""

import sqlalchemy as sa
from alembic import op

from storage.metadata import Instant

revision = "0005_work_orders"
down_revision = "0004_routing"


def upgrade() -> None:
    _orders()
    _order_history()
    op.create_table(
        "order_counters",
        sa.Column("line_code", sa.String(), nullable=False),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("line_code", "day", name="pk_order_counters"),
    )


def _orders() -> None:
    op.create_table(
        "orders",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("call", sa.String(), nullable=False),
        sa.Column("line", sa.String(), nullable=False),
        sa.Column("caller_key", sa.String(), nullable=True),
        sa.Column("caller_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("arrived_at", Instant(), nullable=False),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("opened_late", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("duty_state", sa.String(), nullable=False),
        sa.Column("group", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("because_zh", sa.String(), nullable=False),
        sa.Column("because_en", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=True),
        sa.Column("decided_at", Instant(), nullable=False),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("answered_at", Instant(), nullable=True),
        sa.Column("conversation_ended_at", Instant(), nullable=True),
        sa.Column("clock_starts_at", Instant(), nullable=True),
        sa.Column("fill_due_at", Instant(), nullable=True),
        sa.Column("callback_wanted_at", Instant(), nullable=True),
        sa.Column("message_file", sa.String(), nullable=True),
        sa.Column("message_seconds", sa.Integer(), nullable=True),
        sa.Column("survey_score", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("number", name="pk_orders"),
        sa.UniqueConstraint("call", name="uq_orders_call"),
    )
    op.create_index("ix_orders_arrived_at", "orders", ["arrived_at"])
    op.create_index("ix_orders_caller_key_arrived_at", "orders", ["caller_key", "arrived_at"])
    op.create_index("ix_orders_owner_arrived_at", "orders", ["owner", "arrived_at"])
    op.create_index("ix_orders_line_state_arrived_at", "orders", ["line", "state", "arrived_at"])


def _order_history() -> None:
    op.create_table(
        "order_history",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("ordinal", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("who", sa.String(), nullable=True),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["number"], ["orders.number"], name="fk_order_history_number"),
        sa.PrimaryKeyConstraint("id", name="pk_order_history"),
        sa.UniqueConstraint("number", "what", "ordinal", name="uq_order_history_number_what_ordinal"),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TRIGGER order_history_append_only BEFORE UPDATE ON order_history "
            "FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
        )
    else:
        op.execute(
            "CREATE TRIGGER order_history_refuses_update BEFORE UPDATE ON order_history "
            "BEGIN SELECT RAISE(ABORT, 'order_history is append-only'); END"
        )
