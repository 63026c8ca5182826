"""A list as a table that leaves the house: for whom it may be, with a reason, recorded before the first line goes."""

from __future__ import annotations

import logging
from contextlib import aclosing

from aiohttp import web

from schedules.answer import Because as Words
from schedules.times import local
from storage.ids import LineId
from web.calls import active_book
from web.errors import bad_request
from web.names import NameBook
from web.visit import Visit
from web.work.lists import looking
from web.work.question import KEPT, question_of
from work_orders.board.export.columns import Names
from work_orders.board.export.pages import Export, pages

log = logging.getLogger(__name__)

SHORTEST_REASON, LONGEST_REASON = 2, 100  # characters
LANGUAGES = ("zh", "en")


async def table(visit: Visit) -> web.StreamResponse:
    """All that the list holds for this person, without end of page, as it is read."""
    export, services = await _asked(visit), visit.house.services
    response = web.StreamResponse(
        headers={
            "Content-Type": "text/csv; charset=utf-8",
            "Content-Disposition": f'attachment; filename="orders-{local(services.now()):%Y%m%d-%H%M}.csv"',
        }
    )
    try:
        async with aclosing(pages(services.db, services.vault, export, services.now)) as found:
            async for page in found:
                if not response.prepared:  # recorded by now: what could not be is a refusal in words
                    await response.prepare(visit.request)
                await response.write(page.text.encode())
        await response.write_eof()
    except ConnectionResetError:
        log.info("an export was broken off by whoever asked for it")
    except Exception:
        if not response.prepared:
            raise
        log.exception("an export broke off")
        _cut_off(visit.request)
    return response


def _cut_off(request: web.Request) -> None:
    """Half a table must not look like a whole one."""
    if request.transport is not None:
        request.transport.abort()


async def _asked(visit: Visit) -> Export:
    query = visit.request.query
    given = {name: value for name, value in query.items() if value}
    why, language = given.pop("why", "").strip(), given.pop("lang", "zh")
    if len(query) != len(set(query)) or not set(given) <= set(KEPT) or language not in LANGUAGES:
        raise bad_request("导出条件有误。", "What is to be exported is not asked rightly.")
    if not SHORTEST_REASON <= len(why) <= LONGEST_REASON:
        raise bad_request("请说明导出的原因。", "Say why you export.")
    question = question_of(given)
    async with visit.house.services.db.reading() as tx:
        looker = await looking(visit, tx)
        names = await NameBook.read(tx, active_book(visit))
    return Export(looker, question, names_of(names), given, why, language == "en")


def names_of(book: NameBook) -> Names:
    """As a table calls lines and people."""

    def line(id_: LineId) -> Words:
        found = book.line(id_)
        return Words(found.zh, found.en)

    return Names(line, lambda who: book.person(who) or who)
