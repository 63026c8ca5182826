"""``hotline demo``: a rehearsal with real SIP calls; by default a Monday from 11:59:30, with the change at noon."""

from __future__ import annotations

import argparse
import asyncio
import logging

from rich.console import Console

from app.clock import SHANGHAI, Clock, read_clock, shift_to
from app.house import House
from app.language import add_language_option, speaker
from app.options import REHEARSAL_PORTS, settings_of
from app.process import log_to_stderr
from app.rehearsal.demo import demo
from app.rehearsal.stage import prepare
from app.settings import Settings
from schedules.document import Bilingual

BY_DEFAULT = "2026-11-23 11:59:30"


def add(parser: argparse.ArgumentParser) -> None:
    add_language_option(parser)


def run(arguments: argparse.Namespace) -> int:
    settings = settings_of(arguments)
    if not settings.rehearsal:
        settings = settings.rehearsing(shift_to(read_clock(BY_DEFAULT)), by=REHEARSAL_PORTS)
    log_to_stderr(logging.WARNING)
    return asyncio.run(_demo(arguments, settings))


async def _demo(arguments: argparse.Namespace, settings: Settings) -> int:
    say, console = speaker(arguments.lang), Console()
    start = Clock(settings.shift).now().astimezone(SHANGHAI)
    stage = prepare(settings, start)
    preparing = Bilingual(
        f"演练：{start:%Y-%m-%d %H:%M}，正在启动 …", f"A rehearsal of {start:%Y-%m-%d %H:%M}; starting …"
    )
    console.print(say(preparing))
    # The clock goes on while the house opens: the first act begins at the announced time all the same.
    async with House(stage.settings) as house:
        return await demo(house, console, stage, say)
