"""A measure of a review as JSON, and who can own one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from web.names import NameBook
from web.shapes import Json, instant
from web.work.shapes import person
from work_orders.case.means import Means
from work_orders.loop.loop import Input
from work_orders.measures.store import KeptMeasure


def measure(one: KeptMeasure, names: NameBook) -> Json:
    return {
        "id": str(one.id),
        "number": one.number,
        "what": one.what,
        "owner": names.known_person(one.person or "") or one.owner,
        "person": one.person,
        "due": one.due.isoformat(),
        "decided_at": instant(one.decided_at),
        "done_at": instant(one.done_at),
        "done_by": person(one.done_by, names),
        "note": one.note,
    }


def with_owners(offered: Iterable[dict[str, Any]], means: Means, names: NameBook) -> None:
    """Where an action asks for measures, those who can own one."""
    for ask in (ask for action in offered for ask in action["asks"]):
        if ask["input"] == Input.MEASURES:
            ask["choices"] = owners(means, names)


def owners(means: Means, names: NameBook) -> list[Json]:
    people = sorted((names.person(one) or one, one) for one in means.people)
    return [{"value": id_, "zh": name, "en": name} for name, id_ in people]
