"""``hotline webhooks dead``: events that were given up, and trying them once more."""

from __future__ import annotations

import argparse
import asyncio
import json

from app.language import Say, add_language_option, speaker
from app.options import settings_of
from app.roster.options import who
from app.settings import Settings
from app.webhooks.opened import opened, subscription_of
from notices.hooks.queue import store as queue
from notices.hooks.queue.store import DeadLetter
from schedules.finding import Bilingual
from schedules.times import local
from storage.audit import Deed, record

WORDS = "死信：过了期限仍未送达的事件，可重试 · events that were given up; --retry tries them once more"
MOST = 200  # shown


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("which", nargs="?", default="", metavar="WHICH", help="只看这个订阅 · of this one alone")
    parser.add_argument("--retry", action="store_true", help="重新推送 · try them once more")
    parser.add_argument("--who", metavar="NAME", help="由谁，缺省为系统登录名 · by whom, by default the login name")
    parser.add_argument("--json", action="store_true", help="每行一个 JSON · a JSON object a line")
    add_language_option(parser)


def run(arguments: argparse.Namespace) -> int:
    settings, say = settings_of(arguments), speaker(arguments.lang)
    if arguments.retry:
        many = asyncio.run(_retried(settings, arguments))
        print(say(Bilingual(f"{many} 个事件将重新推送", f"{many} events are on their way once more")))
        return 0
    letters = asyncio.run(_found(settings, arguments.which))
    if arguments.json:
        for letter in letters:
            print(json.dumps(as_json(letter), ensure_ascii=False))
        return 0
    for letter in letters:
        print(told(letter, say))
    if not letters:
        print(say(Bilingual("没有死信", "nothing was given up")))
    return 0


async def _found(settings: Settings, which: str) -> list[DeadLetter]:
    async with opened(settings) as house:
        of = (await subscription_of(house, which)).id if which else None
        async with house.db.reading() as tx:
            return await queue.dead(tx, of, limit=MOST)


async def _retried(settings: Settings, arguments: argparse.Namespace) -> int:
    async with opened(settings) as house:
        of = (await subscription_of(house, arguments.which)).id if arguments.which else None
        async with house.db.transaction() as tx:
            many = await queue.revive(tx, of, house.now)
            target = f"webhook {of}" if of is not None else "webhooks"
            await record(tx, Deed(house.now, who(arguments), "retried dead events", target, {"events": str(many)}))
    return many


def as_json(letter: DeadLetter) -> dict[str, object]:
    return {
        "subscription": letter.subscription,
        "id": letter.id,
        "type": letter.type,
        "subject": letter.subject,
        "at": letter.at.isoformat(),
        "dead_at": letter.dead_at.isoformat(),
        "attempts": letter.attempts,
        "error": letter.error,
    }


def told(letter: DeadLetter, say: Say) -> str:
    """Two lines: which event, and what became of it."""
    what = f"{letter.id}  {letter.type}  {letter.subject}  {local(letter.at):%Y-%m-%d %H:%M}"
    zh = f"订阅 {letter.subscription}，试推 {letter.attempts} 次：{letter.error}"
    return (
        f"{what}\n    {say(Bilingual(zh, f'to {letter.subscription}, tried {letter.attempts} times: {letter.error}'))}"
    )
