"""A department's round of a clock says which department's it is: orders are taken back, refused, dispatched again.

Rounds that ended get the lead unit that the order's history names for the time before their end. Those of an order
whose history never names one, and those that run, get the unit that the order has. Which clocks are departments' is
said in the loop's file alone, so that rounds of others get one as well, which nobody asks for.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.metadata import Instant

revision = "0031_units_of_rounds"
down_revision = "0030_rare_filters"
branch_labels = None
depends_on = None

_CLOCKS = sa.table(
    "order_clocks",
    sa.column("number"),
    sa.column("asked_at", Instant()),
    sa.column("ended_at", Instant()),
    sa.column("unit"),
)
_CASES = sa.table("order_cases", sa.column("id"), sa.column("number"), sa.column("unit"))
_LAY = sa.table("order_case_units", sa.column("case"))
_ENTRIES = sa.table(
    "order_entries",
    sa.column("id"),
    sa.column("number"),
    sa.column("at", Instant()),
    sa.column("changes", sa.JSON()),
)


_NOW = sa.select(_CASES.c.unit).where(_CASES.c.number == _CLOCKS.c.number).scalar_subquery()
_BECAME = _ENTRIES.c.changes["unit", 1].as_string()  # the unit from that entry on; empty: it was taken back
_NAMES_ONE = sa.and_(_ENTRIES.c.number == _CLOCKS.c.number, _BECAME.is_not(None))
_THEN = (
    sa.select(sa.func.nullif(_BECAME, ""))
    .where(_NAMES_ONE, sa.or_(_ENTRIES.c.at < _CLOCKS.c.ended_at, _ENTRIES.c.at <= _CLOCKS.c.asked_at))
    .order_by(_ENTRIES.c.id.desc())
    .limit(1)
    .scalar_subquery()
)
_ENDED = sa.and_(_CLOCKS.c.ended_at.is_not(None), sa.exists().where(_NAMES_ONE))
_DISPATCHED = sa.select(_CASES.c.number).where(_CASES.c.id.in_(sa.select(_LAY.c.case)))
BACK_FILL = (
    sa.update(_CLOCKS).where(_CLOCKS.c.number.in_(_DISPATCHED)).values(unit=sa.case((_ENDED, _THEN), else_=_NOW))
)


def upgrade() -> None:
    op.add_column("order_clocks", sa.Column("unit", sa.String()))
    op.execute(BACK_FILL)
