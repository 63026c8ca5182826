"""A session that nobody touches: it warns on the screen, can be kept, and ends."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.async_api import expect

from app.house import House
from tests.live.browser import Browser, Screen, asks_again, part, shot, sign_in, untouched_for

pytestmark = pytest.mark.live

IDLE_AGENT = "gz-staff-2"
ALMOST_IDLE, TOO_LONG = timedelta(minutes=14), timedelta(minutes=16)
SCREEN = Screen(moved_clock=True)


async def test_an_idle_session_warns_can_be_kept_and_ends(whole_house: House, browser: Browser) -> None:
    house = whole_house
    async with browser.page(house, SCREEN) as page:
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
