"""A member of staff before a real Chromium, on a real house."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import timedelta

from playwright.async_api import Browser as Chromium
from playwright.async_api import Locator, Page, async_playwright, expect

from app.clock import Clock
from app.house import House
from app.rehearsal.agents import chosen_password, signed_in
from tests.live.houses import ROOT

SHOTS = ROOT / "var" / "screenshots"
expect.set_options(timeout=30_000)  # a machine that runs houses and browsers side by side may be slow
ASKS_EVERY_MS = 16_000  # the page asks for its session more often than this
NOBODY_YET = "401"  # what the browser writes on its console when nobody is signed in


@dataclass(frozen=True, slots=True)
class Screen:
    """How the browser is set up. ``expected``: what may stand on its console as an error, by a part of its text."""

    size: tuple[int, int] = (1440, 900)
    expected: Sequence[str] = field(default=())
    permissions: Sequence[str] = field(default=())
    moved_clock: bool = False
    """True: the page's timers obey ``page.clock``, which can jump as a computer's clock does that was asleep."""
    patience_ms: int = 20_000
    """How long a page may take to load, and a part of it to be there to be pressed."""


class Browser:
    """The machine's Chromium, started once; each page in a profile of its own."""

    def __init__(self, chromium: Chromium) -> None:
        self._chromium = chromium

    @classmethod
    @asynccontextmanager
    async def started(cls) -> AsyncIterator[Browser]:
        program = shutil.which("chromium") or shutil.which("google-chrome")
        SHOTS.mkdir(parents=True, exist_ok=True)
        async with async_playwright() as playwright:
            sandbox = [] if os.geteuid() else ["--no-sandbox"]  # Chromium's sandbox refuses to run for root
            chromium = await playwright.chromium.launch(executable_path=program, args=sandbox)
            yield cls(chromium)
            await chromium.close()

    @asynccontextmanager
    async def blank(self) -> AsyncIterator[Page]:
        """A page of nobody's, with nothing on it."""
        page = await self._chromium.new_page()
        try:
            yield page
        finally:
            await page.close()

    @asynccontextmanager
    async def page(self, house: House, screen: Screen | None = None) -> AsyncIterator[Page]:
        """A page in Chinese; fails at its end for anything unexpected on the console."""
        screen = screen or Screen()
        width, height = screen.size
        context = await self._chromium.new_context(locale="zh-CN", viewport={"width": width, "height": height})
        context.set_default_timeout(screen.patience_ms)
        await context.grant_permissions(list(screen.permissions))
        page = await context.new_page()
        wrong: list[str] = []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        if screen.moved_clock:
            await page.clock.install()
        try:
            await page.goto(house.url)
            yield page
        finally:
            await context.close()
        expected = (NOBODY_YET, *screen.expected)
        unexpected = [text for text in wrong if not any(part in text for part in expected)]
        assert not unexpected, unexpected


def part(page: Page, name: str) -> Locator:
    """What carries this name for tests."""
    return page.locator(f'[data-test="{name}"]')


async def shot(page: Page, name: str) -> None:
    """A picture for whoever wants to look, in ``var/screenshots``."""
    await page.screenshot(path=SHOTS / f"{name}.png", animations="disabled")


async def password_of(house: House, person: str) -> str:
    """One that the person chose, at this house's desk, before."""
    if known := chosen_password(house.settings, person):
        return known
    await signed_in(house.settings, house.url, person)
    known = chosen_password(house.settings, person)
    assert known is not None
    return known


async def sign_in(page: Page, house: House, person: str) -> None:
    """By the keyboard alone: the first field has the focus."""
    password = await password_of(house, person)
    await type_in(page, person, password)
    await expect(part(page, "account")).to_be_visible()


async def type_in(page: Page, person: str, password: str) -> None:
    await expect(part(page, "id")).to_be_focused()
    await page.keyboard.type(person)
    await page.keyboard.press("Tab")
    await page.keyboard.type(password)
    await page.keyboard.press("Enter")


async def tab_to(page: Page, target: Locator, most: int = 40) -> None:
    """Press Tab until the target has the focus."""
    for _ in range(most):
        if await target.evaluate("element => element === document.activeElement"):
            return
        await page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {target}")


def untouched_for(house: House, person: str, idle: timedelta) -> None:
    """Make the person's sessions look as if nobody had touched them for so long: the clock need not be waited for."""
    now = int(Clock(house.settings.shift).now().timestamp() * 1_000_000)
    seen_at = now - idle // timedelta(microseconds=1)
    with closing(sqlite3.connect(house.settings.var / "hotline.db", timeout=5)) as books, books:
        books.execute("UPDATE sessions SET seen_at = ? WHERE person = ?", (seen_at, person))


async def asks_again(page: Page) -> None:
    """The page's timers come due, as if it had been left alone until it asks for its session again."""
    async with page.expect_response("**/api/session"):
        await page.clock.fast_forward(ASKS_EVERY_MS)
