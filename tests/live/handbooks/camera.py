"""Takes the pictures of the handbooks: each page in Chinese and in English, as small files."""

from __future__ import annotations

import asyncio
from pathlib import Path

from playwright.async_api import Page, expect

from tests.live.browser import Screen, part
from tests.live.handbooks.palette import in_palette, pixels

PATIENCE_MS = 60_000
"""Pictures are made where other things go on as well."""
WIDTH, HEIGHT = 1366, 768
SCREEN = Screen(
    size=(WIDTH, HEIGHT),
    expected=("404", "409", "422"),  # what a page is refused while two people work on one order
    permissions=("notifications",),
    patience_ms=PATIENCE_MS,
)
LANGUAGES = {"": "English", "-en": "中文"}
"""Suffix of the file → what the button to the other language says."""


class Camera:
    """Puts pictures into ``folder``. ``dark_room`` is an empty page, in which they are developed."""

    def __init__(self, folder: Path, dark_room: Page) -> None:
        self._folder = folder
        self._dark_room = dark_room

    async def takes(self, page: Page, name: str, height: int = HEIGHT) -> None:
        """What the page shows now, once what passes by itself is gone; in Chinese again afterwards."""
        await page.set_viewport_size({"width": WIDTH, "height": height})
        await expect(page.locator(".el-message")).to_have_count(0)
        for suffix, other in LANGUAGES.items():
            await expect(part(page, "locale")).to_have_text(other)
            await page.evaluate("document.fonts.ready")
            shot = await page.screenshot(animations="disabled", caret="hide")
            small = await asyncio.to_thread(in_palette, await pixels(self._dark_room, shot))
            (self._folder / f"{name}{suffix}.png").write_bytes(small)
            # Also from under a dialog, where nobody could press it.
            await part(page, "locale").evaluate("button => button.click()")
        await expect(part(page, "locale")).to_have_text(LANGUAGES[""])
