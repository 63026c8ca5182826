"""How far a caller has shown who they are: looked at, noted, drawn, checked. What is said never comes out again."""

from __future__ import annotations

from datetime import timedelta

from aiohttp import web

from participants.identity import store
from participants.identity.check import CannotAsk, IdentityChecks, Left, NotDrawn, Talk, Verdict
from participants.identity.level import Happened, Standing, standing
from participants.identity.store import Draw
from participants.masking import masked
from participants.participant import ItemId, ParticipantId
from participants.register import store as register
from participants.register.find import Found, having_phone, shown
from participants.safe import Safe
from storage.database import Transaction
from web.errors import Refusal
from web.names import NameBook
from web.participants import shapes
from web.participants.conversation import Conversation, asked_about, spoken_in
from web.shapes import Json, instant
from web.visit import Visit

LONGEST_CODE = 40
MOST_ITEMS = 12
_CANNOT = {
    CannotAsk.UNKNOWN: ("档案中没有这个市场主体。", "The register knows no such participant."),
    CannotAsk.GONE: (
        "该市场主体已退出最新名单，不能作为核验依据。",
        "This participant is no longer in the list and cannot be verified.",
    ),
    CannotAsk.TOO_LITTLE_HELD: (
        "该市场主体登记的信息不足，无法核验。请先记录来电者身份，并提请补充档案。",
        "Too little is registered of this participant for a check. Note who calls, and have the register completed.",
    ),
}


def safe_of(visit: Visit) -> Safe:
    services = visit.house.services
    return Safe(services.vault, services.identity)


async def state(visit: Visit) -> web.Response:
    """The level now, what was drawn, what happened, and who the caller's number belongs to."""
    async with visit.house.services.db.reading() as tx:
        conversation = await asked_about(visit, tx)
        return web.json_response(await _state(visit, tx, conversation))


async def note(visit: Visit) -> web.Response:
    """What the caller says of themselves: the level *recorded*."""
    body = await visit.body("call", "order", "said")
    conversation, talk = await spoken_in(visit, body)
    recorded = visit.house.services.identity.recorded
    said = body.texts("said", most=MOST_ITEMS)
    if len(said) != len(recorded) or not all(text.strip() for text in said):
        raise Refusal(422, "incomplete", "请把各项填写完整。", "Fill in every item.")
    await _checks(visit).note(talk, dict(zip(recorded, said, strict=True)))
    return await _now(visit, conversation)


async def unlisted(visit: Visit) -> web.Response:
    """Looked for and not found: marked, not refused."""
    body = await visit.body("call", "order")
    conversation, talk = await spoken_in(visit, body)
    await _checks(visit).mark_unlisted(talk)
    return await _now(visit, conversation)


async def draw(visit: Visit) -> web.Response:
    """What to ask this participant. Asked again it is the same: a draw stands for the conversation."""
    body = await visit.body("call", "order", "participant")
    conversation, talk = await spoken_in(visit, body)
    drawn = await _checks(visit).draw(talk, ParticipantId(body.text("participant", most=LONGEST_CODE)))
    if isinstance(drawn, CannotAsk):
        raise Refusal(409, drawn.value, *_CANNOT[drawn])
    return await _now(visit, conversation)


async def check(visit: Visit) -> web.Response:
    """Right or wrong, as a whole, and how many wrong answers are left."""
    body = await visit.body("call", "order", "participant", "said")
    conversation, talk = await spoken_in(visit, body)
    participant = ParticipantId(body.text("participant", most=LONGEST_CODE))
    said = body.texts("said", most=MOST_ITEMS)
    try:
        checked = await _checks(visit).check(talk, participant, said)
    except NotDrawn:
        raise Refusal(409, "not_drawn", "请先抽取核验项。", "Draw what to ask first.") from None
    return await _now(visit, conversation, {"verdict": checked.verdict.value, "left": _left(checked.left)})


def _checks(visit: Visit) -> IdentityChecks:
    return IdentityChecks(visit.house.services.db, safe_of(visit))


