"""Makes the pictures of the handbooks anew: ``python -m tests.live.handbooks``, or only those of some scenes by name.

A house lives through a Thursday afternoon, is started again on the Monday after, and its people are looked at while
they work: some minutes, a real Asterisk and a real browser. Nothing of it is written but the pictures.
"""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

from playwright.async_api import expect

from app.clock import read_clock, shift_to
from app.rehearsal.sip.ear import prompts_in
from app.settings import Settings
from tests.live.asterisk_house import short_folder
from tests.live.browser import Browser, part
from tests.live.handbooks import agent, department, dispatcher
from tests.live.handbooks.camera import PATIENCE_MS, Camera
from tests.live.handbooks.staff import Staff
from tests.live.handbooks.story import COMPANY, MONDAY, OTHERS, THURSDAY, on_monday, on_thursday, surge
from tests.live.houses import ROOT, running, stage
from tests.participants import market

SCENES = ("event", "dispatcher", "department", "agent")


async def main(scenes: Sequence[str]) -> None:
    expect.set_options(timeout=PATIENCE_MS)
    settings = stage(short_folder("handbooks"), clock=THURSDAY, whole_prompts=True)
    _with_phones(settings.config / "urgent_events.yaml")
    async with Browser.started() as browser:
        async with running(settings, keep=lambda: True) as house, AsyncExitStack() as stack:
            await on_thursday(Staff(browser, house, stack))
        if "event" in scenes:
            await surge(settings.database_url)
        monday = replace(settings, shift=shift_to(read_clock(MONDAY)))
        async with browser.blank() as page:
            await _monday(browser, monday, Camera(ROOT / "docs" / "pictures", page), scenes)


def _with_phones(file: Path) -> None:
    """The named contacts can be telephoned."""
    numbers = iter(range(1, 100))
    text = re.sub(
        r"person: [\w-]+\}",
        lambda found: f'{found[0][:-1]}, phones: ["138 0000 {next(numbers):04d}"]}}',
        file.read_text("utf-8"),
    )
    file.write_text(text, "utf-8")


async def _monday(browser: Browser, settings: Settings, camera: Camera, scenes: Sequence[str]) -> None:
    async with running(settings) as house, AsyncExitStack() as stack:
        staff = Staff(browser, house, stack)
        if "event" in scenes:
            await dispatcher.event(staff, camera)
        await _bring_in(staff)
        await on_monday(staff)
        if "dispatcher" in scenes:
            await dispatcher.pictures(staff, camera)
        if "department" in scenes:
            await department.pictures(staff, camera)
        if "agent" in scenes:
            await agent.pictures(staff, camera, prompts_in(settings.sounds / "zh"))


async def _bring_in(staff: Staff) -> None:
    """The register of participants."""
    page = await staff.opens("supervisor", "/participants", "participants-page")
    table = {"name": "市场主体.csv", "mimeType": "text/csv", "buffer": market.csv_of([COMPANY, *OTHERS])}
    await part(page, "file").set_input_files(table)  # type: ignore[arg-type] # a FilePayload
    await part(page, "apply").click()
    await part(page, "imports").locator("li").first.wait_for()


if __name__ == "__main__":
    asyncio.run(main([name for name in sys.argv[1:] if name in SCENES] or SCENES))
