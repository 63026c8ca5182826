"""A real browser beside a real phone: the agent signs in, the phone rings, the screen shows who calls and why."""

from __future__ import annotations

import time
from dataclasses import dataclass

import pytest
from playwright.async_api import expect

from app.house import House
from app.rehearsal.agents import account
from app.rehearsal.sip.caller import Identity, dial
from app.rehearsal.sip.ear import AGENT, Known
from app.rehearsal.sip.phone import Manners, Phase, Phone, Ring
from app.rehearsal.waiting import until
from storage.masked import mask
from tests.live.books import Books, Record
from tests.live.browser import Browser, part, shot, sign_in
from tests.live.houses import hotline_of

pytestmark = pytest.mark.live

AGENT_ID = "gz-staff-1"
NUMBER = "18685012345"

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


async def test_the_pop_is_on_the_screen_while_the_phone_rings(
    whole_house: House, browser: Browser, books: Books, prompts: Known, record_property: Record
) -> None:
    house, rung = whole_house, Rung()

    def noticed(_: Phone, ring: Ring) -> None:
        if ring.phase is Phase.RINGING:
            rung.at = time.time()

    at = hotline_of(house).at
    async with (
        Phone(account(house.settings, AGENT_ID), at, Manners(rings=3.0), noticed),
        browser.page(house) as page,
    ):
        await sign_in(page, house, AGENT_ID)
        await part(page, "go-ready").click()
        await expect(part(page, "presence")).to_have_attribute("data-state", "ready")
        await page.evaluate(WATCH_FOR_THE_POP)
        async with dial(hotline_of(house), Identity(NUMBER), known=prompts) as call:
            await call.hears("menu-main", within=30)
            call.press("4")
            await until("the phone rings", lambda: rung.at, within=30, step=0.005)
            pop = part(page, "pop")
            await expect(pop).to_have_attribute("data-state", "ringing")
            await shot(page, "pop-ringing")
            order = books.orders()[-1]["number"]
            await expect(part(page, "pop-order")).to_have_text(order)
            await expect(part(page, "pop-number"), "who only rings need not know").to_have_text(mask(NUMBER))
            await expect(part(page, "pop-line")).to_contain_text("贵州")
            await call.hears(AGENT, within=10)
            await expect(pop).to_have_attribute("data-state", "talking")
            await expect(part(page, "pop-number")).to_have_text("186 8501 2345")
            await shot(page, "pop-talking")
            popped_at = await page.evaluate("window.poppedAt")
        await expect(pop).to_have_count(0, timeout=10_000)
        mine = page.locator(f'.mine a:text-is("{order}")')
        await expect(mine, "the order stands among the agent's own").to_have_count(1, timeout=5_000)
        await shot(page, "desk-after-the-call")
        record_property("pop painted after the ring (bar 100 ms)", f"{1000 * (popped_at - rung.at):.0f} ms")
