"""Somebody else changes an order while a dialog asks about it, in real browsers: said at once, before it is sent."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Page, expect

from app.house import House
from tests.live.boards import AtBoard, at_board
from tests.live.browser import Browser, Screen, part, shot, sign_in
from tests.live.order_form import AGENT_ID, assigning, entered, field, passed_on, saved

pytestmark = pytest.mark.live

DISPATCHER, ANOTHER = "dispatcher-1", "dispatcher-2"
DESK = Screen(size=(1366, 768), expected=("409",))
"""409: a form that two save at once. A deed that came too late is not even sent."""


@asynccontextmanager
async def two_dispatchers(house: House, browser: Browser, summary: str) -> AsyncIterator[tuple[AtBoard, AtBoard, str]]:
    """And the number of an order that waits for either."""
    async with browser.page(house, DESK) as page:
        await sign_in(page, house, AGENT_ID)
        number = await passed_on(page, house, summary)
    async with at_board(browser, house, DISPATCHER, DESK) as first, at_board(browser, house, ANOTHER, DESK) as second:
        yield first, second, number


async def test_an_open_dialog_says_what_somebody_else_did_and_sends_what_can_still_be_done(
    whole_house: House, browser: Browser
) -> None:
    async with two_dispatchers(whole_house, browser, "咨询跨省交易的申报时间") as (one, other, number):
        first, second = one.page, other.page
        for page in (first, second):
            await page.goto(f"{whole_house.url}/orders/{number}")
        await assigning(second, "结算部")
        note = second.locator('[data-field="note"] textarea')
        await note.fill("请与市场部一并核对")
        await part(first, "correct").click()
        await field(first, "form.participant_name").fill("滇能售电公司")
        await saved(first)
        notice, send = part(second, "meanwhile"), part(second, "action-send")
        await expect(notice, "nothing was sent yet").to_contain_text("他人已修改本工单")
        await expect(notice).to_contain_text("滇能售电公司")
        assert await notice.locator("..").get_attribute("aria-live") == "polite"
        await expect(note).to_have_value("请与市场部一并核对")
        await expect(send, "it can still be done").to_be_enabled()
        await shots(second, "order-meanwhile")
        await send.click()
        await expect(part(second, "action-dialog")).to_be_hidden()
        await expect(part(second, "holder"), "as of what was told").to_contain_text("结算部")


async def test_an_open_dialog_keeps_what_was_written_and_does_not_send_what_cannot_be_done_any_more(
    whole_house: House, browser: Browser
) -> None:
    async with two_dispatchers(whole_house, browser, "咨询绿证划转") as (one, other, number):
        first, second = one.page, other.page
        await first.goto(f"{whole_house.url}/orders/{number}")
        await second.get_by_text("English", exact=True).click()
        await other.begins("to_assign", number, {"reason": "Which month is meant?"}, "send_back_form")
        why, send = part(second, "meanwhile-why"), part(second, "action-send")
        await send.focus()
        await assigning(first, "结算部")
        await part(first, "action-send").click()
        await expect(part(first, "step")).to_have_text("接派单")
        await expect(why, "said at the board too, whose list has it no more").to_contain_text("accept and sub-assign")
        await expect(part(second, "meanwhile")).to_contain_text("许文博")
        await expect(send).to_be_disabled()
        assert await send.get_attribute("aria-describedby") == await why.get_attribute("id")
        await second.keyboard.press("Control+Enter")
        await expect(other.row(number)).to_have_count(0)
        reason = second.locator('[data-field="reason"] textarea')
        await expect(reason, "what was written is still there").to_have_value("Which month is meant?")
        await shots(second, "board-meanwhile-gone-en")
        await second.keyboard.press("Escape")
        await expect(part(second, "action-dialog")).to_be_hidden()


async def test_an_agent_hears_of_it_too_and_not_of_what_their_own_page_saved(
    whole_house: House, browser: Browser
) -> None:
    async with browser.page(whole_house, DESK) as mine, at_board(browser, whole_house, DISPATCHER, DESK) as other:
        await sign_in(mine, whole_house, AGENT_ID)
        number = await entered(mine, whole_house, "咨询账号年审")
        await field(mine, "form.account").fill("gx-007")
        await part(mine, "act-close_directly").click()
        answer = mine.locator('[data-field="result"] textarea')
        await answer.fill("年审每年三月办理")
        await expect(part(mine, "saving")).to_have_attribute("data-state", "still")
        await expect(part(mine, "meanwhile")).to_have_count(0)
        await other.fill_in(number, {"form": {"participant_name": "桂江售电公司"}})
        await expect(part(mine, "meanwhile")).to_contain_text("桂江售电公司")
        await expect(part(mine, "meanwhile"), "it was me").not_to_contain_text("gx-007")
        await part(mine, "action-send").click()
        await expect(part(mine, "step")).to_have_text("已归档")


async def shots(page: Page, name: str) -> None:
    """As it is on the desk's screen and on a narrow one."""
    await shot(page, name)
    size = page.viewport_size or {"width": 1366, "height": 768}
    await page.set_viewport_size({"width": 480, "height": 768})
    await shot(page, f"{name}-narrow")
    await page.set_viewport_size({"width": size["width"], "height": size["height"]})
