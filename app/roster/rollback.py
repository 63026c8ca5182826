"""``hotline roster rollback [SEQ]``: an earlier version is published anew, and its files come back into the folder."""

from __future__ import annotations

import argparse
import asyncio

from rich.console import Console

from app.cannot_open import CannotOpen
from app.clock import Clock
from app.language import add_language_option, speaker
from app.options import settings_of
from app.roster import differences
from app.roster.diff import ahead
from app.roster.options import add_deed_options, confirmed, who
from app.roster.publish import bring_home, tell
from app.roster.sources import in_force, numbered, of_version, versions_database
from app.settings import Settings
from schedules import store
from schedules.finding import Bilingual
from schedules.rollback import differing, rollback
from schedules.standing import Standing, standings
from schedules.version import PublishedVersion
from storage.database import Database

WORDS = "回退到以前的版本，文件一并恢复 · go back to an earlier version, files and all"


def add(parser: argparse.ArgumentParser) -> None:
    what = "版本号，缺省为上一个生效过的版本 · by default the one in force before"
    parser.add_argument("seq", nargs="?", type=int, metavar="SEQ", help=what)
    add_deed_options(parser)
    add_language_option(parser)


def run(arguments: argparse.Namespace) -> int:
    return asyncio.run(_rollback(arguments, settings_of(arguments)))


async def _rollback(arguments: argparse.Namespace, settings: Settings) -> int:
    say, now = speaker(arguments.lang), Clock(settings.shift).now()
    async with versions_database(settings) as db:
        active = await in_force(db, now)
        wanted = await (_before(db, active) if arguments.seq is None else numbered(db, arguments.seq))
        old, new = await of_version(db, active), await of_version(db, wanted)
        files = differing(settings.config, new.bundle)
        print(say(Bilingual(f"第 {active.seq} 版 → 第 {wanted.seq} 版：", f"version {active.seq} → {wanted.seq}:")))
        differences.show(Console(markup=False), ahead(old, new, now), (old.book, new.book), say)
        if files:
            listed = ", ".join(files)
            print(say(Bilingual(f"将恢复的文件：{listed}", f"files that will be restored: {listed}")))
        if not (answer := confirmed(arguments, Bilingual("回退？", "Roll back?"), say)):
            return 2 if answer is None else 1
        why = arguments.why or say(Bilingual(f"回退到第 {wanted.seq} 版", f"back to version {wanted.seq}"))
        version, bundle = await rollback(db, wanted, who=who(arguments), why=why, now=now)
        await tell(db, version, say)
    bring_home(settings, bundle, now, say)
    return 0


async def _before(db: Database, active: PublishedVersion) -> PublishedVersion:
    """The version whose texts were in force before those of this one."""
    async with db.reading() as tx:
        known = await store.versions(tx)
    past = standings(known, active.published_at)
    for version in known:
        earlier = version.seq < active.seq and past[version.seq] is not Standing.OVERTAKEN
        if earlier and version.hash != active.hash:
            return version
    raise CannotOpen(["没有更早的版本可回退 · there is no earlier version to go back to"])
