"""Orders that have a number elsewhere are found by it; they are few, and only they stand in the index."""

import sqlalchemy as sa
from alembic import op

revision = "0027_outside_numbers"
down_revision = "0026_measures"


def upgrade() -> None:
    few = sa.text("outside_number <> ''")
    op.create_index(
        "ix_order_cases_outside_number", "order_cases", ["outside_number"], sqlite_where=few, postgresql_where=few
    )
