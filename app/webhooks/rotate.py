"""``hotline webhooks rotate WHICH``: a new secret; the old one signs as well for a while: nothing is refused."""

from __future__ import annotations

import argparse
import asyncio
from datetime import datetime, timedelta

from app.language import add_language_option, speaker
from app.options import settings_of
from app.roster.options import who
from app.settings import Settings
from app.webhooks.opened import add_which, opened, subscription_of
from notices.hooks import store
from notices.hooks.signing import new_secret
from schedules.finding import Bilingual
from schedules.times import local
from storage.audit import Deed, record

WORDS = "更换密钥：一段时间内新旧密钥同时签名 · a new secret; for a time both sign"
MOST_HOURS = 240


def add(parser: argparse.ArgumentParser) -> None:
    add_which(parser)
    both = "新旧密钥同时签名的小时数，缺省 24，泄露时写 0 · hours for which both sign; 0 where the old one leaked"
    parser.add_argument("--both", type=_hours, default=24, metavar="HOURS", help=both)
    parser.add_argument("--who", metavar="NAME", help="由谁，缺省为系统登录名 · by whom, by default the login name")
    add_language_option(parser)


def run(arguments: argparse.Namespace) -> int:
    settings, say = settings_of(arguments), speaker(arguments.lang)
    secret, until = asyncio.run(_rotated(settings, arguments))
    print(say(Bilingual(f"新密钥（仅显示这一次）：{secret}", f"the new secret, shown this once: {secret}")))
    if arguments.both:
        when = f"{local(until):%Y-%m-%d %H:%M}"
        print(say(Bilingual(f"旧密钥到 {when} 为止仍同时签名", f"the old one signs as well until {when}")))
    return 0


async def _rotated(settings: Settings, arguments: argparse.Namespace) -> tuple[str, datetime]:
    async with opened(settings) as house:
        one = await subscription_of(house, arguments.which)
        secret, until = new_secret(), house.now + timedelta(hours=arguments.both)
        async with house.db.transaction() as tx:
            await store.rotate(tx, one.id, house.vault.seal(secret), until)
            told = {"url": one.url, "both_until": local(until).isoformat()}
            deed = Deed(house.now, who(arguments), "rotated a webhook's secret", f"webhook {one.id}", told)
            await record(tx, deed)
    return secret, until


def _hours(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 4 and int(text) <= MOST_HOURS):
        raise argparse.ArgumentTypeError(f"0-{MOST_HOURS}")
    return int(text)
