"""A change of ``leave.yaml`` from the page: shown first, with what speaks against it, then published."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from aiohttp import web

from schedules.absence_fields import Fields
from schedules.book import DutyBook
from schedules.bundle import LEAVE
from schedules.document import parse
from schedules.finding import BadFiles, Finding, Severity
from schedules.language.leave import NEEDS_DESPITE
from schedules.leave_entry import NoSuchLeave
from schedules.review.diff import difference
from schedules.review.looking import AHEAD
from schedules.saving import Folder
from schedules.swap_entry import NoSuchSwap
from schedules.times import at_minute, local, read_dates, read_instant
from storage.ids import PersonId
from web.errors import Refusal
from web.roster import shapes
from web.roster.files import cannot_publish, published, publishing
from web.shapes import Json
from web.visit import Body, Visit


@dataclass(frozen=True, slots=True)
class Change:
    """What is done with the file's text, why, where its entry then stands, and from which day on it matters."""

    edit: Callable[[str], str]
    why: str
    fields: Callable[[str], Fields]
    since: date


class Moment(NamedTuple):
    """What a change is compared with."""

    book: DutyBook
    now: datetime


async def carry_out(visit: Visit, body: Body, change: Change) -> web.Response:
    """Publish the change; where the body asks for a ``preview``, only tell what it would do."""
    what, folder = publishing(visit, change.why), visit.house.services.roster.folder
    active = visit.house.services.duty()
    try:
        if body.flag("preview"):
            moment = Moment(active.book, what.now) if active else None
            return web.json_response(await asyncio.to_thread(_looked, folder, change, moment, what.now))
        version = await folder.change(LEAVE, change.edit, what)
    except (NoSuchLeave, NoSuchSwap):
        zh = "这条记录已被修改，请刷新后重试。"
        raise Refusal(409, "stale", zh, "This entry was changed; look again.") from None
    except (BadFiles, OSError) as error:
        raise cannot_publish(error) from None
    return await published(visit, version, what)


def name_of(visit: Visit, person: str) -> str:
    """A person by name, for the version's log; the id where nobody has it."""
    active = visit.house.services.duty()
    known = active.book.people.get(PersonId(person)) if active else None
    return known.name if known else person


def day_of(written: str) -> date:
    """The day of a date or an instant that was read before."""
    days, instant = read_dates(written), read_instant(written)
    assert days or instant  # noqa: S101 asked before
    return days[0] if days else local(instant).date() if instant else date.min


def _looked(folder: Folder, change: Change, moment: Moment | None, now: datetime) -> Json:
    """The errors that stand against it, the warnings that come with it, and what would change."""
    text = folder.text(LEAVE)
    parse(LEAVE, text)
    changed = change.edit(text)
    before, after = folder.look(LEAVE, text, now), folder.look(LEAVE, changed, now)
    fields = change.fields(changed)
    first = max(local(now).date(), change.since)
    found = [{**shapes.finding(one), **_about(one, fields)} for one in _new(before.findings, after.findings)]
    compared = None
    if after.book is not None and moment is not None:
        start = at_minute(first, 0)
        compared = shapes.difference(difference(moment.book, after.book, start, start + AHEAD), moment.book, after.book)
    return {"findings": found, "difference": compared, "from": first.isoformat()}


def _new(before: tuple[Finding, ...], after: tuple[Finding, ...]) -> Iterator[Finding]:
    """All errors, since each hinders; of the warnings those that were not there before."""
    known = {(one.file, one.problem) for one in before}
    return (one for one in after if one.severity is Severity.ERROR or (one.file, one.problem) not in known)


def _about(one: Finding, fields: Fields) -> Json:
    """``field`` is the key of this entry that the finding speaks of; None where it is about something else."""
    field = fields.get((one.line, one.column)) if one.file == LEAVE else None
    return {"field": field, "despite": field is not None and one.remedy == NEEDS_DESPITE}
