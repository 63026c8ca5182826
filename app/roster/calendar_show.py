"""``hotline calendar show YEAR``: what is not as the weekday says, by whose word, and how much is worked."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import groupby

from rich.console import Console
from rich.table import Table

from app.language import Say, add_language_option, speaker
from app.options import config_of, now_of
from app.roster.words import weekday
from schedules.bundle import read_bundle
from schedules.calendar import Calendar, Day, DayKind
from schedules.compile import compile_bundle
from schedules.finding import Bilingual
from schedules.notice.compare import special_days

WORDS = "查看某年的节假日和调休 · a year's holidays and make-up days"


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("year", nargs="?", type=year, metavar="YEAR", help="缺省今年 · by default this year")
    parser.add_argument("--json", action="store_true", help="每行一个 JSON · a JSON object a line")
    add_language_option(parser)


def run(arguments: argparse.Namespace) -> int:
    say = speaker(arguments.lang)
    calendar = compile_bundle(read_bundle(config_of(arguments))).calendar
    wanted = arguments.year or now_of(arguments).year
    days = list(special_days(calendar, wanted))
    if arguments.json:
        for day in days:
            print(json.dumps(as_json(day), ensure_ascii=False))
        return 0
    console = Console(markup=False)
    console.print(_table(days, say))
    console.print(say(_sum(calendar, wanted)), highlight=False, soft_wrap=True)
    return 0


def year(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 2010 <= int(text) <= 2099):
        raise argparse.ArgumentTypeError("2010-2099")
    return int(text)


def as_json(day: Day) -> dict[str, object]:
    return {
        "date": day.date.isoformat(),
        "kind": day.kind.value,
        "name": day.name and {"zh": day.name.zh, "en": day.name.en},
        "ours": day.ours,
    }


def kind_words(day: Day) -> Bilingual:
    """国庆节放假, 调休上班（国庆节）, 工作日."""
    words = _KINDS[day.kind]
    if day.name is None or day.kind in {DayKind.WORKDAY, DayKind.REST}:
        return Bilingual(f"{words.zh}（推定）", f"{words.en} (assumed)") if day.assumed else words
    return Bilingual(f"{words.zh}（{day.name.zh}）", f"{words.en} ({day.name.en})")


def _table(days: Iterable[Day], say: Say) -> Table:
    table = Table()
    for words in (
        *(Bilingual("日期", "date"), Bilingual("天数", "days"), Bilingual("日别", "kind")),
        Bilingual("依据", "by"),
    ):
        table.add_column(say(words), overflow="fold")
    for _, run_ in groupby(enumerate(days), key=_same_run):
        same = [day for _, day in run_]
        first, last = same[0], same[-1]
        when = f"{first.date:%m-%d} {weekday(first.date, say)}"
        if len(same) > 1:
            when += f" ~ {last.date:%m-%d} {weekday(last.date, say)}"
        source = Bilingual("calendar.yaml", "calendar.yaml") if first.ours else Bilingual("内置", "built in")
        table.add_row(when, str(len(same)), say(kind_words(first)), say(source))
    return table


def _same_run(numbered: tuple[int, Day]) -> object:
    """Days that follow each other and are alike."""
    number, day = numbered
    return day.date - timedelta(days=number), day.kind, day.name, day.ours


def _sum(calendar: Calendar, wanted: int) -> Bilingual:
    first = date(wanted, 1, 1)
    days = [calendar.day(first + timedelta(days=offset)) for offset in range((date(wanted + 1, 1, 1) - first).days)]
    worked = sum(day.works for day in days)
    if not calendar.covers(wanted):
        return Bilingual(
            f"{wanted} 年放假安排尚未录入，按周一至周五推定：{worked} 个工作日。取得通知后运行 hotline calendar import",
            f"{wanted} is not entered yet and goes by weekdays: {worked} working days; see hotline calendar import",
        )
    notice = calendar.notices.get(wanted)
    source = Bilingual(f"，通知 {notice}", f", notice {notice}") if notice else Bilingual("", "")
    return Bilingual(f"{wanted} 年共 {worked} 个工作日{source.zh}", f"{worked} working days in {wanted}{source.en}")


_KINDS = {
    DayKind.WORKDAY: Bilingual("工作日", "working day"),
    DayKind.MAKE_UP: Bilingual("调休上班", "make-up day"),
    DayKind.REST: Bilingual("休息日", "rest day"),
    DayKind.HOLIDAY: Bilingual("放假", "holiday"),
}
