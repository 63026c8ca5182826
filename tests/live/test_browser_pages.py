"""Boards that are told at once, a recording heard with a reason, holds put and lifted: before a real browser."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import Page, expect

from app.house import House
from app.rehearsal.sip.ear import Known
from tests.live.boards import at_board
from tests.live.books import Books
from tests.live.browser import Browser, Screen, part, shot, sign_in
from tests.live.order_form import in_a_call

pytestmark = pytest.mark.live

DESK = Screen(size=(1366, 768), expected=("404", "409", "422"))
AGENT, LISTENER, DEPARTMENT, SUPERVISOR = "can-staff-1", "dispatcher-1", "trading-1", "supervisor"
AT_ONCE_MS = 8_000
"""A board that nobody tells anything looks every half minute."""
FILED = "async number => (await (await fetch(`/api/orders/${number}`)).json()).recording !== null"
"""The node files a recording within a second of its call's end."""
INQUIRY = {"category": "inquiry", "matter": "green", "form": {"summary": "绿电交易何时开市"}}


async def test_boards_learn_at_once_what_others_did(whole_house: House, browser: Browser) -> None:
    """From the counter over the dispatcher to the department; the keys work while a list of choices has the focus."""
    house = whole_house
    async with (
        at_board(browser, house, LISTENER, DESK) as dispatcher,
        at_board(browser, house, DEPARTMENT, DESK) as department,
        at_board(browser, house, AGENT, DESK) as agent,
    ):
        await part(dispatcher.page, "view-to_assign").click()
        await part(department.page, "view-to_accept").click()
        await asyncio.gather(
            *(expect(part(one.page, "board-total")).to_be_visible() for one in (dispatcher, department))
        )
        number = await agent.enter("guangzhou", {"source": "counter", **INQUIRY})
        await _acts(agent.page, number, "pass_on", {})
        page = dispatcher.page
        await expect(dispatcher.row(number)).to_be_visible(timeout=AT_ONCE_MS)
        await dispatcher.finds("to_assign", number)
        await page.keyboard.press("a")
        dialog = part(page, "action-dialog")
        box = dialog.locator('[data-field="unit"]').get_by_role("combobox")
        await expect(box).to_be_focused()
        await page.keyboard.type("交易")
        await expect(page.get_by_role("option", name="交易组织部").first).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("option").first, "the first Escape closes the list alone").to_be_hidden()
        await expect(dialog).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(dialog, "the second the dialog").to_be_hidden()
        await page.keyboard.press("a")
        await expect(box).to_be_focused()
        await page.keyboard.type("交易")
        await expect(page.get_by_role("option", name="交易组织部").first).to_be_visible()
        await page.keyboard.press("Enter")
        await page.keyboard.press("Control+Enter")
        await expect(dialog, "sent with the focus in the list of choices").to_be_hidden()
        await expect(department.row(number)).to_be_visible(timeout=AT_ONCE_MS)


async def _acts(page: Page, number: str, action: str, inputs: dict[str, str]) -> None:
    done = await page.evaluate(
        """async ([number, action, inputs]) => {
          const headers = { 'X-Hotline': '1', 'Content-Type': 'application/json' }
          const { revision } = await (await fetch(`/api/orders/${number}`)).json()
          const body = JSON.stringify({ revision, inputs })
          return (await fetch(`/api/orders/${number}/actions/${action}`, { method: 'POST', headers, body })).status
        }""",
        [number, action, inputs],
    )
    assert done == 200


async def test_a_recording_is_heard_with_a_reason_by_whoever_may(
    whole_house: House, browser: Browser, books: Books, prompts: Known
) -> None:
    house = whole_house
    async with browser.page(house, DESK) as agent, browser.page(house, DESK) as page:
        async with in_a_call(house, agent, prompts, "18977120077"):
            await agent.wait_for_timeout(2_500)  # something to be heard
        number = books.orders()[-1]["number"]
        await sign_in(page, house, LISTENER)
        await page.wait_for_function(FILED, arg=number)
        await page.goto(f"{house.url}/orders/{number}")
        await part(page, "hear-recording").click()
        await shot(page, "sound-why")
        await part(page, "why-quality").click()
        player = part(page, "player-recording")
        await expect(player).to_have_attribute("data-state", "plays")
        await page.wait_for_function("() => document.querySelector('audio')?.currentTime > 0.3")
        await shot(page, "sound-plays")
        await part(page, "place").focus()
        await page.keyboard.press("Home")
        await expect(part(page, "time")).to_contain_text("0:00")
        await part(page, "speed").click()
        assert await page.evaluate("document.querySelector('audio').playbackRate") == 1.25
        await expect(part(page, "copy"), "hearing is not keeping").to_have_count(0)
        await agent.goto(f"{house.url}/orders/{number}")
        await expect(part(agent, "facts")).to_contain_text("录音")
        await expect(part(agent, "hear-recording"), "her own call, but not her right").to_have_count(0)
    assert [(who, data["field"], data["why"]) for who, data in books.looks(f"order {number}")] == [
        (LISTENER, "recording", "服务质检")
    ]


