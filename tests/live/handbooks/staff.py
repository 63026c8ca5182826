"""People of the demonstration: before a browser of their own where they are looked at, else by the desk's doors."""

from __future__ import annotations

from contextlib import AsyncExitStack
from typing import Any

from playwright.async_api import Page, expect

from app.house import House
from app.rehearsal.agents import signed_in
from app.rehearsal.staff import Staff as AtTheDesk
from tests.live.boards import AtBoard
from tests.live.browser import Browser, part, sign_in
from tests.live.handbooks.camera import SCREEN

Told = dict[str, Any]


class Staff:
    """Whoever is asked for signs in."""

    def __init__(self, browser: Browser, house: House, stack: AsyncExitStack) -> None:
        self.house = house
        self._browser = browser
        self._stack = stack
        self._pages: dict[str, Page] = {}
        self._doors: dict[str, AtTheDesk] = {}

    async def page(self, person: str) -> Page:
        if person not in self._pages:
            page = await self._stack.enter_async_context(self._browser.page(self.house, SCREEN))
            await sign_in(page, self.house, person)
            self._pages[person] = page
        return self._pages[person]

    async def board(self, person: str) -> AtBoard:
        one = AtBoard(await self.page(person), self.house)
        await one.home()
        return one

    async def asks(self, person: str, method: str, path: str, body: Told | None = None) -> Told:
        """By the desk's own doors, without a browser."""
        if person not in self._doors:
            self._doors[person] = await signed_in(self.house.settings, self.house.url, person)
        door = self._doors[person]
        return dict(await door.send(method, path, body) if body is not None else await door.ask(path))

    async def enters(self, person: str, line: str, order: Told) -> str:
        """An order that no call opened, passed on; its number."""
        made = await self.asks(person, "POST", "/api/orders", {"line": line, "source": "counter", **order})
        number = str(made["case"]["number"])
        await self.act(person, number, "pass_on")
        return number

    async def act(self, who: str, number: str, action: str, /, **inputs: str) -> None:
        there = await self.asks(who, "GET", f"/api/orders/{number}")
        body = {"revision": there["revision"], "inputs": inputs}
        await self.asks(who, "POST", f"/api/orders/{number}/actions/{action}", body)

    async def opens(self, person: str, path: str, shown: str) -> Page:
        """This page; ``shown`` is a part of it that has to be there."""
        page = await self.page(person)
        await page.goto(f"{self.house.url}{path}")
        await expect(part(page, shown).first).to_be_visible()
        return page
