"""The calendar: who answers each line in a stretch of days, in exact stretches of time, and why."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

from aiohttp import web

from schedules.book import DutyBook
from schedules.calendar import Day
from schedules.engine.steps import Explanation, Step
from schedules.review.plan import by_name, marks, merged
from schedules.review.stretch import Stretch, walk
from schedules.times import at_minute, local, read_instant
from storage.ids import LineId
from web.errors import Refusal, bad_request, not_found
from web.roster import shapes
from web.shapes import Json, instant
from web.visit import Visit

MOST_DAYS = 42  # a month, and the weeks it begins and ends in
OPENING, CLOSING = date(2010, 1, 1), date(2099, 12, 31)
"""The calendar answers for these years."""


async def shown(visit: Visit) -> web.Response:
    first, days = _period(visit)
    active = visit.house.services.duty()
    if active is None:
        return web.json_response({"days": [], "lines": []})
    return web.json_response(await asyncio.to_thread(_plan, active.book, first, days))


def _plan(book: DutyBook, first: date, days: int) -> Json:
    start = at_minute(first, 0)
    end = start + timedelta(days=days)
    return {
        "days": [_day(book.calendar.day(first + timedelta(days=offset))) for offset in range(days)],
        "lines": [
            {**shapes.line(book, line), "stretches": [_stretch(book, line, one) for one in merged(found)]}
            for line in book.lines
            for found in (walk(book, line, start, end),)
        ],
    }


def _day(day: Day) -> Json:
    return {
        "date": day.date.isoformat(),
        "kind": day.kind.value,
        "name_zh": day.name.zh if day.name else "",
        "name_en": day.name.en if day.name else "",
        "assumed": day.assumed,
    }


def _stretch(book: DutyBook, line: LineId, one: Stretch) -> Json:
    because = book.explain(line, one.start)
    return {
        "start": instant(one.start),
        "end": instant(one.end),
        "state": one.answer.state.value,
        "groups": [shapes.group(book, id_) for id_ in one.answer.groups],
        "marks": [mark.value for mark in marks(one)],
        "people": [{"group": team.group, **(shapes.people(book, team) or {})} for team in by_name(one)],
        "because_zh": because.zh,
        "because_en": because.en,
    }


async def ask(visit: Visit) -> web.Response:
    """What if somebody called this line then: the answer, and every rule that was looked at."""
    active = visit.house.services.duty()
    line, written = LineId(visit.query("line") or ""), visit.query("at") or ""
    at = read_instant(written)
    if at is None or not OPENING <= at.date() <= CLOSING:
        raise bad_request("时刻应写作 2026-11-23 12:30。", "An instant is written 2026-11-23 12:30.")
    if active is None or line not in active.book.lines:
        raise not_found("没有这条专线。", "There is no such line.")
    book = active.book
    found = await asyncio.to_thread(book.explanation, line, at)
    changes = await asyncio.to_thread(book.next_change, line, at)
    version = {"seq": active.version.seq, "hash": book.version}
    return web.json_response(
        {"at": instant(local(at)), **shapes.line(book, line), **_explained(book, found)}
        | {"until": instant(changes), "version": version}
    )


def _explained(book: DutyBook, found: Explanation) -> Json:
    return {
        "state": found.answer.state.value,
        "groups": [shapes.group(book, id_) for id_ in found.answer.groups],
        "assumed": found.answer.assumed,
        "rule": found.answer.rule,
        "because_zh": found.because.zh,
        "because_en": found.because.en,
        "steps": [_step(step) for step in found.steps],
    }


def _step(step: Step) -> Json:
    return {
        "level": step.level.number,
        **shapes.words("level", step.level.words),
        "because_zh": step.because.zh,
        "because_en": step.because.en,
        "decides": step.decides,
    }


def _period(visit: Visit) -> tuple[date, int]:
    """The days asked for, this week where none are."""
    today = local(visit.house.services.now()).date()
    written, days = visit.query("from"), visit.query("days") or "7"
    try:
        first = date.fromisoformat(written) if written else today - timedelta(days=today.weekday())
        count = int(days) if days.isascii() and days.isdigit() else 0
    except ValueError:
        raise _bad_period() from None
    if not (1 <= count <= MOST_DAYS and first >= OPENING and first + timedelta(days=count) <= CLOSING):
        raise _bad_period()
    return first, count


def _bad_period() -> Refusal:
    return bad_request(f"日期有误，或超过 {MOST_DAYS} 天。", f"Not a period of at most {MOST_DAYS} days.")
