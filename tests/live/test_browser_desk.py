"""An agent's desk: states that Asterisk sees, a call noticed on a hidden page, lost connections, the order's page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.async_api import Page, expect

from app.house import House
from app.rehearsal.agents import account
from app.rehearsal.sip.caller import Identity, dial
from app.rehearsal.sip.ear import AGENT, Known
from app.rehearsal.sip.phone import Manners, Phone
from app.rehearsal.waiting import until
from tests.live.books import Books
from tests.live.browser import Browser, Screen, asks_again, part, shot, sign_in, untouched_for
from tests.live.houses import hotline_of

pytestmark = pytest.mark.live

STATES_AGENT, CUT_OFF_AGENT = "gz-staff-4", "gz-staff-5"
QUEUE = "guizhou-staff"
TOO_LONG = timedelta(minutes=16)
NUMBER = "18685044321"
CUT = ("Failed to load resource", "WebSocket connection", "net::ERR")

HIDE_AND_NOTE = """() => {
  Object.defineProperty(document, 'hidden', { configurable: true, get: () => true })
  window.noticed = []
  window.Notification = class extends EventTarget {
    static permission = 'granted'
    constructor(title, options) { super(); window.noticed.push(`${title}: ${options.body}`) }
    close() {}
  }
}"""
"""What a browser without a screen does not do: hides the page behind another, and keeps the system's notices."""


async def in_state(page: Page, state: str) -> None:
    await expect(part(page, "presence")).to_have_attribute("data-state", state)


async def in_queue(house: House, person: str) -> str:
    """The person's line in what Asterisk's console says of the queue; empty for whoever is no member."""
    said = await house.asterisk_rx(f"queue show {QUEUE}")
    return next((line.strip() for line in said.splitlines() if line.strip().startswith(f"{person} ")), "")


async def spared_while_talking(house: House, page: Page) -> None:
    """A session that would have ended long ago, with nobody touching the page: the call keeps it alive."""
    untouched_for(house, CUT_OFF_AGENT, TOO_LONG)
    await asks_again(page)
    await expect(part(page, "stay"), "nobody in a call is warned").to_be_hidden()
    await expect(part(page, "pop")).to_have_attribute("data-state", "talking")
    await page.clock.fast_forward(61_000)
    async with page.expect_response("**/api/session") as kept:
        await page.mouse.move(300, 300)
    assert (await kept.value).status == 200


async def loses_the_network_and_finds_it(page: Page) -> None:
    lost = part(page, "link-lost")
    await page.context.set_offline(True)
    await expect(lost).to_contain_text("通话不受影响", timeout=15_000)
    await shot(page, "link-lost-in-a-call")
    await page.context.set_offline(False)
    await expect(lost).to_be_hidden(timeout=15_000)


async def loses_its_desk_and_finds_the_next(house: House, page: Page) -> None:
    lost, was = part(page, "link-lost"), house.pid("desk")
    house.kill_desk()
    await expect(lost).to_be_visible(timeout=15_000)
    await until("a new desk process", lambda: house.pid("desk") not in {None, was}, within=15)
    await expect(lost).to_be_hidden(timeout=20_000)


async def sees_the_number_for_a_reason(page: Page, books: Books) -> None:
    number, deeds = part(page, "caller-number"), books.deeds()
    await expect(number).to_have_text("186****4321")
    await part(page, "show-number").click()
    await expect(part(page, "why-callback")).to_be_visible()
    await shot(page, "why-see-the-number")
    await part(page, "why-callback").click()
    await expect(number).to_have_text("186 8504 4321")
    await shot(page, "number-shown")
    assert books.deeds() == [*deeds, "looked at"]
    await part(page, "hide-number").click()
    await expect(number).to_have_text("186****4321")


async def test_ready_pause_with_a_reason_and_away_are_seen_by_asterisk(whole_house: House, browser: Browser) -> None:
    house, person = whole_house, STATES_AGENT
    async with browser.page(house) as page:
        await sign_in(page, house, person)
        await in_state(page, "away")
        await page.keyboard.press("Alt+r")
        await in_state(page, "ready")
        assert "paused" not in await in_queue(house, person)
        assert await in_queue(house, person)
        await page.keyboard.press("Alt+p")
        await expect(part(page, "pause-break"), "the first reason has the focus").to_be_focused()
        await shot(page, "desk-pause-reasons")
        await page.keyboard.press("2")
        await in_state(page, "paused")
        await expect(part(page, "presence")).to_contain_text("用餐")
        await shot(page, "desk-paused")
        assert "paused:meal" in await in_queue(house, person)
        await expect(part(page, "notices"), "a refusal is shown").to_have_attribute("data-state", "denied")
        await page.keyboard.press("Alt+a")
        await in_state(page, "away")
        assert await in_queue(house, person) == ""


async def test_a_call_keeps_the_session_alive_and_is_shown_again_by_a_page_that_lost_its_desk(
    whole_house: House, browser: Browser, books: Books, prompts: Known
) -> None:
    house, person = whole_house, CUT_OFF_AGENT
    phone = Phone(account(house.settings, person), hotline_of(house).at, Manners(rings=0.5))
    async with (
        phone,
        browser.page(house, Screen(expected=CUT, permissions=["notifications"], moved_clock=True)) as page,
    ):
        await sign_in(page, house, person)
        await expect(part(page, "notices")).to_have_attribute("data-state", "granted")
        await page.keyboard.press("Alt+r")
        await in_state(page, "ready")
        await page.evaluate(HIDE_AND_NOTE)
        async with dial(hotline_of(house), Identity(NUMBER), known=prompts) as call:
            await call.hears("menu-main", within=30)
            call.press("4")
            await call.hears(AGENT, within=30)
            pop = part(page, "pop")
            await expect(pop).to_have_attribute("data-state", "talking")
            (notice,) = await page.evaluate("window.noticed")
            assert notice.startswith("贵州专线来电: 186****4321")
            await spared_while_talking(house, page)
            await loses_the_network_and_finds_it(page)
            await loses_its_desk_and_finds_the_next(house, page)
            await expect(pop, "the new desk knows the call from Asterisk").to_have_attribute("data-state", "talking")
            await page.keyboard.press("Alt+o")
            await expect(part(page, "order-page")).to_contain_text(books.orders()[-1]["number"])
            await expect(part(page, "story")).to_contain_text("王黔生接听。")
            await sees_the_number_for_a_reason(page, books)
            await expect(part(page, "order-because")).to_contain_text("贵州")
            await shot(page, "order-in-a-call")
        await page.goto(f"{house.url}/desk")
        await in_state(page, "ready")
        await page.keyboard.press("Alt+a")
        await in_state(page, "away")
