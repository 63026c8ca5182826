"""What the doors to urgent events share: what holds now, who asks, and refusals as answers."""

from __future__ import annotations

from collections.abc import Mapping

from schedules.answer import Because as Words
from storage.database import Transaction
from urgent import store
from urgent.course import Refused, sees
from urgent.event import EventId, UrgentEvent
from urgent.tell import Around
from web.errors import Refusal
from web.visit import Visit
from web.work.acting import acting, required_book
from work_orders.case.case import Acting

_STATUS: Mapping[str, int] = {
    "no_such_event": 404,
    "no_such_order": 404,
    "not_allowed": 403,
    "bad_input": 422,
}
"""Of what is not here: 409, the event is not such that this can be done."""
_WRONG = Words("请填写或改正此项。", "Please fill this in, or correct it.")


def around(visit: Visit) -> Around:
    found = visit.house.services.urgent.around()
    if found is None:
        raise Refusal(503, "no_loop", "尚无生效的值班版本或工单闭环。", "No duty version, or no loop, is in force.")
    return found


def who(visit: Visit) -> Acting:
    return acting(visit.person, required_book(visit.house))


def refusal(refused: Refused) -> Refusal:
    words = refused.words
    about = {name: {"zh": _WRONG.zh, "en": _WRONG.en} for name in refused.about}
    return Refusal(_STATUS.get(refused.code, 409), refused.code, words.zh, words.en, {"about": about} if about else {})


async def seen(visit: Visit, tx: Transaction) -> UrgentEvent:
    """The event of the address; as if not there for whoever must not see it."""
    holds = around(visit)
    event = await store.by_id(tx, EventId(visit.path("event")))
    if event is None or not sees(holds.rules, holds.loop, event, who(visit)):
        raise refusal(Refused("no_such_event"))
    return event
