"""A call's way through the loop, and an urgent event's, as another system hears of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.webhooks.parts import LOSS_TOLD, TOLD_AFTER, HookParts
from notices.hooks import store
from notices.hooks.queue import store as queue
from notices.hooks.subscription import Health
from notices.hooks.switchboard import Switchboard
from storage.database import Database
from storage.ids import OrderNumber, UnitId
from tests.app.desk_twin import DeskTwin
from tests.notices.hook_house import LOOPBACK, VAULT, HookHouse, Receiver, an_event, receiving
from tests.urgent.urgent_house import AGENT, DISPATCHER, UrgentHouse
from tests.work_orders.clock_cases import at
from urgent.course import Marking
from urgent.event import Deed, Kind, UrgentEvent

SAID = ("何时生效", "yn-staff-1", "13812345678", "媒体要来", "dispatcher", "已经说清")


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as there:
        yield there


@pytest.fixture
async def hooks(db: Database, receiver: Receiver) -> HookHouse:
    house = HookHouse(db)
    await house.subscribe(receiver.url)
    return house


async def switched_on(db: Database) -> Switchboard:
    switchboard = Switchboard(db)
    await switchboard.look()
    return switchboard


async def an_inquiry(db: Database, config: Path) -> tuple[DeskTwin, OrderNumber]:
    """Of a call, filled in by whoever answered it."""
    twin = DeskTwin(db, config, at("10:05"), publish=(await switched_on(db)).publish)
    await twin.start()
    number = await twin.called()
    await twin.fills("yn-staff-1", number, "inquiry", summary="何时生效")
    return twin, number


def kinds(receiver: Receiver) -> list[str]:
    return [str(one.said["type"]) for one in receiver.heard]


def tells_nothing_private(receiver: Receiver) -> None:
    for heard in receiver.heard:
        assert [said for said in SAID if said in heard.body.decode()] == []


async def test_an_order_from_the_call_to_its_breach(
    db: Database, config: Path, hooks: HookHouse, receiver: Receiver
) -> None:
    twin, number = await an_inquiry(db, config)
    twin.now = at("10:06")
    await twin.does("yn-staff-1", number, "pass_on")
    for clock in ("10:51", "11:06"):
        twin.now = at(clock)
        await twin.live()
    await hooks.live(at("12:00") - hooks.now)
    assert kinds(receiver) == ["order.opened", "order.moved", "clock.warned", "clock.breached", "clock.escalated"]
    opened, moved, warned = (one.data for one in receiver.heard[:3])
    assert (opened["order"], opened["step"], opened["category"], opened["line"]) == (number, "fill", None, "yunnan")
    assert (moved["step_before"], moved["step"], moved["category"]) == ("fill", "review", "inquiry")
    assert (warned["clock"], warned["due_at"]) == ("review", "2026-11-23T11:06:00+08:00")
    assert warned["url"] == f"/api/v1/orders/{number}"
    tells_nothing_private(receiver)


async def test_what_changes_after_it_was_passed_on(
    db: Database, config: Path, hooks: HookHouse, receiver: Receiver
) -> None:
    """The dispatcher corrects the category, and the whole order has more time; a risk that is set takes of it."""
    twin, number = await an_inquiry(db, config)
    await twin.does("yn-staff-1", number, "pass_on")
    await twin.fills("dispatcher-1", number, "suggestion", proposal="何时生效")
    await twin.fills("dispatcher-1", number, "complaint")
    await twin.does("dispatcher-1", number, "assign", unit="platform")
    await twin.does("dispatcher-1", number, "set_risk", new_risk="high", reason="媒体要来")
    await twin.does("dispatcher-1", number, "take_back", reason="媒体要来")
    await hooks.live(at("12:00") - hooks.now)
    told = [(one.said["type"], one.data) for one in receiver.heard[2:]]
    assert [kind for kind, _ in told] == [
        *("order.changed", "order.changed", "clock.moved", "order.moved", "clock.moved", "order.risk", "order.moved")
    ]
    of_form, of_category, of_whole, _, of_handling, of_risk, back = (data for _, data in told)
    assert (of_form["changed"], of_category["changed"]) == (["category", "form.proposal"], ["category"])
    assert (of_whole["clock"], of_whole["due_before"][:10], of_whole["due_at"][:10]) == (
        *("whole", "2026-11-26", "2026-12-02"),
    )
    assert (of_handling["clock"], of_handling["due_before"] > of_handling["due_at"]) == ("handle", True)
    assert (of_risk["risk_before"], of_risk["risk"]) == ("low", "high")
    assert (back["step_before"], back["step"], back["came_back"]) == ("accept", "review", False)
    tells_nothing_private(receiver)


async def test_an_urgent_event_from_an_agents_mark_to_its_end(
    db: Database, hooks: HookHouse, receiver: Receiver
) -> None:
    house = UrgentHouse(db, at("10:00"), publish=(await switched_on(db)).publish)
    marking = Marking(Kind.OFFICIAL_MEDIA, AGENT, house.now, "媒体要来 13812345678", units=(UnitId("platform"),))
    event = await house.mark(marking)
    assert isinstance(event, UrgentEvent)
    await house.must(event.id, DISPATCHER, Deed.CONFIRM, units="platform")
    await house.must(event.id, DISPATCHER, Deed.NOTE, note="媒体要来")
    await house.must(event.id, DISPATCHER, Deed.CLOSE, summary="已经说清")
    other = await house.mark(Marking(Kind.OTHER, AGENT, house.now, "媒体要来", units=(UnitId("platform"),)))
    assert isinstance(other, UrgentEvent)
    await house.must(other.id, DISPATCHER, Deed.DISMISS, reason="已经说清")
    await hooks.live(at("12:00") - hooks.now)
    told: dict[str, list[str]] = {}
    for heard in receiver.heard:
        told.setdefault(heard.data["event"], []).append(heard.said["type"])
    assert told == {
        event.id: ["urgent.proposed", "urgent.confirmed", "urgent.closed"],
        other.id: ["urgent.proposed", "urgent.dismissed"],
    }
    assert receiver.heard[0].data["url"] == f"/api/v1/urgent-events/{receiver.heard[0].data['event']}"
    tells_nothing_private(receiver)


async def test_of_a_deed_that_failed_nobody_hears(db: Database, hooks: HookHouse) -> None:
    switchboard = await switched_on(db)
    house = UrgentHouse(db, at("10:00"))

    async def published_and_cut(*told: object) -> None:
        await switchboard.publish(*told)  # type: ignore[arg-type]
        raise ConnectionError("the power is gone")

    house.publish = published_and_cut
    with pytest.raises(ConnectionError):
        await house.mark(Marking(Kind.OTHER, DISPATCHER, house.now, "x", units=(UnitId("platform"),)))
    async with db.reading() as tx:
        assert not await queue.any_new(tx)


async def test_how_it_stands_is_an_alarm_after_an_hour_and_in_the_metrics(
    db: Database, hooks: HookHouse, receiver: Receiver
) -> None:
    parts = HookParts(db, VAULT, lambda: LOOPBACK, lambda: hooks.now)
    receiver.status = 503
    await hooks.subscribe(f"{receiver.url}/other")
    await hooks.happens(an_event())
    await hooks.look()
    await parts.watch.look()
    assert parts.watch.alarm() == ()
    hooks.now += TOLD_AFTER
    assert [alarm.code for alarm in parts.watch.alarm()] == ["webhook_1_failing", "webhook_2_failing"]
    figures = {metric.name: metric.samples[0].value for metric in parts.watch.collect()}
    assert figures == {
        "hotline_webhooks_subscriptions": 2,
        "hotline_webhooks_failing": 2,
        "hotline_webhooks_waiting": 2,
        "hotline_webhooks_oldest_seconds": 3600,
        "hotline_webhooks_dead": 0,
    }
    receiver.status = 410
    await hooks.look()
    await parts.watch.look()
    assert [alarm.code for alarm in parts.watch.alarm()] == ["webhook_1_disabled", "webhook_2_disabled"]
    async with db.transaction() as tx:
        for id_ in (1, 2):
            await store.save_health(tx, id_, Health())
        await queue.bury(tx, 2, hooks.now, hooks.now, "HTTP 503")
    await parts.watch.look()
    assert [alarm.code for alarm in parts.watch.alarm()] == ["webhook_2_dead"]
    hooks.now += LOSS_TOLD + TOLD_AFTER
    assert parts.watch.alarm() == ()
    await parts.forget()
