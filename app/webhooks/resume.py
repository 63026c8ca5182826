"""``hotline webhooks resume WHICH``: tell a system again that had said that it is gone."""

from __future__ import annotations

import argparse
import asyncio

from app.language import add_language_option, speaker
from app.options import settings_of
from app.roster.options import who
from app.settings import Settings
from app.webhooks.opened import add_which, opened, subscription_of
from notices.hooks import store
from notices.hooks.subscription import Health, Subscription
from schedules.finding import Bilingual
from storage.audit import Deed, record

WORDS = "恢复因 410 停用的订阅，或立即重试推送失败的 · go on with one that was disabled, or try a failing one now"


def add(parser: argparse.ArgumentParser) -> None:
    add_which(parser)
    parser.add_argument("--who", metavar="NAME", help="由谁，缺省为系统登录名 · by whom, by default the login name")
    add_language_option(parser)


def run(arguments: argparse.Namespace) -> int:
    settings, say = settings_of(arguments), speaker(arguments.lang)
    one = asyncio.run(_resumed(settings, arguments))
    zh = f"订阅 {one.id} 已恢复；停用期间的事件用 webhooks replay 重推"
    print(say(Bilingual(zh, f"subscription {one.id} goes on; `webhooks replay` sends what happened meanwhile")))
    return 0


async def _resumed(settings: Settings, arguments: argparse.Namespace) -> Subscription:
    async with opened(settings) as house:
        one = await subscription_of(house, arguments.which)
        async with house.db.transaction() as tx:
            await store.save_health(tx, one.id, Health(last_taken_at=one.health.last_taken_at))
            deed = Deed(house.now, who(arguments), "resumed a webhook", f"webhook {one.id}", {"url": one.url})
            await record(tx, deed)
    return one
