"""The bell in the top bar, before a real browser: what somebody was told comes by itself and is seen one by one."""

from __future__ import annotations

from datetime import datetime

import pytest
from playwright.async_api import expect

from app.clock import Clock
from app.house import House
from notices.notice import Kind, Notice
from notices.settings import NoticeSettings
from notices.tell import tell
from storage.database import Database
from storage.ids import PersonId
from tests.live.browser import Browser, Screen, part, shot, sign_in

pytestmark = pytest.mark.live

WHO = PersonId("market-1")
"""Whom no other test tells anything."""
SCREEN = Screen(size=(1366, 768))


async def told(house: House, *notices: tuple[str, Kind, str, str]) -> None:
    """Told by another process of the same house."""
    now: datetime = Clock(house.settings.shift).now()
    async with Database(house.settings.database_url) as db, db.transaction() as tx:
        for key, kind, zh, en in notices:
            await tell(tx, Notice(key, kind, "", zh, en, now), [WHO], NoticeSettings())


async def test_what_somebody_is_told_rings_their_bell(whole_house: House, browser: Browser) -> None:
    house = whole_house
    async with browser.page(house, SCREEN) as page:
        await sign_in(page, house, WHO)
        bell, count, listed = part(page, "bell"), part(page, "unseen"), part(page, "notice")
        await expect(bell).to_have_attribute("aria-label", "通知，0 条未读")
        zh, en = "“审核及分配”将于 2026-11-23（周一）11:06 到期", "“review and assign” is due Monday 2026-11-23 11:06"
        late, late_en = (
            "“整单”已于 2026-11-20（周五）18:00 超时，请尽快办理",
            "“whole order” ran out Friday 2026-11-20 18:00",
        )
        await told(house, ("browser-1", Kind.WARNING, f"工单 YN-20261123-0007 {zh}", f"Order YN-20261123-0007: {en}"))
        await expect(count, "the desk pushed it").to_have_text("1")
        await told(
            house, ("browser-2", Kind.BREACH, f"工单 GZ-20261117-0003 {late}", f"Order GZ-20261117-0003: {late_en}")
        )
        await expect(count).to_have_text("2")
        await page.keyboard.press("Escape")
        await bell.click()
        await expect(listed).to_have_count(2)
        await expect(listed.first).to_contain_text("已超时")
        await shot(page, "notices")
        await listed.first.click()
        await expect(count).to_have_text("1")
        await page.keyboard.press("Escape")
        await expect(listed).to_have_count(0)
        await expect(bell, "the keyboard is where it was").to_be_focused()
        await part(page, "locale").click()
        await page.reload()
        await expect(count, "what was seen stays seen").to_have_text("1")
        await bell.click()
        await expect(listed.nth(1)).to_contain_text("is due Monday 2026-11-23 11:06")
        await shot(page, "notices-en")
        await part(page, "all-seen").click()
        await expect(count).to_be_hidden()
        await expect(bell).to_have_attribute("aria-label", "Notices, 0 not seen")
