"""Signing in: the first password must be changed, a wrong one is refused, five wrong ones lock the account."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from app.accounts import FIRST_PASSWORDS, first_passwords
from app.house import House
from app.rehearsal.agents import first_password
from storage.ids import PersonId
from tests.live.browser import Browser, Screen, part, shot, type_in

pytestmark = pytest.mark.live

NEWCOMER, GUESSED = "can-staff-5", "can-staff-6"
OWN = "evening tram to the lake"


async def test_a_first_password_opens_nothing_but_the_page_to_change_it(whole_house: House, browser: Browser) -> None:
    house = whole_house
    given = first_password(house.settings, NEWCOMER)
    async with browser.page(house, Screen(expected=["422"])) as page:
        await type_in(page, NEWCOMER, given)
        await expect(part(page, "first-password")).to_be_visible()
        await page.goto(f"{house.url}/desk")
        await expect(part(page, "old-password"), "no other page opens").to_be_focused()
        for typed, key in ((given, "Tab"), ("Password1234!", "Tab"), ("Password1234!", "Enter")):
            await page.keyboard.type(typed)
            await page.keyboard.press(key)
        await expect(part(page, "password-refusal")).to_contain_text("太容易被猜到")
        await shot(page, "first-password-refused")
        for name in ("new-password", "new-password-again"):
            await part(page, name).fill(OWN)
        await page.keyboard.press("Enter")
        await expect(part(page, "presence")).to_have_attribute("data-state", "away")
    file = house.settings.var / "secrets" / FIRST_PASSWORDS
    assert PersonId(NEWCOMER) not in first_passwords(file), "who has chosen a password needs no first one"
    async with browser.page(house) as page:
        await type_in(page, NEWCOMER, OWN)
        await expect(part(page, "presence")).to_be_visible()


async def test_a_wrong_password_is_refused_and_the_fifth_locks_with_the_time_shown(
    whole_house: House, browser: Browser
) -> None:
    async with browser.page(whole_house, Screen(expected=["423"])) as page:
        await type_in(page, GUESSED, "wrong 0")
        refusal = part(page, "refusal")
        await expect(refusal).to_have_text("工号或密码不正确。")
        await shot(page, "sign-in-wrong")
        for n in range(1, 5):
            await expect(part(page, "password"), "the field is empty again, and has the focus").to_be_focused()
            async with page.expect_response("**/api/session"):
                await page.keyboard.type(f"wrong {n}")
                await page.keyboard.press("Enter")
        await expect(part(page, "password")).to_be_focused()
        await page.keyboard.type(first_password(whole_house.settings, GUESSED))
        await page.keyboard.press("Enter")
        await expect(refusal).to_have_text(re.compile(r"^账号已锁定，请于 10:\d\d 后再试。$"))
        await shot(page, "sign-in-locked")
