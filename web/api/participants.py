"""Bringing the participant register in step with a list of another system: looked at first, then applied as it was.

The same importer as the page's, with the same words. Nobody can be looked up here.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from aiohttp import web

from participants.imports.bring import Applying, Importer, Moved, Table
from participants.imports.fault import BadTable, Fault
from participants.safe import Safe
from web.api.asked import Asked
from web.errors import Refusal
from web.participants import shapes
from web.participants.register import line_spellings
from web.shapes import Json, instant

CSV = "text/csv"
FIRST_ROW = 2
"""Of the table's own rows, as programs for tables count: the headings are in the first."""


async def preview(asked: Asked) -> web.Response:
    """What applying this list would do; nothing is kept of it."""
    table = _table(asked)
    try:
        found = await _importer(asked).look(table)
    except BadTable as bad:
        raise _refused(bad, asked) from None
    told = shapes.difference(found)
    return web.json_response(
        told | {"refused": _faults(found.refused, asked), "remarks": _faults(found.remarks, asked)}
    )


async def apply(asked: Asked) -> web.Response:
    """Apply the list as it was looked at: ``base`` is the import that the preview stood on."""
    table = _table(asked)
    try:
        done = await _importer(asked).apply(table, Applying(asked.token.who, asked.now, asked.query["base"]))
    except BadTable as bad:
        raise _refused(bad, asked) from None
    except Moved:
        zh, en = "档案在预览之后有变化，未导入。请重新预览。", "The register changed since; look at the preview again."
        raise Refusal(409, "moved", zh, en) from None
    if done is None:
        return web.json_response({"applied": False, "import": None})
    counts = {"added": done.added, "changed": done.changed, "gone": done.gone, "refused": done.refused}
    told = {"seq": done.seq, "at": instant(done.at), "complete": done.complete, "counts": counts}
    return web.json_response({"applied": True, "import": told})


def _importer(asked: Asked) -> Importer:
    services = asked.house.services
    safe = Safe(services.vault, services.identity)
    return Importer(services.db, safe, line_spellings(asked.book), asked.house.imports)


def _table(asked: Asked) -> Table:
    data = asked.body if isinstance(asked.body, bytes) else as_csv(asked.body)
    kind = "csv" if isinstance(asked.body, bytes) else "json"
    return Table(f"{asked.token.who}.{kind}", data, complete=asked.query.get("complete", False))


def as_csv(rows: Sequence[Mapping[str, str]]) -> bytes:
    """A list of rows as the table that it is. A cell has one line, so that rows are counted alike."""
    headings = list(dict.fromkeys(name for row in rows for name in row))
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow([_one_line(name) for name in headings])
    writer.writerows([[_one_line(row.get(name, "")) for name in headings] for row in rows])
    return written.getvalue().encode()


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _faults(some: Sequence[Fault], asked: Asked) -> list[Json]:
    """With a pointer into the list, where one was sent."""
    listed = not isinstance(asked.body, bytes)
    told: list[Json] = []
    for one, said in zip(some, shapes.faults(some), strict=False):
        place: Any = f"/{one.row - FIRST_ROW}" if listed and one.row is not None else None
        told.append(said | {"pointer": place})
    return told


def _refused(bad: BadTable, asked: Asked) -> Refusal:
    first = bad.faults[0].problem
    more = {"faults": _faults(bad.faults, asked)}
    return Refusal(422, "bad_table", f"{first.zh}，未导入。", f"Not imported: {first.en}.", more)
