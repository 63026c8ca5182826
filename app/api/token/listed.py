"""``hotline api token list``: every token that was made, what it may, and how much it is used."""

from __future__ import annotations

import argparse
import asyncio
import json
from datetime import datetime

from rich.console import Console
from rich.table import Table

from app.clock import Clock
from app.house_database import house_database
from app.language import Say, add_language_option, speaker
from app.options import settings_of
from app.settings import Settings
from clients import store
from clients.client import Token
from schedules.finding import Bilingual
from schedules.times import local

WORDS = "令牌一览及使用次数 · every token, what it may, how often it was used"
_COLUMNS = (
    *(Bilingual("编号", "no."), Bilingual("系统", "client"), Bilingual("授权", "scopes"), Bilingual("专线", "lines")),
    *(
        Bilingual("角色", "role"),
        Bilingual("状态", "state"),
        Bilingual("使用次数", "uses"),
        Bilingual("最近使用", "last used"),
    ),
)


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="每行一个 JSON · a JSON object a line")
    add_language_option(parser)


def run(arguments: argparse.Namespace) -> int:
    settings, say = settings_of(arguments), speaker(arguments.lang)
    tokens, now = asyncio.run(_tokens(settings)), Clock(settings.shift).now()
    if arguments.json:
        for token in tokens:
            print(json.dumps(as_json(token, now), ensure_ascii=False))
        return 0
    table = Table()
    for words in _COLUMNS:
        table.add_column(say(words))
    for token in tokens:
        table.add_row(*_cells(token, now, say))
    Console(markup=False).print(table)
    return 0


async def _tokens(settings: Settings) -> list[Token]:
    async with house_database(settings) as db, db.reading() as tx:
        return await store.every_token(tx)


def as_json(token: Token, now: datetime) -> dict[str, object]:
    grant = token.grant
    return {
        "id": token.id,
        "client": grant.client,
        "scopes": sorted(grant.scopes),
        "lines": sorted(grant.lines) or "all",
        "role": grant.role,
        "units": sorted(grant.units),
        "per_minute": grant.per_minute,
        "valid": token.lets_in(now),
        "expires_at": grant.expires_at.isoformat(),
        "made_at": token.made_at.isoformat(),
        "made_by": token.made_by,
        "revoked_at": token.revoked_at.isoformat() if token.revoked_at else None,
        "revoked_by": token.revoked_by,
        "uses": token.uses,
        "last_used_at": token.last_used_at.isoformat() if token.last_used_at else None,
    }


def _cells(token: Token, now: datetime, say: Say) -> tuple[str, ...]:
    grant = token.grant
    role = " ".join(filter(None, (grant.role, ",".join(sorted(grant.units)))))
    used = f"{local(token.last_used_at):%Y-%m-%d %H:%M}" if token.last_used_at else "–"
    return (
        *(str(token.id), grant.client, "\n".join(sorted(grant.scopes)), ",".join(sorted(grant.lines)) or "all"),
        *(role, say(_state(token, now)), str(token.uses), used),
    )


def _state(token: Token, now: datetime) -> Bilingual:
    if token.revoked_at is not None:
        on = f"{local(token.revoked_at):%Y-%m-%d}"
        return Bilingual(f"{on} 已吊销", f"revoked {on}")
    until = f"{local(token.grant.expires_at):%Y-%m-%d}"
    return Bilingual(f"有效至 {until}", f"until {until}") if token.lets_in(now) else Bilingual("已过期", "expired")
