"""A person's notices: what they were told, and that they saw it."""

from __future__ import annotations

from aiohttp import web

from notices import store
from notices.notice import ScreenNotice
from web.shapes import Json, instant
from web.visit import Visit

MOST = 50  # of the latest that are listed
MOST_MARKED = 200


async def listed(visit: Visit) -> web.Response:
    """The latest, the newest first, and how many were not seen."""
    person = visit.person.id
    async with visit.house.services.db.reading() as tx:
        found = await store.of_person(tx, person, limit=MOST)
        unseen, _ = (await store.unseen_counts(tx, [person]))[person]
    return web.json_response({"notices": [shape(one) for one in found], "unseen": unseen})


async def seen(visit: Visit) -> web.Response:
    """These were seen; ``ids`` left out: all of them."""
    body = await visit.body("ids")
    ids = body.numbers("ids", most=MOST_MARKED)
    services = visit.house.services
    async with services.db.transaction_within(2.0) as tx:
        await store.mark_seen(tx, visit.person.id, ids, services.now())
    return web.json_response(status=204)


def shape(one: ScreenNotice) -> Json:
    return {
        "id": one.id,
        "kind": one.kind,
        "order": one.subject or None,
        "zh": one.zh,
        "en": one.en,
        "at": instant(one.at),
        "seen_at": instant(one.seen_at),
    }
