"""The supervisor's pages by the keyboard alone: sign in, calls of today, a decision replayed, duty board, language."""

from __future__ import annotations

import asyncio
import re

import pytest
from playwright.async_api import Locator, Page, expect

from app.house import House
from app.rehearsal.sip.caller import Identity, dial
from app.rehearsal.sip.ear import Known
from app.rehearsal.waiting import until
from tests.live.books import Books
from tests.live.browser import Browser, part, shot, sign_in, tab_to
from tests.live.houses import hotline_of

pytestmark = pytest.mark.live

NUMBER = "18685031234"


def ordered(books: Books) -> bool:
    """Whether this test's call, the last one, has its order."""
    calls = books.calls()
    return bool(calls) and books.order_of(list(calls)[-1]) is not None


async def replays(page: Page, replay: Locator) -> None:
    await tab_to(page, replay)
    await page.keyboard.press("Enter")
    await expect(part(page, "verdict")).to_have_text("重算结果与当时记录一致")
    await expect(part(page, "replay-drawer")).to_contain_text("云南专线")
    await shot(page, "supervisor-replay")
    await page.keyboard.press("Escape")
    await expect(part(page, "replay-drawer")).to_be_hidden()
    await expect(replay, "the focus is back where it was").to_be_focused()


async def signs_out(page: Page) -> None:
    """By the menu, with the arrow keys."""
    await tab_to(page, part(page, "account"))
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("menuitem", name="Change password")).to_be_focused()
    await page.keyboard.press("ArrowDown")
    await expect(part(page, "to-records")).to_be_focused()
    await page.keyboard.press("ArrowDown")
    await expect(part(page, "sign-out")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(part(page, "id")).to_be_focused()


async def test_a_supervisor_reads_calls_decisions_and_duty_without_a_mouse(
    whole_house: House, browser: Browser, books: Books, prompts: Known
) -> None:
    house = whole_house
    async with browser.page(house) as page:
        async with dial(hotline_of(house), Identity(NUMBER), known=prompts) as call:
            await asyncio.gather(sign_in(page, house, "supervisor"), call.hears("menu-main", within=30))
            call.press("3")
            await until("the call has an order", lambda: ordered(books), within=15)
        await page.reload()
        await expect(part(page, "calls-page")).to_be_visible()
        rows = part(page, "calls-table").locator("tbody tr").filter(has_text="186****1234")
        await expect(rows).to_have_count(1)
        await shot(page, "supervisor-calls")
        await replays(page, rows.locator('[data-test="replay"]'))
        await tab_to(page, part(page, "to-duty"), most=200)
        await page.keyboard.press("Enter")
        lines = part(page, "duty-line")
        await expect(lines).to_have_count(7)
        await expect(lines.and_(page.locator('[data-line="yunnan"]'))).to_have_attribute("data-state", "open")
        await expect(part(page, "version")).to_contain_text(re.compile(r"第 \d+ 版"))
        await shot(page, "supervisor-duty")
        await tab_to(page, part(page, "locale"))
        await page.keyboard.press("Enter")
        await expect(page.locator("h1")).to_have_text("Duty board")
        await expect(page.locator("html")).to_have_attribute("lang", "en")
        await shot(page, "supervisor-duty-en")
        await signs_out(page)
