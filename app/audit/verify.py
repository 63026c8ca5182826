"""``hotline audit verify``: whether the log is what was written, from its first row to its last. Exit code 1 if not.

The last row that was verified is remembered outside the database (``var/secrets/audit_seen``), so that a log whose end
was cut off, or which was made anew as a whole, is noticed at the next time.
"""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from app.house_database import house_database
from app.language import add_language_option, speaker
from app.options import settings_of
from app.settings import Settings
from schedules.finding import Bilingual
from storage import audit
from storage.audit import Link, Verified
from storage.secret_file import write_secret

WORDS = "核验审计日志：有改动、缺失则退出码 1 · verify the chain; exit code 1 where it is broken"


def add(parser: argparse.ArgumentParser) -> None:
    add_language_option(parser)


def run(arguments: argparse.Namespace) -> int:
    settings, say = settings_of(arguments), speaker(arguments.lang)
    found = asyncio.run(_verified(settings, say(Bilingual("核验", "verifying"))))
    if found.broken is not None:
        zh = f"✗ 第 {found.broken} 条起与写入时不符"
        print(say(Bilingual(zh, f"✗ from row {found.broken} on the log is not what was written")))
        return 1
    _remember(_seen_file(settings), found.last)
    rows = found.last.seq - found.first + 1
    zh = f"✓ 审计日志完整：{rows} 条，最后一条 {found.last.seq} {found.last.hash}"
    print(say(Bilingual(zh, f"✓ the log is whole: {rows} rows, the last is {found.last.seq} {found.last.hash}")))
    return 0


async def _verified(settings: Settings, words: str) -> Verified:
    known = _seen(_seen_file(settings))
    async with house_database(settings) as db, db.reading() as tx:
        with Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()) as progress:
            task = progress.add_task(words, total=await audit.count(tx))
            return await audit.verified(tx, known, lambda _seq: progress.advance(task))


def _seen_file(settings: Settings) -> Path:
    return settings.var / "secrets" / "audit_seen"


def _seen(path: Path) -> Link | None:
    if not path.exists():
        return None
    seq, hash_ = path.read_text("utf-8").split()
    return Link(int(seq), hash_)


def _remember(path: Path, last: Link) -> None:
    write_secret(path, f"{last.seq} {last.hash}\n")
