"""The control socket through its own program: here a stand-in that answers as Asterisk's ``-rx`` does."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

from dialplan.conf import Unsendable
from dialplan.control import Console, NoAsterisk, named_modules, required_modules

MODULES = """\
Module                         Description                              Use Count  Status      Support Level
app_queue.so                   True Call Queueing                       0          Running              core
app_read.so                    Read Variable Application                0          Not Running          core
res_pjsip.so                   Basic SIP resource                       34         Running              core
"""


def stand_in(folder: Path, body: str, deadline: float = 5.0) -> Console:
    program = folder / "asterisk.py"
    program.write_text(f"import sys, time\ncommand = sys.argv[4]\n{body}\n")
    return Console((sys.executable, "-S", str(program)), folder / "asterisk.conf", deadline)


async def test_only_running_modules_count(tmp_path: Path) -> None:
    console = stand_in(tmp_path, f"print({MODULES!r})")
    assert await console.modules_running() == {"app_queue.so", "res_pjsip.so"}
    assert await console.missing_modules(["app_queue.so", "app_read.so"]) == ["app_read.so"]


async def test_channels_and_priorities_are_read(tmp_path: Path) -> None:
    console = stand_in(tmp_path, "print('3 active channels\\n1 active call\\n57 calls processed')")
    assert await console.channels_up() == 3
    shown = stand_in(tmp_path, "print('-= 1 extension (1 priority) in 1 context. =-')")
    assert await shown.priorities("duty-yunnan") == 1
    assert await stand_in(tmp_path, "print('There is no existence of it')").priorities("duty-x") == 0


async def test_an_asterisk_that_hangs_is_left_at_the_deadline(tmp_path: Path) -> None:
    console = stand_in(tmp_path, "time.sleep(60)", deadline=0.2)
    with pytest.raises(NoAsterisk, match=r"0\.2 s"):
        await console.say("core show channels count")


async def test_no_asterisk_is_said_as_such(tmp_path: Path) -> None:
    console = stand_in(tmp_path, "print('Unable to connect to remote asterisk'); sys.exit(1)")
    with pytest.raises(NoAsterisk, match="Unable to connect"):
        await console.say("core show channels count")


async def test_waiting_for_the_start_has_an_end(tmp_path: Path) -> None:
    await stand_in(tmp_path, "print('Asterisk has fully booted.')").fully_booted(5)
    with pytest.raises(NoAsterisk, match="not started"):
        await stand_in(tmp_path, "sys.exit(1)").fully_booted(0.3)


async def test_a_command_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(Unsendable):
        await stand_in(tmp_path, "print(command)").say("core show channels\ncore stop now")


def test_modules_are_read_from_their_file() -> None:
    text = "[modules]\nautoload = no\nrequire = a.so\nload=b.so ; why\n;load = c.so\n"
    assert required_modules(text) == ["a.so"]
    assert named_modules(text) == ["a.so", "b.so"]
    assert asyncio.iscoroutinefunction(Console.say)
