"""``hotline roster publish [FILE…]``: put the folder, or drafts in place of its files, into force, now or later.

While the desk runs, a saved file is published by itself; this command is for houses that stand still, for drafts, and
for versions that shall come into force at a set time. Drafts are copied into the folder when they take effect at once.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from datetime import datetime
from pathlib import Path

from rich.console import Console

from app.clock import Clock
from app.language import Say, add_language_option, speaker
from app.options import settings_of
from app.roster import differences
from app.roster.check import in_words, look
from app.roster.diff import ahead
from app.roster.options import add_deed_options, confirmed, instant, who
from app.roster.sources import Source, of_version, versions_database
from app.settings import Settings
from schedules import store
from schedules.bundle import Bundle
from schedules.finding import Bilingual, Severity
from schedules.publish import publish
from schedules.review.check import Checked, drafts_of
from schedules.rollback import restore
from schedules.standing import overtaken_by
from schedules.times import local
from schedules.version import PublishedVersion
from storage.database import Database

WORDS = "发布值班版本 · put a duty version into force"


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="草稿，代替同名文件 · drafts")
    parser.add_argument(
        "--from", dest="start", type=instant, metavar="TIME", help="生效时刻，缺省立即 · not before then"
    )
    add_deed_options(parser)
    add_language_option(parser)


def run(arguments: argparse.Namespace) -> int:
    settings, say = settings_of(arguments), speaker(arguments.lang)
    if missing := [path for path in arguments.files if not path.is_file()]:
        print(say(Bilingual(f"没有文件 {missing[0]}", f"no such file: {missing[0]}")))
        return 2
    drafts = drafts_of(arguments.files, settings.config)
    checked = look(arguments, drafts)
    for one in checked.findings:
        to = sys.stderr if one.severity is Severity.ERROR else sys.stdout
        print(in_words(one, drafts.get(one.file, settings.config / one.file)), file=to)
    if checked.book is None:
        print(say(Bilingual("✗ 有错误，没有发布", "✗ not published: there are errors")), file=sys.stderr)
        return 1
    return asyncio.run(_publish(arguments, settings, checked))


async def _publish(arguments: argparse.Namespace, settings: Settings, checked: Checked) -> int:
    say, now = speaker(arguments.lang), Clock(settings.shift).now()
    assert checked.book is not None  # noqa: S101 asked before
    name = Bilingual("待发布", "to be published")
    async with versions_database(settings) as db:
        async with db.reading() as tx:
            newest, active = await store.latest(tx), await store.in_force(tx, now)
        if newest and newest.hash == checked.bundle.hash and _no_later(newest, arguments.start, now):
            words = f"内容与第 {newest.seq} 版相同，无须发布", f"the same as version {newest.seq}: nothing to do"
            print(say(Bilingual(*words)))
            return 0
        new = Source(name, checked.bundle, checked.book)
        old = await of_version(db, active) if active else None
        if not (answer := _agreed(arguments, (old, new), arguments.start or now, say)):
            return 2 if answer is None else 1
        why = arguments.why or say(Bilingual("命令行发布", "published from the command line"))
        version = await publish(db, checked.bundle, who=who(arguments), why=why, now=now, active_from=arguments.start)
        await tell(db, version, say)
    if arguments.files and version.due(now):
        bring_home(settings, checked.bundle, now, say)
    return 0


def _no_later(newest: PublishedVersion, start: datetime | None, now: datetime) -> bool:
    """True where the newest version is, or will be, in force by the time that is wanted."""
    return newest.due(now) if start is None else newest.since <= start


def _agreed(
    arguments: argparse.Namespace, sources: tuple[Source | None, Source], start: datetime, say: Say
) -> bool | None:
    """Shown what changes, the person says whether to go on."""
    old, new = sources
    if old is None:
        print(say(Bilingual("这是第一个值班版本。", "This is the first duty version.")))
    else:
        differences.show(Console(markup=False), ahead(old, new, start), (old.book, new.book), say)
    return confirmed(arguments, Bilingual("发布？", "Publish?"), say)


async def tell(db: Database, version: PublishedVersion, say: Say) -> None:
    when = Bilingual("立即生效", "in force at once")
    if version.active_from:
        when = Bilingual(
            f"{version.active_from:%Y-%m-%d %H:%M} 起生效", f"in force from {version.active_from:%Y-%m-%d %H:%M}"
        )
    print(say(Bilingual(f"✓ 第 {version.seq} 版已发布，{when.zh}", f"✓ version {version.seq} is published, {when.en}")))
    async with db.reading() as tx:
        lost = overtaken_by(version, await store.versions(tx))
    for one in lost:
        since = local(one.since)
        zh = f"! 原定 {since:%Y-%m-%d %H:%M} 生效的第 {one.seq} 版被取代，不再生效；仍需要时请重新发布"
        en = f"! version {one.seq}, planned for {since:%Y-%m-%d %H:%M}, is overtaken; publish it again if need be"
        print(say(Bilingual(zh, en)))
    if version.active_from:
        zh = "  配置目录暂未改动；到时自动生效，文件由热线写入（热线停着时，启动后写入）"
        en = "  the folder is unchanged until then; the running hotline writes the files when it comes into force"
        print(say(Bilingual(zh, en)))


def bring_home(settings: Settings, bundle: Bundle, now: datetime, say: Say) -> None:
    """Make the folder's files those of the version that is in force now, and say what was kept of the others."""
    keep_in = settings.replaced / f"{now:%Y%m%dT%H%M%S}"
    for name in (changed := restore(settings.config, bundle, keep_in)):
        print(f"  {name}")
    if changed:
        zh, en = (
            f"以上文件已换成该版内容，原文件保存在 {keep_in}",
            f"these files are now the version's; kept in {keep_in}",
        )
        print(say(Bilingual(zh, en)))
