"""The supervisors' guide, walked through: leave in a peak, a swap, the calendar, a preview, a question; seen first.

The pictures of ``docs/pictures`` are those that these tests leave in ``var/screenshots`` as ``guide-…``.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from app.house import House
from tests.live.asterisk_house import short_folder
from tests.live.browser import Browser, Screen, part, shot, sign_in
from tests.live.houses import ROOT, running, stage
from tests.live.test_browser_roster import Editor

pytestmark = [pytest.mark.live, pytest.mark.asyncio(loop_scope="session")]

GUIDE = ROOT / "docs" / "值班表编辑指南.md"
YUNNAN = "rosters/yunnan.yaml"
EXCEPTION = "\nexceptions:\n  2026-12-25: {hours: 08:30-12:00, by: [staff], why: 系统演练，下午停接}\n"
SCREEN = Screen(size=(1366, 768))


def example(file: str) -> str:
    """What the guide shows of a file."""
    (block,) = re.findall(rf"^```yaml\n(# {file}\n.*?)^```", GUIDE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return str(block)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def house() -> AsyncIterator[House]:
    """The house of the guide: Guizhou works in four crews, with leave, a peak and a swap."""
    settings = stage(short_folder("absences"))
    for file in ("rosters/guizhou.yaml", "leave.yaml"):
        (settings.config / file).write_text(example(file), "utf-8")
    yunnan = settings.config / YUNNAN
    yunnan.write_text(yunnan.read_text("utf-8") + EXCEPTION, "utf-8")
    async with running(settings) as started:
        yield started


async def choose(form: Locator, field: str, words: str) -> None:
    """Type into a list to search it, and take the first found."""
    await part_of(form, field).click()
    await form.page.keyboard.type(words)
    await form.page.get_by_role("option", name=words).first.click()


def part_of(within: Locator, name: str) -> Locator:
    return within.locator(f'[data-test="{name}"]')


async def opened(page: Page, house: House) -> None:
    await sign_in(page, house, "supervisor")
    await page.goto(f"{house.url}/roster/staff")
    await expect(part(page, "leave-form")).to_be_visible()


async def test_leave_in_a_peak_is_granted_with_a_reason_of_its_own(house: House, browser: Browser) -> None:
    async with browser.page(house, SCREEN) as page:
        await opened(page, house)
        form = part(page, "leave-form")
        await part(page, "propose-leave").click()
        await expect(part(page, "trouble-person")).to_have_text("请选择人员")
        await choose(form, "leave-person", "gz-staff-3")
        days = form.locator(".el-range-input")
        await days.nth(0).fill("2027-01-21")
        await days.nth(1).fill("2027-01-22")
        await page.keyboard.press("Enter")
        await part(page, "leave-why").fill("回家过年")
        await part(page, "propose-leave").click()
        dialog = part(page, "absence-dialog")
        await expect(part_of(dialog, "refusal")).to_contain_text("高峰期")
        await expect(part(page, "confirm-absence")).to_be_disabled()
        await part(page, "despite").fill("父亲住院")
        await expect(part_of(dialog, "difference")).to_be_visible()
        await shot(page, "guide-despite")
        await part(page, "confirm-absence").click()
        row = part(page, "leave").filter(has_text="父亲住院")
        await expect(row).to_contain_text("批准人")
        waiting = part(page, "approve-leave")
        await waiting.click()
        await expect(part_of(dialog, "difference")).to_be_visible()
        await part(page, "confirm-absence").click()
        await expect(waiting).to_have_count(0)
    assert "despite: 父亲住院" in (house.settings.config / "leave.yaml").read_text("utf-8")


async def test_a_swap_is_seen_published_and_rolled_back(house: House, browser: Browser) -> None:
    file = house.settings.config / "leave.yaml"
    was = file.read_text("utf-8")
    async with browser.page(house, SCREEN) as page:
        await opened(page, house)
        await shot(page, "guide-staff")
        form = part(page, "swap-form")
        await choose(form, "swap-person", "gz-staff-2")
        await choose(form, "swap-other", "gz-staff-3")
        await form.get_by_role("combobox").last.fill("2026-11-25")
        await page.keyboard.press("Enter")
        await part(page, "swap-why").fill("参加婚礼")
        await part(page, "propose-swap").click()
        dialog = part(page, "absence-dialog")
        await expect(part_of(dialog, "difference")).to_contain_text("贵州客服")
        await shot(page, "guide-swap")
        await part(page, "confirm-absence").click()
        await expect(part(page, "swap").filter(has_text="参加婚礼")).to_be_visible()
        await page.goto(f"{house.url}/roster/versions")
        rows = part(page, "version-row")
        await expect(rows.first).to_contain_text("换班")
        await rows.nth(1).locator('[data-test="roll-back"]').click()
        await part(page, "confirm-roll-back").click()
        await expect(rows.first).to_contain_text("回退")
    assert file.read_text("utf-8") == was


async def test_the_calendar_begins_at_now_and_the_keys_keep_the_instant(house: House, browser: Browser) -> None:
    async with browser.page(house, SCREEN) as page:
        await sign_in(page, house, "supervisor")
        await page.goto(f"{house.url}/roster/calendar")
        detail = part(page, "stretch-detail")
        await expect(detail).to_contain_text("广东")
        start = page.locator('[data-test="heat"] [tabindex="0"]')
        await expect(start).to_have_attribute("data-state", "open")
        await start.focus()
        for line in ("广西", "广州", "贵州", "海南"):
            await page.keyboard.press("ArrowDown")
            await expect(detail).to_contain_text(line)
            await expect(page.locator('[data-test="heat"] [tabindex="0"]')).to_have_attribute("data-state", "open")
        await shot(page, "guide-calendar")
        await part(page, "month").click(force=True)
        await expect(page.locator('[data-test="heat"] [role="columnheader"]')).to_have_count(31)
        await shot(page, "guide-calendar-month")
        await page.get_by_text("English", exact=True).click()
        await page.get_by_text("Week", exact=True).click()
        await expect(detail).to_contain_text("Guangdong")
        await shot(page, "guide-calendar-en")
        await page.goto(f"{house.url}/roster/staff")
        await expect(part(page, "swap-form")).to_be_visible()
        await shot(page, "guide-staff-en")


async def test_a_preview_and_a_question_are_told_in_both_languages(house: House, browser: Browser) -> None:
    async with browser.page(house, SCREEN) as page:
        await sign_in(page, house, "supervisor")
        editor = Editor(page)
        await editor.open(house, YUNNAN)
        await editor.rewrite("working_days: 09:00-18:00", "working_days: 08:30-18:00")
        await expect(part(page, "status")).to_have_attribute("data-errors", "0")
        told = {"": ("不值班", "云南专线提前半小时开班"), "-en": ("Closed", "Yunnan begins half an hour earlier")}
        for language, (closed, why) in told.items():
            await part(page, "to-publish").click()
            await expect(part(page, "answer-change").first).to_contain_text(closed)
            await part(page, "why").fill(why)
            await shot(page, f"guide-preview{language}")
            await page.keyboard.press("Escape")
            await expect(part(page, "publish-dialog")).to_be_hidden()
            await page.get_by_text("English" if not language else "中文", exact=True).click()
        await part(page, "revert").click()
        await page.keyboard.press("Enter")
        await expect(part(page, "dirty")).to_be_hidden()
        await page.goto(f"{house.url}/roster/ask?line=yunnan&at=2026-12-25%2010:00")
        await expect(part(page, "answer")).to_contain_text("12:00 起有变化")
        await shot(page, "guide-ask")
