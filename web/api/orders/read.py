"""Reading orders: a page of them, one, and what belongs to it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

from aiohttp import web

from web.api.asked import Asked
from web.api.cursor import cursor, place, question_of
from web.api.etag import etag
from web.api.orders import shapes
from web.api.orders.open import OpenOrder
from web.api.problem import wrong_query
from web.api.schema import Fault
from web.work.clocks import clock_list
from web.work.shapes import attachment, told_entry
from work_orders.attachments import store as attachments
from work_orders.case import store as cases
from work_orders.outside.store import find
from work_orders.outside.system import Wanted

Part = Callable[[Asked], Awaitable[web.Response]]
"""What answers with a part of an order."""

_FILTERS = ("line", "category", "matter", "source", "step", "outside_number", "archived", "limit")


async def listed(asked: Asked) -> web.Response:
    """Oldest first, there is a cursor as soon as there is an order: what comes later stands behind it."""
    query, vault = asked.query, asked.house.services.vault
    question = question_of(asked.token.grant.client, asked.request.path, query)
    behind = int(place(vault, question, query["cursor"])) if "cursor" in query else None
    wanted = Wanted(
        **{name: query[name] for name in _FILTERS if name in query},
        since=_instant(query, "opened_since"),
        until=_instant(query, "opened_until"),
        oldest_first=query.get("sort") == "oldest",
        behind=behind,
    )
    loop = asked.means.loop
    async with asked.house.services.db.reading() as tx:
        page = await find(tx, loop, asked.system, wanted)
        names = await asked.names(tx)
    last = page.last if page.last is not None else behind
    goes_on = last is not None and (page.more or wanted.oldest_first)
    return web.json_response(
        {
            "orders": [shapes.order(loop, case, names) for case in page.cases],
            "cursor": cursor(vault, question, str(last)) if goes_on else None,
            "more": page.more,
        }
    )


async def one(asked: Asked) -> web.Response:
    async with asked.house.services.db.reading() as tx:
        opened = await OpenOrder.found(asked, tx)
        told = opened.whole(opened.case)
    return web.json_response(told, headers={"ETag": etag(opened.case.revision)})


async def entries(asked: Asked) -> web.Response:
    async with asked.house.services.db.reading() as tx:
        opened = await OpenOrder.found(asked, tx)
        teller = opened.teller
        told = teller.told(await cases.entries_of(tx, opened.case.number))
    return web.json_response({"entries": [told_entry(entry, teller) for entry in told]})


async def clocks(asked: Asked) -> web.Response:
    async with asked.house.services.db.reading() as tx:
        opened = await OpenOrder.found(asked, tx)
        told = await clock_list(tx, asked.house, opened.means.loop, opened.case.number)
    return web.json_response({"clocks": told})


async def links(asked: Asked) -> web.Response:
    """Links, and merged orders, as far as this system may know of the other end."""
    async with asked.house.services.db.reading() as tx:
        opened = await OpenOrder.found(asked, tx)
        number = opened.case.number
        linked = await cases.links_of(tx, number)
        merged = await cases.children_numbers(tx, number)
        others = [other if one == number else one for one, other, _ in linked]
        known = await opened.known((*others, *merged))
    told = [
        {"number": there, "kind": kind, "grew_here": other == number}
        for there, (_, other, kind) in zip(others, linked, strict=True)
        if there in known
    ]
    return web.json_response({"links": told, "merged": [child for child in merged if child in known]})


async def attached(asked: Asked) -> web.Response:
    """What there is, never the files themselves."""
    async with asked.house.services.db.reading() as tx:
        opened = await OpenOrder.found(asked, tx)
        found = await attachments.of_order(tx, opened.case.number)
    return web.json_response({"attachments": [attachment(one, opened.names) for one in found]})


def _instant(query: Mapping[str, Any], name: str) -> datetime | None:
    try:
        return datetime.fromisoformat(query[name]) if name in query else None
    except ValueError:  # written like an instant, as is 25 o'clock
        raise wrong_query(name, Fault("", "没有这个时刻。", "There is no such instant.")) from None
