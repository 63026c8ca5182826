"""A real browser beside a real phone: the agent signs in, the phone rings, the screen shows who calls and why."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from playwright.async_api import Page, async_playwright, expect

from app.house import House
from app.rehearsal.agents import account, first_password
from app.rehearsal.sip.caller import Identity, dial
from app.rehearsal.sip.ear import AGENT, Known
from app.rehearsal.sip.phone import Manners, Phase, Phone, Ring
from app.rehearsal.waiting import until
from tests.live.books import Books, Record
from tests.live.houses import ROOT, hotline_of

pytestmark = pytest.mark.live

AGENT_ID = "gz-staff-1"
NUMBER = "18685012345"
SHOTS = ROOT / "var" / "screenshots"

WATCH_FOR_THE_POP = """() => {
  const look = () => {
    if (window.poppedAt || !document.querySelector('[data-test="pop"]')) return
    requestAnimationFrame(() => { window.poppedAt ||= Date.now() / 1000 })
  }
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true })
}"""


@dataclass(slots=True)
class Rung:
    at: float = 0.0


@asynccontextmanager
async def browser_page(url: str) -> AsyncIterator[Page]:
    """A page of the machine's Chromium, in Chinese, with everything that went wrong on it collected."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    async with async_playwright() as playwright:
        sandbox = [] if os.geteuid() else ["--no-sandbox"]  # Chromium's sandbox refuses to run for root
        browser = await playwright.chromium.launch(executable_path=program, args=sandbox)
        context = await browser.new_context(locale="zh-CN", viewport={"width": 1440, "height": 900})
        page = await context.new_page()
        wrong: list[str] = []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        await page.goto(url)
        yield page
        await browser.close()
        unexpected = [text for text in wrong if "401" not in text]  # nobody was signed in yet
        assert not unexpected, unexpected


async def sign_in(page: Page, house: House) -> None:
    await page.locator('[data-test="id"]').fill(AGENT_ID)
    await page.locator('[data-test="password"]').fill(first_password(house.settings, AGENT_ID))
    await page.locator('[data-test="sign-in"]').click()
    await page.locator('[data-test="go-ready"]').click()
    await expect(page.locator('[data-test="presence"]')).to_have_attribute("data-state", "ready")


async def test_the_pop_is_on_the_screen_while_the_phone_rings(
    whole_house: House, books: Books, prompts: Known, record_property: Record
) -> None:
    house, rung = whole_house, Rung()
    SHOTS.mkdir(parents=True, exist_ok=True)

    def noticed(_: Phone, ring: Ring) -> None:
        if ring.phase is Phase.RINGING:
            rung.at = time.time()

    at = hotline_of(house).at
    async with (
        Phone(account(house.settings, AGENT_ID), at, Manners(rings=3.0), noticed),
        browser_page(house.url) as page,
    ):
        await sign_in(page, house)
        await page.evaluate(WATCH_FOR_THE_POP)
        async with dial(hotline_of(house), Identity(NUMBER), known=prompts) as call:
            await call.hears("menu-main", within=30)
            call.press("4")
            await until("the phone rings", lambda: rung.at, within=30, step=0.005)
            pop = page.locator('[data-test="pop"]')
            await expect(pop).to_have_attribute("data-state", "ringing")
            await page.screenshot(path=SHOTS / "pop-ringing.png")
            order = books.orders()[-1]["number"]
            await expect(page.locator('[data-test="pop-order"]')).to_have_text(order)
            shown = await page.locator('[data-test="pop-number"]').inner_text()
            assert "".join(filter(str.isdigit, shown)) == NUMBER
            await expect(page.locator('[data-test="pop-line"]')).to_contain_text("贵州")
            await call.hears(AGENT, within=10)
            await expect(pop).to_have_attribute("data-state", "talking")
            await page.screenshot(path=SHOTS / "pop-talking.png")
            popped_at = await page.evaluate("window.poppedAt")
        await expect(pop).to_have_count(0, timeout=10_000)
        mine = page.locator(f'.mine a:text-is("{order}")')
        await expect(mine, "the order stands among the agent's own").to_have_count(1, timeout=5_000)
        await page.screenshot(path=SHOTS / "desk-after-the-call.png")
        record_property("pop painted after the ring (bar 100 ms)", f"{1000 * (popped_at - rung.at):.0f} ms")
