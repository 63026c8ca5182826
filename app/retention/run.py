"""``hotline retention run --yes``: delete what is older than it is kept, with proof in the audit log.

Killed at any instant, it is run again and does the rest; files whose records are gone already are removed first.
"""

from __future__ import annotations

import argparse
import asyncio
from collections import Counter
from datetime import datetime, timedelta

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from app.alone import alone
from app.cannot_open import CannotOpen
from app.clock import Clock
from app.house_database import house_database
from app.language import Say, add_language_option, speaker
from app.options import settings_of
from app.privacy_file import RecordClass, read_privacy
from app.responsible import add_responsible_options, responsible
from app.retention.end import Plan, ended, files_removed, planned
from app.retention.plan import CLASSES, show
from app.settings import Settings
from people.person import Action
from schedules.finding import Bilingual
from storage import audit
from storage.database import Database
from storage.erasing import empty_the_log

WORDS = "删除到期记录并留下证明；不加 --yes 只显示 · delete what is older than it is kept, with proof"
IDLE_FOR = timedelta(days=60)
"""A house in service writes into its audit log every day. A longer silence may be a clock that is wrong."""


def add(parser: argparse.ArgumentParser) -> None:
    add_responsible_options(parser)
    parser.add_argument("--yes", action="store_true", help="确实删除 · really delete")
    parser.add_argument(
        "--clock-is-right",
        action="store_true",
        help="热线停用已久，时钟无误 · the house stood still; the clock is right",
    )
    add_language_option(parser)


def run(arguments: argparse.Namespace) -> int:
    settings, say = settings_of(arguments), speaker(arguments.lang)
    with alone(settings.var):
        return asyncio.run(_run(settings, arguments, say))


async def _run(settings: Settings, arguments: argparse.Namespace, say: Say) -> int:
    privacy, now = read_privacy(settings.config), Clock(settings.shift).now()
    async with house_database(settings) as db:
        by = await responsible(db, arguments.who, Action.END_RECORDS)
        plan = await planned(db, privacy, now)
        show(plan, privacy, say)
        if not arguments.yes:
            print(say(Bilingual("未删除任何内容；确实要删除请加 --yes", "nothing was deleted; say --yes to delete")))
            return 0
        if not arguments.clock_is_right:
            await _require_right_clock(db, now)
        files = await files_removed(db, settings.var, now)
        told = await _deleted(db, plan, by, now, say)
        files += await files_removed(db, settings.var, now)
        await asyncio.to_thread(empty_the_log, db)
    _tell(told, files, say)
    return 0


async def _require_right_clock(db: Database, now: datetime) -> None:
    """Everything is too old for a clock that is years ahead."""
    async with db.reading() as tx:
        latest = await audit.rows(tx, limit=1)
    if latest and abs(now - latest[0].deed.at) > IDLE_FOR:
        zh = f"审计日志最近一条是 {latest[0].deed.at:%Y-%m-%d}，与现在相差太远：请核对时钟，无误则加 --clock-is-right"
        raise CannotOpen([f"{zh} · the audit log's latest row is far from now: look at the clock"])


async def _deleted(db: Database, plan: Plan, by: str, now: datetime, say: Say) -> Counter[RecordClass]:
    told: Counter[RecordClass] = Counter()
    totals = {kind: len(found.go) for kind, found in plan.outlooks.items()} | {RecordClass.AUDIT: plan.audit_rows}
    with Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()) as progress:
        tasks = {kind: progress.add_task(say(CLASSES[kind]), total=total) for kind, total in totals.items() if total}
        async for kind, gone in ended(db, plan, by, now):
            told[kind] += gone.records
            if kind in tasks:
                progress.advance(tasks[kind], gone.records)
    return told


def _tell(told: Counter[RecordClass], files: int, say: Say) -> None:
    console = Console(markup=False)
    for kind, count in told.items():
        words = CLASSES[kind]
        console.print(say(Bilingual(f"{words.zh}：已删除 {count}", f"{words.en}: {count} deleted")))
    if files:
        console.print(say(Bilingual(f"文件：已删除 {files}", f"files: {files} removed")))
    if not told and not files:
        console.print(say(Bilingual("没有到期记录", "nothing is older than it is kept")))
