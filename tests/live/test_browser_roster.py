"""A supervisor changes a roster in the editor, sees it arrive, and calls follow it; a closing is seen, and ended."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from playwright.async_api import Locator, Page, expect

from app.house import House
from app.rehearsal.sip.caller import Identity, dial
from app.rehearsal.sip.ear import Known
from app.rehearsal.waiting import until
from tests.live.books import Books
from tests.live.browser import Browser, Screen, part, shot, sign_in
from tests.live.houses import hotline_of

pytestmark = pytest.mark.live

YUNNAN = "rosters/yunnan.yaml"
NUMBER = "18685066001"
BY_EXPERTS, BY_STAFF = "by: [experts, staff]", "by: [staff]"


@dataclass(frozen=True, slots=True)
class Editor:
    """The roster's text before the supervisor."""

    page: Page

    @property
    def findings(self) -> Locator:
        return part(self.page, "findings").locator('li[data-severity="error"]')

    async def open(self, house: House, file: str) -> None:
        await self.page.goto(f"{house.url}/roster/edit/{file.removesuffix('.yaml')}")
        await expect(part(self.page, "editor-text")).to_contain_text("云南")

    async def rewrite(self, before: str, after: str) -> None:
        """Find the line that holds the old words and type it anew, as people do."""
        line = part(self.page, "editor").locator(".cm-line").filter(has_text=before)
        typed = (await line.inner_text()).replace(before, after)
        await line.click()
        await self.page.keyboard.press("Home")
        await self.page.keyboard.press("Home")
        await self.page.keyboard.press("Shift+End")
        await self.page.keyboard.insert_text(typed)

    async def publish(self, why: str) -> None:
        await part(self.page, "to-publish").click()
        await expect(part(self.page, "answer-change").first).to_be_visible()
        await part(self.page, "why").fill(why)
        await shot(self.page, "roster-preview")
        await part(self.page, "publish").click()


async def arrived(page: Page, seq: int) -> None:
    """The version stands first in the log, with all of its three ticks."""
    row = page.locator(f'[data-test="version-row"][data-seq="{seq}"]')
    await expect(row).to_have_attribute("data-standing", "in_force")
    for tick in ("stored", "deciding", "rendered"):
        await expect(row.locator(f'[data-test="tick-{tick}"]')).to_have_attribute("data-done", "true")


async def newest(page: Page) -> int:
    return int(await part(page, "version-row").first.get_attribute("data-seq") or 0)


async def rule_of_a_call(house: House, books: Books, known: Known) -> str:
    """Call Yunnan's key; by which groups' rule the order was opened."""
    before = len(books.orders())
    async with dial(hotline_of(house), Identity(NUMBER), known=known) as call:
        await call.hears("menu-main", within=30)
        call.press("3")
        await until("the call has its order", lambda: len(books.orders()) > before, within=15)
    return str(books.orders()[-1]["because_zh"])


async def test_a_roster_is_mended_published_followed_by_a_call_and_taken_back(
    whole_house: House, browser: Browser, books: Books, prompts: Known
) -> None:
    house = whole_house
    was = (house.settings.config / YUNNAN).read_text("utf-8")
    async with browser.page(house, Screen(size=(1366, 768), expected=["422"])) as page:
        await sign_in(page, house, "supervisor")
        editor = Editor(page)
        await editor.open(house, YUNNAN)
        line = was[: was.index(BY_EXPERTS)].count("\n") + 1
        await editor.rewrite(BY_EXPERTS, "by: [stuff]")
        await expect(editor.findings).to_have_attribute("data-line", str(line))
        await expect(editor.findings).to_contain_text("stuff")
        await expect(part(page, "editor").locator(".cm-lint-marker-error")).to_be_visible()
        await shot(page, "roster-finding")
        await editor.rewrite("by: [stuff]", BY_STAFF)
        await expect(part(page, "status")).to_have_attribute("data-errors", "0")
        await editor.publish("专家集中培训，由客服应答")
        await expect(part(page, "versions-page")).to_be_visible()
        seq = await newest(page)
        await arrived(page, seq)
        row = page.locator(f'[data-seq="{seq}"]')
        await expect(row).to_contain_text("唐静怡")
        await shot(page, "roster-versions")
        assert "由客服应答" in await rule_of_a_call(house, books, prompts)
        await page.locator(f'[data-seq="{seq - 1}"] [data-test="roll-back"]').click()
        await expect(part(page, "roll-back-dialog").locator('[data-test="answer-change"]').first).to_be_visible()
        await shot(page, "roster-roll-back")
        await part(page, "confirm-roll-back").click()
        await arrived(page, seq + 1)
        assert await newest(page) == seq + 1, "the watcher adds no version to what the page published"
    assert (house.settings.config / YUNNAN).read_text("utf-8") == was


async def test_a_closing_stands_on_every_desk_until_it_is_ended(whole_house: House, browser: Browser) -> None:
    house = whole_house
    async with browser.page(house, Screen(size=(1366, 768))) as page:
        await sign_in(page, house, "supervisor")
        await page.goto(f"{house.url}/roster/covers")
        form = part(page, "cover-form")
        await form.locator(".el-select").first.click()
        await page.get_by_role("option", name="海南", exact=True).click()
        await page.keyboard.press("Escape")
        await form.get_by_role("combobox", name="结束").fill("2026-11-23 23:30")
        await page.keyboard.press("Enter")
        await part(page, "cover-why").fill("台风停电")
        await part(page, "order-cover").click()
        banner = part(page, "cover-banner")
        await expect(banner).to_contain_text(re.compile(r"海南专线紧急停服，至今天 23:30：台风停电"))
        await shot(page, "cover-banner")
        await page.goto(f"{house.url}/roster/calendar")
        piece = page.locator('[data-line="hainan"] .mark[data-mark="closing"]').first
        await expect(piece).to_be_visible()
        await page.locator('[data-test="heat"] [tabindex="0"]').focus()
        await page.keyboard.press("ArrowDown")
        await expect(part(page, "stretch-detail")).to_contain_text("广西")
        await expect(part(page, "stretch-because")).to_contain_text("应答")
        await page.goto(f"{house.url}/roster/covers")
        await page.locator('[data-test="cover"][data-state="in_force"] [data-test="end-cover"]').click()
        await page.get_by_role("button", name="确定").click()
        await expect(banner).to_be_hidden()
        await expect(page.locator('[data-test="cover"][data-state="in_force"]')).to_have_count(0)
