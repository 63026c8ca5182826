"""A surge of calls, before real browsers: the banner, the dispatcher's word, the calls to the contacts, report, end."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from playwright.async_api import Page, expect

from app.house import House
from routing import store as calls
from routing.ledger import LedgerKind, LedgerRow, Witness
from schedules.times import ZONE
from storage.database import Database
from storage.ids import CallId
from storage.migrate import migrate
from tests.live.asterisk_house import short_folder
from tests.live.browser import Browser, Screen, part, shot, sign_in
from tests.live.houses import running, stage

pytestmark = [pytest.mark.live, pytest.mark.asyncio(loop_scope="session")]  # where the browser lives

SCREEN = Screen(size=(1366, 768), expected=["422"])  # what is missing is said in words
TODAY, WEEKS = date(2026, 11, 23), 6


async def called(db: Database) -> None:
    """Some calls in each half-hour of the Mondays before, and many in the half-hour before this house opens."""
    number = 0
    halves = [time(hour, minute) for hour in range(8, 18) for minute in (0, 30)]
    async with db.transaction() as tx:
        for week in range(WEEKS + 1):
            day = TODAY - timedelta(weeks=week)
            for half in halves if week else halves[:4]:
                for minute in range(30 if (half, week) == (time(9, 30), 0) else 3 + week % 2):
                    number += 1
                    at = datetime.combine(day, half, ZONE) + timedelta(seconds=50 * minute)
                    await calls.append(tx, LedgerRow(CallId(f"n9-{number}.0"), LedgerKind.ARRIVED, at, Witness.AGI))


async def test_a_surge_from_the_banner_to_the_summary(browser: Browser) -> None:
    settings = stage(short_folder("urgent"))
    async with Database(settings.database_url) as db:
        await migrate(db)
        await called(db)
    async with running(settings) as house, browser.page(house, SCREEN) as page, browser.page(house, SCREEN) as other:
        await sign_in(page, house, "dispatcher-1")
        await the_dispatcher_confirms(page)
        await the_head_reports(other, house)
        await all_contacts_hear(page)
        await it_is_closed(page)
        await marks_one(page)


async def the_dispatcher_confirms(page: Page) -> None:
    """What the banner proposes, with its evidence; one department's contacts are to be told."""
    banner = part(page, "urgent-banner")
    await expect(banner).to_contain_text("来电 30 个", timeout=30_000)
    await expect(banner).to_contain_text("请确认或排除")
    await part(page, "to-urgent").click()
    await expect(part(page, "proposed")).to_contain_text("话务突增")
    await expect(part(page, "plot")).to_be_visible()
    await shot(page, "urgent-board")
    await part(page, "event").first.click()
    await expect(part(page, "event-state")).to_have_text("待确认")
    await expect(part(page, "evidence")).to_contain_text("常见范围")
    await part(page, "plot-table").click()
    await expect(page.get_by_role("row", name="09:30 30").first).to_be_visible()
    await part(page, "plot-table").click()
    await shot(page, "urgent-proposed")
    for unit in ("settlement", "market", "platform"):
        await part(page, f"unit-{unit}").uncheck()
    await part(page, "confirm").click()
    await expect(part(page, "event-state")).to_have_text("处置中")
    await expect(part(page, "told-of")).to_have_text("已通知 0 / 2")


async def all_contacts_hear(page: Page) -> None:
    """One acknowledged by themselves, the other is called twice; the reminder is met with the report."""
    await expect(part(page, "told-of")).to_have_text("已通知 1 / 2")
    await part(page, "told-unreached").click()
    await expect(part(page, "contact").first).to_contain_text("未接通")
    await part(page, "told-phone").click()
    await expect(part(page, "told-of")).to_have_text("已通知 2 / 2")
    await expect(part(page, "clock-notify")).to_contain_text("完成")
    await expect(part(page, "report")).to_contain_text("价格公告集中发布")
    await part(page, "remind").click()
    await expect(part(page, "clock-remind")).to_contain_text("完成")
    await expect(part(page, "urgent-banner"), "nothing waits any more").to_be_hidden()
    await shot(page, "urgent-open")


