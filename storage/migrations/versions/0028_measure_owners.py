"""Measures are owned by people, and tell when they are due.

Who owned a measure of before was written as a name: it stays, and nobody is guessed from it. Those that are open tell
from now on; what is overdue already is told once.
"""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

from storage.metadata import Instant

revision = "0028_measure_owners"
down_revision = "0027_outside_numbers"

_HERE = ZoneInfo("Asia/Shanghai")


def upgrade() -> None:
    op.add_column("order_measures", sa.Column("person", sa.String()))
    op.add_column("order_measures", sa.Column("next_at", Instant()))
    tells = sa.text("next_at IS NOT NULL")
    op.create_index(
        "ix_order_measures_next_at", "order_measures", ["next_at"], sqlite_where=tells, postgresql_where=tells
    )
    _let_open_ones_tell()


def _let_open_ones_tell() -> None:
    """As their last day begins; due far beyond any measure's time, nothing."""
    measures = sa.table(
        "order_measures", sa.column("id"), sa.column("due"), sa.column("done_at"), sa.column("next_at", Instant())
    )
    bind = op.get_bind()
    for id_, due in bind.execute(sa.select(measures.c.id, measures.c.due).where(measures.c.done_at.is_(None))).all():
        day = date.fromisoformat(due)
        if day.year < date.max.year:
            begins = datetime.combine(day, time.min, _HERE)
            bind.execute(sa.update(measures).where(measures.c.id == id_).values(next_at=begins))
