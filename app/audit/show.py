"""``hotline audit show``: who did what, when, to what and why, the latest first."""

from __future__ import annotations

import argparse
import asyncio
import json

from rich.console import Console
from rich.table import Table

from app.house_database import house_database
from app.language import Say, add_language_option, speaker
from app.options import settings_of
from app.roster.options import instant
from app.settings import Settings
from schedules.finding import Bilingual
from schedules.times import local
from storage import audit
from storage.audit import AuditRow, Wanted

WORDS = "审计日志：何人、何时、做了什么 · who did what, when, to what and why"
MOST = 100_000


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--who", default="", help="何人：账号 · a person's account, or a process")
    parser.add_argument("--what", default="", help="所做的事，如 “looked at” · the deed, e.g. “looked at”")
    parser.add_argument("--target", default="", help="对象或其开头，如 “order YN-2026” · the target or its beginning")
    parser.add_argument("--since", type=instant, metavar="TIME", help="自此时刻起 · from then on")
    parser.add_argument("--until", type=instant, metavar="TIME", help="此时刻之前 · before then")
    parser.add_argument("--limit", type=_limit, default=50, metavar="N", help="最多几条，缺省 50 · at most so many")
    parser.add_argument("--json", action="store_true", help="每行一个 JSON · a JSON object a line")
    add_language_option(parser)


def run(arguments: argparse.Namespace) -> int:
    settings, say = settings_of(arguments), speaker(arguments.lang)
    wanted = Wanted(arguments.who, arguments.what, arguments.target, arguments.since, arguments.until)
    found = asyncio.run(_found(settings, wanted, arguments.limit))
    if arguments.json:
        for row in found:
            print(json.dumps(as_json(row), ensure_ascii=False))
    else:
        Console(markup=False).print(_table(found, say))
    return 0


async def _found(settings: Settings, wanted: Wanted, limit: int) -> list[AuditRow]:
    async with house_database(settings) as db, db.reading() as tx:
        return await audit.rows(tx, wanted, limit=limit)


def as_json(row: AuditRow) -> dict[str, object]:
    deed = row.deed
    told = {"who": deed.who, "what": deed.what, "target": deed.target, "data": dict(deed.data)}
    return {"seq": row.seq, "at": deed.at.isoformat(), **told, "hash": row.hash}


def _table(found: list[AuditRow], say: Say) -> Table:
    table = Table()
    for words in (
        *(Bilingual("序号", "no."), Bilingual("时刻", "at"), Bilingual("何人", "who"), Bilingual("事项", "what")),
        *(Bilingual("对象", "target"), Bilingual("详情", "more")),
    ):
        table.add_column(say(words), overflow="fold", no_wrap=words.en in {"no.", "at"})
    for row in found:
        deed = row.deed
        more = " ".join(f"{key}={value}" for key, value in deed.data.items())
        table.add_row(str(row.seq), f"{local(deed.at):%Y-%m-%d %H:%M:%S}", deed.who, deed.what, deed.target, more)
    return table


def _limit(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= MOST):
        raise argparse.ArgumentTypeError(f"1-{MOST}")
    return int(text)
