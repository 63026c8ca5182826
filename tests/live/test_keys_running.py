"""Keys change while the whole house serves: the next caller is sealed with the new one, and found again."""

from __future__ import annotations

import asyncio
import sys

import pytest

from app.house import House
from app.rehearsal.sip.caller import Identity, dial
from app.rehearsal.sip.ear import Known
from app.rehearsal.waiting import until
from app.secrets import key_file
from storage.vault import Vault, key_number
from tests.live.books import Books, Row
from tests.live.houses import ROOT, hotline_of

pytestmark = pytest.mark.live

NUMBER = "18685077001"


async def called(house: House, books: Books, prompts: Known) -> Row:
    """The order of a caller who chose a line, where nobody is."""
    known = {row["number"] for row in books.orders()}
    async with dial(hotline_of(house), Identity(NUMBER), known=prompts) as call:
        await call.hears("menu-main", within=30)
        call.press("5")
        await until("the order stands", lambda: len(books.orders()) > len(known), within=20)
    return next(row for row in books.orders() if row["number"] not in known)


async def test_a_caller_after_the_change_is_sealed_with_the_new_key_and_recognised(
    whole_house: House, books: Books, prompts: Known
) -> None:
    house = whole_house
    keys = key_file(house.settings.var / "secrets")
    before = await called(house, books, prompts)
    old = keys.ring().sealing
    command = (sys.executable, "-m", "app", "keys", "rotate", *house.settings.arguments())
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT)
    assert await process.wait() == 0
    after = await called(house, books, prompts)
    again = books.order_of(before["call"])
    assert again is not None
    numbers = [key_number(row["caller_sealed"]) for row in (before, again, after)]
    assert numbers == [old, old + 1, old + 1], "the one before was sealed again, the one after with it from the first"
    assert [Vault(keys).open(row["caller_sealed"]) for row in (again, after)] == [NUMBER, NUMBER]
    assert before["caller_key"] == again["caller_key"] == after["caller_key"]
