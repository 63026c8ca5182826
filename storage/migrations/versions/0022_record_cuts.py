"""The story of identity checks may be cut at its old end, told first; dismissed events have an end, too."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.metadata import Instant

revision = "0022_record_cuts"
down_revision = "0021_follow_up"
branch_labels = None
depends_on = None

_CUT = "(SELECT coalesce(max(before), 0) FROM record_cuts WHERE \"table\" = 'identity_events')"


def upgrade() -> None:
    op.create_table(
        "record_cuts",
        sa.Column("table", sa.String(), nullable=False),
        sa.Column("before", Instant(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("table", "before", name="pk_record_cuts"),
    )
    op.execute("UPDATE urgent_events SET closed_at = decided_at WHERE state = 'dismissed' AND closed_at IS NULL")
    if op.get_bind().dialect.name == "postgresql":
        _in_postgresql()
    else:
        _in_sqlite()


def _in_sqlite() -> None:
    op.execute("DROP TRIGGER identity_events_refuses_delete")
    op.execute(
        "CREATE TRIGGER identity_events_refuses_delete BEFORE DELETE ON identity_events "
        f"WHEN OLD.at >= {_CUT} BEGIN SELECT RAISE(ABORT, 'identity_events is append-only'); END"
    )
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER record_cuts_refuses_{change.lower()} BEFORE {change} ON record_cuts "
            "BEGIN SELECT RAISE(ABORT, 'record_cuts is append-only'); END"
        )


def _in_postgresql() -> None:
    op.execute("DROP TRIGGER identity_events_append_only ON identity_events")
    op.execute(
        "CREATE TRIGGER identity_events_append_only BEFORE UPDATE OR TRUNCATE ON identity_events "
        "FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
    )
    op.execute(
        "CREATE FUNCTION identity_events_keep_their_end() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF OLD.at >= {_CUT} THEN RAISE EXCEPTION 'identity_events is append-only'; END IF; RETURN OLD; END $$"
    )
    op.execute(
        "CREATE TRIGGER identity_events_refuses_delete BEFORE DELETE ON identity_events "
        "FOR EACH ROW EXECUTE FUNCTION identity_events_keep_their_end()"
    )
    op.execute(
        "CREATE TRIGGER record_cuts_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON record_cuts "
        "FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
    )
