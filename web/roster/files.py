"""The duty files in the editor: read, checked while they are typed, compared with what is in force, published."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

from aiohttp import web

from schedules.finding import BadFiles
from schedules.follow import ActiveDuty
from schedules.review.check import Checked
from schedules.review.diff import difference
from schedules.review.looking import AHEAD
from schedules.saving import LONGEST, Draft, Publishing, Stale, UnknownFile, mark_of
from schedules.times import at_minute, local
from schedules.version import PublishedVersion
from web.errors import Refusal, not_found
from web.names import NameBook
from web.roster import shapes
from web.shapes import Json
from web.visit import Body, Visit

MOST_BYTES = 1_000_000
"""Of a request with a draft in it: the longest text in Chinese, and some."""
LONGEST_NAME, LONGEST_WHY = 80, 200
FURTHEST = timedelta(days=366)
"""How far ahead a version may be set to come into force: a wrong year is no plan."""


async def listed(visit: Visit) -> web.Response:
    """The files, and what is wrong with what was saved in the folder and refused."""
    roster = visit.house.services.roster
    names, schemas = await asyncio.to_thread(lambda: (roster.folder.names, roster.folder.schemas))
    titles = _titles(visit)
    return web.json_response(
        {
            "files": [{"name": name, **titles.get(name, {"title_zh": "", "title_en": ""})} for name in names],
            "schemas": schemas,
            "refused": [shapes.finding(one) for one in roster.refused()],
        }
    )


async def one(visit: Visit) -> web.Response:
    name = visit.query("name") or ""
    roster = visit.house.services.roster
    try:
        text = await asyncio.to_thread(roster.folder.text, name)
    except UnknownFile:
        raise _no_such_file() from None
    except BadFiles as bad:
        raise _refused(bad) from None
    return web.json_response({"name": name, "text": text, "base": mark_of(text), "most": LONGEST})


async def schema(visit: Visit) -> web.Response:
    """A JSON Schema of the files, for the editor's completion."""
    text = await asyncio.to_thread(visit.house.services.roster.folder.schema, visit.path("schema"))
    if text is None:
        raise not_found()
    return web.Response(text=text, content_type="application/json")


async def check(visit: Visit) -> web.Response:
    """All findings with this text in the file's place; asked after each pause in typing."""
    body = await visit.body("name", "text", most=MOST_BYTES)
    checked = await _checked(visit, body)
    return web.json_response({"findings": [shapes.finding(one) for one in checked.findings]})


async def preview(visit: Visit) -> web.Response:
    """The findings, and what publishing would change in the weeks that follow; no change is told where it is wrong."""
    body = await visit.body("name", "text", "active_from", most=MOST_BYTES)
    start = _active_from(visit, body)
    checked = await _checked(visit, body)
    active = visit.house.services.duty()
    found: Json | None = None
    if checked.book is not None and active is not None:
        found = await asyncio.to_thread(_ahead, active, checked, start or visit.house.services.now())
    return web.json_response({"findings": [shapes.finding(one) for one in checked.findings], "difference": found})


async def publish(visit: Visit) -> web.Response:
    body = await visit.body("name", "text", "base", "why", "active_from", most=MOST_BYTES)
    draft = Draft(_name(body), _text(body), body.text("base", most=64))
    what = replace(publishing(visit, body.text("why", most=LONGEST_WHY)), active_from=_active_from(visit, body))
    folder = visit.house.services.roster.folder
    try:
        version = await folder.save(draft, what)
    except UnknownFile:
        raise _no_such_file() from None
    except Stale as stale:
        raise _stale(stale) from None
    except (BadFiles, OSError) as error:
        raise cannot_publish(error) from None
    return await published(visit, version, what)


# -- what the other doors of this room share


def publishing(visit: Visit, why: str) -> Publishing:
    """The person who is signed in publishes, now."""
    if not why.strip():
        raise Refusal(422, "no_reason", "请填写说明。", "Say why.")
    return Publishing(visit.person.id, why.strip(), visit.house.services.now())


async def published(visit: Visit, version: PublishedVersion, what: Publishing) -> web.Response:
    """The version as stored; ``new`` is false where the same was published before."""
    async with visit.house.services.db.reading() as tx:
        names = await NameBook.read(tx, None)
    return web.json_response(
        {"version": shapes.version(version, names), "new": version.published_at == what.now}, status=201
    )


def cannot_publish(error: BadFiles | OSError) -> Refusal:
    if isinstance(error, BadFiles):
        return _refused(error)
    zh, en = "配置目录无法写入，未发布。", "The folder of configuration cannot be written; not published."
    return Refusal(507, "not_written", zh, en)


# -- reading the questions


def _name(body: Body) -> str:
    return body.text("name", most=LONGEST_NAME)


def _text(body: Body) -> str:
    return body.text("text", most=MOST_BYTES)


def _active_from(visit: Visit, body: Body) -> datetime | None:
    """When a version is to come into force; None for at once, which the past is too."""
    written = body.text("active_from", most=40, default="")
    if not written:
        return None
    now = visit.house.services.now()
    try:
        when = datetime.fromisoformat(written)
        ahead = when - now
    except (ValueError, TypeError):
        raise Refusal(422, "bad_time", "生效时间有误。", "The time is not right.") from None
    if ahead > FURTHEST:
        raise Refusal(422, "bad_time", "生效时间最多提前一年设定。", "At most a year ahead.")
    return when if ahead > timedelta(0) else None


async def _checked(visit: Visit, body: Body) -> Checked:
    services = visit.house.services
    try:
        return await asyncio.to_thread(services.roster.folder.look, _name(body), _text(body), services.now())
    except UnknownFile:
        raise _no_such_file() from None


def _ahead(active: ActiveDuty, checked: Checked, start: datetime) -> Json:
    assert checked.book is not None  # noqa: S101 asked before
    midnight = at_minute(local(start).date(), 0)
    found = difference(active.book, checked.book, midnight, midnight + AHEAD)
    return shapes.difference(found, active.book, checked.book)


def _titles(visit: Visit) -> dict[str, Json]:
    """The rosters by the names of their lines; the pages name the others."""
    active = visit.house.services.duty()
    if active is None:
        return {}
    lines = active.book.lines.values()
    return {
        f"rosters/{one.id}.yaml": {"title_zh": one.name_zh, "title_en": one.name_en, "line": one.id} for one in lines
    }


def _no_such_file() -> Refusal:
    return not_found("没有这个文件，或不能在这里编辑。", "There is no such file, or it cannot be edited here.")


def _stale(stale: Stale) -> Refusal:
    zh = "文件在您编辑期间已被修改，未发布。请核对后再发布。"
    en = "The file was changed while you edited it; not published. Look at it, then publish again."
    return Refusal(409, "stale", zh, en, {"text": stale.text, "base": mark_of(stale.text)})


def _refused(bad: BadFiles) -> Refusal:
    found = [shapes.finding(one) for one in (*bad.findings, *bad.warnings)]
    return Refusal(422, "findings", "有错误，未发布。", "There are errors; not published.", {"findings": found})
