"""A whole house for tests: its own folder, ports and clock, started as an operator's would be."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from app.clock import read_clock
from app.house import House
from app.rehearsal.loopback import house_of_its_own
from app.rehearsal.sip.caller import Destination
from app.settings import Settings
from tests.live.quick_prompts import root_with_quick_prompts

ROOT = Path(__file__).resolve().parents[2]
MONDAY_MORNING = "2026-11-23 10:00"  # every line is open
QUICK = {"wait": "2", "ring_seconds": "5", "last_group_seconds": "40"}
"""What is shortened in ``hotline.yaml``, so that a suite of calls takes minutes."""


def stage(
    var: Path, *, clock: str = MONDAY_MORNING, changes: Mapping[str, str] | None = None, whole_prompts: bool = False
) -> Settings:
    """Settings of a house in ``var``; ``changes``: first key of that name in ``hotline.yaml`` → its value."""
    root = ROOT if whole_prompts else root_with_quick_prompts(ROOT)
    return house_of_its_own(root, var, read_clock(clock), {**QUICK, **(changes or {})})


@asynccontextmanager
async def running(settings: Settings, *, keep: Callable[[], bool] = lambda: False) -> AsyncIterator[House]:
    """The house, living in a task of its own: a fixture's set-up and tear-down are different tasks.

    Its folder goes with it, unless something failed in it or ``keep`` says that it is still to be looked at.
    """
    opened: asyncio.Future[House] = asyncio.get_running_loop().create_future()
    close = asyncio.Event()

    async def live() -> None:
        try:
            async with House(settings) as house:
                opened.set_result(house)
                await close.wait()
        except BaseException as error:
            if not opened.done():
                opened.set_exception(error)
            raise

    living = asyncio.create_task(live())
    try:
        yield await opened
    finally:
        close.set()
        await asyncio.gather(living, return_exceptions=not opened.done() or opened.exception() is not None)
    if not keep():
        shutil.rmtree(settings.var)


def hotline_of(house: House) -> Destination:
    return Destination(house.number, (house.settings.listen.address, house.settings.listen.sip))
