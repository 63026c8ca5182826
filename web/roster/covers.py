"""What was ordered above the rosters: emergency closings and overrides, to see, to order and to end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from aiohttp import web

from schedules.book import DutyBook
from schedules.finding import BadFiles
from schedules.language.overrides import Cover
from schedules.ordering import NoSuchOrder, Order, ended, ordered
from schedules.saving import Publishing
from schedules.times import local, read_instant
from storage.ids import GroupId, LineId, PersonId
from web.errors import Refusal, bad_request, not_found
from web.names import NameBook
from web.roster import shapes
from web.roster.files import LONGEST_WHY, cannot_publish, published, publishing
from web.shapes import Json, instant, named
from web.visit import Body, Visit

REMEMBERED = timedelta(days=7)
"""How long what is over is still shown."""
LONGEST = timedelta(days=31)
"""What is to lie over a roster for longer belongs into it."""
MOST_LINES = 100


async def listed(visit: Visit) -> web.Response:
    """In force, to come, and over for a few days; and the lines and groups that can be chosen."""
    services = visit.house.services
    active, now = services.duty(), services.now()
    if active is None:
        return web.json_response({"covers": [], "lines": []})
    async with services.db.reading() as tx:
        names = await NameBook.read(tx, active.book)
    found = [one for one in active.book.covers if one.end > now - REMEMBERED]
    return web.json_response(
        {
            "covers": [cover(one, active.book, names, now) for one in sorted(found, key=lambda one: one.start)],
            "lines": [_choice(active.book, line) for line in active.book.lines],
        }
    )


def in_force(book: DutyBook, now: datetime) -> list[Json]:
    """For the banner on every desk: what holds at this instant."""
    names = NameBook(book, {person.id: person.name for person in book.people.values()})
    return [cover(one, book, names, now) for one in book.covers if one.start <= now < one.end]


def cover(one: Cover, book: DutyBook, names: NameBook, now: datetime) -> Json:
    state = "to_come" if one.start > now else "over" if one.end <= now else "in_force"
    return {
        "id": one.rule,
        "kind": "override" if one.groups else "closing",
        "state": state,
        "lines": [{"line": line, **named("line", names.line(line))} for line in sorted(one.lines)],
        "groups": [shapes.group(book, group) for group in one.groups],
        "start": instant(one.start),
        "end": instant(one.end),
        "who": one.who,
        "who_name": names.known_person(one.who) or one.who,
        "why": one.why,
        "say": list(one.say),
    }


async def order(visit: Visit) -> web.Response:
    """Order a closing, or with groups an override, from now on or from a later minute."""
    body = await visit.body("lines", "by", "start", "end", "why")
    what = publishing(visit, body.text("why", most=LONGEST_WHY))
    wanted = _wanted(visit, body, what)
    kind = "临时改派 · override" if wanted.by else "紧急停服 · closing"
    return await _publish(visit, lambda text: ordered(text, wanted), replace(what, why=f"{kind}: {what.why}"))


async def end(visit: Visit) -> web.Response:
    """End it now, or take back what has not yet begun."""
    body = await visit.body("id", "lines")
    id_, lines = body.text("id", most=60), frozenset(map(LineId, body.texts("lines", most=MOST_LINES)))
    active = visit.house.services.duty()
    covers = active.book.covers if active else ()
    found = next((one for one in covers if (one.rule, one.lines) == (id_, lines)), None)
    if found is None or found.end <= visit.house.services.now():
        raise _gone()
    what = publishing(visit, f"提前结束 · ended early: {found.why}")
    return await _publish(visit, lambda text: ended(text, found, what.now), what)


async def _publish(visit: Visit, edit: Callable[[str], str], what: Publishing) -> web.Response:
    try:
        version = await visit.house.services.roster.folder.order(edit, what)
    except NoSuchOrder:
        raise _gone() from None
    except (BadFiles, OSError) as error:
        raise cannot_publish(error) from None
    return await published(visit, version, what)


def _wanted(visit: Visit, body: Body, what: Publishing) -> Order:
    active = visit.house.services.duty()
    if active is None:
        raise not_found()
    book = active.book
    lines = tuple(dict.fromkeys(map(LineId, body.texts("lines", most=MOST_LINES))))
    groups = tuple(dict.fromkeys(map(GroupId, body.texts("by", most=MOST_LINES))))
    if not lines or not set(lines) <= set(book.lines) or not set(groups) <= set(book.groups):
        raise bad_request("请选择已有的专线和组。", "Choose lines and groups that exist.")
    if groups and len(lines) > 1:
        raise bad_request("一次只能改派一条专线。", "An override is for one line.")
    start = _minute(body.text("start", most=40, default="")) or local(what.now).replace(second=0, microsecond=0)
    finish = _minute(body.text("end", most=40))
    if finish is None or finish <= max(start, what.now):
        raise Refusal(422, "bad_time", "结束时间须晚于现在和开始时间。", "It must end after now and after its start.")
    if finish - start > LONGEST:
        zh, en = "最长 31 天，长期的改动请写进值班表。", "At most 31 days; what stays belongs into the roster."
        raise Refusal(422, "bad_time", zh, en)
    return Order(lines, start, finish, PersonId(what.who), what.why, groups)


def _minute(written: str) -> datetime | None:
    """``2026-11-23 12:30``; None where nothing is given."""
    when = read_instant(written)
    if written and when is None:
        raise bad_request("时刻应写作 2026-11-23 12:30。", "An instant is written 2026-11-23 12:30.")
    return when


def _choice(book: DutyBook, line: LineId) -> Json:
    return {**shapes.line(book, line), "groups": [shapes.group(book, group) for group in book.lines[line].groups]}


def _gone() -> Refusal:
    return Refusal(409, "stale", "这条安排已结束或已被修改。", "It is over already, or was changed.")
