"""What is due of events is told once, at its instant, whatever becomes of the process."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from storage.database import Transaction
from storage.ids import UnitId
from tests.urgent.conftest import MONDAY
from tests.urgent.test_course import SURGE, a_proposal, an_open_one
from tests.urgent.urgent_house import DEPUTY, DISPATCHER, HEAD, KEYS, MANAGER, SUPERVISOR, UrgentHouse
from urgent import store
from urgent.event import Deed, UrgentEvent
from urgent.tell import Around, tell

MINUTE = timedelta(minutes=1)


async def test_nobody_decides_and_the_deputy_and_the_supervisor_hear_after_ten_minutes(urgent: UrgentHouse) -> None:
    id_ = await a_proposal(urgent)
    await urgent.ring_until(MONDAY + 9 * MINUTE)
    assert await urgent.history(id_) == ["proposed"]
    await urgent.ring_until(MONDAY + 10 * MINUTE)
    assert (await urgent.event(id_)).escalated_at == MONDAY + 10 * MINUTE
    assert "逾期未确认" in (await urgent.screen(SUPERVISOR))[0].zh
    assert len(await urgent.screen(DEPUTY)) == 2
    await urgent.ring_until(MONDAY + timedelta(hours=5))
    assert await urgent.history(id_) == ["proposed", "escalated", "notice_late"], "no reminder of what is no event yet"


async def test_who_was_not_told_in_half_an_hour_is_named(urgent: UrgentHouse) -> None:
    id_ = await an_open_one(urgent)
    await urgent.must(id_, DISPATCHER, Deed.TOLD, contact=KEYS[0], how="phone")
    await urgent.ring_until(MONDAY + 30 * MINUTE)
    assert (await urgent.screen(SUPERVISOR))[-1].zh == (
        "事件 UE-20261123-001 未在时限（10:30）内通知到位，尚未通知：魏东升、夜班电话。"
    )


async def test_a_reminder_is_proposed_then_missed(urgent: UrgentHouse) -> None:
    id_ = await an_open_one(urgent)
    for key in KEYS:
        await urgent.must(id_, DISPATCHER, Deed.TOLD, contact=key, how="phone")
    await urgent.ring_until(MONDAY + timedelta(hours=9))
    event = await urgent.event(id_)
    assert (event.reminder_proposed_at, event.remind_late_at) == (MONDAY + 90 * MINUTE, MONDAY + 120 * MINUTE)
    assert [one.zh[:9] for one in await urgent.screen(SUPERVISOR)] == ["紧急报告 UE-2", "事件 UE-202"], (
        "told of the lateness"
    )


async def test_reminded_in_time_the_departments_hear_again_and_nothing_more_is_due(urgent: UrgentHouse) -> None:
    id_ = await an_open_one(urgent)
    await urgent.letters()
    for key in KEYS:
        await urgent.must(id_, DISPATCHER, Deed.TOLD, contact=key, how="phone")
    await urgent.ring_until(MONDAY + 100 * MINUTE)
    await urgent.must(id_, DISPATCHER, Deed.REMIND, note="两小时内回复")
    assert "再次催办" in (await urgent.screen(HEAD))[-1].zh
    assert "再次催办" not in (await urgent.screen(MANAGER))[-1].zh, "the departments are reminded, not who manages"
    assert [to for _, to in await urgent.letters()] == [
        *("platform-head", "urgent/platform/夜班电话/0", "urgent/platform/夜班电话/1"),
    ]
    await urgent.ring_until(MONDAY + timedelta(days=2))
    assert (await urgent.history(id_))[-1] == "remind"


async def test_one_department_reminded_leaves_the_others_due(urgent: UrgentHouse) -> None:
    id_ = await an_open_one(urgent)
    async with urgent.db.transaction() as tx:
        event = await urgent.event(id_)
        await store.save(tx, replace(event, units=(*event.units, UnitId("settlement"))), MONDAY + 90 * MINUTE)
    await urgent.letters()
    await urgent.must(id_, DISPATCHER, Deed.REMIND, units="platform")
    assert {to.partition("/")[0] for _, to in await urgent.letters()} == {"platform-head", "urgent"}
    assert (await urgent.event(id_)).reminded_at is None
    await urgent.ring_until(MONDAY + 121 * MINUTE)
    assert (await urgent.history(id_))[-2:] == ["reminder_proposed", "remind_late"]
    await urgent.must(id_, DISPATCHER, Deed.REMIND)
    assert (await urgent.event(id_)).reminded_at == urgent.now


async def test_killed_while_it_tells_it_tells_once(urgent: UrgentHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    id_ = await a_proposal(urgent)
    urgent.now += 10 * MINUTE

    class PowerCut(BaseException):
        pass

    async def cut(*_: object) -> None:
        raise PowerCut

    with monkeypatch.context() as power:
        power.setattr("urgent.store.save", cut)
        with pytest.raises(PowerCut):
            await urgent.bell().ring()
    assert await urgent.screen(SUPERVISOR) == [], "nothing of it is known"
    assert await urgent.bell().ring() == 1
    assert await urgent.bell().ring() == 0
    assert len(await urgent.screen(SUPERVISOR)) == 1
    assert await urgent.history(id_) == ["proposed", "escalated"]


async def test_two_desks_that_both_believe_they_lead_tell_once(urgent: UrgentHouse) -> None:
    await a_proposal(urgent)
    urgent.now += 10 * MINUTE
    one, other = urgent.bell(), urgent.bell()
    await one.ring()
    await other.ring()
    assert len(await urgent.screen(SUPERVISOR)) == 1


async def test_an_event_that_cannot_be_told_keeps_no_other_from_being_told(
    urgent: UrgentHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = await a_proposal(urgent)
    assert await urgent.propose(replace(SURGE, subject="surge/hainan/2026-11-23"))
    urgent.now += 10 * MINUTE

    async def tell_others(tx: Transaction, around: Around, event: UrgentEvent, *more: Any) -> None:
        if event.id == broken:
            raise LookupError("whom to tell?")
        await tell(tx, around, event, *more)

    monkeypatch.setattr("urgent.bell.tell", tell_others)
    assert await urgent.bell().ring() == 1
    assert len(await urgent.screen(SUPERVISOR)) == 1
    assert await urgent.history(broken) == ["proposed"]
    monkeypatch.undo()
    assert await urgent.bell().ring() == 1, "told as soon as it can be"


async def test_other_rules_after_a_restart_hold_for_what_is_live(urgent: UrgentHouse) -> None:
    await a_proposal(urgent)
    await urgent.ring_until(MONDAY + 5 * MINUTE)
    urgent.rules = replace(urgent.rules, confirm=5 * MINUTE)
    await urgent.bell().retime()
    await urgent.ring_until(MONDAY + 6 * MINUTE)
    assert "逾期未确认" in (await urgent.screen(SUPERVISOR))[0].zh
