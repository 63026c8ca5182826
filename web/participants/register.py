"""Looking somebody up, what the register stands on, and bringing it in step with a table."""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web

from participants.imports.bring import Applying, Importer, Moved, Table
from participants.imports.fault import BadTable
from participants.imports.headings import columns
from participants.imports.sheet import MOST_BYTES
from participants.imports.workbook import template as empty_table
from participants.register import store
from participants.register.find import MOST_FOUND, SHORTEST, find
from schedules.book import DutyBook
from storage.audit import Deed, record
from web.errors import Refusal, bad_request
from web.names import NameBook
from web.participants import shapes
from web.participants.identity import safe_of
from web.visit import Visit

LONGEST_QUESTION = 60
LONGEST_FILE_NAME = 120
MOST_IMPORTS = 20
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def search(visit: Visit) -> web.Response:
    """By a part of a company's name or one whole value; what was typed goes in a body, as addresses are logged."""
    body = await visit.body("q")
    text = body.text("q", most=LONGEST_QUESTION).strip()
    services, safe = visit.house.services, safe_of(visit)
    async with services.db.reading() as tx:
        found = await find(tx, safe, text)
    async with services.db.transaction_within(2.0) as tx:
        data = {"found": ", ".join(one.id for one in found)}
        await record(tx, Deed(services.now(), visit.person.id, "looked into the participant register", "", data))
    rules = services.identity
    answer = {"found": [shapes.found(rules, one) for one in found], "most": MOST_FOUND, "shortest": SHORTEST}
    return web.json_response(answer)


async def overview(visit: Visit) -> web.Response:
    """How many there are, and the tables that made them."""
    services = visit.house.services
    async with services.db.reading() as tx:
        names = await NameBook.read(tx, None)
        done = await store.latest_imports(tx, most=MOST_IMPORTS)
        size = await store.size(tx)
    return web.json_response({"size": size, "imports": [shapes.applied(one, names) for one in done]})


async def template(visit: Visit) -> web.Response:
    """An empty table with our headings."""
    wanted = columns(visit.house.services.identity)
    data = empty_table([one.heading.zh for one in wanted], [one.hint.zh for one in wanted])
    headers = {"Content-Disposition": 'attachment; filename="participants.xlsx"'}
    return web.Response(body=data, content_type=XLSX, headers=headers)


async def preview(visit: Visit) -> web.Response:
    """What applying this table would do; nothing is kept of it."""
    table = await _table(visit)
    try:
        found = await _importer(visit).look(table)
    except BadTable as bad:
        raise _refused(bad) from None
    return web.json_response(shapes.difference(found))


async def apply(visit: Visit) -> web.Response:
    """Apply the table as it was looked at. ``base``: the import that the preview stood on."""
    base = visit.query("base") or ""
    if not (base.isascii() and base.isdigit() and len(base) < 10):
        raise bad_request("请先预览再导入。", "Look at the preview first.")
    table, services = await _table(visit), visit.house.services
    try:
        done = await _importer(visit).apply(table, Applying(visit.person.id, services.now(), int(base)))
    except BadTable as bad:
        raise _refused(bad) from None
    except Moved:
        zh, en = "档案在预览之后有变化，未导入。请重新预览。", "The register changed since; look at the preview again."
        raise Refusal(409, "moved", zh, en) from None
    async with services.db.reading() as tx:
        names = await NameBook.read(tx, None)
    return web.json_response({"import": shapes.applied(done, names) if done else None})


def line_spellings(book: DutyBook | None) -> Mapping[str, str]:
    """How a line may be written in a table → its code."""
    lines = book.lines.values() if book else ()
    return {spelling: one.code for one in lines for spelling in (one.code, one.name_zh, one.name_en, one.id)}


def _importer(visit: Visit) -> Importer:
    services = visit.house.services
    active = services.duty()
    return Importer(services.db, safe_of(visit), line_spellings(active.book if active else None), visit.house.imports)


async def _table(visit: Visit) -> Table:
    """The file as the body; its name and whether it is complete in the query."""
    name = (visit.query("name") or "")[:LONGEST_FILE_NAME]
    data = await visit.request.clone(client_max_size=MOST_BYTES + 1).read()
    return Table(name, data, complete=visit.query("complete") == "1")


def _refused(bad: BadTable) -> Refusal:
    first = bad.faults[0].problem
    more = {"faults": shapes.faults(bad.faults)}
    return Refusal(422, "bad_table", f"{first.zh}，未导入。", f"Not imported: {first.en}.", more)
