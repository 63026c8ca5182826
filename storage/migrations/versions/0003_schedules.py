"""Duty versions. A decision is replayed on the version it was made with, so no version ever changes or goes."""

import sqlalchemy as sa
from alembic import op

from storage.metadata import Instant

revision = "0003_schedules"
down_revision = "0002_people"


def upgrade() -> None:
    op.create_table(
        "duty_bundles",
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("stored_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_duty_bundles"),
    )
    op.create_table(
        "duty_versions",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("active_from", Instant(), nullable=True),
        sa.Column("published_at", Instant(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_duty_versions"),
        sa.ForeignKeyConstraint(["hash"], ["duty_bundles.hash"], name="fk_duty_versions_hash_duty_bundles"),
    )
    op.create_index("ix_duty_versions_hash", "duty_versions", ["hash"])
    for table in ("duty_bundles", "duty_versions"):
        _refuse_changes(table)


def _refuse_changes(table: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
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
