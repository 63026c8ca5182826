"""The end of records: legal holds, files that are to go, and an audit log that may be cut at its old end."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.metadata import Instant

revision = "0013_retention"
down_revision = "0012_order_clocks"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_cuts",
        sa.Column("last_seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last_hash", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("last_seq", name="pk_audit_cuts"),
    )
    op.create_table(
        "holds",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("subject_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("put_at", Instant(), nullable=False),
        sa.Column("put_by", sa.String(), nullable=False),
        sa.Column("lifted_at", Instant(), nullable=True),
        sa.Column("lifted_by", sa.String(), nullable=True),
        sa.Column("lifted_why", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_holds"),
    )
    op.create_table(
        "doomed_files",
        sa.Column("folder", sa.String(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("doomed_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("folder", "file", name="pk_doomed_files"),
    )
    op.create_index("ix_audit_target", "audit", ["target"])
    if op.get_bind().dialect.name == "postgresql":
        _cuts_in_postgresql()
    else:
        _cuts_in_sqlite()


def _cuts_in_sqlite() -> None:
    """Rows go only from the old end, and only up to a cut that was told first."""
    op.execute("DROP TRIGGER audit_refuses_delete")
    op.execute(
        "CREATE TRIGGER audit_refuses_delete BEFORE DELETE ON audit "
        "WHEN OLD.seq > (SELECT coalesce(max(last_seq), 0) FROM audit_cuts) "
        "BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END"
    )
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER audit_cuts_refuses_{change.lower()} BEFORE {change} ON audit_cuts "
            "BEGIN SELECT RAISE(ABORT, 'audit_cuts is append-only'); END"
        )


def _cuts_in_postgresql() -> None:
    op.execute("DROP TRIGGER audit_append_only ON audit")
    op.execute(
        "CREATE TRIGGER audit_append_only BEFORE UPDATE OR TRUNCATE ON audit "
        "FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
    )
    op.execute(
        "CREATE FUNCTION audit_keeps_its_end() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF OLD.seq > (SELECT coalesce(max(last_seq), 0) FROM audit_cuts) THEN "
        "RAISE EXCEPTION 'audit is append-only'; END IF; RETURN OLD; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_refuses_delete BEFORE DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_keeps_its_end()"
    )
    op.execute(
        "CREATE TRIGGER audit_cuts_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_cuts "
        "FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
    )
