"""Legal holds: listed, put, lifted; and the proofs that the end of records left in the audit log."""

from __future__ import annotations

from aiohttp import web

from people.person import Action, may
from storage import audit, holds
from storage.audit import AuditRow
from storage.database import Transaction
from storage.ending import DELETED
from storage.holds import Hold, HoldKind, NoSuchHold, Saying
from storage.looks import masked_number
from web.calls import active_book
from web.errors import Refusal, bad_request, not_found
from web.names import NameBook
from web.records.subject import subject_of
from web.shapes import Json, instant
from web.visit import Visit

WITHIN_S = 5.0
SHORTEST_WHY, LONGEST_WHY = 2, 300  # characters
LONGEST_SUBJECT = 64
MOST_PROOFS = 30
MOST_DIGITS = 9  # of a hold's number
TOLD = ("records", "rows", "files", "ended", "sha256", "before", "first", "last")
"""Of a proof, what is shown: counts and checksums, never what was deleted."""


async def shown(visit: Visit) -> web.Response:
    """``lifted=yes``: those that were lifted as well."""
    async with visit.house.services.db.reading() as tx:
        return web.json_response(await _page(visit, tx))


async def put(visit: Visit) -> web.Response:
    """Keep something, however old it becomes, from now on."""
    body = await visit.body("kind", "subject", "why")
    kind, why = _kind(body.text("kind", most=10)), _why(body.text("why", most=LONGEST_WHY))
    said = body.text("subject", most=LONGEST_SUBJECT, default="").strip()
    book, services = active_book(visit), visit.house.services
    async with services.db.transaction_within(WITHIN_S) as tx:
        subject = await subject_of(tx, services.vault, book.lines if book else (), kind, _tidy(kind, said))
        if subject is None:
            raise Refusal(422, "no_such_subject", "没有找到要留存的对象，请核对。", "There is no such thing; check it.")
        await holds.put(tx, subject, Saying(visit.person.id, why, services.now()))
        return web.json_response(await _page(visit, tx), status=201)


async def lift(visit: Visit) -> web.Response:
    """From now on it is kept no longer than others of its class."""
    body, services = await visit.body("why"), visit.house.services
    why, number = _why(body.text("why", most=LONGEST_WHY)), visit.path("hold")
    if not (number.isascii() and number.isdecimal() and len(number) <= MOST_DIGITS):
        raise not_found()
    async with services.db.transaction_within(WITHIN_S) as tx:
        try:
            await holds.lift(tx, int(number), Saying(visit.person.id, why, services.now()))
        except NoSuchHold:
            raise not_found("这项留存登记已不再生效。", "This hold does not stand any more.") from None
        return web.json_response(await _page(visit, tx))


async def _page(visit: Visit, tx: Transaction) -> Json:
    names = await NameBook.read(tx, active_book(visit))
    found = await (holds.ever(tx) if visit.query("lifted") == "yes" else holds.standing(tx))
    deleted = await audit.rows(tx, audit.Wanted(what=DELETED), limit=MOST_PROOFS)
    cut = await audit.rows(tx, audit.Wanted(what=audit.CUT), limit=MOST_PROOFS)
    proofs = sorted((*deleted, *cut), key=lambda row: row.seq, reverse=True)[:MOST_PROOFS]
    return {
        "may_hold": may(visit.person, Action.HOLD_RECORDS),
        "holds": [_hold(visit, one, names) for one in reversed(found)],
        "proofs": [_proof(row, names) for row in proofs],
    }


def _hold(visit: Visit, one: Hold, names: NameBook) -> Json:
    subject, sealed = one.subject.name, one.subject.sealed
    return {
        "id": one.id,
        "kind": one.subject.kind.value,
        "subject": subject if sealed is None else masked_number(visit.house.services.vault, sealed),
        "put": _saying(one.put, names),
        "lifted": _saying(one.lifted, names) if one.lifted else None,
    }


def _saying(one: Saying, names: NameBook) -> Json:
    return {"who": names.known_person(one.who) or one.who, "why": one.why, "at": instant(one.at)}


def _proof(row: AuditRow, names: NameBook) -> Json:
    deed = row.deed
    told = {name: deed.data[name] for name in TOLD if name in deed.data}
    who = names.known_person(deed.who) or deed.who
    return {"seq": row.seq, "at": instant(deed.at), "who": who, "class": deed.target, "told": told}


def _tidy(kind: HoldKind, said: str) -> str:
    return said.upper() if kind is HoldKind.ORDER else said


def _kind(said: str) -> HoldKind:
    try:
        return HoldKind(said)
    except ValueError:
        raise bad_request("没有这种留存范围。", "There is no such kind of hold.") from None


def _why(said: str) -> str:
    why = said.strip()
    if len(why) < SHORTEST_WHY:
        raise bad_request("请说明理由，如案号。", "Give the reason, e.g. a case number.")
    return why
