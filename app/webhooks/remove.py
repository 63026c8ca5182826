"""``hotline webhooks remove WHICH``: a system is told nothing any more; what was on its way to it is dropped."""

from __future__ import annotations

import argparse
import asyncio

from app.language import Say, add_language_option, speaker
from app.options import settings_of
from app.roster.options import add_yes, confirmed, who
from app.settings import Settings
from app.webhooks.opened import add_which, opened, subscription_of
from notices.hooks import store
from notices.hooks.queue import store as queue
from notices.hooks.queue.store import Stand
from schedules.finding import Bilingual
from storage.audit import Deed, record

WORDS = "退订：不再推送，尚未送达的也不再送 · tell a system nothing any more"


def add(parser: argparse.ArgumentParser) -> None:
    add_which(parser)
    parser.add_argument("--who", metavar="NAME", help="由谁，缺省为系统登录名 · by whom, by default the login name")
    add_yes(parser)
    add_language_option(parser)


def run(arguments: argparse.Namespace) -> int:
    return asyncio.run(_removed(settings_of(arguments), arguments, speaker(arguments.lang)))


async def _removed(settings: Settings, arguments: argparse.Namespace, say: Say) -> int:
    async with opened(settings) as house:
        one = await subscription_of(house, arguments.which)
        async with house.db.reading() as tx:
            waiting = (await queue.stands(tx)).get(one.id, Stand()).waiting
        zh = f"退订 {one.id}（{one.url}）？还有 {waiting} 个事件未送达，将一并丢弃"
        question = Bilingual(zh, f"remove {one.id} ({one.url})? {waiting} events on their way to it are dropped")
        if not confirmed(arguments, question, say):
            return 1
        async with house.db.transaction() as tx:
            await store.remove(tx, one.id)
            told = {"url": one.url, "waiting": str(waiting)}
            await record(tx, Deed(house.now, who(arguments), "removed a webhook", f"webhook {one.id}", told))
    print(say(Bilingual(f"已退订 {one.id}", f"subscription {one.id} is removed")))
    return 0
