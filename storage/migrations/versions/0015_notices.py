"""Notices on screens, and the outbox of what leaves the house."""

import sqlalchemy as sa
from alembic import op

from storage.metadata import Instant

revision = "0015_notices"
down_revision = "0014_order_loops"


def upgrade() -> None:
    _screens()
    _outbox()


def _screens() -> None:
    op.create_table(
        "screen_notices",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("zh", sa.String(), nullable=False),
        sa.Column("en", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("seen_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_screen_notices"),
        sa.UniqueConstraint("key", "person", name="uq_screen_notices_key_person"),
    )
    op.create_index("ix_screen_notices_person_at", "screen_notices", ["person", "at"])
    _partial("ix_screen_notices_unseen", "screen_notices", "person", "seen_at IS NULL")


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("to", sa.String(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("not_before", Instant(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("sent_at", Instant(), nullable=True),
        sa.Column("given_up_at", Instant(), nullable=True),
        sa.Column("error", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("key", name="uq_outbox_key"),
    )
    _partial("ix_outbox_waiting", "outbox", "not_before", "sent_at IS NULL AND given_up_at IS NULL")
    op.create_index("ix_outbox_given_up_at", "outbox", ["given_up_at"])


def _partial(name: str, table: str, column: str, where: str) -> None:
    op.create_index(name, table, [column], sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def downgrade() -> None:
    op.drop_table("outbox")
    op.drop_table("screen_notices")
