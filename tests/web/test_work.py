"""Calls, orders, decisions and duty, as the pages get them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import text

from recordings import store as recordings
from recordings.filing import FiledRecording
from routing import store as calls
from routing.call import DecidedBy
from routing.decide import decide
from routing.decision import Choice, Facts
from routing.duty import Duty
from routing.ledger import LedgerKind, LedgerRow, Witness, routed_data
from schedules.bundle import read_bundle
from schedules.follow import ActiveDuty
from schedules.publish import publish
from storage import audit
from storage.audit import Deed
from storage.ids import CallId, GroupId, LineId, OrderNumber, PersonId
from storage.vault import Vault
from tests.web.conftest import CONFIG, STAFF
from web.story import WORDS
from work_orders import progress
from work_orders.open import open_order
from work_orders.order import BirthState, Decided, Opening

Visitor = Callable[[str], Awaitable[Any]]

NOW = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)  # Monday 09:30 in Guangzhou
CALL, YUNNAN, AGENT = CallId("n1-1.0"), LineId("yunnan"), PersonId("yn-expert-1")
NUMBER, MASKED = "13800005678", "138****5678"


@pytest.fixture
async def order(desk: Any, vault: Vault, duty: ActiveDuty) -> OrderNumber:
    """A call that yn-expert-1 answered, told by all witnesses, with its order."""
    desk.clock.at = NOW
    await publish(desk.services.db, read_bundle(CONFIG), who="tests", why="reference", now=NOW)
    known = Duty(duty.book)
    answer, because = known.answer(YUNNAN, NOW)
    facts = Facts(CALL, YUNNAN, Choice.PRESSED, "3", NOW, answer, because, known.names(YUNNAN), None)
    made = decide(facts, known.rules)
    data = routed_data(made, key="3", choice=Choice.PRESSED, decided_by=DecidedBy.VISIT)
    caller = vault.caller(NUMBER)
    decided = Decided(made.state, made.group, made.reason.value, made.rule, made.because, made.version, made.instant)
    async with desk.services.db.transaction() as tx:
        await calls.append(tx, LedgerRow(CALL, LedgerKind.ARRIVED, NOW, Witness.AGI), caller=caller)
        opened = await open_order(tx, Opening(CALL, YUNNAN, "YN", caller, NOW, decided, BirthState.OFFERED, NOW))
        await calls.append(tx, LedgerRow(CALL, LedgerKind.ROUTED, NOW, Witness.AGI, data=data), order=opened.number)
        group = GroupId("yunnan-experts")
        await calls.append(tx, LedgerRow(CALL, LedgerKind.ANSWERED, NOW, Witness.AMI, "n1-1.1", group, AGENT))
        await progress.make_progress(tx, {CALL: [progress.answered(AGENT, NOW)]})
    return opened.number


async def got(client: Any, path: str) -> Any:
    response = await client.get(path)
    assert response.status == 200, await response.text()
    return await response.json()


async def test_the_order_shows_what_was_filed_of_the_recording(visitor: Visitor, desk: Any, order: OrderNumber) -> None:
    agent = await visitor("agent")
    assert (await got(agent, f"/api/orders/{order}"))["recording"] is None
    filed = FiledRecording(CALL, f"2026/11/23/{CALL}.wav", 64_044, 4.0, "ab" * 32, mended=False)
    async with desk.services.db.transaction() as tx:
        await recordings.keep(tx, filed, NOW)
    shown = (await got(agent, f"/api/orders/{order}"))["recording"]
    told = {"bytes": 64_044, "seconds": 4.0, "mended": False}
    assert shown == {**told, "file": None, "sha256": None, "may_hear": False, "may_save": False}
    shown = (await got(await visitor("supervisor"), f"/api/orders/{order}"))["recording"]
    assert shown == {**told, "file": filed.file, "sha256": "ab" * 32, "may_hear": True, "may_save": True}


async def test_an_agent_sees_own_calls_and_orders_of_the_day(visitor: Visitor, order: OrderNumber) -> None:
    agent, other = await visitor("agent"), await visitor("other")
    mine = (await got(agent, "/api/orders/mine?day=2026-11-23"))["orders"]
    assert [(one["number"], one["caller_masked"], one["owner_name"]) for one in mine] == [(order, MASKED, "周敏")]
    called = (await got(agent, "/api/calls/mine"))["calls"]
    assert [(one["call"], one["line_zh"], one["key"], one["outcome"]) for one in called] == [
        (CALL, "云南", "3", "answered")
    ]
    assert (await got(other, "/api/orders/mine"))["orders"] == []
    assert (await got(agent, "/api/orders/mine?day=2026-11-22"))["orders"] == []
    assert (await agent.get("/api/orders/mine?day=tomorrow")).status == 400


async def test_the_order_tells_the_calls_story_in_words(visitor: Visitor, order: OrderNumber) -> None:
    page = await got(await visitor("agent"), f"/api/orders/{order}")
    assert page["order"]["because_zh"].startswith("按 3 选择云南专线")
    assert [row["kind"] for row in page["story"]] == ["arrived", "routed", "answered"]
    assert page["story"][-1]["zh"] == "周敏接听。"
    assert page["story"][0]["at"] == "2026-11-23T09:30:00.000+08:00"
    assert page["history"][-1]["person_name"] == "周敏"
    assert (page["earlier_calls"], page["open_orders"]) == ([], [])


async def test_the_number_is_masked_for_everybody(visitor: Visitor, order: OrderNumber) -> None:
    for who in ("agent", "supervisor", "other"):
        answer = await (await visitor(who)).get(f"/api/orders/{order}")
        assert NUMBER not in await answer.text()
        page = await answer.json()
        assert page["order"]["caller_masked"] == page["call"]["number_masked"] == MASKED
        assert page["may_see_number"] is (who != "other")
    everybodys = (await got(await visitor("supervisor"), "/api/calls"))["calls"]
    assert [one["number_masked"] for one in everybodys] == [MASKED]


@pytest.mark.parametrize("who", ["agent", "supervisor"])
async def test_whoever_speaks_with_the_caller_sees_the_number_and_it_is_recorded(
    visitor: Visitor, desk: Any, order: OrderNumber, who: str
) -> None:
    asked = await (await visitor(who)).post("/api/private/order", json={"number": order, "why": "回拨来电者"})
    assert (asked.status, await asked.json()) == (200, {"number": NUMBER})
    assert asked.headers["Cache-Control"] == "no-store"
    look = (await deeds(desk))[0]
    assert (look.who, look.what, look.target) == (STAFF[who].id, "looked at", f"order {order}")
    assert look.data == {"field": "number", "why": "回拨来电者"}


async def test_whoever_has_nothing_to_do_with_the_order_is_refused_and_that_is_recorded(
    visitor: Visitor, desk: Any, order: OrderNumber
) -> None:
    asked = await (await visitor("other")).post("/api/private/order", json={"number": order, "why": "看看"})
    assert (asked.status, (await asked.json())["error"]["code"]) == (403, "not_allowed")
    refused = (await deeds(desk))[0]
    assert (refused.who, refused.what, refused.target) == (STAFF["other"].id, "refused", f"number of order {order}")


@pytest.mark.parametrize("why", ["", " ", "。", "x" * 101])
async def test_nobody_sees_a_number_without_a_reason(visitor: Visitor, desk: Any, order: OrderNumber, why: str) -> None:
    agent = await visitor("agent")
    before = await deeds(desk)
    asked = await agent.post("/api/private/order", json={"number": order, "why": why})
    assert asked.status == 400
    assert await deeds(desk) == before


async def test_while_the_log_cannot_be_written_nobody_sees_a_number(
    visitor: Visitor, desk: Any, order: OrderNumber
) -> None:
    agent = await visitor("agent")
    async with desk.services.db.transaction() as tx:
        await tx.execute(text("CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'disk full'); END"))
    asked = await agent.post("/api/private/order", json={"number": order, "why": "回拨来电者"})
    assert asked.status >= 500
    assert NUMBER not in await asked.text()


async def deeds(desk: Any) -> list[Deed]:
    """The audit log, the latest first."""
    async with desk.services.db.reading() as tx:
        return [row.deed for row in await audit.rows(tx)]


async def test_calls_can_be_asked_for_by_line(visitor: Visitor, order: OrderNumber) -> None:
    client = await visitor("supervisor")
    assert len((await got(client, "/api/calls?line=yunnan"))["calls"]) == 1
    assert (await got(client, "/api/calls?line=hainan"))["calls"] == []


async def test_a_decision_taken_again_on_its_version_is_the_same(visitor: Visitor, order: OrderNumber) -> None:
    told = await got(await visitor("supervisor"), f"/api/calls/{CALL}/decision")
    assert told["same"] is True
    assert told["recorded"] == told["replayed"] == told["today"]
    assert (told["recorded"]["group"], told["recorded"]["group_zh"]) == ("yunnan-experts", "专家")


async def test_what_is_not_there_is_not_found(visitor: Visitor) -> None:
    supervisor = await visitor("supervisor")
    for path in ("/api/orders/YN-20261123-0001", "/api/calls/n1-9.9/decision", "/api/orders/' OR 1=1 --"):
        assert (await supervisor.get(path)).status == 404


async def test_duty_now_says_who_answers_until_when_and_why(visitor: Visitor, order: OrderNumber) -> None:
    told = await got(await visitor("agent"), "/api/duty/now")
    yunnan = next(one for one in told["lines"] if one["line"] == "yunnan")
    assert (yunnan["state"], yunnan["key"], yunnan["assumed"]) == ("open", "3", False)
    assert yunnan["until"] == "2026-11-23T12:00:00.000+08:00"
    assert next((group["id"], group["ready"]) for group in yunnan["groups"]) == ("yunnan-experts", 2)
    assert yunnan["because_zh"]
    assert len(told["lines"]) == 7
    assert told["version"]["seq"] == 1


def test_every_kind_of_the_ledger_has_its_words() -> None:
    assert set(WORDS) == set(LedgerKind)
    assert all(words.zh and words.en for words in WORDS.values())
