"""Follow-up samples may be cut at their old end, told first, as the story of identity checks may."""

from __future__ import annotations

from alembic import op

revision = "0032_sample_cuts"
down_revision = "0031_units_of_rounds"
branch_labels = None
depends_on = None

_CUT = "(SELECT coalesce(max(before), 0) FROM record_cuts WHERE \"table\" = 'follow_up_samples')"


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        _in_postgresql()
    else:
        _in_sqlite()


def _in_sqlite() -> None:
    op.execute("DROP TRIGGER follow_up_samples_refuses_delete")
    op.execute(
        "CREATE TRIGGER follow_up_samples_refuses_delete BEFORE DELETE ON follow_up_samples "
        f"WHEN OLD.drawn_at >= {_CUT} BEGIN SELECT RAISE(ABORT, 'follow_up_samples is append-only'); END"
    )


def _in_postgresql() -> None:
    op.execute("DROP TRIGGER follow_up_samples_append_only ON follow_up_samples")
    op.execute(
        "CREATE TRIGGER follow_up_samples_append_only BEFORE UPDATE OR TRUNCATE ON follow_up_samples "
        "FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
    )
    op.execute(
        "CREATE FUNCTION follow_up_samples_keep_their_end() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF OLD.drawn_at >= {_CUT} THEN RAISE EXCEPTION 'follow_up_samples is append-only'; END IF; RETURN OLD; END $$"
    )
    op.execute(
        "CREATE TRIGGER follow_up_samples_refuses_delete BEFORE DELETE ON follow_up_samples "
        "FOR EACH ROW EXECUTE FUNCTION follow_up_samples_keep_their_end()"
    )
