"""``hotline webhooks replay WHICH``: events of a time, or one, once more, under the same ids."""

from __future__ import annotations

import argparse
import asyncio

from app.cannot_open import CannotOpen
from app.language import add_language_option, speaker
from app.options import settings_of
from app.roster.options import instant, who
from app.settings import Settings
from app.webhooks.opened import add_which, opened, subscription_of
from notices.hooks.queue import store as queue
from schedules.finding import Bilingual
from schedules.times import local
from storage.audit import Deed, record

WORDS = "重推一段时间的事件，事件编号不变 · send events of a time once more, under the same ids"


def add(parser: argparse.ArgumentParser) -> None:
    add_which(parser)
    parser.add_argument("--since", type=instant, metavar="TIME", help='从何时起，如 "2026-11-23 09:00" · from then on')
    parser.add_argument("--until", type=instant, metavar="TIME", help="到何时止（不含），缺省为全部 · before then")
    parser.add_argument("--id", default="", metavar="EVENT", help="只这一个事件，evt_… · this event alone")
    parser.add_argument("--who", metavar="NAME", help="由谁，缺省为系统登录名 · by whom, by default the login name")
    add_language_option(parser)


def run(arguments: argparse.Namespace) -> int:
    settings, say = settings_of(arguments), speaker(arguments.lang)
    if arguments.since is None and not arguments.id:
        raise CannotOpen(["请写 --since 或 --id · say --since or --id"])
    many = asyncio.run(_replayed(settings, arguments))
    print(say(Bilingual(f"{many} 个事件将重新推送", f"{many} events are on their way once more")))
    return 0 if many else 1


async def _replayed(settings: Settings, arguments: argparse.Namespace) -> int:
    async with opened(settings) as house:
        one = await subscription_of(house, arguments.which)
        wanted = queue.Wanted(arguments.since, arguments.until, arguments.id)
        async with house.db.transaction() as tx:
            many = await queue.replay(tx, one, wanted, house.now)
            span = [f"{local(at):%Y-%m-%d %H:%M}" if at else "" for at in (wanted.since, wanted.until)]
            told = {"url": one.url, "since": span[0], "until": span[1], "id": wanted.id, "events": str(many)}
            await record(tx, Deed(house.now, who(arguments), "replayed webhook events", f"webhook {one.id}", told))
    return many
