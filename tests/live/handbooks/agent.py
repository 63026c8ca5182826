"""Pictures of the agents' handbook: a morning of an agent of the Guangdong line."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Page, expect

from app.rehearsal.agents import account
from app.rehearsal.sip.caller import Identity, dial
from app.rehearsal.sip.ear import AGENT, Known
from app.rehearsal.sip.phone import Manners, Phone
from tests.live.browser import part
from tests.live.handbooks.camera import Camera
from tests.live.handbooks.staff import Staff
from tests.live.handbooks.story import CALLER, COMPANY
from tests.live.houses import hotline_of
from tests.live.order_form import choose_matter, field, saved

WHO, KEY = "gd-staff-1", "1"
SAID = {
    "id_number": COMPANY["联系人身份证号"],
    "phone": CALLER,
    "credit_code": COMPANY["统一社会信用代码"],
    "bank_account": COMPANY["银行账号"],
}
ANSWER = "已告知：在登录页点“忘记密码”，用预留手机号收验证码后重置；连续输错五次会锁定三十分钟。"


async def pictures(staff: Staff, camera: Camera, known: Known) -> None:
    page = await staff.page(WHO)
    async with Phone(account(staff.house.settings, WHO), hotline_of(staff.house).at, Manners(rings=0.5)):
        await page.goto(f"{staff.house.url}/desk")
        await expect(part(page, "phone")).to_have_text("在线")
        await _ready(page)
        await expect(part(page, "link")).to_have_text("连接正常")
        await expect(part(page, "my-orders").locator("li").first).to_be_visible()
        await camera.takes(page, "agent-desk", height=560)
        async with _call(staff, page, known, CALLER):
            await _fills_in(page)
            await camera.takes(page, "agent-call")
            await _identifies(page)
            await camera.takes(page, "agent-identity")
            await _closes(page, camera)
        async with _call(staff, page, known, "18938800456"):
            await page.keyboard.press("4")
            await expect(part(page, "misconduct")).to_be_visible()
            await field(page, "form.summary").fill("反映工作人员行为不端")
            await saved(page)
            await _to_top(page)
            await camera.takes(page, "agent-misconduct")
            await part(page, "told").click()
            await page.keyboard.press("Control+Enter")
            await expect(part(page, "step")).to_have_text("已归档")
        await page.keyboard.press("Alt+KeyA")
    await _follows_up(staff, camera)
    await _marks(staff, camera)


async def _ready(page: Page) -> None:
    await page.keyboard.press("Alt+KeyR")
    await expect(part(page, "presence")).to_have_attribute("data-state", "ready")


@asynccontextmanager
async def _call(staff: Staff, page: Page, known: Known, number: str) -> AsyncIterator[None]:
    hotline = hotline_of(staff.house)
    async with dial(hotline, Identity(number), known=known) as call:
        await call.hears("menu-main", within=30)
        call.press(KEY)
        await call.hears(AGENT, within=30)
        await expect(part(page, "pop")).to_have_attribute("data-state", "talking")
        await expect(part(page, "order-form")).to_be_visible()
        yield
    await expect(part(page, "pop")).to_have_count(0)


async def _fills_in(page: Page) -> None:
    await page.keyboard.press("1")
    await choose_matter(page, "账号")
    await field(page, "form.summary").fill("忘记交易平台登录密码，如何重置")
    await saved(page)
    await _to_top(page)


async def _identifies(page: Page) -> None:
    """Two of three are typed; the third is being asked for."""
    await page.keyboard.press("Alt+KeyI")
    await part(page, "choose-suggested").first.click()
    fields = part(page, "identity-asked").locator("input")
    await expect(fields).to_have_count(3)
    for at in range(2):
        item = str(await fields.nth(at).get_attribute("data-test")).removeprefix("said-")
        await fields.nth(at).fill(SAID[item])
    await fields.nth(2).focus()
    await part(page, "identity").scroll_into_view_if_needed()


async def _closes(page: Page, camera: Camera) -> None:
    await _to_top(page)
    await page.keyboard.press("Control+Shift+Enter")
    await part(page, "ask-result").fill(ANSWER)
    await camera.takes(page, "agent-close")
    await page.keyboard.press("Control+Enter")
    await expect(part(page, "step")).to_have_text("已归档")


async def _follows_up(staff: Staff, camera: Camera) -> None:
    page = await staff.opens(WHO, "/follow-ups", "follow-call")
    await expect(part(page, "follow-order")).to_have_count(3)
    await camera.takes(page, "agent-follow-ups")


async def _marks(staff: Staff, camera: Camera) -> None:
    page = await staff.opens(WHO, "/work?view=mine", "order-row")
    row = part(page, "order-row").filter(has_text="九月清分电量有差错")
    number = await row.get_attribute("data-number")
    await staff.opens(WHO, f"/orders/{number}", "order-page")
    await part(page, "mark-order").click()
    await part(page, "mark-kind").click()
    await page.get_by_role("option", name="敏感问题").click()
    await part(page, "mark-why").fill("来电人表示，本周不能解决就向能源监管机构反映")
    await part(page, "mark-settlement").check()
    await camera.takes(page, "agent-mark")


async def _to_top(page: Page) -> None:
    await page.locator("#content").evaluate("content => content.scrollTo(0, 0)")
