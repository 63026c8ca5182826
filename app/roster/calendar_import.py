"""``hotline calendar import FILE``: a year's notice of the State Council, judged, shown as a diff, then entered."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from app.language import Say, add_language_option, speaker
from app.options import config_of
from app.roster.calendar_show import kind_words
from app.roster.differences import COLON
from app.roster.options import add_yes, confirmed
from app.roster.words import weekday
from schedules.bundle import CALENDAR, Bundle, read_bundle
from schedules.calendar import Calendar, Day
from schedules.compile import compile_bundle
from schedules.finding import Bilingual, Severity
from schedules.notice.compare import changed_days
from schedules.notice.enter import enter
from schedules.notice.judge import Verdict, judge
from schedules.notice.table import Notice, read_notice
from schedules.rollback import write_config

WORDS = "导入国务院办公厅的放假安排（JSON 或 CSV）· enter a year's notice, from JSON or CSV"


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="放假安排表 · the table of its days")
    parser.add_argument("--notice", metavar="NUMBER", help="文号，如 国办发明电〔2026〕7号 · the notice's number")
    add_yes(parser)
    add_language_option(parser)


def run(arguments: argparse.Namespace) -> int:
    say, config = speaker(arguments.lang), config_of(arguments)
    try:
        data = arguments.file.read_bytes()
    except OSError as error:
        print(f"{arguments.file}: {error.strerror}", file=sys.stderr)
        return 2
    notice = read_notice(arguments.file.name, data)
    notice = replace(notice, number=arguments.notice or notice.number)
    if not _acceptable(judge(notice), notice, say):
        return 1
    return _enter(arguments, config, notice, say)


def _acceptable(verdicts: list[Verdict], notice: Notice, say: Say) -> bool:
    for one in verdicts:
        refused = one.severity is Severity.ERROR
        print(f"{'✗' if refused else '!'} {say(one.words)}", file=sys.stderr if refused else sys.stdout)
    if any(one.severity is Severity.ERROR for one in verdicts):
        words = Bilingual("这不像国务院的放假安排，没有导入", "this cannot be the State Council's notice: not entered")
        print(say(words), file=sys.stderr)
        return False
    if not notice.number:
        zh, en = "请用 --notice 写明文号，如 国办发明电〔2026〕7号", "give the notice's number with --notice"
        print(say(Bilingual(zh, en)), file=sys.stderr)
        return False
    return True


def _enter(arguments: argparse.Namespace, config: Path, notice: Notice, say: Say) -> int:
    bundle = read_bundle(config)
    text = enter(bundle.files[CALENDAR], notice)
    if text == bundle.files[CALENDAR]:
        print(
            say(
                Bilingual(
                    f"{notice.year} 年已经录入，没有变化。", f"{notice.year} is entered already: nothing changes."
                )
            )
        )
        return 0
    old = compile_bundle(bundle).calendar
    new = compile_bundle(Bundle({**bundle.files, CALENDAR: text}, bundle.places)).calendar  # refused where it is wrong
    print(say(Bilingual(f"{notice.year} 年，依据 {notice.number}：", f"{notice.year}, by {notice.number}:")))
    _show(old, new, notice.year, say)
    agreed = confirmed(arguments, Bilingual("写入 calendar.yaml？", "Write it into calendar.yaml?"), say)
    if not agreed:
        return 2 if agreed is None else 1
    write_config(config / CALENDAR, text)
    print(say(Bilingual("✓ 已写入 calendar.yaml", "✓ written into calendar.yaml")))
    return 0


def _show(old: Calendar, new: Calendar, year: int, say: Say) -> None:
    """The days that change, those that follow each other and change alike on one line."""
    held: list[tuple[Day, Day]] = []
    for pair in (*changed_days(old, new, year), None):
        if held and (pair is None or not _alike(held[-1], pair)):
            print(f"  {_days(held, say)}{say(COLON)}{say(kind_words(held[0][0]))} → {say(kind_words(held[0][1]))}")
            held = []
        if pair is not None:
            held.append(pair)


def _alike(one: tuple[Day, Day], other: tuple[Day, Day]) -> bool:
    follows = other[1].date - one[1].date == timedelta(days=1)
    return follows and all(a.kind is b.kind and a.name == b.name for a, b in zip(one, other, strict=True))


def _days(held: list[tuple[Day, Day]], say: Say) -> str:
    first, last = held[0][1].date, held[-1][1].date
    if first == last:
        return _day(first, say)
    return f"{_day(first, say)} ~ {_day(last, say)}"


def _day(when: date, say: Say) -> str:
    return f"{when:%Y-%m-%d} {weekday(when, say)}"