async def _now(visit: Visit, conversation: Conversation, more: Json | None = None) -> web.Response:
    async with visit.house.services.db.reading() as tx:
        return web.json_response({**(more or {}), "state": await _state(visit, tx, conversation)})


async def _state(visit: Visit, tx: Transaction, conversation: Conversation) -> Json:
    services, safe = visit.house.services, safe_of(visit)
    events = await store.events_of(tx, conversation.told_of)
    mine = [one for one in events if one.occasion == conversation.occasion]
    before = [one for one in events if one.occasion != conversation.occasion]
    stays = [one for one in before if one.what in {Happened.RECORDED, Happened.UNLISTED}]  # no verification does
    now = standing([*stays, *mine], now=services.now(), holds=conversation.holds)
    then = standing(before, now=services.now(), holds=None)
    names = await NameBook.read(tx, None)
    draws = await store.draws_of(tx, conversation.occasion)
    known = await _known(tx, safe, {*now.verified, *then.verified, *(one.participant for one in draws)})
    return {
        "level": now.level.value,
        "in_call": conversation.in_call,
        "may_act": conversation.may_act,
        "unlisted": now.unlisted,
        "verified": _verified(now, conversation.holds, known),
        "verified_before": _verified(then, None, known),
        "recorded": shapes.items(safe.rules, safe.rules.recorded),
        "noted": await _noted(tx, safe, conversation),
        "draws": [await _draw(visit, tx, one, known) for one in draws],
        "suggested": [shapes.found(safe.rules, one) for one in await _by_number(tx, safe, conversation)],
        "story": [shapes.event(safe.rules, one, names) for one in sorted(events, key=lambda one: one.at)],
    }


def _verified(now: Standing, holds: timedelta | None, known: dict[ParticipantId, Found]) -> list[Json]:
    return [
        {
            **_named(known, id_),
            "since": instant(since),
            "until": instant(since + holds) if holds else None,
        }
        for id_, since in now.verified.items()
    ]


async def _draw(visit: Visit, tx: Transaction, one: Draw, known: dict[ParticipantId, Found]) -> Json:
    talk = Talk(one.occasion, visit.person.id, visit.house.services.now())
    left = await _checks(visit).left(tx, talk, one.participant)
    rules = visit.house.services.identity
    return {**_named(known, one.participant), "items": shapes.items(rules, one.items), "left": _left(left)}


async def _noted(tx: Transaction, safe: Safe, conversation: Conversation) -> list[Json]:
    """What is noted of the caller, masked: now, else in the call that opened the order."""
    for occasion in conversation.told_of:
        if kept := await store.notes_of(tx, occasion):
            return [_shown(safe, item, kept[item]) for item in safe.rules.recorded if item in kept]
    return []


def _shown(safe: Safe, item: ItemId, sealed: bytes) -> Json:
    form = safe.rules.items[item].form
    return {**shapes.item(safe.rules, item), "shown": masked(form, safe.opened(sealed))}


async def _known(tx: Transaction, safe: Safe, ids: set[ParticipantId]) -> dict[ParticipantId, Found]:
    return {one.id: one for one in await shown(tx, safe, await register.several(tx, sorted(ids)))}


async def _by_number(tx: Transaction, safe: Safe, conversation: Conversation) -> list[Found]:
    """Whose number the caller's is; it proves nothing and saves looking."""
    digits = conversation.number.digits
    return await having_phone(tx, safe, digits) if digits and conversation.may_act else []


def _named(known: dict[ParticipantId, Found], id_: ParticipantId) -> Json:
    one = known.get(id_)
    return {"participant": id_, "name": one.name if one else "", "kind": one.kind.value if one else None}


def _left(left: Left) -> Json:
    locked = left.verdict
    return {"tries": max(0, min(left.in_call, left.today)), "locked": _LOCKS.get(locked) if locked else None}


_LOCKS = {Verdict.LOCKED_FOR_CALL: "call", Verdict.LOCKED_FOR_DAY: "day"}
