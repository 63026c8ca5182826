"""``hotline roster show LINE``: day by day, who answers, who is on duty, what is special."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.table import Table

from app.commands.whatif import line_meant, menu_keys
from app.language import Say, add_language_option, speaker
from app.options import config_of, now_of
from app.roster.options import day
from app.roster.words import answered_by, group_name, hours, people_of, weekday
from schedules.book import DutyBook
from schedules.bundle import read_bundle
from schedules.calendar import Day, DayKind
from schedules.compile import compile_bundle
from schedules.finding import Bilingual
from schedules.review.plan import Mark, ShownDay, by_name, marks, month_of, plan, week_of
from schedules.review.stretch import Stretch
from schedules.times import at_minute

WORDS = "按天查看一条专线的值班表 · a line's roster, day by day"


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("line", metavar="LINE", help="按键、专线或编号：3、yunnan、YN、云南 · key, line, code or name")
    span = parser.add_mutually_exclusive_group()
    span.add_argument("--week", action="store_true", help="本周（缺省）· this week, the default")
    span.add_argument("--month", action="store_true", help="本月 · this month")
    span.add_argument("--on", type=day, metavar="DATE", help="某一天 · one day")
    parser.add_argument("--json", action="store_true", help="每行一个 JSON · a JSON object a line")
    add_language_option(parser)


def run(arguments: argparse.Namespace) -> int:
    config, say = config_of(arguments), speaker(arguments.lang)
    book = compile_bundle(read_bundle(config))
    line = line_meant(book, arguments.line, menu_keys(config))
    if line is None:
        print(say(Bilingual(f"没有专线 “{arguments.line}”", f"there is no line “{arguments.line}”")))
        return 1
    now = now_of(arguments)
    first, count = (arguments.on, 1) if arguments.on else month_of(now) if arguments.month else week_of(now)
    days = plan(book, line, first, count)
    if arguments.json:
        for one in days:
            print(json.dumps(as_json(one), ensure_ascii=False))
    else:
        Console(markup=False).print(_table(book, days, say))
    return 0


def as_json(one: ShownDay) -> dict[str, object]:
    """A day for other programs: instants as ISO 8601 with their offset."""
    return {
        "date": one.day.date.isoformat(),
        "kind": one.day.kind.value,
        "holiday": one.day.name and {"zh": one.day.name.zh, "en": one.day.name.en},
        "assumed": one.day.assumed,
        "ranges": [_range_json(stretch) for stretch in one.ranges],
    }


def _range_json(one: Stretch) -> dict[str, object]:
    return {
        "from": one.start.isoformat(),
        "until": one.end.isoformat(),
        "state": one.answer.state.value,
        "groups": list(one.answer.groups),
        "rule": one.answer.rule,
        "say": list(one.answer.say),
        "after": one.answer.after,
        "people": {on_duty.group: list(on_duty.people) for on_duty in one.people},
        "marks": [mark.value for mark in marks(one)],
    }


def _table(book: DutyBook, days: Iterable[ShownDay], say: Say) -> Table:
    table = Table()
    for words in (
        *(Bilingual("日期", "date"), Bilingual("日别", "day"), Bilingual("时段", "hours")),
        *(Bilingual("应答", "who answers"), Bilingual("当班人员", "on duty"), Bilingual("说明", "notes")),
    ):
        table.add_column(say(words), overflow="fold")
    for one in days:
        for row in _rows(book, one, say):
            table.add_row(*row)
        table.add_section()
    return table


def _rows(book: DutyBook, one: ShownDay, say: Say) -> Iterator[tuple[str, ...]]:
    date_, kind = f"{one.day.date:%m-%d} {weekday(one.day.date, say)}", say(_kind(one.day))
    if not one.ranges:
        yield date_, kind, "", say(Bilingual("不值班", "closed")), "", ""
    for stretch in one.ranges:
        who = answered_by(book, stretch.answer, say)
        yield (
            date_,
            kind,
            hours(stretch.start, stretch.end),
            who,
            _people(book, stretch, say),
            _notes(book, stretch, say),
        )
        date_ = kind = ""


def _people(book: DutyBook, stretch: Stretch, say: Say) -> str:
    """Those who are on duty by name; a group with more than one of them says of which."""
    found = [
        f"{say(group_name(book, one.group))}：{people_of(book, one, say)}"
        if len(stretch.people) > 1
        else people_of(book, one, say)
        for one in by_name(stretch)
    ]
    return "\n".join(found)


def _notes(book: DutyBook, stretch: Stretch, say: Say) -> str:
    notes = [say(_MARKS[mark]) for mark in marks(stretch)]
    away = [person for one in stretch.people for person in one.away]
    if away:
        names = say(Bilingual("、", ", ")).join(book.people[person].name for person in away)
        notes.append(say(Bilingual(f"{names}请假", f"on leave: {names}")))
    begun = stretch.people and stretch.start == at_minute(stretch.start.date(), 0) and stretch.answer.since
    if begun and begun < stretch.start and f"{stretch.end:%H:%M}" != "00:00":
        notes.append(say(Bilingual("自前一日", "since the day before")))
    return say(Bilingual("；", "; ")).join(notes)


def _kind(day_: Day) -> Bilingual:
    if day_.kind is DayKind.HOLIDAY and day_.name:
        return Bilingual(f"{day_.name.zh}放假", day_.name.en)
    if day_.kind is DayKind.MAKE_UP and day_.name:
        return Bilingual(f"{day_.name.zh}调休上班", f"make-up day, {day_.name.en}")
    words = _KINDS[day_.kind]
    return Bilingual(f"{words.zh}（推定）", f"{words.en} (assumed)") if day_.assumed else words


_KINDS = {
    DayKind.WORKDAY: Bilingual("工作日", "working day"),
    DayKind.MAKE_UP: Bilingual("调休上班", "make-up day"),
    DayKind.REST: Bilingual("休息日", "rest day"),
    DayKind.HOLIDAY: Bilingual("节假日", "holiday"),
}
_MARKS = {
    Mark.CLOSING: Bilingual("紧急停服", "emergency closing"),
    Mark.OVERRIDE: Bilingual("临时改派", "override"),
    Mark.EXCEPTION: Bilingual("某日例外", "dated exception"),
    Mark.ASSUMED: Bilingual("按周一至周五推定", "assumed by the weekday"),
    Mark.NOBODY: Bilingual("无人当班！", "nobody on duty!"),
}
