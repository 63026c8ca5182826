"""``hotline roster versions``: how far each version has come: stored, deciding on every node, rendered for Asterisk."""

from __future__ import annotations

import argparse
import asyncio
import json
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from app.clock import Clock
from app.language import Say, add_language_option, speaker
from app.options import settings_of
from app.roster.log import NARROW, STANDINGS, as_json, told
from app.roster.sources import versions_database
from app.settings import Settings
from schedules import store
from schedules.finding import Bilingual
from schedules.progress import Nodes
from schedules.rollback import differing
from schedules.standing import Standing, standings
from schedules.version import DamagedVersion, PublishedVersion
from storage.database import Transaction

WORDS = "各版本走到哪一步：已保存、已用于判断、已写入 Asterisk · stored, deciding, rendered"
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Ticks:
    """How far a version has come, on all nodes that were heard of lately."""

    version: PublishedVersion
    standing: Standing
    stored: bool
    deciding: bool
    rendered: bool


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="每行一个 JSON · a JSON object a line")
    add_language_option(parser)


def run(arguments: argparse.Namespace) -> int:
    settings, say = settings_of(arguments), speaker(arguments.lang)
    found, astray = asyncio.run(_look(settings))
    if arguments.json:
        for one in found:
            ticks = {"stored": one.stored, "deciding": one.deciding, "rendered": one.rendered}
            print(json.dumps(as_json(one.version, one.standing) | ticks, ensure_ascii=False))
        return 0
    Console(markup=False).print(_table(found, say))
    if astray:
        listed = ", ".join(astray)
        print(say(Bilingual(f"! 配置目录与生效版本不一致：{listed}", f"! not as in the version in force: {listed}")))
    return 0


async def _look(settings: Settings) -> tuple[list[Ticks], list[str]]:
    now = Clock(settings.shift).now()
    astray: list[str] = []
    async with versions_database(settings) as db, db.reading() as tx:
        known, nodes = await store.versions(tx), Nodes(await store.nodes(tx), now)
        standing = standings(known, now)
        found = [
            Ticks(
                one,
                standing[one.seq],
                stored=await _stored(tx, one),
                deciding=nodes.deciding(one.seq),
                rendered=nodes.rendered(one.seq),
            )
            for one in known[:SHOWN]
        ]
        for one in found:
            if one.standing is Standing.IN_FORCE and one.stored:
                astray = differing(settings.config, await store.load(tx, one.version.hash))
    return found, astray


async def _stored(tx: Transaction, version: PublishedVersion) -> bool:
    """Its texts are there, and are what was published."""
    try:
        await store.load(tx, version.hash)
    except (KeyError, DamagedVersion):
        return False
    return True


def _table(found: list[Ticks], say: Say) -> Table:
    table = Table()
    for words in (
        *(Bilingual("版本", "version"), Bilingual("状态", "standing"), Bilingual("生效时刻", "in force from")),
        *(Bilingual("已保存", "stored"), Bilingual("用于判断", "deciding"), Bilingual("已写入", "rendered")),
        Bilingual("原因", "why"),
    ):
        table.add_column(say(words), overflow="fold", no_wrap=words.zh in NARROW)
    for one in found:
        ticks = ("✓" if tick else "–" for tick in (one.stored, one.deciding, one.rendered))
        table.add_row(
            str(one.version.seq), say(STANDINGS[one.standing]), told(one.version.since), *ticks, one.version.why
        )
    return table
