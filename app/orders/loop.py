"""``hotline orders loop``: the closed loop on one page, or all that is wrong with it."""

from __future__ import annotations

import argparse
from pathlib import Path

from rich.console import Console
from rich.table import Table

from app.language import Say, add_language_option, speaker
from app.options import config_of
from schedules.answer import Because
from schedules.finding import Bilingual
from work_orders.loop.loop import Loop
from work_orders.loop.read import loop_of, read_loop, text_of
from work_orders.loop.table import action_rows, clock_rows, risk_rows

WORDS = "工单闭环一览：环节、操作、时限 · the closed loop on one page"


def add(parser: argparse.ArgumentParser) -> None:
    words = "查看另一个文件，不写则为配置目录中的 · another file than the configuration's"
    parser.add_argument("file", type=Path, nargs="?", metavar="FILE", help=words)
    add_language_option(parser)


def run(arguments: argparse.Namespace) -> int:
    say = speaker(arguments.lang)
    loop = loop_of(text_of(arguments.file)) if arguments.file else read_loop(config_of(arguments))
    console = Console(markup=False)
    console.print(say(Bilingual(loop.names.zh, loop.names.en)))
    console.print(_actions(loop, say))
    console.print(_clocks(loop, say))
    console.print(_risks(loop, say))
    return 0


def _actions(loop: Loop, say: Say) -> Table:
    table = _table(
        say, ("环节", "step"), ("操作", "action"), ("谁办", "by"), ("填写", "asks"), ("之后", "to"), ("条件", "when")
    )
    before = None
    for row in action_rows(loop):
        if before not in (None, row.step):
            table.add_section()
        cells = (row.action, row.by, row.asks, row.leads_to, row.when)
        table.add_row(_said(say, row.step) if row.step != before else "", *(_said(say, cell) for cell in cells))
        before = row.step
    return table


def _clocks(loop: Loop, say: Say) -> Table:
    heads = (
        ("时限", "clock"),
        ("起算", "starts"),
        ("责任人", "whose"),
        ("按", "by"),
        ("时长", "term"),
        ("预警与升级", "warns"),
    )
    table = _table(say, *heads)
    for row in clock_rows(loop):
        words = (row.terms, row.warns)
        table.add_row(
            *(_said(say, row.clock), _said(say, row.starts), _said(say, row.whose), row.calendar),
            *(_said(say, cell) for cell in words),
        )
    return table


def _risks(loop: Loop, say: Say) -> Table:
    table = _table(say, ("风险", "risk"), ("含义", "meaning"), ("响应", "response"))
    for row in risk_rows(loop):
        table.add_row(*(_said(say, cell) for cell in (row.risk, row.meaning, row.brings)))
    return table


def _table(say: Say, *heads: tuple[str, str]) -> Table:
    table = Table()
    for zh, en in heads:
        table.add_column(say(Bilingual(zh, en)), overflow="fold")
    return table


def _said(say: Say, words: Because) -> str:
    return say(Bilingual(words.zh, words.en))
