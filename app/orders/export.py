"""``hotline orders export``: a list as a table (CSV) for Excel: what this person sees of it, masked, and recorded."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Iterator
from contextlib import aclosing, contextmanager
from pathlib import Path
from typing import TextIO

from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from app.cannot_open import CannotOpen
from app.house_database import house_database
from app.installation import Installation
from app.language import Say, add_language_option, speaker
from app.options import settings_of
from app.responsible import add_responsible_options, responsible
from people import store as people
from people.person import Action
from schedules.bundle import read_bundle
from schedules.compile import compile_bundle
from schedules.finding import Bilingual
from storage.database import Transaction
from storage.ids import PersonId, UnitId
from web.errors import Refusal
from web.names import NameBook
from web.work.acting import acting
from web.work.export import LONGEST_REASON, SHORTEST_REASON, names_of
from web.work.question import KEPT, question_of
from work_orders.board.export.pages import Export, Page, pages
from work_orders.board.shown.store import Looker
from work_orders.case.relation import seen_units
from work_orders.loop.read import read_loop

WORDS = "导出工单列表（CSV，内容遮盖，留痕） · export a list of orders as CSV, masked and recorded"
STDOUT = "-"


def add(parser: argparse.ArgumentParser) -> None:
    add_responsible_options(parser)
    parser.add_argument("--why", required=True, metavar="WHY", help="导出原因，记入审计日志 · why, for the audit log")
    words = "写入文件，- 为标准输出 · the file to write; - is the standard output"
    parser.add_argument("--out", required=True, metavar="FILE", help=words)
    words = f"条件，可多次：{'、'.join(KEPT)}；如 --only view=overdue --only line=yunnan · conditions, as a page asks"
    parser.add_argument("--only", action="append", default=[], metavar="NAME=VALUE", help=words)
    add_language_option(parser)


def run(arguments: argparse.Namespace) -> int:
    say = speaker(arguments.lang)
    if not SHORTEST_REASON <= len(arguments.why.strip()) <= LONGEST_REASON:
        raise CannotOpen(["请用 --why 说明导出的原因 · say why with --why"])
    given = asyncio.run(_export(arguments, say))
    console = Console(stderr=True, markup=False, highlight=False)
    console.print(say(Bilingual(f"已导出 {given} 张工单", f"{given} orders exported")))
    return 0


async def _export(arguments: argparse.Namespace, say: Say) -> int:
    house, given = Installation.open(settings_of(arguments)), 0
    async with house_database(house.settings) as db:
        await responsible(db, arguments.who, Action.EXPORT_ORDERS)
        async with db.reading() as tx:
            export = await _asked(tx, house, arguments)
        with _opened(arguments.out) as file, _progress(say) as progress:
            task = progress.add_task("", total=None)
            async with aclosing(pages(db, house.vault, export, house.clock.now, give_way=False)) as found:
                async for page in found:
                    given += _written(file, page)
                    progress.update(task, completed=given)
    return given


async def _asked(tx: Transaction, house: Installation, arguments: argparse.Namespace) -> Export:
    """As the desk would ask for this person: by the files of the folder. Raises ``BadFiles`` where they are wrong."""
    config, only = house.settings.config, _conditions(arguments.only)
    book, loop = compile_bundle(read_bundle(config)), read_loop(config)
    everyone = {one.id: one for one in await people.everyone(tx)}
    by = acting(everyone[PersonId(arguments.who)], book)
    units = seen_units(loop, by) if by.is_head else frozenset[UnitId]()
    crew = frozenset(one.id for one in everyone.values() if not units.isdisjoint(one.units))
    try:
        question = question_of(only)
    except Refusal as refused:
        raise CannotOpen([f"{refused.zh} · {refused.en}"]) from refused
    names = names_of(await NameBook.read(tx, book))
    looker = Looker(by, loop, house.clock.now(), crew)
    return Export(looker, question, names, only, arguments.why.strip(), arguments.lang == "en")


def _conditions(said: list[str]) -> dict[str, str]:
    pairs = dict(one.partition("=")[::2] for one in said)
    if len(pairs) != len(said) or not set(pairs) <= set(KEPT):
        raise CannotOpen([f"--only 的条件有误，可用：{' '.join(KEPT)} · --only takes {', '.join(KEPT)}, once each"])
    return pairs


@contextmanager
def _opened(out: str) -> Iterator[TextIO]:
    if out == STDOUT:
        sys.stdout.reconfigure(encoding="utf-8", newline="")  # type: ignore[union-attr] # a real one
        yield sys.stdout
        return
    try:
        with Path(out).open("x", encoding="utf-8", newline="") as file:
            yield file
    except OSError as error:
        raise CannotOpen([f"无法写入 {out}：{error.strerror} · {out} cannot be written: {error.strerror}"]) from error


def _written(file: TextIO, page: Page) -> int:
    file.write(page.text)
    return page.orders


def _progress(say: Say) -> Progress:
    words = TextColumn(say(Bilingual("导出工单", "exporting orders")))
    return Progress(SpinnerColumn(), words, MofNCompleteColumn(), TimeElapsedColumn(), console=Console(stderr=True))