async def test_a_hold_is_put_and_lifted_by_keyboard(whole_house: House, browser: Browser) -> None:
    async with browser.page(whole_house, DESK) as page:
        await sign_in(page, whole_house, SUPERVISOR)
        await part(page, "account").focus()
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("menuitem", name="修改密码")).to_be_focused()
        await page.keyboard.press("ArrowDown")
        await expect(part(page, "to-records")).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(part(page, "no-holds")).to_be_visible()
        await part(page, "put").focus()
        await page.keyboard.press("Enter")
        dialog = part(page, "put-dialog")
        await expect(dialog).to_be_visible()
        await dialog.locator("label.radio").filter(has_text="来电者").click()
        await part(page, "subject").fill("138 0013 8000")
        await part(page, "why").fill("粤监能案〔2026〕12 号")
        await page.keyboard.press("Control+Enter")
        await expect(part(page, "put-sure")).to_be_visible()
        await shot(page, "records-put")
        await page.keyboard.press("Control+Enter")
        await expect(part(page, "hold")).to_contain_text("138****8000")
        await shot(page, "records")
        await part(page, "lift").click()
        await part(page, "lift-why").fill("案件已结")
        await page.keyboard.press("Control+Enter")
        await expect(part(page, "lift-sure")).to_be_visible()
        await shot(page, "records-lift")
        await page.keyboard.press("Control+Enter")
        await expect(part(page, "no-holds")).to_be_visible()
        await part(page, "lifted").check()
        await expect(part(page, "hold")).to_contain_text("案件已结")
        await part(page, "locale").click()
        await shot(page, "records-en")


NAMELESS = """() => {
  const named = one => one.getAttribute('aria-label') || one.getAttribute('aria-labelledby') || one.title
    || one.placeholder || one.textContent.trim() || one.labels?.length || one.closest('label, [aria-label]')
  const all = document.querySelectorAll('button, a[href], input, textarea, [role="button"], [role="combobox"]')
  return [...all].filter(one => one.checkVisibility() && !named(one)).map(one => one.outerHTML.slice(0, 160))
}"""
STOPS = "#content :is(button, a[href], input, select, textarea, [tabindex='0'])"
PAGES = (
    *("work", "follow-ups", "urgent", "calls", "participants", "duty", "records", "orders/new"),
    *("roster/calendar", "roster/edit", "roster/versions", "roster/covers", "roster/staff", "roster/ask"),
)


async def test_every_page_is_reached_by_keyboard_and_says_what_its_buttons_are(
    whole_house: House, browser: Browser
) -> None:
    """Whoever hears the pages instead of seeing them is told of each button and field what it is."""
    async with browser.page(whole_house, DESK) as page:
        await sign_in(page, whole_house, SUPERVISOR)
        nameless = {}
        for name in PAGES:
            await page.goto(f"{whole_house.url}/{name}")
            await expect(part(page, "account"), "the page is there").to_be_visible()
            await expect(page.locator(".el-skeleton")).to_have_count(0)
            await expect(page.locator(".brand .name"), "the hotline is known by its name").not_to_be_empty()
            await page.keyboard.press("Tab")
            await expect(page.locator(".skip"), f"{name}: the first stop leads past the bar").to_be_focused()
            await page.keyboard.press("Enter")
            await expect(page.locator("#content"), name).to_be_focused()
            if await page.locator(STOPS).count():
                await page.keyboard.press("Tab")
                stop = page.locator("#content :focus")
                await expect(stop, f"{name}: the next stop lies on the page itself").to_have_count(1)
            if found := await page.evaluate(NAMELESS):
                nameless[name] = found
        assert nameless == {}


async def test_a_list_is_taken_as_a_table_with_a_reason(whole_house: House, browser: Browser, books: Books) -> None:
    house = whole_house
    async with at_board(browser, house, AGENT, DESK) as agent, at_board(browser, house, SUPERVISOR, DESK) as overseer:
        number = await agent.enter("guangzhou", {"source": "counter", **INQUIRY})
        await expect(part(agent.page, "export"), "not for everybody").to_have_count(0)
        page = overseer.page
        await part(page, "view-all").click()
        await expect(overseer.row(number)).to_be_visible(timeout=AT_ONCE_MS)
        await part(page, "export").click()
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("请写明原因"), "nothing leaves without a reason").to_be_visible()
        await shot(page, "export-why")
        await page.keyboard.type("月度分析")
        async with page.expect_download() as coming:
            await page.keyboard.press("Enter")
        table = await asyncio.to_thread((await (await coming.value).path()).read_text, "utf-8-sig")
    assert number in table
    assert "绿电交易何时开市" in table
    assert books.exports() == [(SUPERVISOR, "月度分析")]
