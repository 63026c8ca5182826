"""The participant register, and what happened when callers showed who they are."""

import sqlalchemy as sa
from alembic import op

from storage.metadata import Instant

revision = "0010_participants"
down_revision = "0009_first_passwords"


def upgrade() -> None:
    _register()
    _identity()
    _append_only("identity_events")


def _register() -> None:
    op.create_table(
        "participants",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_folded", sa.String(), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("classes", sa.JSON(), nullable=False),
        sa.Column("gone_at", Instant()),
        sa.PrimaryKeyConstraint("id", name="pk_participants"),
    )
    op.create_table(
        "participant_contacts",
        sa.Column("participant", sa.String(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("administrator", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("participant", "contact", name="pk_participant_contacts"),
    )
    op.create_table(
        "participant_values",
        sa.Column("participant", sa.String(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("participant", "contact", "item", "key", name="pk_participant_values"),
    )
    op.create_index("ix_participant_values_key", "participant_values", ["key"])
    op.create_table(
        "participant_imports",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("added", "changed", "gone", "refused")),
        sa.PrimaryKeyConstraint("seq", name="pk_participant_imports"),
    )


def _identity() -> None:
    op.create_table(
        "identity_draws",
        sa.Column("occasion", sa.String(), nullable=False),
        sa.Column("participant", sa.String(), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("drawn_at", Instant(), nullable=False),
        sa.Column("drawn_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("occasion", "participant", name="pk_identity_draws"),
    )
    op.create_table(
        "identity_notes",
        sa.Column("occasion", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("occasion", "item", name="pk_identity_notes"),
    )
    op.create_table(
        "identity_tries",
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("subject", name="pk_identity_tries"),
    )
    op.create_table(
        "identity_events",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("occasion", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("participant", sa.String()),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_identity_events"),
    )
    op.create_index("ix_identity_events_occasion", "identity_events", ["occasion"])


def _append_only(table: str) -> None:
    if op.get_bind().dialect.name == "postgresql":  # the function is migration 0001's
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
        )
        return
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_refuses_{change.lower()} BEFORE {change} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
