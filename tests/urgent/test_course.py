"""An event from its finding or marking to its end: who may do what, and who hears of it when."""

from __future__ import annotations

from datetime import timedelta

import pytest

from schedules.answer import Because
from tests.urgent.conftest import MONDAY
from tests.urgent.urgent_house import (
    AGENT,
    CLERK,
    CREW,
    DEPUTY,
    DISPATCHER,
    HEAD,
    KEYS,
    MANAGER,
    OTHER_AGENT,
    PLATFORM,
    SUPERVISOR,
    UrgentHouse,
)
from urgent import store
from urgent.course import Attempt, Marking, Refused, may, sees
from urgent.event import Deed, EventId, Evidence, Finding, Kind, State, UrgentEvent
from urgent.use import act
from work_orders.case.case import Acting

SURGE = Finding(Kind.SURGE, "surge/yunnan/2026-11-23", Evidence(Because("云南专线来电突增。", "A surge at Yunnan.")))
REPORT = {"unit": "platform", "happened": "10:02", "place": "云南", "cause": "接口故障", "effect": "无法申报"}


async def a_proposal(urgent: UrgentHouse) -> EventId:
    event = await urgent.propose(SURGE)
    assert event is not None
    return event.id


async def an_open_one(urgent: UrgentHouse) -> EventId:
    id_ = await a_proposal(urgent)
    await urgent.must(id_, DISPATCHER, Deed.CONFIRM, units="platform")
    return id_


async def test_what_is_found_waits_for_a_dispatcher_and_is_told_them(urgent: UrgentHouse) -> None:
    id_ = await a_proposal(urgent)
    assert id_ == "UE-20261123-001"
    event = await urgent.event(id_)
    assert (event.state, event.at, event.units) == (State.PROPOSED, MONDAY, tuple(urgent.rules.departments))
    (told,) = await urgent.screen(DISPATCHER)
    assert told.zh == (
        "疑似重要（紧急）服务事件 UE-20261123-001：话务突增。云南专线来电突增。请于 10:10 前确认或排除。"
    )
    assert [await urgent.screen(who) for who in (SUPERVISOR, MANAGER, HEAD, AGENT)] == [[], [], [], []]


async def test_found_again_it_is_the_same_event_with_newer_evidence(urgent: UrgentHouse) -> None:
    id_ = await a_proposal(urgent)
    newer = Evidence(Because("更多。", "More."), (), {"count": 60})
    assert await urgent.propose(Finding(Kind.SURGE, SURGE.subject, newer)) is None
    assert (await urgent.event(id_)).evidence == newer
    assert len(await urgent.screen(DISPATCHER)) == 1
    await urgent.must(id_, DISPATCHER, Deed.DISMISS, reason="测试电话")
    assert await urgent.propose(SURGE) is None, "a surge that was dismissed stays so for its day"


async def test_confirmed_it_is_told_every_contact_by_every_way_they_have(urgent: UrgentHouse) -> None:
    await an_open_one(urgent)
    for who in (MANAGER, HEAD, SUPERVISOR, DEPUTY):
        assert [one.zh[:22] for one in await urgent.screen(who)][-1] == "紧急报告 UE-20261123-001：话", who
    assert await urgent.screen(CLERK) == [], "the settlement department is not concerned"
    assert await urgent.letters() == [
        ("email", "urgent/market_management/沈立群/0"),
        ("sms", "platform-head"),
        ("sms", "urgent/platform/夜班电话/0"),
        ("sms", "urgent/platform/夜班电话/1"),
    ]


async def test_all_are_told_once_each_contact_has_heard_in_person(urgent: UrgentHouse) -> None:
    id_ = await an_open_one(urgent)
    await urgent.must(id_, DISPATCHER, Deed.TOLD, contact=KEYS[2], how="unreached", note="无人接听")
    await urgent.must(id_, HEAD, Deed.ACKNOWLEDGE)
    await urgent.must(id_, DISPATCHER, Deed.TOLD, contact=KEYS[0], how="phone")
    assert (await urgent.event(id_)).notified_at is None
    urgent.now += timedelta(minutes=5)
    event = await urgent.must(id_, SUPERVISOR, Deed.TOLD, contact=KEYS[2], how="phone")
    assert event.notified_at == urgent.now
    wrong = await urgent.does(id_, DISPATCHER, Deed.TOLD, contact="settlement/钟卫东", how="phone")
    assert wrong == Refused("bad_input", ("contact",))


