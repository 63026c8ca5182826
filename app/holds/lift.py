"""``hotline hold lift N``: the records need not be kept any longer than others of their class."""

from __future__ import annotations

import argparse
import asyncio

from app.cannot_open import CannotOpen
from app.clock import Clock
from app.house_database import house_database
from app.language import add_language_option, speaker
from app.options import settings_of
from app.responsible import add_responsible_options, responsible
from app.settings import Settings
from people.person import Action
from schedules.finding import Bilingual
from storage.holds import Hold, NoSuchHold, Saying, lift

WORDS = "解除留存 · lift a hold"


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", type=int, metavar="N", help="留存登记编号，见 hold list · the hold's number")
    parser.add_argument("--why", required=True, metavar="TEXT", help="原因 · the reason")
    add_responsible_options(parser)
    add_language_option(parser)


def run(arguments: argparse.Namespace) -> int:
    settings, say = settings_of(arguments), speaker(arguments.lang)
    hold = asyncio.run(_lift(settings, arguments))
    print(say(Bilingual(f"留存登记 {hold.id} 已解除", f"hold {hold.id} is lifted")))
    return 0


async def _lift(settings: Settings, arguments: argparse.Namespace) -> Hold:
    async with house_database(settings) as db:
        by = await responsible(db, arguments.who, Action.HOLD_RECORDS)
        async with db.transaction() as tx:
            try:
                return await lift(tx, arguments.id, Saying(by, arguments.why, Clock(settings.shift).now()))
            except NoSuchHold as none:
                reason = f"没有生效中的留存登记 {arguments.id} · no hold {arguments.id} stands"
                raise CannotOpen([reason]) from none
