"""``hotline retention plan``: what is older than it is kept, and would be deleted today. Deletes nothing."""

from __future__ import annotations

import argparse
import asyncio
import json

from rich.console import Console
from rich.table import Table

from app.clock import Clock
from app.house_database import house_database
from app.language import Say, add_language_option, speaker
from app.options import settings_of
from app.privacy_file import Privacy, RecordClass, read_privacy
from app.retention.end import Plan, planned
from app.settings import Settings
from schedules.finding import Bilingual
from schedules.times import local

WORDS = "到期记录一览，只看不删 · what is older than it is kept; deletes nothing"
CLASSES = {
    RecordClass.RECORDINGS: Bilingual("通话录音", "recordings"),
    RecordClass.MESSAGES: Bilingual("来电留言", "voice messages"),
    RecordClass.ORDERS: Bilingual("工单", "work orders"),
    RecordClass.CALLS: Bilingual("通话记录", "calls"),
    RecordClass.SAMPLES: Bilingual("回访抽样", "follow-up samples"),
    RecordClass.URGENT: Bilingual("重要紧急事件", "urgent events"),
    RecordClass.IDENTITY: Bilingual("身份核验经过", "identity checks"),
    RecordClass.AUDIT: Bilingual("审计日志", "audit log"),
}


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="每行一个 JSON · a JSON object a line")
    add_language_option(parser)


def run(arguments: argparse.Namespace) -> int:
    settings, say = settings_of(arguments), speaker(arguments.lang)
    privacy = read_privacy(settings.config)
    plan = asyncio.run(_planned(settings, privacy))
    if arguments.json:
        for kind in CLASSES:
            print(json.dumps(as_json(plan, kind), ensure_ascii=False))
        return 0
    show(plan, privacy, say)
    return 0


async def _planned(settings: Settings, privacy: Privacy) -> Plan:
    async with house_database(settings) as db:
        return await planned(db, privacy, Clock(settings.shift).now())


def show(plan: Plan, privacy: Privacy, say: Say) -> None:
    table = Table()
    for words in (
        *(Bilingual("类别", "class"), Bilingual("保存", "kept"), Bilingual("删除此日之前的", "ended before")),
        *(Bilingual("到期", "to go"), Bilingual("依法留存", "on hold"), Bilingual("仍被引用", "still referred to")),
    ):
        table.add_column(say(words), no_wrap=True)
    for kind, words in CLASSES.items():
        told = as_json(plan, kind)
        years = say(Bilingual(f"{privacy.years[kind]} 年", f"{privacy.years[kind]} years"))
        before = f"{local(plan.before[kind]):%Y-%m-%d}"
        table.add_row(say(words), years, before, *(str(told[name]) for name in ("go", "held", "referred")))
    console = Console(markup=False)
    console.print(table)
    if plan.audit_held:
        zh, en = "有未解除的留存登记，审计日志全部保留", "the audit log is kept whole while any hold stands"
        console.print(say(Bilingual(zh, en)))


def as_json(plan: Plan, kind: RecordClass) -> dict[str, object]:
    before = {"class": kind.value, "before": plan.before[kind].isoformat()}
    if kind is RecordClass.AUDIT:
        return {**before, "go": plan.audit_rows, "held": "", "referred": ""}
    found = plan.outlooks[kind]
    return {**before, "go": len(found.go), "held": found.held, "referred": found.referred}
