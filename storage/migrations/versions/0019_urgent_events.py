"""Important or urgent events: their course, and what the detectors keep."""

import sqlalchemy as sa
from alembic import op

from storage.metadata import Instant

revision = "0019_urgent_events"
down_revision = "0018_order_lists"

_LIVE = "state IN ('proposed', 'open')"


def upgrade() -> None:
    _events()
    _entries()
    _reports()
    _acknowledgements()
    _asked()
    _kept_by_detectors()


def _events() -> None:
    instants = ("decided_at", "escalated_at", "notified_at", "notice_late_at", "reminder_proposed_at", "reminded_at")
    op.create_table(
        "urgent_events",
        *_texts("id", "kind", "state", "subject"),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=True) for name in ("line", "matter", "participant", "marked_by")),
        sa.Column("units", sa.JSON(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=True),
        *(sa.Column(name, Instant(), nullable=True) for name in (*instants, "remind_late_at")),
        sa.Column("talker", sa.String(), nullable=True),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("next_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_urgent_events"),
        sa.UniqueConstraint("subject", "round", name="uq_urgent_events_subject_round"),
    )
    op.create_index("ix_urgent_events_at", "urgent_events", ["at"])
    _partial("ix_urgent_events_live", "at", _LIVE)
    _partial("ix_urgent_events_next_at", "next_at", "next_at IS NOT NULL")


def _entries() -> None:
    op.create_table(
        "urgent_entries",
        _id(),
        *_texts("event"),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("who", sa.String(), nullable=True),
        *_texts("what"),
        sa.Column("said", sa.JSON(), nullable=False),
        *_of_event("urgent_entries"),
    )
    op.create_index("ix_urgent_entries_event", "urgent_entries", ["event", "id"])


def _reports() -> None:
    op.create_table(
        "urgent_reports",
        _id(),
        *_texts("event", "unit", "who"),
        sa.Column("at", Instant(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("happened", "place", "cause", "effect")),
        *_of_event("urgent_reports"),
    )
    op.create_index("ix_urgent_reports_event", "urgent_reports", ["event"])


def _acknowledgements() -> None:
    op.create_table(
        "urgent_acknowledgements",
        _id(),
        *_texts("event", "contact", "how", "who"),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        *_of_event("urgent_acknowledgements"),
    )
    op.create_index("ix_urgent_acknowledgements_event", "urgent_acknowledgements", ["event"])


def _asked() -> None:
    op.create_table(
        "urgent_asked",
        *_texts("number"),
        sa.Column("at", Instant(), nullable=False),
        *_texts("line", "matter", "participant", "participant_name"),
        sa.Column("unresolved", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["number"], ["orders.number"], name="fk_urgent_asked_number"),
        sa.PrimaryKeyConstraint("number", name="pk_urgent_asked"),
    )
    op.create_index("ix_urgent_asked_matter", "urgent_asked", ["matter", "at"])
    op.create_index("ix_urgent_asked_participant", "urgent_asked", ["participant", "matter", "at"])


def _kept_by_detectors() -> None:
    op.create_table(
        "urgent_counters",
        *_texts("day"),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", name="pk_urgent_counters"),
    )
    op.create_table(
        "urgent_progress",
        *_texts("name"),
        sa.Column("behind", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_urgent_progress"),
    )
    op.create_table(
        "urgent_looks",
        sa.Column("start", Instant(), nullable=False),
        sa.Column("looks", sa.Integer(), nullable=False),
        sa.Column("faulty", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("start", name="pk_urgent_looks"),
    )
    op.create_table(
        "urgent_faults",
        *_texts("code"),
        sa.Column("since", Instant(), nullable=False),
        sa.Column("seen_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_urgent_faults"),
    )


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False)


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def _of_event(table: str) -> tuple[sa.Constraint, ...]:
    return (
        sa.ForeignKeyConstraint(["event"], ["urgent_events.id"], name=f"fk_{table}_event"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
    )


def _partial(name: str, column: str, where: str) -> None:
    op.create_index(name, "urgent_events", [column], sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def downgrade() -> None:
    for name in ("asked", "acknowledgements", "reports", "entries", "events"):
        op.drop_table(f"urgent_{name}")
    for name in ("counters", "progress", "looks", "faults"):
        op.drop_table(f"urgent_{name}")
