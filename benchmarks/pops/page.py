"""One desk in a real browser, which notes when each pop was painted."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from playwright.async_api import Page, async_playwright

NOTE_PAINTS = """() => {
  window.painted = {}
  const look = () => {
    const pop = document.querySelector('[data-test="pop"]')
    const call = pop && pop.dataset.call
    if (!call || call in window.painted) return
    window.painted[call] = 0
    requestAnimationFrame(() => {
      const drawn = new MessageChannel()  // its message comes when the frame has been drawn
      drawn.port1.onmessage = () => { window.painted[call] = (performance.timeOrigin + performance.now()) / 1000 }
      drawn.port2.postMessage(0)
    })
  }
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true, attributes: true })
}"""


class NoBrowser(Exception):
    """There is no Chromium on this machine; the package is called ``chromium``."""


@dataclass(frozen=True, slots=True)
class Screen:
    """An agent's page."""

    page: Page

    async def painted(self) -> dict[str, float]:
        """Call → when its pop stood on the screen, by the wall clock."""
        return dict(await self.page.evaluate("window.painted"))


@asynccontextmanager
async def screen(url: str, cookie: str) -> AsyncIterator[Screen]:
    """The desk of whom this session's cookie belongs to, connected."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        raise NoBrowser
    name, _, value = cookie.partition("=")
    async with async_playwright() as playwright:
        sandbox = [] if os.geteuid() else ["--no-sandbox"]  # Chromium's sandbox refuses to run for root
        browser = await playwright.chromium.launch(executable_path=program, args=sandbox)
        try:
            context = await browser.new_context(locale="zh-CN", viewport={"width": 1440, "height": 900})
            await context.add_cookies([{"name": name, "value": value, "url": url}])
            page = await context.new_page()
            await page.goto(url)
            await page.locator('[data-test="presence"][data-state="ready"]').wait_for()
            await page.evaluate(NOTE_PAINTS)
            yield Screen(page)
        finally:
            await browser.close()
