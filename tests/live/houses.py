"""A whole house for tests: its own folder, ports and clock, started as an operator's would be."""

from __future__ import annotations

import asyncio
import re
import shutil
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from app.clock import read_clock, shift_to
from app.house import House
from app.rehearsal.sip.caller import Destination
from app.settings import Listen, Settings, sqlite_url
from tests.ports import free_base

ROOT = Path(__file__).resolve().parents[2]
MONDAY_MORNING = "2026-11-23 10:00"  # every line is open
QUICK = {"wait": "2", "ring_seconds": "5", "last_group_seconds": "40"}
"""What is shortened in ``hotline.yaml``, so that a suite of calls takes minutes."""


def stage(var: Path, *, clock: str = MONDAY_MORNING, changes: Mapping[str, str] | None = None) -> Settings:
    """Settings of a house in ``var``; ``changes``: first key of that name in ``hotline.yaml`` → its value."""
    config = var / "config"
    shutil.copytree(ROOT / "config", config)
    hotline = config / "hotline.yaml"
    text = hotline.read_text(encoding="utf-8")
    for key, value in {**QUICK, **(changes or {})}.items():
        text, found = re.subn(rf"^( *{key}:) *\S+", rf"\1 {value}", text, count=1, flags=re.MULTILINE)
        assert found, f"hotline.yaml no longer has {key!r}"
    hotline.write_text(text, encoding="utf-8")
    listen = Listen.from_base("127.0.0.1", free_base())
    return Settings(ROOT, config, var, listen, shift_to(read_clock(clock)), sqlite_url(var))


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
