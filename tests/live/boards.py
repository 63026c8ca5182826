"""Somebody at a board in a real browser: finds an order in a list, and does to it what is theirs to do."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from playwright.async_api import Locator, Page, expect

from app.house import House
from tests.live.browser import Browser, Screen, part, shot, sign_in

_FILL = """async ([number, change]) => {
  const headers = { 'X-Hotline': '1', 'Content-Type': 'application/json' }
  for (let attempt = 0; attempt < 5; attempt++) {
    const { revision } = await (await fetch(`/api/orders/${number}`)).json()
    const body = JSON.stringify({ revision, ...change })
    const answer = await fetch(`/api/orders/${number}/form`, { method: 'PATCH', headers, body })
    if (answer.status !== 409) return answer.status
  }
  return 409
}"""
"""The form as its own page saves it; the page may be saving what it took from the call at the same time."""

_REVISION = "async number => (await (await fetch(`/api/orders/${number}`)).json()).revision"
_ENTER = """async ([line, change]) => {
  const headers = { 'X-Hotline': '1', 'Content-Type': 'application/json' }
  const body = JSON.stringify({ line, ...change })
  const answer = await fetch('/api/orders', { method: 'POST', headers, body })
  return (await answer.json()).case.number
}"""


@dataclass(frozen=True, slots=True)
class AtBoard:
    page: Page
    house: House

    async def home(self) -> None:
        await self.page.goto(f"{self.house.url}/work")
        await expect(part(self.page, "work-page")).to_be_visible()

    async def fill_in(self, number: str, change: Mapping[str, object]) -> None:
        assert await self.page.evaluate(_FILL, [number, change]) == 200

    async def enter(self, line: str, change: Mapping[str, object]) -> str:
        """An order that no call opened."""
        return str(await self.page.evaluate(_ENTER, [line, change]))

    def row(self, number: str) -> Locator:
        return self.page.locator(f'[data-test="order-row"][data-number="{number}"]')

    async def finds(self, view: str, number: str) -> Locator:
        """In this list, without loading the page again; now it is chosen, and can be seen at a glance as it is now."""
        await part(self.page, f"view-{view}").click()
        row = self.row(number)
        await expect(row).to_be_visible(timeout=20_000)  # the board looks every few seconds
        await row.locator("td").nth(2).click()
        revision = await self.page.evaluate(_REVISION, number)
        as_it_is = f'[data-test="peek"][data-order="{number}"][data-revision="{revision}"]'
        await expect(self.page.locator(as_it_is)).to_be_visible()
        return row

    async def begins(self, view: str, number: str, answers: Mapping[str, str], action: str = "") -> Locator:
        """By ``a`` what is usual, or another action by its button, up to the dialog with these answers."""
        await self.finds(view, number)
        if action:
            await part(self.page, "peek").locator(f'[data-test="act-{action}"]').click()
        else:
            await self.page.keyboard.press("a")
        dialog = self.page.get_by_role("dialog")
        await expect(dialog).to_be_visible()
        for name, value in answers.items():
            await self._answer(name, value)
        return dialog

    async def does(self, view: str, number: str, answers: Mapping[str, str], action: str = "") -> None:
        """The same, and it is done."""
        dialog = await self.begins(view, number, answers, action)
        await shot(self.page, f"board-act-{action or view}")
        await self.page.keyboard.press("Control+Enter")
        await expect(dialog).to_be_hidden()

    async def gone(self, number: str) -> None:
        await expect(self.row(number)).to_have_count(0, timeout=20_000)

    async def _answer(self, name: str, value: str) -> None:
        page = self.page
        field = page.locator(f'[role="dialog"] [data-field="{name}"]')
        if name in {"unit", "co_units", "sub_unit", "person"}:
            box = field.get_by_role("combobox")
            await box.focus()
            await page.keyboard.type(value)
            await expect(box).to_have_attribute("aria-expanded", "true")
            found = page.locator(f"#{await box.get_attribute('aria-controls')} [role=option]:visible")
            await expect(found.first).to_contain_text(value)
            await page.keyboard.press("Enter")
            await expect(field).to_contain_text(value)
        elif name in {"service_score", "handling_score", "risk", "new_risk", "higher_risk"}:
            await field.locator("label.radio").nth(int(value) - 1).click()
        else:
            await field.locator("textarea").fill(value)


@asynccontextmanager
async def at_board(browser: Browser, house: House, person: str, screen: Screen | None = None) -> AsyncIterator[AtBoard]:
    async with browser.page(house, screen) as page:
        await sign_in(page, house, person)
        one = AtBoard(page, house)
        await one.home()
        yield one
