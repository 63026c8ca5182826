"""``hotline keys retire``: remove keys that nothing is sealed with any more.

Not before an hour has passed since another key took over: until then a process may still hold what it sealed with the
old one. A backup of the database from before needs the ``var/secrets`` that was backed up with it.
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

from app.alone import alone
from app.clock import Clock
from app.keys.opened import Opened, opened
from app.language import add_language_option, speaker
from app.options import settings_of
from app.roster.options import who
from schedules.finding import Bilingual
from schedules.times import local
from storage.audit import Deed, record
from storage.keys import Key

WORDS = "清除不再使用的旧密钥 · remove keys that nothing is sealed with any more"
HELD_FOR = timedelta(hours=1)


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--who", metavar="NAME", help="由谁，缺省为系统登录名 · by whom, by default the login name")
    add_language_option(parser)


def run(arguments: argparse.Namespace) -> int:
    settings, say = settings_of(arguments), speaker(arguments.lang)
    now = Clock(settings.shift).now()

    async def done() -> list[Bilingual]:
        async with opened(settings) as house:
            return await retire(house, who(arguments), now)

    with alone(settings.var):
        told = asyncio.run(done())
    for words in told:
        print(say(words))
    return 0


async def retire(house: Opened, by: str, now: datetime) -> list[Bilingual]:
    """Remove what may be removed; what became of each key that only opens, in words."""
    left = house.keys.ring().left
    if not left:
        return [Bilingual("没有旧密钥", "there are no old keys")]
    used = await house.used()
    idle = [key for key in left if not used[key.number] and _long_enough(key, now)]
    for key in idle:
        async with house.db.transaction() as tx:
            await record(tx, Deed(now, by, "retired a key", f"key {key.number}"))
        house.keys.change(lambda ring, number=key.number: ring.without(number))  # type: ignore[misc]
    return [_told(key, used[key.number], idle) for key in left]


def _long_enough(key: Key, now: datetime) -> bool:
    return key.left_at is not None and now - key.left_at >= HELD_FOR


def _told(key: Key, used: int, removed: Sequence[Key]) -> Bilingual:
    if key in removed:
        return Bilingual(f"密钥 {key.number} 已清除", f"key {key.number} is removed")
    if used:
        zh = f"密钥 {key.number} 还有 {used} 项在用，请先运行 keys rotate"
        return Bilingual(zh, f"key {key.number} still opens {used}: `keys rotate` first")
    when = f"{local(key.left_at + HELD_FOR):%H:%M}" if key.left_at else ""
    zh = f"密钥 {key.number} 已不再使用，{when} 之后可用 keys retire 清除"
    return Bilingual(zh, f"key {key.number} is out of use; after {when} `keys retire` removes it")
