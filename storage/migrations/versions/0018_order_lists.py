"""Lists of orders: which units an order lies with now, and whose open orders are whose."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018_order_lists"
down_revision = "0017_duty_nodes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("order_case_units", sa.Column("lies", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(
        sa.text(
            'UPDATE order_case_units SET lies = :yes WHERE EXISTS (SELECT 1 FROM order_cases WHERE id = "case" '
            "AND archived_at IS NULL AND order_case_units.unit IN (order_cases.unit, order_cases.holder))"
        ).bindparams(yes=True)
    )
    op.create_index(
        "ix_order_case_units_lies",
        "order_case_units",
        ["unit", "case"],
        sqlite_where=sa.text("lies = 1"),
        postgresql_where=sa.text("lies"),
    )
    open_ = sa.text("archived_at IS NULL")
    op.create_index(
        "ix_order_cases_open_owner", "order_cases", ["owner", "id"], sqlite_where=open_, postgresql_where=open_
    )
