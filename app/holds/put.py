"""``hotline hold put KIND SUBJECT``: keep an order, a call, a caller, a line or everything until the hold is lifted."""

from __future__ import annotations

import argparse
import asyncio

from app.cannot_open import CannotOpen
from app.clock import Clock
from app.house_database import house_database
from app.keys.opened import keys_of
from app.language import add_language_option, speaker
from app.options import settings_of
from app.responsible import add_responsible_options, responsible
from app.settings import Settings
from people.person import Action
from schedules.finding import Bilingual
from storage.database import Transaction
from storage.holds import Hold, HoldKind, Saying, Subject, put
from storage.vault import Vault
from web.records.subject import subject_of

WORDS = "依法留存：到期也不删除 · keep these records however old they become"
KINDS = "order 工单号、call 来电标识、caller 来电号码、line 专线、all 全部"


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", choices=[kind.value for kind in HoldKind], metavar="KIND", help=KINDS)
    parser.add_argument("subject", nargs="?", default="", metavar="SUBJECT", help="对象，all 不填 · none for all")
    parser.add_argument("--why", required=True, metavar="TEXT", help="原因，如案号 · the reason, e.g. a case number")
    add_responsible_options(parser)
    add_language_option(parser)


def run(arguments: argparse.Namespace) -> int:
    settings, say = settings_of(arguments), speaker(arguments.lang)
    hold = asyncio.run(_put(settings, arguments))
    print(say(Bilingual(f"留存登记 {hold.id} 已生效", f"hold {hold.id} stands")))
    return 0


async def _put(settings: Settings, arguments: argparse.Namespace) -> Hold:
    async with house_database(settings) as db:
        by = await responsible(db, arguments.who, Action.HOLD_RECORDS)
        async with db.transaction() as tx:
            subject = await _subject(tx, settings, HoldKind(arguments.kind), arguments.subject.strip())
            return await put(tx, subject, Saying(by, arguments.why, Clock(settings.shift).now()))


async def _subject(tx: Transaction, settings: Settings, kind: HoldKind, said: str) -> Subject:
    lines = {path.stem for path in (settings.config / "rosters").glob("*.yaml")}
    found = await subject_of(tx, Vault(keys_of(settings)), lines, kind, said)
    if found is None:
        raise CannotOpen([f"没有找到 {kind.value} “{said}” · there is no {kind.value} “{said}”"])
    return found
