"""What the tests of the conversation without a controller share: a house whose every answer is the rendered one."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from app.rehearsal.sip.caller import Call
from dialplan.duty import Change, NativeAnswer, NativeDuty, render_duty
from tests.live.asterisk_house import (
    LogLine,
    Pbx,
    asterisk_or_skip,
    booted,
    example_values,
    short_folder,
    write_duty,
)

OPEN = NativeAnswer(
    "open", (("yunnan-experts", 3), ("yunnan-staff", 6)), "workday/09:00-12:00", "on_duty", "v1", ("news",)
)
CLOSED = NativeAnswer("closed", (), "holiday", "closed", "v1", ("closed-intro",))


@contextmanager
def nobody_decides() -> Iterator[Pbx]:
    """Yunnan is open, spot is closed, and nothing listens where the controller should."""
    program = asterisk_or_skip()
    values = example_values(short_folder("talk"), program)
    year = int(time.time()) + 31_536_000
    lines = [
        NativeDuty(line, [Change(0, answer)], year, [], CLOSED) for line, answer in (("yunnan", OPEN), ("spot", CLOSED))
    ]
    write_duty(values, render_duty(lines).text)
    with booted(values, program) as running:
        yield running


async def chooses(call: Call, key: str) -> None:
    """Press while the menu is being said: whoever knows it does not wait for its end."""
    await call.hears("menu-main", within=5)
    call.press(key)


def routed(line: LogLine) -> dict[str, str]:
    names = ("line", "key", "choice", "by", "state", "plan", "reason", "rule", "version")
    return dict(zip(names, line.data, strict=True))
