"""Every filter of the lists has an index; those of what calls do not tell hold only what somebody said."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030_rare_filters"
down_revision = "0029_fewer_order_indexes"
branch_labels = None
depends_on = None

_CASES = "order_cases"


def upgrade() -> None:
    op.create_index("ix_order_cases_source", _CASES, ["source", "id"])
    op.create_index("ix_order_cases_risk", _CASES, ["risk", "id"])
    op.drop_index("ix_order_cases_category", _CASES)
    op.drop_index("ix_order_cases_participant", _CASES)
    _index_of_said("ix_order_cases_category", "category", "id")
    _index_of_said("ix_order_cases_matter", "matter", "id")
    _index_of_said("ix_order_cases_participant", "participant", "matter", "opened_at")


def _index_of_said(name: str, *columns: str) -> None:
    said = sa.text(f"{columns[0]} IS NOT NULL")
    op.create_index(name, _CASES, [*columns], sqlite_where=said, postgresql_where=said)
