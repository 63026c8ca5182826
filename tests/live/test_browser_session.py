"""A session that nobody touches: it warns on the screen, can be kept, ends, and spares whoever is in a call."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.async_api import Page, expect

from app.house import House
from app.rehearsal.agents import account
from app.rehearsal.sip.caller import Identity, dial
from app.rehearsal.sip.ear import AGENT, Known
from app.rehearsal.sip.phone import Manners, Phone
from tests.live.browser import Screen, browser, part, shot, sign_in, untouched_for
from tests.live.houses import hotline_of

pytestmark = pytest.mark.live

IDLE_AGENT, BUSY_AGENT = "gz-staff-2", "gz-staff-3"
ALMOST_IDLE, TOO_LONG = timedelta(minutes=14), timedelta(minutes=16)
ASKS_EVERY_MS = 16_000  # the page asks for its session more often than this
SCREEN = Screen(moved_clock=True)


async def asks_again(page: Page) -> None:
    """Its timers come due, as if the page had been left alone for so long."""
    async with page.expect_response("**/api/session"):
        await page.clock.fast_forward(ASKS_EVERY_MS)


async def test_an_idle_session_warns_can_be_kept_and_ends(whole_house: House) -> None:
    house = whole_house
    async with browser(house, SCREEN) as page:
        await sign_in(page, house, IDLE_AGENT)
        await page.keyboard.press("Alt+r")
        await expect(part(page, "presence")).to_have_attribute("data-state", "ready")
        untouched_for(house, IDLE_AGENT, ALMOST_IDLE)
        await asks_again(page)
        stay = part(page, "stay")
        await expect(stay, "the dialog warns, and Enter is enough").to_be_focused()
        await shot(page, "session-ends-soon")
        await page.keyboard.press("Enter")
        await expect(stay).to_be_hidden()
        untouched_for(house, IDLE_AGENT, TOO_LONG)
        await asks_again(page)
        await expect(part(page, "expired")).to_have_text("登录已过期，请重新登录。")
        await shot(page, "session-expired")


async def test_a_session_does_not_end_during_a_call(whole_house: House, prompts: Known) -> None:
    house = whole_house
    phone = Phone(account(house.settings, BUSY_AGENT), hotline_of(house).at, Manners(rings=0.3))
    async with phone, browser(house, SCREEN) as page:
        await sign_in(page, house, BUSY_AGENT)
        await page.keyboard.press("Alt+r")
        await expect(part(page, "presence")).to_have_attribute("data-state", "ready")
        async with dial(hotline_of(house), Identity("18685020001"), known=prompts) as call:
            await call.hears("menu-main", within=30)
            call.press("4")
            await call.hears(AGENT, within=30)
            pop = part(page, "pop")
            await expect(pop).to_have_attribute("data-state", "talking")
            untouched_for(house, BUSY_AGENT, TOO_LONG)
            await asks_again(page)
            await expect(part(page, "stay"), "nobody in a call is warned").to_be_hidden()
            await expect(pop).to_have_attribute("data-state", "talking")
            await page.clock.fast_forward(61_000)
            async with page.expect_response("**/api/session") as kept:
                await page.mouse.move(300, 300)
            assert (await kept.value).status == 200
        await expect(part(page, "pop-gone")).to_have_attribute("data-reason", "ended")
        await asks_again(page)
        await expect(part(page, "presence")).to_have_attribute("data-state", "ready")
        await page.keyboard.press("Alt+a")
        await expect(part(page, "presence")).to_have_attribute("data-state", "away")
