"""``hotline whatif``: who would answer this line then, and why. Asks the files on disk, or the version in force."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from rich.console import Console
from rich.table import Table

from app.clock import Clock, read_clock
from app.hotline_file import read_hotline
from app.language import Say, add_language_option, speaker
from app.options import settings_of
from dialplan.menu import ToLine
from routing.decision import Closing
from routing.duty import Duty
from schedules import whatif
from schedules.answer import DutyState
from schedules.book import DutyBook
from schedules.bundle import read_bundle
from schedules.compile import compile_bundle
from schedules.document import Bilingual
from schedules.times import local
from schedules.whatif import WhatIf
from storage.ids import LineId

_EVERY = re.compile(r"(\d{1,4})([mh])")


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--line", help="按键、专线或编号：3、yunnan、YN；缺省全部 · key, line or code")
    parser.add_argument("--at", type=_instant, metavar="TIME", help='时刻，如 "2026-10-10 12:30" · an instant')
    parser.add_argument("--between", type=_instant, metavar="A", help="从此时起 · from")
    parser.add_argument("--and", dest="end", type=_instant, metavar="B", help="到此时止 · until")
    parser.add_argument("--every", type=_every, default=timedelta(minutes=30), metavar="30m", help="间隔 · step")
    parser.add_argument("--json", action="store_true", help="每行一个 JSON · a JSON object a line")
    add_language_option(parser)


def run(arguments: argparse.Namespace) -> int:
    settings = settings_of(arguments)
    book = compile_bundle(read_bundle(settings.config))
    say = speaker(arguments.lang)
    lines = _lines(book, arguments.line, menu_keys(settings.config))
    if lines is None:
        print(say(Bilingual(f"没有专线 “{arguments.line}”", f"there is no line “{arguments.line}”")))
        return 1
    if (arguments.between is None) != (arguments.end is None):
        print(say(Bilingual("--between 与 --and 须同时给出", "--between and --and belong together")))
        return 2
    rows = _rows(book, lines, arguments, Clock(settings.shift).now())
    if arguments.json:
        for row in rows:
            print(json.dumps(as_json(row, _closing(book, row)), ensure_ascii=False))
    else:
        Console(markup=False).print(_table(rows, book, say))
    return 0


def _rows(book: DutyBook, lines: list[LineId], arguments: argparse.Namespace, now: datetime) -> Iterable[WhatIf]:
    if arguments.between is None:
        return [whatif.at(book, line, arguments.at or now) for line in lines]
    return whatif.between(book, lines, arguments.between, arguments.end, arguments.every)


def _closing(book: DutyBook, row: WhatIf) -> Closing | None:
    return Duty(book).closing(book.state_at(row.line, row.at), row.at)


def as_json(row: WhatIf, closing: Closing | None) -> dict[str, object]:
    """The row for other programs: instants as ISO 8601 with their offset.

    ``closes`` and ``at_closing`` are null where whoever waits at closing time is served; without a group ``at_closing``
    is ``callback``.
    """
    return {
        "line": row.line,
        "at": row.at.isoformat(),
        "state": row.state.value,
        "group": row.groups[0] if row.groups else None,
        "groups": list(row.groups),
        "because": {"zh": row.because.zh, "en": row.because.en},
        "rule": row.rule,
        "assumed": row.assumed,
        "until": row.until.isoformat() if row.until else None,
        "closes": local(closing.at).isoformat() if closing else None,
        "at_closing": (closing.step.group if closing.step else "callback") if closing else None,
        "duty_version": row.version,
    }


def menu_keys(config: Path) -> dict[str, LineId]:
    """Key → line, wherever the key stands in the menu."""
    nodes = read_hotline(config).menu.nodes.values()
    return {key: LineId(to.line) for node in nodes for key, to in node.keys.items() if isinstance(to, ToLine)}


def _lines(book: DutyBook, wanted: str | None, keys: dict[str, LineId]) -> list[LineId] | None:
    """All lines, or the one that is meant; None when there is none."""
    if wanted is None:
        return list(book.lines)
    line = line_meant(book, wanted, keys)
    return None if line is None else [line]


def line_meant(book: DutyBook, wanted: str, keys: dict[str, LineId]) -> LineId | None:
    """The line of that key, id, code or name."""
    for line in book.lines.values():
        if wanted in (line.id, line.code, line.name_zh, line.name_en) or keys.get(wanted) == line.id:
            return line.id
    return None


def _table(rows: Iterable[WhatIf], book: DutyBook, say: Say) -> Table:
    table = Table()
    for words in (
        *(Bilingual("时刻", "at"), Bilingual("专线", "line"), Bilingual("状态", "state"), Bilingual("应答", "who")),
        *(Bilingual("原因", "because"), Bilingual("值班版本", "duty version")),
    ):
        table.add_column(say(words), overflow="fold")
    for row in rows:
        groups = [book.groups[group] for group in row.groups]
        line = book.lines[row.line]
        table.add_row(
            f"{row.at:%Y-%m-%d %H:%M}",
            say(Bilingual(line.name_zh, line.name_en)),
            say(_STATES[row.state]),
            " → ".join(say(Bilingual(group.name_zh, group.name_en)) for group in groups),
            say(Bilingual(row.because.zh, row.because.en)) + say(_at_closing(book, _closing(book, row))),
            row.version[:12],
        )
    return table


def _at_closing(book: DutyBook, closing: Closing | None) -> Bilingual:
    if closing is None:
        return Bilingual("", "")
    at, group = f"{local(closing.at):%H:%M}", book.groups[closing.step.group] if closing.step else None
    zh, en = (f"转{group.name_zh}", f"to {group.name_en}") if group else ("提供回拨或留言", "a callback or a message")
    return Bilingual(f"{at} 停止服务时仍在等待的，{zh}。", f" Still waiting when it closes at {at}: {en}.")


_STATES = {
    DutyState.OPEN: Bilingual("开放", "open"),
    DutyState.CLOSED: Bilingual("关闭", "closed"),
    DutyState.UNDECIDED: Bilingual("无法判断", "undecided"),
}


def _instant(text: str) -> datetime:
    try:
        return read_clock(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _every(text: str) -> timedelta:
    match = _EVERY.fullmatch(text)
    if match is None or int(match[1]) == 0:
        raise argparse.ArgumentTypeError(f"{text!r}：请写成 30m 或 2h · write 30m or 2h")
    return timedelta(minutes=int(match[1])) if match[2] == "m" else timedelta(hours=int(match[1]))
