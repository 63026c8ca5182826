"""Indexes of orders: merged ones alone, with all others in it lists were read through it; and when they were opened."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020_order_indexes"
down_revision = "0019_urgent_events"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_order_cases_parent", "order_cases")
    merged = sa.text("parent IS NOT NULL")
    op.create_index("ix_order_cases_parent", "order_cases", ["parent"], sqlite_where=merged, postgresql_where=merged)
    op.create_index("ix_order_cases_opened_at", "order_cases", ["opened_at"])
