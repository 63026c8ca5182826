"""What staff do with an order's form in a browser: speak beside it, fill it in, enter an order without a call."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Locator, Page, expect

from app.house import House
from app.rehearsal.agents import at_work
from app.rehearsal.sip.caller import Identity, dial
from app.rehearsal.sip.ear import AGENT, Known
from app.rehearsal.sip.phone import Manners
from tests.live.browser import part, shot, sign_in
from tests.live.houses import hotline_of

AGENT_ID, KEY = "gx-staff-2", "2"


class Keys:
    """A keyboard that counts: keys that do something, and characters that are typed."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.pressed = 0
        self.typed = 0

    async def press(self, *keys: str) -> None:
        for key in keys:
            self.pressed += 1
            await self._page.keyboard.press(key)

    async def type(self, text: str) -> None:
        self.typed += len(text)
        await self._page.keyboard.type(text)


@asynccontextmanager
async def in_a_call(house: House, page: Page, known: Known, number: str) -> AsyncIterator[str]:
    """The agent, at this page, speaks with a caller; yields the order's number. Signs in for the first of several.

    Whatever becomes of the page, the agent is away afterwards: the next call is no business of theirs.
    """
    async with at_work(house.settings, house.url, [AGENT_ID], {AGENT_ID: Manners(rings=0.3)}):
        if await part(page, "account").count() == 0:
            await sign_in(page, house, AGENT_ID)
        await expect(part(page, "presence")).to_have_attribute("data-state", "ready")
        async with dial(hotline_of(house), Identity(number), known=known) as call:
            await call.hears("menu-main", within=30)
            call.press(KEY)
            await call.hears(AGENT, within=30)
            await expect(part(page, "pop")).to_have_attribute("data-state", "talking")
            yield str(await part(page, "pop-order").text_content()).strip()
        await expect(part(page, "pop")).to_have_count(0)
    await expect(part(page, "presence")).to_have_attribute("data-state", "away")


async def saved(page: Page) -> None:
    await expect(part(page, "saving")).to_have_attribute("data-state", "still")


def field(page: Page, name: str) -> Locator:
    """The control of a form field; Element Plus puts the name on its outer part or on the control."""
    return page.locator(f'[data-field="{name}"] :is(input, textarea)').first


async def fill(page: Page, texts: dict[str, str]) -> None:
    for name, text in texts.items():
        await field(page, f"form.{name}").fill(text)


async def choose_matter(page: Page, words: str) -> None:
    await field(page, "matter").click()
    await page.keyboard.type(words)
    await expect(page.get_by_role("option").filter(has_text=words).first).to_be_visible()
    await page.keyboard.press("Enter")


async def entered(page: Page, house: House, summary: str, *, shots: bool = False) -> str:
    """An inquiry from the counter; its number. The browser is at its page then."""
    await page.goto(f"{house.url}/orders/new")
    await expect(field(page, "line")).to_be_visible()
    await page.keyboard.press("1")
    await choose_matter(page, "绿电")
    await field(page, "form.summary").fill(summary)
    if shots:
        await whole(page, "order-new")
    await page.keyboard.press("Control+Enter")
    number = part(page, "order-form")
    await expect(number).to_be_visible()
    return str(await number.get_attribute("data-order"))


async def passed_on(page: Page, house: House, summary: str) -> str:
    """An order from the counter that waits for a dispatcher; its number."""
    number = await entered(page, house, summary)
    await part(page, "act-pass_on").click()
    await expect(part(page, "step")).to_have_text("审核及分配")
    return number


async def assigning(page: Page, unit: str) -> None:
    """The dialog is open, and the department chosen."""
    await part(page, "act-assign").click()
    await part(page, "field-unit").click()
    await page.get_by_role("option", name=unit).first.click()


async def whole(page: Page, name: str) -> None:
    """A picture of everything, however far one would have to scroll."""
    size = page.viewport_size or {"width": 1366, "height": 768}
    height = await page.evaluate("56 + document.querySelector('#content').scrollHeight")
    await page.set_viewport_size({"width": size["width"], "height": max(size["height"], height)})
    await shot(page, name)
    await page.set_viewport_size({"width": size["width"], "height": size["height"]})
