"""A line is closed by order while callers wait: within seconds they hear it, and go where the roster wants them."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta

import pytest

from app.clock import Clock
from app.house import House
from app.rehearsal.agents import at_work
from app.rehearsal.sip.caller import Call, Identity, dial
from app.rehearsal.sip.ear import AGENT, Known, prompts_in
from app.rehearsal.sip.phone import Manners
from app.rehearsal.waiting import until
from tests.live.asterisk_house import short_folder
from tests.live.books import Books
from tests.live.houses import hotline_of, running, stage

pytestmark = pytest.mark.live

PEOPLE = ("gz-staff-1", "hi-staff-1", "yn-expert-1", "yn-staff-1")
SILENT, QUICK = Manners(answers=False), Manners(rings=0.2)
HEARD_WITHIN_S = 20.0  # published, taken over by the node, taken out of the queue, said


def append(house: House, line: str, more: str) -> None:
    file = house.settings.config / "rosters" / f"{line}.yaml"
    file.write_text(f"{file.read_text('utf-8')}\n{more}\n", "utf-8")


@asynccontextmanager
async def waits(house: House, known: Known, key: str, number: str) -> AsyncIterator[Call]:
    """Somebody who has chosen a line."""
    async with dial(hotline_of(house), Identity(number), known=known) as call:
        await call.hears("menu-main", within=40)
        call.press(key)
        yield call


async def in_queue(house: House, queue: str) -> list[str]:
    """The numbers of those who wait, in their order."""
    shown = await house.asterisk_rx(f"queue show {queue}")
    rows = [row.split("!") for row in (await house.asterisk_rx("core show channels concise")).splitlines()]
    numbers = {row[0]: row[7] for row in rows if len(row) > 7}
    return [numbers[channel] for channel in re.findall(r"^ +\d+\. (\S+) \(wait: ", shown, re.MULTILINE)]


async def stand(house: House, queue: str, *numbers: str) -> None:
    """Wait until exactly these wait there, in this order."""

    async def look() -> bool:
        return await in_queue(house, queue) == list(numbers)

    await until(f"{numbers} wait in {queue}", look, within=60)


def close(house: House, *lines: str) -> None:
    """From this minute on, for an hour."""
    now = Clock(house.settings.shift).now()
    span = f"from: {now:%Y-%m-%d %H:%M}, until: {now + timedelta(hours=1):%Y-%m-%d %H:%M}"
    text = f"closings:\n  - {{lines: [{', '.join(lines)}], {span}, who: 唐静怡, why: 消防疏散}}\n"
    (house.settings.config / "overrides.yaml").write_text(text, "utf-8")


async def roster_says(house: House) -> None:
    """Guizhou offers a callback, Yunnan's experts hand over to the staff; Hainan says nothing, so it serves."""
    append(house, "guizhou", "at_closing: callback")
    append(house, "yunnan", "at_closing: staff")
    yunnan = house.settings.config / "rosters" / "yunnan.yaml"
    yunnan.write_text(yunnan.read_text("utf-8").replace("by: [experts, staff]", "by: [experts]"), "utf-8")

    async def rendered() -> bool:
        return "yunnan-experts:240" in await house.asterisk_rx("dialplan show duty-yunnan")

    await until("the roster is rendered", rendered, within=20)


def reasons(house: House) -> list[str]:
    books = Books(house.settings.var / "hotline.db")
    rows = [row for call in books.calls() for row in books.ledger(call) if row["kind"] == "unserved"]
    return [json.loads(row["data"])["reason"] for row in rows]


async def test_those_who_wait_hear_that_the_line_is_closed_and_get_what_the_roster_says() -> None:
    manners = dict.fromkeys(PEOPLE, SILENT) | {"yn-staff-1": QUICK}
    changes = {"last_group_seconds": "240"}
    async with running(stage(short_folder("order"), changes=changes)) as house, AsyncExitStack() as stack:
        known = prompts_in(house.settings.sounds / "zh")
        phones = await stack.enter_async_context(at_work(house.settings, house.url, PEOPLE, manners))
        await roster_says(house)
        calls = []
        for key, queue, *numbers in (
            ("4", "guizhou-staff", "13800000001"),
            ("3", "yunnan-experts", "13800000002"),
            ("5", "hainan-staff", "13800000003"),
            ("5", "hainan-staff", "13800000003", "13800000004"),
        ):
            calls.append(await stack.enter_async_context(waits(house, known, key, numbers[-1])))
            await stand(house, queue, *numbers)
        offered, moved, first, second = calls
        close(house, "guizhou", "yunnan", "hainan")
        await asyncio.gather(*(call.hears("closed-by-order", within=HEARD_WITHIN_S) for call in calls))
        await offered.hears("unserved-offer", within=10)
        offered.press("1")
        await offered.hears("callback-noted", within=20)
        await moved.hears(AGENT, within=20)
        assert "served-elsewhere" in moved.heard
        assert [ring.answered_at is not None for ring in phones["yn-staff-1"].rings] == [True]
        for call in (first, second):
            await call.hears("still-served", within=10)
        await stand(house, "hainan-staff", "13800000003", "13800000004")
        assert [call.heard.count("closed-by-order") for call in (first, second)] == [1, 1], "told once, and left alone"
        await until("the books tell why", lambda: reasons(house) == ["closed_meanwhile"], within=30)
        for call in (moved, first, second):
            await call.hang_up()
