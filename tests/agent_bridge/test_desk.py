"""The desk at work on a twin of Asterisk: pops, ledger, owners, presence, and getting in step again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from agent_bridge.desk import Desk
from agent_bridge.device import PhoneState
from agent_bridge.directory import PersonEntry
from agent_bridge.feed import News, Numbered, OrderChanged, Screen
from agent_bridge.intention import PresenceState
from agent_bridge.pops import Gone, Pop, PopGone, PopShown, PopState
from agent_bridge.twin import ManagerTwin, Member
from routing import store as ledger
from routing.call import DecidedBy
from routing.decision import Choice, Decision, Reason, Step
from routing.ledger import LedgerKind, LedgerRow, Witness, routed_data
from schedules.answer import Because, DutyState
from storage.database import Database
from storage.ids import CallId, GroupId, LineId, OrderNumber, PersonId
from storage.vault import Vault
from tests.agent_bridge.conftest import DutyTwin
from work_orders.open import open_order
from work_orders.order import BirthState, Decided, Opening

Running = Callable[[ManagerTwin], AbstractAsyncContextManager[Desk]]

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
CALL, YUNNAN, EXPERTS = CallId("n1-1.0"), LineId("yunnan"), GroupId("yunnan-experts")
ZHOU, LI = PersonId("yn-expert-1"), PersonId("yn-expert-2")
AGENT = "PJSIP/yn-expert-1"


def called(person: str = ZHOU, channel: str = "n1-1.1", call: str = CALL) -> Mapping[str, str | list[str]]:
    return {
        "Uniqueid": call,
        "Linkedid": call,
        "CallerIDNum": "+8613800005678",
        "AccountCode": "yunnan/YN-20261123-0001",
        "Queue": EXPERTS,
        "MemberName": person,
        "Interface": f"PJSIP/{person}",
        "DestUniqueid": channel,
    }


def later(headers: Mapping[str, str | list[str]], **more: str) -> Mapping[str, str | list[str]]:
    return {**headers, **more}


async def recorded(db: Database, vault: Vault, call: CallId = CALL, at: datetime = NOW) -> OrderNumber:
    """A call as the visit leaves it: arrived, routed, with its order."""
    decision = Decision(
        YUNNAN, DutyState.OPEN, (Step(EXPERTS, 20),), Reason.ON_DUTY, "workday", Because("值班。", "On duty."), None, at
    )
    data = routed_data(decision, key="3", choice=Choice.PRESSED, decided_by=DecidedBy.VISIT)
    caller = vault.caller("13800005678")
    decided = Decided(DutyState.OPEN, EXPERTS, "on_duty", "workday", Because("值班。", "On duty."), None, at)
    async with db.transaction() as tx:
        await ledger.append(tx, LedgerRow(call, LedgerKind.ARRIVED, at, Witness.AGI), caller=caller)
        order = await open_order(tx, Opening(call, YUNNAN, "YN", caller, at, decided, BirthState.OFFERED, at))
        await ledger.append(tx, LedgerRow(call, LedgerKind.ROUTED, at, Witness.AGI, data=data), order=order.number)
    return order.number


async def until(news: AsyncIterator[News], wanted: Callable[[News], bool]) -> News:
    async with asyncio.timeout(5):
        async for one in news:
            if wanted(one):
                return one
    raise AssertionError("the screen ended")


def shows(state: PopState) -> Callable[[News], bool]:
    return lambda one: isinstance(one, Numbered) and isinstance(one.change, PopShown) and one.change.pop.state is state


def is_whole(one: News) -> bool:
    return isinstance(one, Numbered) and isinstance(one.change, PopShown) and one.change.pop.briefing.whole


def pop_of(news: News) -> Pop:
    assert isinstance(news, Numbered)
    return news.change.pop


async def until_gone(screen: Screen) -> Gone:
    found = await until(aiter(screen), lambda one: isinstance(one, Numbered) and isinstance(one.change, PopGone))
    assert isinstance(found, Numbered)
    assert isinstance(found.change, PopGone)
    return found.change.reason


async def test_the_ringing_agent_sees_who_calls_why_and_what_was_before(
    twin: ManagerTwin, running: Running, db: Database, vault: Vault
) -> None:
    before = await recorded(db, vault, CallId("n1-0.5"), NOW - timedelta(days=1))
    order = await recorded(db, vault)
    async with running(twin) as desk:
        with desk.parts.feed.screen(ZHOU) as screen:
            twin.send("AgentCalled", called())
            pop = pop_of(await until(aiter(screen), is_whole))
    briefing = pop.briefing
    assert (pop.call, pop.group, briefing.line, briefing.order) == (CALL, EXPERTS, YUNNAN, order)
    assert (briefing.number.digits, str(briefing.number)) == ("13800005678", "138****5678")
    assert (briefing.because.zh, briefing.group_names.zh) == ("值班。", "云南专家")
    assert briefing.greeting.zh == "您好，云南专线，工号 yn-expert-1 为您服务，请问有什么可以帮您？"
    assert [one.call for one in briefing.earlier_calls] == ["n1-0.5"]
    assert [one.number for one in briefing.open_orders] == [before]


async def test_a_call_without_a_record_pops_at_once_and_is_filled_in_later(
    twin: ManagerTwin, running: Running, db: Database, vault: Vault
) -> None:
    async with running(twin) as desk:
        with desk.parts.feed.screen(ZHOU) as screen:
            news = aiter(screen)
            twin.send("AgentCalled", called())
            thin = pop_of(await until(news, shows(PopState.RINGING)))
            assert (thin.briefing.number.digits, thin.briefing.line) == ("13800005678", YUNNAN)
            assert (thin.briefing.order, thin.briefing.because.zh) == ("YN-20261123-0001", "")
            await recorded(db, vault)
            assert pop_of(await until(news, is_whole)).briefing.because.zh == "值班。"


async def test_the_answer_gives_the_order_its_owner_and_the_story_its_rows(
    twin: ManagerTwin, running: Running, db: Database, vault: Vault
) -> None:
    order = await recorded(db, vault)
    async with running(twin) as desk:
        with desk.parts.feed.screen(ZHOU) as screen:
            news = aiter(screen)
            twin.send("QueueCallerJoin", {"Uniqueid": CALL, "Queue": EXPERTS, "Position": "1"})
            twin.send("AgentCalled", called())
            twin.send("AgentConnect", later(called(), HoldTime="3"))
            assert pop_of(await until(news, shows(PopState.TALKING))).answered_at == NOW
            assert await until(news, lambda one: isinstance(one, OrderChanged)) == OrderChanged(order)
            twin.send("AgentComplete", later(called(), HoldTime="3", TalkTime="7", Reason="agent"))
            assert await until_gone(screen) is Gone.ENDED
            await desk.parts.chronicle.settled()
    async with db.reading() as tx:
        rows = await ledger.story(tx, CALL)
        record = await ledger.by_id(tx, CALL)
    told = [(row.kind, row.ordinal, row.person) for row in rows if row.witness is Witness.AMI]
    assert told == [
        (LedgerKind.QUEUED, EXPERTS, None),
        (LedgerKind.RUNG, "n1-1.1", ZHOU),
        (LedgerKind.ANSWERED, "n1-1.1", ZHOU),
        (LedgerKind.COMPLETED, "n1-1.1", ZHOU),
    ]
    assert record is not None
    assert (record.answered_by, record.order) == (ZHOU, order)


async def test_an_end_that_names_only_one_of_the_two_is_told_by_the_hangup(
    twin: ManagerTwin, running: Running, caplog: pytest.LogCaptureFixture
) -> None:
    async with running(twin) as desk:
        presence = desk.parts.presence
        with desk.parts.feed.screen(ZHOU) as screen:
            news = aiter(screen)
            twin.send("AgentCalled", called())
            twin.send("AgentConnect", later(called(), HoldTime="3"))
            await until(news, shows(PopState.TALKING))
            whole = later(called(), HoldTime="3", TalkTime="7", Reason="caller")
            for gone in ("Uniqueid", "DestUniqueid"):
                twin.send("AgentComplete", {name: value for name, value in whole.items() if name != gone})
            twin.send("Hangup", {"Uniqueid": "n1-1.1"})
            assert await until_gone(screen) is Gone.ENDED
        assert not presence.talking()
        assert presence.talked() == {ZHOU}
        assert not presence.talked(), "told once"
    assert not caplog.messages


async def test_only_a_caller_who_hung_up_has_abandoned(twin: ManagerTwin, running: Running, db: Database) -> None:
    async with running(twin) as desk:
        with desk.parts.feed.screen(ZHOU) as screen:
            twin.send("AgentCalled", called(call="n1-1.0"))
            twin.send("QueueCallerAbandon", {"Uniqueid": "n1-1.0", "Queue": EXPERTS, "HoldTime": "20"})
            assert await until_gone(screen) is Gone.NOT_ANSWERED
            twin.send("AgentCalled", called(call="n1-2.0", channel="n1-2.1"))
            twin.send("HangupRequest", {"Uniqueid": "n1-2.0"})
            twin.send("QueueCallerAbandon", {"Uniqueid": "n1-2.0", "Queue": EXPERTS, "HoldTime": "4"})
            assert await until_gone(screen) is Gone.CALLER_LEFT
            await desk.parts.chronicle.settled()
    async with db.reading() as tx:
        first, second = await ledger.story(tx, CallId("n1-1.0")), await ledger.story(tx, CallId("n1-2.0"))
    assert LedgerKind.ABANDONED not in {row.kind for row in first}
    assert LedgerKind.ABANDONED in {row.kind for row in second}


async def test_after_a_lost_link_the_screens_show_what_asterisk_has(twin: ManagerTwin, running: Running) -> None:
    async with running(twin) as desk:
        with desk.parts.feed.screen(ZHOU) as zhou, desk.parts.feed.screen(LI) as li:
            twin.send("AgentCalled", called())
            await until(aiter(zhou), shows(PopState.RINGING))
            caller: Mapping[str, str | list[str]] = {
                "Channel": "PJSIP/loopback-00000001",
                "Variable": ["HOTLINE_CALL=n1-9.0", "HOTLINE_LINE=yunnan", f"HOTLINE_GROUP={EXPERTS}"],
            }
            agent: Mapping[str, str | list[str]] = {
                "Channel": "PJSIP/yn-expert-2-00000002",
                "ConnectedLineNum": "13800005678",
            }
            twin.channels = [
                {**caller, "Uniqueid": "n1-9.0", "Linkedid": "n1-9.0", "ChannelStateDesc": "Up"},
                {**agent, "Uniqueid": "n1-9.1", "Linkedid": "n1-9.0", "ChannelStateDesc": "Up"},
            ]
            twin.cut()
            assert await until_gone(zhou) is Gone.CALLER_LEFT
            pop = pop_of(await until(aiter(li), shows(PopState.TALKING)))
    assert (pop.call, pop.group, pop.briefing.number.digits) == ("n1-9.0", EXPERTS, "13800005678")


async def test_ready_paused_and_away_reach_the_queues(twin: ManagerTwin, running: Running) -> None:
    async with running(twin) as desk:
        presence = desk.parts.presence
        await presence.set(LI, PresenceState.READY)
        assert {queue for queue, _ in twin.members} == {"yunnan-experts", "yunnan-staff"}
        view = await presence.set(LI, PresenceState.PAUSED, "午餐")
        assert (view.state, view.reason) == (PresenceState.PAUSED, "午餐")
        assert {(one.paused, one.reason) for one in twin.members.values()} == {(True, "午餐")}
        await presence.set(LI, PresenceState.AWAY)
        assert twin.members == {}


async def test_an_intention_told_while_asterisk_was_away_is_kept_and_brought_to_it(
    twin: ManagerTwin, running: Running
) -> None:
    async with running(twin) as desk:
        await twin.stop()
        with desk.parts.feed.screen(ZHOU):
            await desk.parts.presence.set(ZHOU, PresenceState.READY)
        await twin.start()
        await twin.until_heard("QueueAdd")
    async with running(twin) as desk:  # and after a restart of ours
        assert desk.parts.presence.view(ZHOU).state is PresenceState.READY


async def test_members_that_nobody_intended_are_removed_at_the_login(twin: ManagerTwin, running: Running) -> None:
    twin.members[EXPERTS, AGENT] = Member(EXPERTS, AGENT)
    async with running(twin):
        assert twin.members == {}


async def test_whoever_goes_away_in_a_call_leaves_the_queues_after_it(twin: ManagerTwin, running: Running) -> None:
    async with running(twin) as desk:
        presence = desk.parts.presence
        await presence.set(ZHOU, PresenceState.READY)
        with desk.parts.feed.screen(ZHOU) as screen:
            twin.send("AgentCalled", called())
            twin.send("DeviceStateChange", {"Device": AGENT, "State": "INUSE"})  # "in call" is never told
            twin.send("AgentConnect", later(called(), HoldTime="3"))
            await until(aiter(screen), shows(PopState.TALKING))
        assert presence.talking() == {ZHOU}
        await presence.set(ZHOU, PresenceState.AWAY)
        assert twin.all_heard("QueueRemove") == []
        assert twin.members[EXPERTS, AGENT].paused
        twin.send("AgentComplete", later(called(), HoldTime="3", TalkTime="7", Reason="agent"))
        await twin.until_heard("QueueRemove")
        assert not presence.in_call(ZHOU)


async def test_a_call_found_after_a_lost_link_is_known_from_the_queues_members(
    twin: ManagerTwin, running: Running
) -> None:
    twin.members[EXPERTS, AGENT] = Member(EXPERTS, AGENT, in_call=True, status=3)
    async with running(twin) as desk:
        presence = desk.parts.presence
        await presence.set(ZHOU, PresenceState.READY)
        assert presence.in_call(ZHOU)
        twin.send("DeviceStateChange", {"Device": AGENT, "State": "NOT_INUSE"})
        with desk.parts.feed.screen(ZHOU) as screen:
            await until(aiter(screen), lambda one: getattr(one, "phone", None) is PhoneState.REGISTERED)
        assert not presence.in_call(ZHOU)


async def test_the_telephones_state_is_shown(twin: ManagerTwin, running: Running) -> None:
    twin.devices = {AGENT: "UNAVAILABLE", "PJSIP/loopback": "NOT_INUSE"}
    async with running(twin) as desk:
        presence = desk.parts.presence
        assert presence.view(ZHOU).phone is PhoneState.UNREACHABLE
        with desk.parts.feed.screen(ZHOU) as screen:
            twin.send("DeviceStateChange", {"Device": AGENT, "State": "NOT_INUSE"})
            await until(aiter(screen), lambda one: getattr(one, "phone", None) is PhoneState.REGISTERED)


@pytest.mark.parametrize("reason", ["一" * 41, "a\x00b"])
async def test_a_reason_that_is_no_line_of_text_is_refused(twin: ManagerTwin, running: Running, reason: str) -> None:
    async with running(twin) as desk:
        with pytest.raises(ValueError, match="one line"):
            await desk.parts.presence.set(ZHOU, PresenceState.PAUSED, reason)


async def test_a_new_duty_version_moves_people_between_queues(
    twin: ManagerTwin, running: Running, calendar: DutyTwin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agent_bridge.desk.CORRECT_EVERY_S", 0.01)
    async with running(twin) as desk:
        await desk.parts.presence.set(ZHOU, PresenceState.READY)
        assert {queue for queue, _ in twin.members} == {"yunnan-experts"}
        moved = {**calendar.directory.people, ZHOU: PersonEntry("周敏", (GroupId("yunnan-staff"),))}
        calendar.directory = replace(calendar.directory, people=moved)
        await twin.until_heard("QueueRemove")
        assert {queue for queue, _ in twin.members} == {"yunnan-staff"}
