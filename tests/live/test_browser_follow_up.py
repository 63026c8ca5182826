"""Follow-up calls before a real browser: one call for two orders, attempts, a new demand, and what a shift leaves."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Page, expect

from app.house import House
from tests.live.browser import Browser, Screen, part, shot, sign_in

pytestmark = pytest.mark.live

AGENT, COLLEAGUE, DISPATCHER, DEPARTMENT = "yn-expert-1", "yn-expert-2", "dispatcher-1", "platform-1"
SCREEN = Screen(size=(1366, 768))
ASK = """async ([method, path, body]) => {
  const headers = { 'X-Hotline': '1', 'Content-Type': 'application/json' }
  const init = method === 'GET' ? {} : { method, headers, body: JSON.stringify(body) }
  const answer = await fetch(path, init)
  return { status: answer.status, told: await answer.json() }
}"""


async def asks(page: Page, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    answer = await page.evaluate(ASK, [method, path, body])
    assert answer["status"] < 300, answer
    found: dict[str, Any] = answer["told"]
    return found


async def acts(page: Page, order: dict[str, Any], action: str, **inputs: str) -> dict[str, Any]:
    body = {"revision": order["revision"], "inputs": inputs}
    return await asks(page, "POST", f"/api/orders/{order['case']['number']}/actions/{action}", body)


async def entered(page: Page, summary: str) -> dict[str, Any]:
    """An order of the counter; whoever brings two is one participant."""
    body = {
        "line": "yunnan",
        "source": "counter",
        "category": "inquiry",
        "matter": "settlement",
        "participant": "M-1007",
        "form": {"summary": summary, "participant_name": "云岭新能源有限公司", "contact_phone": "13888001234"},
    }
    return await acts(page, await asks(page, "POST", "/api/orders", body), "pass_on")


async def handled(browser: Browser, house: House, orders: list[dict[str, Any]]) -> None:
    """By dispatcher and department, up to the follow-up."""
    async with browser.page(house) as dispatcher, browser.page(house) as department:
        await sign_in(dispatcher, house, DISPATCHER)
        await sign_in(department, house, DEPARTMENT)
        for one in orders:
            order = await acts(dispatcher, one, "assign", unit="platform", risk="low")
            order = await acts(department, order, "accept")
            order = await acts(
                department, order, "reply", reply="经核对，11 月 20 日的电量已更正，账单将于明日重新发布。"
            )
            await acts(dispatcher, order, "approve_reply", person=AGENT)


async def test_one_participants_orders_are_followed_up_in_one_call(whole_house: House, browser: Browser) -> None:
    house = whole_house
    async with browser.page(house, SCREEN) as page:
        await sign_in(page, house, AGENT)
        orders = [await entered(page, "11 月 20 日电量清分有差错"), await entered(page, "账单何时重新发布")]
        one, two = [order["case"]["number"] for order in orders]
        await handled(browser, house, orders)
        await part(page, "to-follow-ups").click()
        call = part(page, "follow-call").filter(has_text="云岭新能源有限公司")
        await expect(call).to_have_count(1)
        await expect(call.locator('[data-test="follow-order"]')).to_have_count(2)
        await expect(part(page, "may-call")).to_contain_text("回访")
        await expect(call.locator('[data-test="contact-number"]')).to_have_text("138****1234")
        await shot(page, "follow-ups")
        await _nobody_answers(page)
        await expect(call.locator('[data-test="attempts"]').first).to_contain_text("已联系 1 / 3 次")
        await expect(call.locator('[data-test="try-again"]').first).to_be_visible()
        await shot(page, "follow-ups-tried")
        await _is_satisfied(page, one)
        await expect(call.locator('[data-test="follow-order"]')).to_have_count(1)
        await _wants_more(page, two)
        await part(page, "to-follow-ups").click()
        await _goes_off_duty(page, two)
        await expect(part(page, "follow-call").filter(has_text="云岭新能源有限公司")).to_have_count(0)
        await part(page, "tab-handovers").click()
        await expect(part(page, "handovers")).to_contain_text(two)
        await shot(page, "follow-ups-handovers")
    async with browser.page(house, SCREEN) as page:
        await sign_in(page, house, COLLEAGUE)
        await part(page, "locale").click()
        await part(page, "to-follow-ups").click()
        await expect(part(page, "follow-order")).to_have_attribute("data-number", two)
        await shot(page, "follow-ups-en")


async def _nobody_answers(page: Page) -> None:
    """Told once for both orders."""
    await part(page, "all-at-once").click()
    dialog = part(page, "action-dialog")
    await dialog.locator('[data-field="outcome"] label').filter(has_text="无人接听").click()
    await shot(page, "follow-ups-not-reached")
    await part(page, "action-send").click()
    await expect(dialog).to_be_hidden()


async def _is_satisfied(page: Page, number: str) -> None:
    order = page.locator(f'[data-test="follow-order"][data-number="{number}"]')
    await order.locator('[data-test="act-satisfied"]').click()
    dialog = part(page, "action-dialog")
    for asked in ("service_score", "handling_score"):
        await dialog.locator(f'[data-field="{asked}"] label').filter(has_text="非常满意").click()
    await part(page, "action-send").click()
    await expect(dialog).to_be_hidden()


async def _wants_more(page: Page, number: str) -> None:
    """A new demand: an order of its own, which opens."""
    order = page.locator(f'[data-test="follow-order"][data-number="{number}"]')
    await order.locator('[data-test="new-demand"]').click()
    await part(page, "demand-summary").fill("另需开通绿证交易权限")
    await shot(page, "follow-ups-demand")
    await part(page, "demand-send").click()
    await expect(part(page, "order-page")).to_be_visible()
    made = page.url.rsplit("/", 1)[1]
    told = await asks(page, "GET", f"/api/orders/{made}")
    assert told["links"] == [{"number": number, "kind": "grew_from", "grew_here": False}]
    assert told["case"]["participant"] == "M-1007"


async def _goes_off_duty(page: Page, number: str) -> None:
    await part(page, "hand-over").click()
    await expect(part(page, "hand-over-dialog").get_by_role("checkbox", name=number)).to_be_checked()
    await part(page, f"to-{COLLEAGUE}").click()
    await shot(page, "follow-ups-hand-over")
    await part(page, "hand-over-send").click()
    await expect(part(page, "hand-over-dialog")).to_be_hidden()


async def test_supervisors_see_everybodys_the_samples_and_what_is_listed(whole_house: House, browser: Browser) -> None:
    async with browser.page(whole_house, SCREEN) as page:
        await sign_in(page, whole_house, "supervisor")
        await part(page, "to-follow-ups").click()
        for tab, shown in (("samples", "还没有抽样记录"), ("listed", "没有挂牌督办的工单")):
            await part(page, f"tab-{tab}").click()
            await expect(part(page, "follow-ups")).to_contain_text(shown)
        await shot(page, "follow-ups-supervisor")
