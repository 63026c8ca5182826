"""``hotline participants import FILE``: show what a list would change in the register, then bring it in."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from app.language import Say, add_language_option, speaker
from app.options import settings_of
from app.participants.opened import OpenedRegister, opened
from app.roster.options import add_yes, confirmed, who
from participants.imports.bring import Applying, Moved, Table
from participants.imports.difference import Difference
from participants.imports.fault import BadTable, Fault, Words
from schedules.document import Bilingual

WORDS = "导入市场主体名单（.xlsx 或 .csv）· bring a list of participants in"
MOST_LISTED = 20


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help=".xlsx / .csv (UTF-8, GBK)")
    parser.add_argument(
        "--complete", action="store_true", help="完整名单：未列出的标记为已退出 · whoever is not in it is gone"
    )
    parser.add_argument("--who", metavar="NAME", help="由谁，缺省为系统登录名 · by whom, by default the login name")
    add_yes(parser)
    add_language_option(parser)


def run(arguments: argparse.Namespace) -> int:
    return asyncio.run(_run(arguments))


async def _run(arguments: argparse.Namespace) -> int:
    say = speaker(arguments.lang)
    try:
        table = Table(arguments.file.name, arguments.file.read_bytes(), complete=arguments.complete)
    except OSError as error:
        print(say(Bilingual(f"✗ 无法读取 {arguments.file}", f"✗ cannot read {arguments.file}: {error.strerror}")))
        return 2
    try:
        async with opened(settings_of(arguments)) as register:
            return await _bring(arguments, register, table, say)
    except BadTable as bad:
        for line in _faults(bad.faults, say):
            print(f"✗ {line}", file=sys.stderr)
        return 1


async def _bring(arguments: argparse.Namespace, register: OpenedRegister, table: Table, say: Say) -> int:
    importer = register.importer()
    found = await importer.look(table)
    for line in told(found, say):
        print(line)
    if found.is_nothing:
        print(say(Bilingual("与现有档案相同，无须导入。", "The same as the register: nothing to do.")))
        return 0
    if not (answer := confirmed(arguments, Bilingual("导入？", "Import?"), say)):
        return 2 if answer is None else 1
    try:
        done = await importer.apply(table, Applying(who(arguments), register.now, found.base))
    except Moved:
        words = Bilingual(
            "✗ 档案刚刚有变化，未导入，请重试", "✗ the register has just changed; not imported, try again"
        )
        print(say(words), file=sys.stderr)
        return 1
    seq = done.seq if done else found.base
    print(say(Bilingual(f"✓ 第 {seq} 次导入完成", f"✓ import {seq} is done")))
    return 0


def told(found: Difference, say: Say) -> Iterator[str]:
    """What the list would change: counts, then who, with the names of fields and never a value."""
    left = Bilingual("退出", "gone") if found.complete else Bilingual("未列出", "not in it")
    counts = (
        (Bilingual("新增", "new"), len(found.added)),
        (Bilingual("变更", "changed"), len(found.changed)),
        (left, len(found.gone)),
        (Bilingual("不变", "same"), found.same),
        (Bilingual("拒收行", "rows refused"), len(found.refused)),
        (Bilingual("提醒", "remarks"), len(found.remarks)),
    )
    yield " · ".join(f"{say(words)} {count}" for words, count in counts)
    if found.ignored:
        yield say(Bilingual("略过不认识的列：", "columns ignored: ")) + ", ".join(found.ignored)
    yield from _faults(found.refused, say)
    for change in found.changed[:MOST_LISTED]:
        fields = [_said(words, say) for words in change.fields]
        yield f"~ {change.after.id} {change.after.participant.name}: {', '.join(fields)}"
    for laid in found.added[:MOST_LISTED]:
        yield f"+ {laid.id} {laid.participant.name}"
    for held in found.gone[:MOST_LISTED] if found.complete else ():
        yield f"- {held.id} {held.name}"


def _faults(faults: Sequence[Fault], say: Say) -> Iterator[str]:
    for one in faults[:MOST_LISTED]:
        row = say(Bilingual(f"第 {one.row} 行", f"row {one.row}")) if one.row else say(Bilingual("表格", "table"))
        place = f"{row} {one.column}".strip()
        yield f"! {place}: {_said(one.problem, say)} — {_said(one.remedy, say)}"
    if len(faults) > MOST_LISTED:
        more = len(faults) - MOST_LISTED
        yield say(Bilingual(f"  另有 {more} 处", f"  and {more} more"))


def _said(words: Words, say: Say) -> str:
    return say(Bilingual(words.zh, words.en))
