"""The guarded door against everything that was found wrong with what stands behind it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis.strategies import integers, lists

from agent_bridge.ami import AmiAccount, AmiLink, Patience
from agent_bridge.ami_protocol import OneConnection, WholeMessages
from agent_bridge.device import PhoneState
from agent_bridge.events import AgentCalled, DeviceChanged, Hangup, QueueCallerJoin
from agent_bridge.headers import Headers
from agent_bridge.link import LinkDown, LinkFault, LinkUp, Received, Refused, Unanswered
from agent_bridge.parse import parse
from agent_bridge.twin import ManagerTwin
from agent_bridge.waiting import WaitingCaller
from storage.ids import GroupId, LineId, PersonId

Linking = Callable[[ManagerTwin], AbstractAsyncContextManager[AmiLink]]

EXPERTS, STAFF, ZHOU = GroupId("yunnan-experts"), GroupId("yunnan-staff"), PersonId("yn-expert-1")
NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
CALLED = (
    "Event: AgentCalled\r\nUniqueid: n1-1.0\r\nLinkedid: n1-1.0\r\nCallerIDNum: 13800005678\r\n"
    "CallerIDName: 张三丰\r\nAccountCode: yunnan/YN-20261123-0001\r\n"
    "Queue: yunnan-experts\r\nMemberName: yn-expert-1\r\nInterface: PJSIP/yn-expert-1\r\nDestUniqueid: n1-1.1\r\n"
    "Last:\r\n\r\n"
)


async def next_of(link: AmiLink, kind: type) -> Received:
    """The next thing of this kind that arrives."""
    async with asyncio.timeout(5):
        async for received in link.received():
            if isinstance(received.what, kind):
                return received
    raise AssertionError("the link ended")


async def test_it_logs_in_and_says_that_all_must_be_looked_at_again(twin: ManagerTwin, linked: Linking) -> None:
    async with linked(twin) as link:
        await next_of(link, LinkUp)
        assert link.fault is None


async def read_in_pieces(data: bytes, cuts: list[int]) -> list[Mapping[str, object]]:
    """What arrives when the stream comes in TCP segments that end at these places."""
    found: list[Mapping[str, object]] = []
    protocol = WholeMessages(OneConnection(found.append))
    protocol.connection_made(asyncio.Transport())
    protocol.data_received(b"Asterisk Call Manager/11.0.0\r\n")
    for start, end in pairwise([0, *sorted(cuts), len(data)]):
        protocol.data_received(data[start:end])
    return found


@settings(max_examples=40)
@given(cuts=lists(integers(0, len(CALLED.encode()) * 2), max_size=6))
def test_messages_split_anywhere_arrive_whole(cuts: list[int]) -> None:
    found = asyncio.run(read_in_pieces(CALLED.encode() * 2, cuts))
    assert [one["CallerIDName"] for one in found] == ["张三丰", "张三丰"]
    called = [parse(Headers(one)) for one in found]
    assert called[0] == called[1]
    assert isinstance(called[0], AgentCalled)
    assert (called[0].call, called[0].person, called[0].context.line) == ("n1-1.0", ZHOU, "yunnan")


async def test_an_event_that_nobody_reads_is_let_go_unless_it_answers_an_action() -> None:
    told: list[Mapping[str, object]] = []
    link = OneConnection(told.append, read={"AgentCalled"})
    assert link.takes(b"Event: Newexten\r\nPrivilege: dialplan,all\r\nUniqueid: n1-1.0")
    assert not told
    assert link.takes(b"Event: AgentCalled\r\nVariable: A=1\r\nVariable: B=")
    assert told == [{"Event": "AgentCalled", "Variable": "B="}]
    assert not link.takes(b"Event: CoreShowChannel\r\nActionID: 7\r\nUniqueid: n1-1.0")
    assert not link.takes(b"Response: Success\r\nPing: Pong")


async def test_events_keep_their_order(twin: ManagerTwin, linked: Linking) -> None:
    async with linked(twin) as link:
        await next_of(link, LinkUp)
        for number in range(200):
            twin.send("Hangup", {"Uniqueid": f"n1-1.{number}"})
        seen = [(await next_of(link, Hangup)).what for _ in range(200)]
    assert seen == [Hangup(f"n1-1.{number}") for number in range(200)]


async def test_a_member_is_added_although_the_answer_looks_like_a_list(twin: ManagerTwin, linked: Linking) -> None:
    async with linked(twin) as link:
        await next_of(link, LinkUp)
        await link.add_member(EXPERTS, ZHOU, paused=True)
        await link.pause_member(EXPERTS, ZHOU, paused=True, reason="午餐")
        members = await link.members()
    assert [(one.group, one.person, one.paused) for one in members] == [(EXPERTS, ZHOU, True)]
    assert twin.members[EXPERTS, "PJSIP/yn-expert-1"].reason == "午餐"


async def test_a_refusal_says_why(twin: ManagerTwin, linked: Linking) -> None:
    async with linked(twin) as link:
        await next_of(link, LinkUp)
        with pytest.raises(Refused, match="Not there"):
            await link.remove_member(EXPERTS, ZHOU)


async def test_a_refused_list_is_an_answer_too(twin: ManagerTwin, linked: Linking) -> None:
    twin.booted = True
    async with linked(twin) as link:
        await next_of(link, LinkUp)
        with pytest.raises(Refused, match="unknown command"):
            await link._list("Originate")
    twin.surprises.clear()


async def test_what_is_never_answered_ends_at_its_deadline_and_is_never_sent_again(
    twin: ManagerTwin, linked: Linking
) -> None:
    twin.silent.add("queueadd")
    async with linked(twin) as link:
        await next_of(link, LinkUp)
        with pytest.raises(Unanswered, match="no answer within"):
            await link.add_member(EXPERTS, ZHOU, paused=False)
        twin.cut()
        await next_of(link, LinkUp)
        assert len(twin.all_heard("QueueAdd")) == 1


async def test_a_late_list_is_not_taken_for_events(twin: ManagerTwin, linked: Linking) -> None:
    twin.silent.add("devicestatelist")
    async with linked(twin) as link:
        await next_of(link, LinkUp)
        with pytest.raises(Unanswered):
            await link.phones()
        asked = twin.all_heard("DeviceStateList")[0]
        late = {"ActionID": asked["actionid"], "Device": "PJSIP/yn-expert-1", "State": "INUSE"}
        twin.send("DeviceStateChange", late)
        twin.send("DeviceStateChange", {"Device": "PJSIP/yn-expert-1", "State": "NOT_INUSE"})
        found = (await next_of(link, DeviceChanged)).what
    assert found == DeviceChanged(ZHOU, PhoneState.REGISTERED)


async def test_whoever_waits_learns_at_once_that_the_link_is_lost(twin: ManagerTwin, linked: Linking) -> None:
    twin.silent.add("queuestatus")
    async with linked(twin) as link:
        await next_of(link, LinkUp)
        asking = asyncio.create_task(link.members())
        await twin.until_heard("QueueStatus")
        twin.cut()
        with pytest.raises(Unanswered, match="closed"):
            await asking


async def test_a_lost_link_is_told_and_made_again(twin: ManagerTwin, linked: Linking) -> None:
    async with linked(twin) as link:
        await next_of(link, LinkUp)
        twin.cut()
        assert (await next_of(link, LinkDown)).what == LinkDown(LinkFault.LOST, "closed by Asterisk")
        await next_of(link, LinkUp)


async def test_it_comes_back_when_asterisk_does(twin: ManagerTwin, linked: Linking) -> None:
    async with linked(twin) as link:
        await next_of(link, LinkUp)
        await twin.stop()
        await next_of(link, LinkDown)
        await twin.start()
        await next_of(link, LinkUp)


async def test_a_frozen_asterisk_is_noticed_by_its_silence(twin: ManagerTwin, linked: Linking) -> None:
    async with linked(twin) as link:
        await next_of(link, LinkUp)
        twin.silent.add("*")
        down = (await next_of(link, LinkDown)).what
        assert isinstance(down, LinkDown)
        assert down.fault is LinkFault.SILENT
        twin.silent.clear()
        await next_of(link, LinkUp)


async def first_fault(twin: ManagerTwin) -> LinkDown:
    """What a link says of its first failure."""
    paused: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def pause(_seconds: float) -> None:
        paused.set_result(None)
        await asyncio.Event().wait()

    account = AmiAccount("127.0.0.1", twin.port, "desk", "secret")
    link = AmiLink(account, now=lambda: NOW, patience=Patience(boot=0.05, action=0.2), pause=pause)
    running = asyncio.create_task(link.run())
    async with asyncio.timeout(5):
        await paused
    running.cancel()
    assert link.fault is not None
    return link.fault


async def test_a_refused_login_is_told_with_its_reason(twin: ManagerTwin) -> None:
    twin.secret = "another"
    down = await first_fault(twin)
    assert down.fault is LinkFault.REFUSED
    assert "Authentication failed" in down.detail


async def test_nobody_listening_is_unreachable(twin: ManagerTwin) -> None:
    await twin.stop()
    assert (await first_fault(twin)).fault is LinkFault.UNREACHABLE


async def test_an_asterisk_that_is_still_loading_is_not_asked(twin: ManagerTwin) -> None:
    twin.booted = False
    assert (await first_fault(twin)).fault is LinkFault.NOT_BOOTED
    assert twin.all_heard("QueueStatus") == []


async def test_another_server_on_the_port_is_named_as_such(twin: ManagerTwin) -> None:
    twin.banner = b"220 mail.example ESMTP\r\n"
    down = await first_fault(twin)
    assert down.fault is LinkFault.NOT_ASTERISK
    assert "not an Asterisk manager port" in down.detail


async def test_an_event_that_lacks_what_it_must_have_is_counted_and_the_next_one_taken(
    twin: ManagerTwin, linked: Linking
) -> None:
    async with linked(twin) as link:
        await next_of(link, LinkUp)
        twin.send("AgentCalled", {"Queue": "yunnan-experts"})
        twin.send("QueueCallerJoin", {"Uniqueid": "n1-1.0", "Queue": "yunnan-staff", "Position": "1"})
        found = (await next_of(link, QueueCallerJoin)).what
        assert link.bad_events == 1
    assert found == QueueCallerJoin("n1-1.0", STAFF, 1)  # type: ignore[arg-type] # a plain text here


@pytest.mark.parametrize("reason", ["a\r\nAction: Originate", "a\nb", "\x00", "a\x7f"])
async def test_control_characters_never_reach_the_wire(twin: ManagerTwin, linked: Linking, reason: str) -> None:
    async with linked(twin) as link:
        await next_of(link, LinkUp)
        with pytest.raises(Refused, match="control character"):
            await link.pause_member(EXPERTS, ZHOU, paused=True, reason=reason)
    assert twin.all_heard("QueuePause") == []


async def test_those_who_wait_are_listed_with_their_line_and_taken_out_of_the_queue(
    twin: ManagerTwin, linked: Linking
) -> None:
    twin.callers = [
        {"Queue": EXPERTS, "Position": "1", "Channel": "PJSIP/trunk-1"},
        {"Queue": STAFF, "Position": "2", "Channel": "PJSIP/gone-9"},
    ]
    twin.channels = [{"Channel": "PJSIP/trunk-1", "Variable": ["HOTLINE_LINE=yunnan", "HOTLINE_CLOSED="]}]
    async with linked(twin) as link:
        await next_of(link, LinkUp)
        (waiting,) = await link.waiting()
        assert waiting == WaitingCaller("PJSIP/trunk-1", EXPERTS, 1, LineId("yunnan"), knows=False)
        await link.withdraw(waiting, "serve|closed-by-order|1")
        assert twin.all_heard("QueueWithdrawCaller")[0]["withdrawinfo"] == "serve|closed-by-order|1"
        with pytest.raises(Refused):
            await link.withdraw(waiting, "again")
