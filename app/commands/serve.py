"""``hotline serve``: Asterisk and our processes in the foreground, and what a newcomer needs to know about them."""

from __future__ import annotations

import argparse
import asyncio
import shutil
import signal

from app.accounts import FIRST_PASSWORDS, first_passwords
from app.house import House
from app.opening import Opened
from app.options import settings_of
from app.process import log_to_stderr
from app.settings import Settings
from app.shipped import started_with
from storage.ids import PersonId

SHOWN = ("supervisor", "yn-expert-1")
"""Whose first passwords are shown at the start; all stand in the file."""


def add(_parser: argparse.ArgumentParser) -> None:
    """No options of its own."""


def run(arguments: argparse.Namespace) -> int:
    settings = settings_of(arguments)
    if settings.rehearsal:
        clear_rehearsal(settings)
    log_to_stderr()
    print("正在启动 Asterisk 与各进程 … · starting Asterisk and our processes …", flush=True)
    asyncio.run(_serve(settings))
    print("已全部停止 · everything is stopped", flush=True)
    return 0


def clear_rehearsal(settings: Settings) -> None:
    """Each rehearsal begins at its own time, so with its own empty books."""
    shutil.rmtree(settings.var, ignore_errors=True)


async def _serve(settings: Settings) -> None:
    asked = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, asked.set)
    async with House(settings) as house:
        assert house.opened is not None  # noqa: S101 the house is open
        print(welcome(house, house.opened), flush=True)
        await asked.wait()
        print("正在停止 … · stopping …", flush=True)


def welcome(house: House, opened: Opened) -> str:
    """What to dial, where to look, and where the passwords are."""
    settings, listen = house.settings, house.settings.listen
    secrets = settings.var / "secrets"
    lines = [
        "",
        f"  热线已开通 · the hotline is open{_clock(settings)}",
        f"  拨号 · dial            {house.number}   sip:{house.number}@{listen.address}:{listen.sip}",
        f"  工作台 · desk          {house.url}",
        f"  初始密码 · passwords   {secrets / FIRST_PASSWORDS}（首次登录时须修改 · changed at the first sign-in）",
        *(f"                         {person} / {password}" for person, password in _shown(settings)),
        f"  话机账号 · phones      {started_with()} agents",
        f"  日志 · logs            {settings.var / 'log'}",
        "  停止 · stop            Ctrl-C",
        "",
    ]
    if opened.findings:
        lines += ["  ⚠ 配置未生效，沿用上一版 · files not in force, the last good version is:", ""]
        lines += [f"    {finding}" for finding in opened.findings]
    return "\n".join(lines)


def _clock(settings: Settings) -> str:
    return "（演练 · rehearsal）" if settings.rehearsal else ""


def _shown(settings: Settings) -> list[tuple[str, str]]:
    """As they were given; one that was changed is nobody's business."""
    given = first_passwords(settings.var / "secrets" / FIRST_PASSWORDS)
    return [(person, given.get(PersonId(person), "已修改 · changed")) for person in SHOWN]
