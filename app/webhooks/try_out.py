"""``hotline webhooks test WHICH``: one signed event now, and what the system said to it."""

from __future__ import annotations

import argparse
import asyncio
import secrets
import time

from app.language import add_language_option, speaker
from app.options import settings_of
from app.settings import Settings
from app.webhooks.opened import add_which, opened, subscription_of
from notices.hooks.event import TEST, EventId, body_of
from notices.hooks.post import Answer, Post
from notices.hooks.signing import signed_headers
from schedules.finding import Bilingual

WORDS = "试推一个 webhook.test 事件，看对方如何回答 · send one signed event now, and show the answer"


def add(parser: argparse.ArgumentParser) -> None:
    add_which(parser)
    add_language_option(parser)


def run(arguments: argparse.Namespace) -> int:
    settings, say = settings_of(arguments), speaker(arguments.lang)
    answer, seconds = asyncio.run(_tried(settings, arguments.which))
    took = f"{seconds * 1000:.0f} ms"
    if answer.taken:
        print(say(Bilingual(f"对方已接收（{took}）", f"taken ({took})")))
        return 0
    print(say(Bilingual(f"未接收（{took}）：{answer.error}", f"not taken ({took}): {answer.error}")))
    return 1


async def _tried(settings: Settings, which: str) -> tuple[Answer, float]:
    async with opened(settings) as house:
        one = await subscription_of(house, which)
        id_ = EventId(f"evt_test_{secrets.token_hex(12)}")
        body = body_of(id_, TEST, house.now, {"subscription": str(one.id)})
        headers = signed_headers(id_, body, house.now, [house.vault.open(one.sealed_secret)])
        async with Post(one.url, house.settings) as post:
            begun = time.monotonic()
            answer = await post.send(body, headers)
            return answer, time.monotonic() - begun
