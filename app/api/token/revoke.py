"""``hotline api token revoke N``: from the next request on it lets nobody in."""

from __future__ import annotations

import argparse
import asyncio
import sys

from app.clock import Clock
from app.house_database import house_database
from app.language import add_language_option, speaker
from app.options import settings_of
from app.roster.options import add_yes, confirmed, who
from clients import store
from schedules.finding import Bilingual
from storage.audit import Deed, record

WORDS = "吊销令牌，立即生效 · revoke a token, at once"


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("token", type=int, metavar="N", help="编号，见 list · its number, as in list")
    parser.add_argument("--who", metavar="NAME", help="由谁，缺省为系统登录名 · by whom, by default the login name")
    add_yes(parser)
    add_language_option(parser)


def run(arguments: argparse.Namespace) -> int:
    return asyncio.run(_run(arguments))


async def _run(arguments: argparse.Namespace) -> int:
    settings, say = settings_of(arguments), speaker(arguments.lang)
    async with house_database(settings) as db:
        async with db.reading() as tx:
            token = await store.by_id(tx, arguments.token)
        if token is None or token.revoked_at is not None:
            print(say(Bilingual("✗ 没有这个令牌，或已吊销", "✗ no such token, or revoked already")), file=sys.stderr)
            return 1
        named = f"{token.id} ({token.grant.client})"
        if not (said := confirmed(arguments, Bilingual(f"吊销令牌 {named}？", f"Revoke token {named}?"), say)):
            return 2 if said is None else 1
        now, by = Clock(settings.shift).now(), who(arguments)
        async with db.transaction() as tx:
            if await store.revoke(tx, token.id, by=by, at=now):
                data = {"client": token.grant.client}
                await record(tx, Deed(now, by, "revoked an API token", f"API token {token.id}", data))
    print(say(Bilingual(f"✓ 令牌 {named} 已吊销", f"✓ token {named} is revoked")))
    return 0
