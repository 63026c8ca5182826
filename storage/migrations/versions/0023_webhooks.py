"""Webhooks: who subscribed, what happened, and which of it is on its way to whom."""

import sqlalchemy as sa
from alembic import op

from storage.metadata import Instant

revision = "0023_webhooks"
down_revision = "0022_record_cuts"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_WAITS, _DEAD = "sent_at IS NULL AND dead_at IS NULL", "dead_at IS NOT NULL"


def upgrade() -> None:
    _subscriptions()
    _events()
    _deliveries()


def _subscriptions() -> None:
    op.create_table(
        "webhook_subscriptions",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("events", sa.JSON(), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("old_secret", sa.LargeBinary(), nullable=True),
        sa.Column("old_until", Instant(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failing_since", Instant(), nullable=True),
        sa.Column("resume_at", Instant(), nullable=True),
        sa.Column("last_taken_at", Instant(), nullable=True),
        sa.Column("last_error", sa.String(), nullable=False),
        sa.Column("disabled_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_webhook_subscriptions"),
        sa.UniqueConstraint("url", name="uq_webhook_subscriptions_url"),
    )


def _events() -> None:
    op.create_table(
        "webhook_events",
        sa.Column("seq", _ID, autoincrement=True, nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("line", sa.String(), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("spread", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_webhook_events"),
        sa.UniqueConstraint("id", name="uq_webhook_events_id"),
    )
    _partial("ix_webhook_events_new", "webhook_events", ["seq"], "NOT spread")
    op.create_index("ix_webhook_events_at", "webhook_events", ["at"])


def _deliveries() -> None:
    op.create_table(
        "webhook_deliveries",
        sa.Column("event", _ID, autoincrement=False, nullable=False),
        sa.Column("subscription", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("not_before", Instant(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("sent_at", Instant(), nullable=True),
        sa.Column("dead_at", Instant(), nullable=True),
        sa.Column("error", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("event", "subscription", name="pk_webhook_deliveries"),
        sa.ForeignKeyConstraint(["event"], ["webhook_events.seq"], name="fk_webhook_deliveries_event"),
        sa.ForeignKeyConstraint(
            ["subscription"], ["webhook_subscriptions.id"], name="fk_webhook_deliveries_subscription"
        ),
    )
    table = "webhook_deliveries"
    _partial("ix_webhook_deliveries_waiting", table, ["subscription", "event"], _WAITS)
    _partial("ix_webhook_deliveries_in_order", table, ["subscription", "subject", "event"], _WAITS)
    _partial("ix_webhook_deliveries_dead", table, ["subscription", "event"], _DEAD)


def _partial(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def downgrade() -> None:
    for table in ("webhook_deliveries", "webhook_events", "webhook_subscriptions"):
        op.drop_table(table)
