"""Opening an order writes four indexes, not seven: none without a question, none of what it has not yet."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029_fewer_order_indexes"
down_revision = "0028_measure_owners"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_orders_line_state_arrived_at", "orders")
    op.drop_index("ix_orders_arrived_at", "orders")
    _index_of_some("ix_orders_opened_late", "orders", ["arrived_at"], "opened_late = 1", "opened_late")
    for index, table, person in (
        ("ix_orders_owner_arrived_at", "orders", "owner"),
        ("ix_calls_answered_by_arrived_at", "calls", "answered_by"),
    ):
        op.drop_index(index, table)
        _index_of_some(index, table, [person, "arrived_at"], f"{person} IS NOT NULL", f"{person} IS NOT NULL")


def _index_of_some(name: str, table: str, columns: list[str], sqlite: str, postgresql: str) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(sqlite), postgresql_where=sa.text(postgresql))
