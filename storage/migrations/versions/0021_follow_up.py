"""Follow-up calls: the daily samples, the lots in them, and what was handed over at the end of a shift."""

import sqlalchemy as sa
from alembic import op

from storage.metadata import Instant

revision = "0021_follow_up"
down_revision = "0020_order_indexes"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _samples()
    op.create_table(
        "follow_up_lots",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("round", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sample", _ID, nullable=False),
        sa.Column("drawn", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("number", "round", name="pk_follow_up_lots"),
        sa.ForeignKeyConstraint(["number"], ["orders.number"], name="fk_follow_up_lots_number"),
        sa.ForeignKeyConstraint(["sample"], ["follow_up_samples.id"], name="fk_follow_up_lots_sample"),
    )
    op.create_table(
        "follow_up_handovers",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("to", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("numbers", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_follow_up_handovers"),
    )
    for columns in (["at"], ["who", "at"], ["to", "at"]):
        op.create_index(f"ix_follow_up_handovers_{'_'.join(columns)}", "follow_up_handovers", columns)


def _samples() -> None:
    op.create_table(
        "follow_up_samples",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("planned_at", Instant(), nullable=False),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("drawn_at", Instant(), nullable=False),
        sa.Column("seed", sa.String(), nullable=False),
        sa.Column("share", sa.String(), nullable=False),
        sa.Column("candidates", sa.JSON(), nullable=False),
        sa.Column("drawn", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_follow_up_samples"),
        sa.UniqueConstraint("planned_at", name="uq_follow_up_samples_planned_at"),
    )
    op.create_index("ix_follow_up_samples_day", "follow_up_samples", ["day"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TRIGGER follow_up_samples_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON follow_up_samples "
            "FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
        )
        return
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER follow_up_samples_refuses_{change.lower()} BEFORE {change} ON follow_up_samples "
            "BEGIN SELECT RAISE(ABORT, 'follow_up_samples is append-only'); END"
        )
