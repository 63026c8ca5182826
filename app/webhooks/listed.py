"""``hotline webhooks list``: who is told of what, and how it goes."""

from __future__ import annotations

import argparse
import asyncio
import json
from collections.abc import Iterator

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
    for one, stand in found:
        print("\n".join(told(one, stand, say)))
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


def told(one: Subscription, stand: Stand, say: Say) -> Iterator[str]:
    """A few lines of one subscription: to whom, of what, how it goes."""
    health, lines = one.health, say(Bilingual("、", ", ")).join(one.lines)
    yield f"{one.id}  {one.url}  {say(standing(one))}"
    events = say(Bilingual("、", ", ")).join(one.events)
    of_lines = Bilingual(f"专线 {lines}", f"of {lines}") if lines else Bilingual("全部专线", "of all lines")
    yield f"   {events} · {say(of_lines)}"
    taken = f"{local(health.last_taken_at):%Y-%m-%d %H:%M}" if health.last_taken_at else "–"
    zh = f"待推送 {stand.waiting:,} · 死信 {stand.dead:,} · 最近送达 {taken}"
    yield "   " + say(Bilingual(zh, f"{stand.waiting:,} waiting · {stand.dead:,} dead · last taken {taken}"))
    since = health.disabled_at or health.failing_since
    if since is not None:
        when = f"{local(since):%Y-%m-%d %H:%M}"
        yield "   " + say(Bilingual(f"自 {when}：{health.last_error}", f"since {when}: {health.last_error}"))