async def it_is_closed(page: Page) -> None:
    await part(page, "locale").click()
    await expect(part(page, "event-state")).to_have_text("Being handled")
    await shot(page, "urgent-open-en")
    await part(page, "summary").fill("已在平台发布说明，来电回落")
    await part(page, "close").click()
    await expect(part(page, "event-state")).to_have_text("Closed")
    await expect(part(page, "time-line").locator("li")).to_have_count(8)
    await shot(page, "urgent-closed-en")
    await part(page, "to-urgent").click()
    await expect(part(page, "ended")).to_contain_text("已在平台发布说明，来电回落")
    await shot(page, "urgent-board-en")


async def the_head_reports(page: Page, house: House) -> None:
    """The trading department's contact hears of it, says so, and reports."""
    await sign_in(page, house, "trading-head")
    banner = part(page, "urgent-banner")
    await expect(banner).to_contain_text("请确认知悉")
    await banner.get_by_role("link").first.click()
    await part(page, "acknowledge").click()
    await expect(part(page, "acknowledged")).to_be_visible()
    for name, words in {
        "happened": "今日 9:30 起",
        "place": "全部专线",
        "cause": "价格公告集中发布",
        "effect": "半日内来电偏多",
    }.items():
        await part(page, f"report-{name}").fill(words)
    await shot(page, "urgent-head")
    await part(page, "report-send").click()
    await expect(part(page, "report")).to_contain_text("价格公告集中发布")
    await expect(banner, "nothing waits for them any more").to_be_hidden()


async def marks_one(page: Page) -> None:
    """By hand: what is missing is said in words, and a dispatcher's mark is told at once."""
    await part(page, "mark").click()
    await part(page, "mark-kind").click()
    await page.get_by_role("option", name="Referred or supervised").click()
    await part(page, "mark-why").fill("省能源局转办，要求三日内答复")
    await part(page, "mark-send").click()
    await expect(part(page, "mark-trouble")).to_be_visible()
    await part(page, "mark-market").check()
    await shot(page, "urgent-mark-en")
    await part(page, "mark-send").click()
    await expect(part(page, "event-state")).to_have_text("Being handled")
    await expect(part(page, "contact")).to_have_count(2)


async def test_an_agent_marks_an_order_and_a_dispatcher_hears_of_it(whole_house: House, browser: Browser) -> None:
    house = whole_house
    async with browser.page(house, SCREEN) as page, browser.page(house, SCREEN) as other:
        await sign_in(page, house, "can-staff-1")
        number = await entered(page)
        await page.goto(f"{house.url}/orders/{number}")
        await part(page, "mark-order").click()
        await expect(page.get_by_role("dialog")).to_contain_text(number)
        await part(page, "mark-kind").click()
        await page.get_by_role("option", name="敏感问题").click()
        await part(page, "mark-why").fill("来电人表示将向能源监管机构反映")
        await expect(page.get_by_role("dialog")).to_contain_text("提交后由服务调度确认")
        await shot(page, "urgent-mark-order")
        await part(page, "mark-send").click()
        await expect(part(page, "event-state")).to_have_text("待确认")
        await expect(part(page, "rests-on")).to_contain_text(number)
        await expect(part(page, "decide")).to_have_count(0)
        await page.goto(f"{house.url}/orders/{number}")
        await expect(part(page, "order-event")).to_contain_text("待确认")
        await sign_in(other, house, "dispatcher-2")
        await expect(part(other, "urgent-banner")).to_contain_text("将向能源监管机构反映")
        await part(other, "bell").click()
        await part(other, "notice").first.click()
        await expect(part(other, "decide"), "the notice leads to the event").to_be_visible()
        await part(other, "reason").fill("已当场解释，来电人接受")
        await part(other, "dismiss").click()
        await expect(part(other, "event-state")).to_have_text("未认定")
        await shot(other, "urgent-dismissed")
        await page.reload()
        await expect(part(page, "order-event")).to_contain_text("未认定")


async def entered(page: Page) -> str:
    """An order without a call, entered by whoever is signed in on this page."""
    made: str = await page.evaluate(
        """async () => {
            const headers = { 'X-Hotline': '1', 'Content-Type': 'application/json' }
            const body = JSON.stringify({ line: 'guangzhou', source: 'counter' })
            const answer = await fetch('/api/orders', { method: 'POST', headers, body })
            return (await answer.json()).case.number
        }"""
    )
    return made
