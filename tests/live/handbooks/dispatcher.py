"""Pictures of the dispatchers' handbook: an event at nine, and the morning's lists."""

from __future__ import annotations

from playwright.async_api import expect

from tests.live.browser import part
from tests.live.handbooks.camera import Camera
from tests.live.handbooks.staff import Staff

WHO, ON_DUTY, CONTACT = "dispatcher-2", "dispatcher-1", "trading-head"


async def event(staff: Staff, camera: Camera) -> None:
    """A surge, from the banner to its end: afterwards no banner stands over the other pictures."""
    page = await staff.page(WHO)
    await part(page, "urgent-banner").get_by_role("link").first.click(timeout=40_000)
    await expect(part(page, "event-state")).to_have_text("待确认")
    for unit in ("settlement", "market", "platform"):
        await part(page, f"unit-{unit}").uncheck()
    await camera.takes(page, "dispatcher-event")
    await part(page, "confirm").click()
    await expect(part(page, "event-state")).to_have_text("处置中")
    await _reports(staff, camera)
    await expect(part(page, "told-of")).to_have_text("已通知 1 / 2")
    await part(page, "told-unreached").first.click()
    await expect(part(page, "contact").first).to_contain_text("未接通")
    await page.locator("#content").evaluate("content => content.scrollTo(0, 0)")
    await camera.takes(page, "dispatcher-contacts", height=860)
    await part(page, "told-phone").first.click()
    await expect(part(page, "told-of")).to_have_text("已通知 2 / 2")
    await part(page, "remind").click()
    await part(page, "summary").fill("已在平台发布说明，来电回落")
    await part(page, "close").click()
    await expect(part(page, "event-state")).to_have_text("已办结")


async def _reports(staff: Staff, camera: Camera) -> None:
    page = await staff.page(CONTACT)
    await part(page, "urgent-banner").get_by_role("link").first.click()
    await expect(part(page, "acknowledge")).to_be_visible()
    for name, words in {
        "happened": "今日 9:30 起",
        "place": "全部专线",
        "cause": "十二月交易安排公告集中发布，市场主体集中来电确认申报时间",
        "effect": "半日内来电偏多，预计午后回落",
    }.items():
        await part(page, f"report-{name}").fill(words)
    await part(page, "report-send").scroll_into_view_if_needed()
    await camera.takes(page, "department-report")
    await part(page, "acknowledge").click()
    await part(page, "report-send").click()
    await expect(part(page, "report")).to_be_visible()


async def pictures(staff: Staff, camera: Camera) -> None:
    board = await staff.board(ON_DUTY)
    page = board.page
    rows = part(page, "order-row")
    await expect(rows).to_have_count(3)
    number = str(await rows.filter(has_text="月度竞价").get_attribute("data-number"))
    await board.finds("to_assign", number)
    await camera.takes(page, "dispatcher-board")
    answers = {"unit": "交易组织部", "risk": "2", "note": "请核对公示文件与平台成交明细", "co_units": "结算部"}
    dialog = await board.begins("to_assign", number, answers)
    await dialog.locator(".el-dialog__title").click()  # the list of departments closes
    await expect(page.get_by_role("option").filter(visible=True)).to_have_count(0)
    await camera.takes(page, "dispatcher-assign")
    await page.keyboard.press("Escape")
    await part(page, "view-to_review").click()
    number = str(await rows.filter(has_text="分月电量").get_attribute("data-number"))
    await board.finds("to_review", number)
    await camera.takes(page, "dispatcher-review")
    await part(page, "view-all").click()
    number = str(await rows.filter(has_text="申报页面").get_attribute("data-number"))
    await staff.opens(ON_DUTY, f"/orders/{number}", "order-page")
    await part(page, "why-handle").first.click()
    await expect(part(page, "why-dialog")).to_be_visible()
    await camera.takes(page, "dispatcher-why")
