"""Entering orders, changing their forms, taking their actions: as the desk does, in one transaction with the answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from clients.answers import Answer
from storage.database import Transaction
from storage.ids import LineId
from web.api.asked import Asked
from web.api.etag import as_precondition, revision_seen
from web.api.once import once
from web.api.orders.open import OpenOrder
from web.api.problem import PointerTo, placed
from web.errors import Refusal
from web.work.outcome import settled
from work_orders.case import use
from work_orders.case.birth import NewOrder
from work_orders.case.case import Attempt, Case
from work_orders.case.enter import enter
from work_orders.case.form import FormChange
from work_orders.case.told import Teller
from work_orders.case.use import Outcome, Seen
from work_orders.loop.loop import ActionId, Input

_ABOUT = ("category", "matter", "source", "outside_number", "participant")


async def create(asked: Asked) -> web.Response:
    """An order without a call. Nobody owns it until an agent takes it up."""

    async def deed(tx: Transaction) -> Answer:
        line, means, names = LineId(asked.body["line"]), asked.means, await asked.names(tx)
        if not asked.token.sees_line(line):
            raise _no_such_line()
        teller = Teller(means.loop, lambda who: names.person(who) or who)
        outcome = await enter(tx, means, NewOrder(line, asked.system.acting, asked.now), _change(asked))
        case = _settled(outcome, teller, _in_form)
        return OpenOrder(asked, tx, means, asked.system, names, case).told(case, 201)

    return await once(asked, deed, required=True)


async def change(asked: Asked) -> web.Response:
    """Only what is sent changes; an empty text empties."""
    seen = Seen(asked.number, revision_seen(asked.request))

    async def deed(tx: Transaction) -> Answer:
        opened = await OpenOrder.found(asked, tx, lock=True)
        outcome = await use.fill_in(tx, opened.means, seen, _change(asked))
        return opened.told(_settled(outcome, opened.teller, _in_form))

    return await once(asked, deed)


async def act(asked: Asked) -> web.Response:
    seen = Seen(asked.number, revision_seen(asked.request))
    inputs: Mapping[str, str] = asked.body.get("inputs", {})

    async def deed(tx: Transaction) -> Answer:
        opened = await OpenOrder.found(asked, tx)  # not locked: acting locks a whole family, in its order
        attempt = Attempt(ActionId(asked.path("action")), opened.system.acting, asked.now, inputs)
        outcome = await use.act(tx, opened.means, seen, attempt)
        after = _settled(outcome, opened.teller, lambda name: _in_inputs(inputs, name))
        return opened.acted(after, inputs)

    return await once(asked, deed)


def _settled(outcome: Outcome, teller: Teller, pointer_to: PointerTo) -> Case:
    """The order afterwards; raises what was refused, in this interface's words."""
    try:
        after = settled(outcome, teller)
    except Refusal as refused:
        raise _here(refused, pointer_to) from None
    if after.confidential:
        raise _confidential()
    return after


def _here(refused: Refusal, pointer_to: PointerTo) -> Refusal:
    if refused.code == "not_seen":  # there for this system, and nothing for its role
        zh, en = "此系统的角色不能这样办理本工单。", "This system's role does not do this to this order."
        return Refusal(403, "not_allowed", zh, en)
    return _no_such_line() if refused.code == "no_such_line" else placed(as_precondition(refused), pointer_to)


def _change(asked: Asked) -> FormChange:
    sent: Mapping[str, Any] = asked.body
    return FormChange(
        by=asked.system.acting,
        at=asked.now,
        form=sent.get("form", {}),
        **{name: sent[name] for name in _ABOUT if name in sent},
    )


def _in_form(name: str) -> str:
    return f"/{name}" if name in _ABOUT else f"/form/{name}"


def _in_inputs(inputs: Mapping[str, str], name: str) -> str | None:
    """A field of the form that an action finds empty is not in the request at all."""
    return f"/inputs/{name}" if name in inputs or name in set(Input) else None


def _confidential() -> Refusal:
    """Such orders are not there for other systems, so none can make one either: people handle them."""
    zh, en = "保密类工单不能通过接口办理。", "Confidential orders are not handled through this interface."
    return Refusal(422, "confidential", zh, en, {"errors": [{"pointer": "/category", "zh": zh, "en": en}]})


def _no_such_line() -> Refusal:
    zh, en = "没有这条专线。", "There is no such line."
    return Refusal(422, "no_such_line", zh, en, {"errors": [{"pointer": "/line", "zh": zh, "en": en}]})
