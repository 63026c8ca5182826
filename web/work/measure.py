"""A measure of a review as JSON."""

from __future__ import annotations

from web.names import NameBook
from web.shapes import Json, instant
from web.work.shapes import person
from work_orders.measures.store import KeptMeasure


def measure(one: KeptMeasure, names: NameBook) -> Json:
    return {
        "id": str(one.id),
        "number": one.number,
        "what": one.what,
        "owner": one.owner,
        "due": one.due.isoformat(),
        "decided_at": instant(one.decided_at),
        "done_at": instant(one.done_at),
        "done_by": person(one.done_by, names),
        "note": one.note,
    }
