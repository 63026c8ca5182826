"""Calls and their ledger."""

import sqlalchemy as sa
from alembic import op

from storage.metadata import Instant

revision = "0004_routing"
down_revision = "0003_schedules"


def upgrade() -> None:
    _calls()
    _ledger()


def _calls() -> None:
    op.create_table(
        "calls",
        sa.Column("call", sa.String(), nullable=False),
        sa.Column("node", sa.String(), nullable=False),
        sa.Column("caller_key", sa.String(), nullable=True),
        sa.Column("caller_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("dialled", sa.String(), nullable=False),
        sa.Column("arrived_at", Instant(), nullable=False),
        sa.Column("line", sa.String(), nullable=True),
        sa.Column("key", sa.String(), nullable=True),
        sa.Column("choice", sa.String(), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=True),
        sa.Column("group", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("rule", sa.String(), nullable=True),
        sa.Column("because_zh", sa.String(), nullable=True),
        sa.Column("because_en", sa.String(), nullable=True),
        sa.Column("version", sa.String(), nullable=True),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.Column("order", sa.String(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("answered_by", sa.String(), nullable=True),
        sa.Column("answered_group", sa.String(), nullable=True),
        sa.Column("answered_at", Instant(), nullable=True),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("waited_s", sa.Integer(), nullable=True),
        sa.Column("talked_s", sa.Integer(), nullable=True),
        sa.Column("survey", sa.Integer(), nullable=True),
        sa.Column("recording", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("call", name="pk_calls"),
    )
    op.create_index("ix_calls_arrived_at", "calls", ["arrived_at"])
    op.create_index("ix_calls_caller_key_arrived_at", "calls", ["caller_key", "arrived_at"])
    op.create_index("ix_calls_answered_by_arrived_at", "calls", ["answered_by", "arrived_at"])
    op.create_index("ix_calls_node_ended_at", "calls", ["node", "ended_at"])


def _ledger() -> None:
    op.create_table(
        "ledger",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("call", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("ordinal", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("witness", sa.String(), nullable=False),
        sa.Column("group", sa.String(), nullable=True),
        sa.Column("person", sa.String(), nullable=True),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["call"], ["calls.call"], name="fk_ledger_call"),
        sa.PrimaryKeyConstraint("id", name="pk_ledger"),
        sa.UniqueConstraint("call", "kind", "ordinal", name="uq_ledger_call_kind_ordinal"),
    )
    # Deleting stays possible, for the end of the years that records are kept; rewriting does not.
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TRIGGER ledger_append_only BEFORE UPDATE ON ledger "
            "FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
        )
    else:
        op.execute(
            "CREATE TRIGGER ledger_refuses_update BEFORE UPDATE ON ledger "
            "BEGIN SELECT RAISE(ABORT, 'ledger is append-only'); END"
        )
