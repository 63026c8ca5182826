"""``hotline hold list``: what is kept, since when, by whom and why."""

from __future__ import annotations

import argparse
import asyncio
import json

from rich.console import Console
from rich.table import Table

from app.house_database import house_database
from app.keys.opened import keys_of
from app.language import Say, add_language_option, speaker
from app.options import settings_of
from app.settings import Settings
from schedules.finding import Bilingual
from schedules.times import local
from storage.holds import Hold, HoldKind, ever, standing
from storage.looks import masked_number
from storage.vault import Vault

WORDS = "留存登记一览 · the holds that stand"
KINDS = {
    HoldKind.ORDER: Bilingual("工单", "order"),
    HoldKind.CALL: Bilingual("来电", "call"),
    HoldKind.CALLER: Bilingual("来电者", "caller"),
    HoldKind.LINE: Bilingual("专线", "line"),
    HoldKind.ALL: Bilingual("全部", "everything"),
}


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--all", action="store_true", help="包括已解除的 · those that were lifted as well")
    parser.add_argument("--json", action="store_true", help="每行一个 JSON · a JSON object a line")
    add_language_option(parser)


def run(arguments: argparse.Namespace) -> int:
    settings, say = settings_of(arguments), speaker(arguments.lang)
    found = asyncio.run(_found(settings, lifted=arguments.all))
    told = [(hold, shown(hold, settings)) for hold in found]
    if arguments.json:
        for hold, subject in told:
            print(json.dumps(as_json(hold, subject), ensure_ascii=False))
    else:
        Console(markup=False).print(_table(told, say))
    return 0


async def _found(settings: Settings, *, lifted: bool) -> list[Hold]:
    async with house_database(settings) as db, db.reading() as tx:
        return await (ever(tx) if lifted else standing(tx))


def shown(hold: Hold, settings: Settings) -> str:
    """The subject as people know it; a caller's number masked."""
    if hold.subject.sealed is None:
        return hold.subject.name
    return masked_number(Vault(keys_of(settings)), hold.subject.sealed)


def as_json(hold: Hold, subject: str) -> dict[str, object]:
    put, lifted = hold.put, hold.lifted
    return {
        "id": hold.id,
        "kind": hold.subject.kind.value,
        "subject": subject,
        "put": {"who": put.who, "why": put.why, "at": put.at.isoformat()},
        "lifted": {"who": lifted.who, "why": lifted.why, "at": lifted.at.isoformat()} if lifted else None,
    }


def _table(told: list[tuple[Hold, str]], say: Say) -> Table:
    table = Table()
    for words in (
        *(Bilingual("编号", "no."), Bilingual("范围", "of"), Bilingual("对象", "subject"), Bilingual("自", "since")),
        *(Bilingual("何人", "who"), Bilingual("原因", "why"), Bilingual("解除", "lifted")),
    ):
        table.add_column(say(words), overflow="fold")
    for hold, subject in told:
        lifted = f"{local(hold.lifted.at):%Y-%m-%d} {hold.lifted.who}: {hold.lifted.why}" if hold.lifted else ""
        put = hold.put
        row = (str(hold.id), say(KINDS[hold.subject.kind]), subject, f"{local(put.at):%Y-%m-%d %H:%M}")
        table.add_row(*row, put.who, put.why, lifted)
    return table
