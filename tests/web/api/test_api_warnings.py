"""What other systems are told when they send an order to a department in which nobody works: what the desk says."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from copy import copy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from storage.ids import UnitId
from tests.web.api.conftest import Come, System
from tests.web.orders_desk import FORM, does, fills
from web.work.empty import DISPATCHED
from work_orders.loop.loop import Input

TakeUp = Callable[..., Awaitable[str]]
Visitor = Callable[[str], Awaitable[Any]]
WORDS = Path(__file__).parents[3] / "web" / "ui" / "src" / "i18n"
SAID_AS = {Input.UNIT: "accepts", Input.CO_UNITS: "contributes"}


def leaves_empty(desk: Any, *units: str) -> None:
    """From now on nobody works in these."""
    active = desk.services.duty()
    gone = frozenset(map(UnitId, units))
    book = copy(active.book)
    book.people = {
        id_: replace(one, units=tuple(unit for unit in one.units if unit not in gone))
        for id_, one in active.book.people.items()
    }
    desk.roster.active = replace(active, book=book)


@pytest.fixture
async def waiting(system: Come, take_up: TakeUp, visitor: Visitor) -> tuple[System, str, int]:
    """A dispatching system, with an order to be assigned and its revision."""
    number, agent = await take_up(), await visitor("agent")
    await fills(agent, number, 0, **FORM)
    _, told = await does(agent, number, "pass_on", 1)
    return await system("read_orders", "write_orders", role="dispatcher"), number, told["revision"]


async def test_a_system_that_sends_to_nobody_is_told_and_it_is_done(
    waiting: tuple[System, str, int], desk: Any
) -> None:
    crm, number, revision = waiting
    leaves_empty(desk, "trading", "settlement", "market")
    shown = (await crm.get(f"orders/{number}")).body
    assert "warnings" not in shown
    assign = next(one for one in shown["actions"] if one["id"] == "assign")
    asks = {one["input"]: one for one in assign["asks"]}
    for asked in ("unit", "co_units"):
        empty = {choice["value"]: choice["nobody"] for choice in asks[asked]["choices"]}
        assert (empty["trading"], empty["platform"]) == (True, False), asked
    inputs = {"unit": "trading", "co_units": "settlement,platform,market"}
    told = await crm.act(number, revision, "assign", **inputs, risk="low")
    assert (told.status, told.body["unit"]["id"]) == (200, "trading")
    lead, co = told.body["warnings"]
    assert lead == {
        "code": "nobody_in_department",
        "pointer": "/inputs/unit",
        "zh": "交易组织部目前没有人员，派出后无人接单，工单会停在那里，直到有人归入该部门，或由您收回。",
        "en": DISPATCHED[Input.UNIT].en.format(units="trading"),
    }
    assert (co["pointer"], co["zh"]) == ("/inputs/co_units", "结算部、市场部目前没有人员，不会有协办意见。")
    noted = await crm.act(number, told.body["revision"], "note", result="已知会")
    assert (noted.status, noted.body["warnings"]) == (200, []), "it is said to whoever sends, when they do"


async def test_a_system_that_sends_to_somebody_is_warned_of_nothing(waiting: tuple[System, str, int]) -> None:
    crm, number, revision = waiting
    told = await crm.act(number, revision, "assign", unit="platform", co_units="market", risk="low")
    assert (told.status, told.body["warnings"]) == (200, [])


async def test_a_request_that_is_sent_again_is_answered_with_the_same_warnings(
    waiting: tuple[System, str, int], desk: Any
) -> None:
    crm, number, revision = waiting
    leaves_empty(desk, "trading")
    path, body = f"orders/{number}/actions/assign", {"inputs": {"unit": "trading", "risk": "low"}}
    headers = {"If-Match": f'"{revision}"', "Idempotency-Key": "sent-twice-1"}
    first, second = [await crm.ask("POST", path, json=body, headers=headers) for _ in range(2)]
    assert first.body == second.body
    assert [one["pointer"] for one in first.body["warnings"]] == ["/inputs/unit"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_pages_say_the_same(language: str) -> None:
    source = (WORDS / f"{language}-orders.ts").read_text("utf-8")
    said = dict(re.findall(r"^ +(accepts|contributes): '(.*)',$", source, re.MULTILINE))
    assert said == {SAID_AS[asked]: getattr(words, language) for asked, words in DISPATCHED.items()}