async def test_an_agents_mark_waits_and_a_dispatchers_is_their_word(urgent: UrgentHouse) -> None:
    number = await urgent.order(name="甲公司", unit=PLATFORM)
    marking = Marking(Kind.SENSITIVE, AGENT, urgent.now, "扬言向监管部门反映", number)
    event = await urgent.mark(marking)
    assert isinstance(event, UrgentEvent)
    assert (event.state, event.units, event.evidence.orders) == (State.PROPOSED, (PLATFORM,), (number,))
    assert "坐席标记了" in (await urgent.screen(DISPATCHER))[0].zh
    assert await urgent.mark(marking) == Refused("marked_already")
    await urgent.must(event.id, DISPATCHER, Deed.DISMISS, reason="已当场安抚")
    assert "已当场安抚" in (await urgent.screen(AGENT))[0].zh
    again = await urgent.mark(marking)
    assert isinstance(again, UrgentEvent), "what was dismissed may be marked anew"
    theirs = await urgent.mark(Marking(Kind.REFERRED, DISPATCHER, urgent.now, "省能源局转办", None, (PLATFORM,)))
    assert isinstance(theirs, UrgentEvent)
    assert (theirs.state, theirs.decided_by) == (State.OPEN, DISPATCHER.id)
    assert await urgent.mark(Marking(Kind.OTHER, DISPATCHER, urgent.now, "其他")) == Refused("bad_input", ("units",))
    assert await urgent.mark(Marking(Kind.OTHER, CLERK, urgent.now, "其他")) == Refused("not_allowed")


async def test_departments_report_an_agent_talks_and_it_is_closed_with_a_summary(urgent: UrgentHouse) -> None:
    id_ = await an_open_one(urgent)
    await urgent.must(id_, CREW, Deed.REPORT, **REPORT)
    assert await urgent.does(id_, CLERK, Deed.REPORT, **REPORT) == Refused("no_such_event")
    await urgent.must(id_, DISPATCHER, Deed.ASSIGN_TALK, person=AGENT.id, note="请安抚")
    assert "请就重要（紧急）服务事件" in (await urgent.screen(AGENT))[0].zh
    refused = await urgent.does(id_, DISPATCHER, Deed.ASSIGN_TALK, person=HEAD.id)
    assert refused == Refused("bad_input", ("person",)), "agents talk with participants"
    await urgent.must(id_, AGENT, Deed.TALKED, result="表示理解")
    assert await urgent.does(id_, DISPATCHER, Deed.CLOSE) == Refused("bad_input", ("summary",))
    closed = await urgent.must(id_, DISPATCHER, Deed.CLOSE, summary="接口恢复，已告知各主体")
    assert (closed.state, closed.closed_at) == (State.CLOSED, urgent.now)
    assert "已办结" in (await urgent.screen(HEAD))[-1].zh
    assert await urgent.does(id_, DISPATCHER, Deed.NOTE, note="补记") == Refused("ended")
    assert await urgent.history(id_) == [
        *("proposed", "confirm", "report", "assign_talk", "talked", "close"),
    ]
    async with urgent.db.reading() as tx:
        (report,) = await store.reports_of(tx, id_)
    assert (report.who, report.cause) == (CREW.id, "接口故障")


@pytest.mark.parametrize(
    ("who", "deeds"),
    [
        (DISPATCHER, "told remind assign_talk close report note"),
        (SUPERVISOR, "told remind assign_talk close report note"),
        (MANAGER, "acknowledge note"),
        (HEAD, "acknowledge report note"),
        (CREW, "report note"),
        (CLERK, ""),
        (AGENT, ""),
    ],
    ids=lambda one: one.id if isinstance(one, Acting) else "",
)
async def test_each_may_do_what_is_theirs(urgent: UrgentHouse, who: Acting, deeds: str) -> None:
    event = await urgent.event(await an_open_one(urgent))
    allowed = may(urgent.rules, urgent.loop, event, who)
    assert set(allowed) == {Deed(name) for name in deeds.split()}
    assert sees(urgent.rules, urgent.loop, event, who) is bool(deeds)


async def test_a_suspicion_is_no_departments_business(urgent: UrgentHouse) -> None:
    event = await urgent.event(await a_proposal(urgent))
    assert [sees(urgent.rules, urgent.loop, event, who) for who in (HEAD, CREW, AGENT)] == [False] * 3
    assert sees(urgent.rules, urgent.loop, event, MANAGER)
    assert may(urgent.rules, urgent.loop, event, MANAGER) == (Deed.NOTE,)


async def test_nobody_decides_about_what_they_have_not_seen(urgent: UrgentHouse) -> None:
    id_ = await a_proposal(urgent)
    await urgent.must(id_, DEPUTY, Deed.NOTE, note="正在核实")
    async with urgent.db.transaction() as tx:
        attempt = Attempt(Deed.DISMISS, DISPATCHER, urgent.now, {"reason": "误报"})
        assert await act(tx, urgent.around(), id_, 1, attempt) == Refused("stale")
    assert (await urgent.event(id_)).state is State.PROPOSED


async def test_another_agent_sees_nothing_of_it(urgent: UrgentHouse) -> None:
    id_ = await an_open_one(urgent)
    assert await urgent.does(id_, OTHER_AGENT, Deed.NOTE, note="看看") == Refused("no_such_event")
