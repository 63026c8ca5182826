"""One index holds what lists ask of running clocks, in the place of the one by when they are due."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025_running_clocks"
down_revision = "0024_api"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_order_clocks_due_at", "order_clocks")
    runs = sa.text("ended_at IS NULL")
    columns = ["number", "due_at", "suspended_at", "warned_at", "escalated"]
    op.create_index("ix_order_clocks_running", "order_clocks", columns, sqlite_where=runs, postgresql_where=runs)
