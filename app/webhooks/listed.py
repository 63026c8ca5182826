"""``hotline webhooks list``: who is told of what, and how it goes."""

from __future__ import annotations

import argparse
import asyncio
import json

from rich.console import Console
from rich.table import Table

from app.house_database import house_database
from app.language import Say, add_language_option, speaker
from app.options import settings_of
from app.settings import Settings
from notices.hooks import store
from notices.hooks.queue import store as queue
from notices.hooks.queue.store import Stand
from notices.hooks.subscription import Subscription
from schedules.finding import Bilingual
from schedules.times import local

WORDS = "订阅一览：推给谁、推什么、送达情况 · who is told of what, and how it goes"


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="每行一个 JSON · a JSON object a line")
    add_language_option(parser)


def run(arguments: argparse.Namespace) -> int:
    settings, say = settings_of(arguments), speaker(arguments.lang)
    found = asyncio.run(_found(settings))
    if arguments.json:
        for one, stand in found:
            print(json.dumps(as_json(one, stand), ensure_ascii=False))
        return 0
    if not found:
        print(say(Bilingual("还没有订阅，见 webhooks add", "there are no subscriptions; see webhooks add")))
        return 0
    Console(markup=False).print(_table(found, say))
    return 0


async def _found(settings: Settings) -> list[tuple[Subscription, Stand]]:
    async with house_database(settings) as db, db.reading() as tx:
        everyone, stands = await store.everyone(tx), await queue.stands(tx)
    return [(one, stands.get(one.id, Stand())) for one in everyone]


def as_json(one: Subscription, stand: Stand) -> dict[str, object]:
    health = one.health
    return {
        "id": one.id,
        "url": one.url,
        "events": list(one.events),
        "lines": list(one.lines),
        "created_at": one.created_at.isoformat(),
        "created_by": one.created_by,
        "standing": standing(one).en,
        "waiting": stand.waiting,
        "dead": stand.dead,
        "last_taken_at": health.last_taken_at and health.last_taken_at.isoformat(),
        "failing_since": health.failing_since and health.failing_since.isoformat(),
        "last_error": health.last_error,
    }


def standing(one: Subscription) -> Bilingual:
    """How it goes with this one, in a word."""
    if one.health.disabled_at is not None:
        return Bilingual("已停用", "disabled")
    if one.health.failing_since is not None:
        return Bilingual("推送失败", "failing")
    return Bilingual("正常", "well") if one.health.last_taken_at else Bilingual("尚未推送", "not told yet")


def _table(found: list[tuple[Subscription, Stand]], say: Say) -> Table:
    table = Table()
    for words in (
        *(Bilingual("编号", "no."), Bilingual("网址", "address"), Bilingual("事件", "events")),
        *(Bilingual("专线", "lines"), Bilingual("状态", "standing"), Bilingual("待推送", "waiting")),
        *(Bilingual("死信", "dead"), Bilingual("最近送达", "last taken"), Bilingual("最近错误", "last error")),
    ):
        table.add_column(say(words), overflow="fold")
    for one, stand in found:
        taken = one.health.last_taken_at
        table.add_row(
            *(str(one.id), one.url, "\n".join(one.events), "\n".join(one.lines) or say(Bilingual("全部", "all"))),
            *(say(standing(one)), f"{stand.waiting:,}", f"{stand.dead:,}"),
            *(f"{local(taken):%Y-%m-%d %H:%M}" if taken else "", one.health.last_error),
        )
    return table
