"""``hotline roster diff [OLD [NEW]]``: which stretches of time change, and for whom."""

from __future__ import annotations

import argparse
import asyncio
from datetime import datetime, timedelta

from rich.console import Console

from app.clock import Clock
from app.language import add_language_option, speaker
from app.options import settings_of
from app.roster import differences
from app.roster.options import instant, weeks
from app.roster.sources import ACTIVE, Source, source, versions_database
from app.settings import Settings
from schedules.finding import Bilingual
from schedules.review.diff import Difference, difference
from schedules.times import at_minute, local

WORDS = "比较两版：哪些时段改由谁应答 · which stretches of time another version changes"


def add(parser: argparse.ArgumentParser) -> None:
    what = "目录、版本号或 active（生效版）· a folder, a number, or active"
    parser.add_argument("old", nargs="?", default=ACTIVE, metavar="OLD", help=what)
    parser.add_argument("new", nargs="?", metavar="NEW", help="缺省为配置目录 · by default the folder of configuration")
    parser.add_argument("--from", dest="start", type=instant, metavar="TIME", help="自此时起，缺省今天 · from then on")
    parser.add_argument("--weeks", type=weeks, default=5, metavar="N", help="看几周，缺省 5 · how many weeks")
    parser.add_argument("--json", action="store_true", help="每行一个 JSON · a JSON object a line")
    add_language_option(parser)


def run(arguments: argparse.Namespace) -> int:
    settings, say = settings_of(arguments), speaker(arguments.lang)
    now = Clock(settings.shift).now()
    old, new = asyncio.run(_sources(settings, (arguments.old, arguments.new or str(settings.config)), now))
    found = ahead(old, new, arguments.start or now, arguments.weeks)
    if arguments.json:
        print(*differences.as_json(found), sep="\n", end="\n" if found else "")
        return 0
    console = Console(markup=False)
    head = Bilingual(
        f"{old.name.zh} → {new.name.zh}，此后 {arguments.weeks} 周：",
        f"{old.name.en} → {new.name.en}, the next {arguments.weeks} weeks:",
    )
    console.print(say(head), highlight=False, soft_wrap=True)
    differences.show(console, found, (old.book, new.book), say)
    return 0


def ahead(old: Source, new: Source, start: datetime, weeks_: int = 5) -> Difference:
    """The difference from that day's midnight on."""
    midnight = at_minute(local(start).date(), 0)
    return difference(old.book, new.book, midnight, midnight + timedelta(weeks=weeks_))


async def _sources(settings: Settings, what: tuple[str, str], now: datetime) -> tuple[Source, Source]:
    async with versions_database(settings) as db:
        return await source(db, what[0], now), await source(db, what[1], now)
