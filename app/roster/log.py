"""``hotline roster log``: who published what, when and why, the latest first."""

from __future__ import annotations

import argparse
import asyncio
import json
from datetime import datetime

from rich.console import Console
from rich.table import Table

from app.clock import Clock
from app.language import Say, add_language_option, speaker
from app.options import settings_of
from app.roster.sources import versions_database
from app.settings import Settings
from schedules import store
from schedules.finding import Bilingual
from schedules.standing import Standing, standings
from schedules.times import local
from schedules.version import PublishedVersion

WORDS = "发布记录：何人、何时、为何 · who published what, when and why"


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="每行一个 JSON · a JSON object a line")
    add_language_option(parser)


def run(arguments: argparse.Namespace) -> int:
    settings, say = settings_of(arguments), speaker(arguments.lang)
    known = asyncio.run(published(settings))
    standing = standings(known, Clock(settings.shift).now())
    if arguments.json:
        for one in known:
            print(json.dumps(as_json(one, standing[one.seq]), ensure_ascii=False))
    else:
        console = Console(markup=False)
        console.print((_table if console.width >= WIDE else _narrow_table)(known, standing, say))
    return 0


async def published(settings: Settings) -> list[PublishedVersion]:
    async with versions_database(settings) as db, db.reading() as tx:
        return await store.versions(tx)


def as_json(one: PublishedVersion, standing: Standing) -> dict[str, object]:
    return {
        "seq": one.seq,
        "hash": one.hash,
        "standing": standing.value,
        "active_from": one.active_from and one.active_from.isoformat(),
        "published_at": one.published_at.isoformat(),
        "who": one.who,
        "why": one.why,
    }


def _table(known: list[PublishedVersion], standing: dict[int, Standing], say: Say) -> Table:
    table = _columns(SEQ, STANDING, SINCE, PUBLISHED, WHO, WHY, CONTENT, say=say)
    for one in known:
        standing_ = say(STANDINGS[standing[one.seq]])
        since, published_ = told(one.since), told(one.published_at)
        table.add_row(str(one.seq), standing_, since, published_, one.who, one.why, one.hash[:8])
    return table


def _narrow_table(known: list[PublishedVersion], standing: dict[int, Standing], say: Say) -> Table:
    """For a terminal of 80 columns: publishing is told where it was another time, the content's hash by ``--json``."""
    table = _columns(SEQ, STANDING, SINCE, WHO, WHY, say=say)
    for one in known:
        since, published_ = told(one.since), told(one.published_at)
        if published_ != since:
            since += say(Bilingual(f"\n{published_} 发布", f"\n{published_} published"))
        table.add_row(str(one.seq), say(STANDINGS[standing[one.seq]]), since, one.who, one.why)
    return table


def _columns(*columns: Bilingual, say: Say) -> Table:
    table = Table()
    for words in columns:
        table.add_column(say(words), overflow="fold", no_wrap=words.zh in NARROW)
    return table


def told(when: datetime) -> str:
    return f"{local(when):%Y-%m-%d %H:%M}"


WIDE = 110
"""Columns of a terminal in which the whole table can be read."""
SEQ, STANDING = Bilingual("版本", "version"), Bilingual("状态", "standing")
SINCE, PUBLISHED = Bilingual("生效时刻", "in force from"), Bilingual("发布于", "published")
WHO, WHY, CONTENT = Bilingual("何人", "who"), Bilingual("原因", "why"), Bilingual("内容", "content")
NARROW = ("版本", "状态", "生效时刻", "发布于", "内容")
"""Columns that are read in one piece; the others are folded."""
STANDINGS = {
    Standing.IN_FORCE: Bilingual("生效中", "in force"),
    Standing.SCHEDULED: Bilingual("待生效", "scheduled"),
    Standing.PAST: Bilingual("曾生效", "past"),
    Standing.OVERTAKEN: Bilingual("未生效即被取代", "overtaken"),
}
