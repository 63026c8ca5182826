"""The loop in force, for forms and filters; the same for everybody, so that a page asks once (ETag)."""

from __future__ import annotations

from aiohttp import web

from people import store as people
from schedules.times import Span, clock
from web.calls import active_book
from web.shapes import Json
from web.visit import Visit
from web.work.acting import means
from web.work.shapes import choice_list, named, words
from work_orders.case.words import LINK_KINDS, SCORES
from work_orders.loop.loop import Category, Field, Loop, Matter, Unit
from work_orders.loop.response import brings
from work_orders.loop.risk import Risk


async def shown(visit: Visit) -> web.Response:
    """304 where the page has it already."""
    services = visit.house.services
    etag = f'"{services.work.loop_seq()}"'
    if visit.request.headers.get("If-None-Match") == etag:
        return web.Response(status=304, headers={"ETag": etag})
    answer = web.json_response(loop_json(means(visit.house).loop))
    answer.headers["ETag"] = etag
    answer.headers["Cache-Control"] = "no-cache"
    return answer


async def colleagues(visit: Visit) -> web.Response:
    """Who can own an order or follow it up, with the lines that they answer."""
    book = active_book(visit)
    async with visit.house.services.db.reading() as tx:
        everyone = await people.everyone(tx)
    groups, agents = book.groups if book else {}, means(visit.house).agents
    found = [
        {
            "id": one.id,
            "name": one.name,
            "lines": sorted({groups[group].line for group in one.groups if group in groups}),
        }
        for one in everyone
        if one.id in agents
    ]
    return web.json_response({"people": found})


def loop_json(loop: Loop) -> Json:
    follow_up = loop.follow_up
    return {
        **named(loop.names),
        "first": loop.first,
        "end": loop.end,
        "steps": [{"id": one.id, **named(one.names), "by": one.by} for one in loop.steps.values()],
        "actions": [{"id": one.id, **named(one.names), "tone": one.tone} for one in loop.actions.values()],
        "clocks": [{"id": one.id, **named(one.names), "whose": one.whose} for one in loop.clocks.values()],
        "actors": [{"id": actor, **named(names)} for actor, names in loop.actors.items()],
        "categories": [_category(one) for one in loop.categories.values()],
        "fields": [_field(one) for one in loop.fields.values()],
        "matters": [_matter(one) for one in loop.matters.values()],
        "sources": [
            {
                "id": one.id,
                **named(one.names),
                "outside_number": one.outside_number,
                "returns_result": one.returns_result,
                "phone": one.id == loop.phone,
            }
            for one in loop.sources.values()
        ],
        "units": [_unit(one) for one in loop.units.values()],
        "not_accepted": choice_list(loop.not_accepted),
        "outcomes": choice_list(follow_up.outcomes if follow_up else {}),
        "scores": choice_list(SCORES),
        "risks": [_risk(loop, one) for one in loop.risks.values()],
        "link_kinds": choice_list(LINK_KINDS),
        "follow_up": _hours(follow_up.hours) if follow_up else [],
        **named(loop.misconduct_wording, "misconduct_wording"),
    }


def _hours(spans: tuple[Span, ...]) -> list[Json]:
    return [{"start": clock(span.start), "end": clock(span.end)} for span in spans]


def _category(one: Category) -> Json:
    return {
        "id": one.id,
        **named(one.names),
        "required": list(one.required),
        "optional": list(one.optional),
        "matter": one.matters,
        "confidential": one.confidential,
        "followed": one.followed,
        "template": dict(one.template),
    }


def _field(one: Field) -> Json:
    return {
        "id": one.id,
        **named(one.names),
        "kind": one.kind,
        "choices": choice_list(one.choices),
        "private": one.private,
        "longest": one.longest,
    }


def _risk(loop: Loop, one: Risk) -> Json:
    """A level as it can be chosen, with what is meant by it and what it brings; from the lowest to the highest."""
    told = [words(sentence) for sentence in brings(loop, one)]
    return {"value": one.id, **words(one.names), **named(one.meaning, "meaning"), "brings": told}


def _matter(one: Matter) -> Json:
    until = one.new_until.isoformat() if one.new_until else None
    return {"id": one.id, **named(one.names), "parent": one.parent, "new_until": until}


def _unit(one: Unit) -> Json:
    return {"id": one.id, **named(one.names), "parent": one.parent, "lines": sorted(one.lines)}
