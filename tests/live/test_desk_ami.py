"""The desk on a real Asterisk: what its manager really says, and what our user there may not do."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime

import pytest

from agent_bridge.ami import AmiAccount, AmiLink, Patience
from agent_bridge.assembly import desk_parts
from agent_bridge.briefing import Greeting
from agent_bridge.desk import Desk
from agent_bridge.device import PhoneState
from agent_bridge.directory import Directory, GroupEntry, Names, PersonEntry
from agent_bridge.feed import News, Numbered, Screen
from agent_bridge.intention import PresenceState
from agent_bridge.link import LinkFault, Refused
from agent_bridge.pops import Gone, PopGone, PopShown, PopState
from agent_bridge.relief import Turn
from agent_bridge.rota import Rota
from app.rehearsal.sip.caller import Call
from app.rehearsal.sip.phone import Manners
from app.rehearsal.waiting import until
from dialplan.duty import Change, NativeAnswer, NativeDuty, render_duty
from routing import store as ledger
from routing.ledger import LedgerKind, Witness
from storage.database import Database
from storage.ids import GroupId, LineId, PersonId
from storage.vault import Vault
from tests.live.asterisk_house import Pbx, asterisk_or_skip, booted, example_values, short_folder, write_duty

pytestmark = pytest.mark.live

ZHOU, EXPERTS, YUNNAN = PersonId("yn-expert-1"), GroupId("yunnan-experts"), LineId("yunnan")
OPEN = NativeAnswer("open", ((EXPERTS, 20),), "workday", "on_duty", "v1", ())
DIRECTORY = Directory(
    people={ZHOU: PersonEntry("周敏", (EXPERTS,))},
    groups={EXPERTS: GroupEntry(YUNNAN, Names("专家", "experts"))},
    lines={YUNNAN: Names("云南", "Yunnan")},
)
PATIENCE = Patience(action=0.5, ping_every=0.3, back_off=(0.1,))


def _now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture(scope="module")
def started() -> Iterator[Pbx]:
    program = asterisk_or_skip()
    values = example_values(short_folder("desk"), program)
    year = int(time.time()) + 31_536_000
    lines = [NativeDuty(line, [Change(0, OPEN)], year, [], OPEN) for line in ("yunnan", "spot")]
    write_duty(values, render_duty(lines).text)
    with booted(values, program) as running:
        yield running


@pytest.fixture
async def link(started: Pbx) -> AsyncIterator[AmiLink]:
    await started.silent()
    started.begin()
    account = AmiAccount("127.0.0.1", started.values.ports.ami, "desk", started.values.ami_secret)
    link = AmiLink(account, now=_now, patience=PATIENCE)
    running = asyncio.create_task(link.run())
    yield link
    running.cancel()
    await asyncio.wait({running})


class _NoShifts:
    """Everybody of a group is on duty in it."""

    def turn(self, group: GroupId, _at: datetime) -> Turn:
        return Turn(group, tuple(who for who, one in DIRECTORY.people.items() if group in one.groups))

    def known_of(self, turn: Turn, _at: datetime) -> Turn:
        return turn


@pytest.fixture
async def desk(link: AmiLink, db: Database) -> AsyncIterator[Desk]:
    parts = desk_parts(
        db=db,
        vault=Vault(b"a secret of the tests, 32 bytes."),
        asterisk=link,
        rota=Rota(lambda: DIRECTORY, _NoShifts()),
        greeting=Greeting(Names("热线", "Hotline")),
        now=_now,
    )
    desk = Desk(parts)
    running = asyncio.create_task(desk.run())
    async with asyncio.timeout(10):
        await desk.in_step.wait()
    yield desk
    await parts.presence.set(ZHOU, PresenceState.AWAY)
    running.cancel()
    await asyncio.wait({running})


async def heard(screen: Screen, wanted: Callable[[News], bool], within: float = 15.0) -> News:
    async with asyncio.timeout(within):
        async for one in screen:
            if wanted(one):
                return one
    raise AssertionError("the screen ended")


def shows(state: PopState) -> Callable[[News], bool]:
    return lambda one: isinstance(one, Numbered) and isinstance(one.change, PopShown) and one.change.pop.state is state


def gone(reason: Gone) -> Callable[[News], bool]:
    return lambda one: isinstance(one, Numbered) and isinstance(one.change, PopGone) and one.change.reason is reason


async def chooses(call: Call, key: str) -> None:
    await call.hears("menu-main", within=5)
    call.press(key)


async def test_a_call_pops_talks_survives_a_lost_link_and_ends(
    started: Pbx, link: AmiLink, desk: Desk, db: Database
) -> None:
    presence = desk.parts.presence
    async with started.agent(ZHOU):
        await presence.set(ZHOU, PresenceState.READY)
        await until("the phone is seen", lambda: presence.view(ZHOU).phone is PhoneState.REGISTERED, within=5)
        assert presence.counts(EXPERTS).ready == 1
        with desk.parts.feed.screen(ZHOU) as screen:
            async with started.caller() as call:
                await chooses(call, "3")
                rung = await heard(screen, shows(PopState.RINGING))
                assert isinstance(rung, Numbered)
                pop = rung.change.pop
                assert (pop.group, pop.briefing.line, pop.briefing.number.digits) == (EXPERTS, YUNNAN, "13800138000")
                await heard(screen, shows(PopState.TALKING))
                desk.in_step.clear()
                await _lose(link)
                async with asyncio.timeout(5):
                    await desk.in_step.wait()
                assert [one.state for one in desk.parts.board] == [PopState.TALKING]
                await until("Asterisk says the agent talks", lambda: presence.in_call(ZHOU), within=5)
                await presence.set(ZHOU, PresenceState.AWAY)
                assert len(await link.members()) == 1  # paused, and still there: a call is not interrupted
                await call.hang_up()
                await heard(screen, gone(Gone.ENDED))
        await until("the member is gone after the call", lambda: not presence.talking(), within=5)
        await _until_no_members(link)
    await desk.parts.chronicle.settled()
    async with db.reading() as tx:
        rows = await ledger.story(tx, pop.call)
    kinds = [row.kind for row in rows if row.witness is Witness.AMI]
    told = [LedgerKind.QUEUED, LedgerKind.RUNG, LedgerKind.ANSWERED, LedgerKind.COMPLETED]
    # On a busy machine Asterisk's AgentComplete may name no caller any more: then its log alone tells of the end.
    assert kinds in (told, told[:-1])


async def _lose(link: AmiLink) -> None:
    assert link._connection is not None
    link._connection.protocol.transport.abort()
    await until("the link is lost", lambda: link.fault is not None, within=5, step=0.01)


async def _until_no_members(link: AmiLink) -> None:
    async def none() -> bool:
        return await link.members() == ()

    await until("no member is left", none, within=5)


async def test_a_caller_who_leaves_takes_the_pop_away(started: Pbx, desk: Desk, db: Database) -> None:
    async with started.agent(ZHOU, manners=Manners(rings=30)):
        await desk.parts.presence.set(ZHOU, PresenceState.READY)
        with desk.parts.feed.screen(ZHOU) as screen:
            async with started.caller() as call:
                await chooses(call, "3")
                rung = await heard(screen, shows(PopState.RINGING))
                await call.hang_up()
                await heard(screen, gone(Gone.CALLER_LEFT))
    assert isinstance(rung, Numbered)
    await desk.parts.chronicle.settled()
    async with db.reading() as tx:
        rows = await ledger.story(tx, rung.change.pop.call)
    assert LedgerKind.ABANDONED in {row.kind for row in rows}


async def test_a_frozen_asterisk_is_noticed_and_found_again(started: Pbx, link: AmiLink, desk: Desk) -> None:
    started.process.send_signal(signal.SIGSTOP)
    try:
        await until("its silence is noticed", lambda: link.fault is not None, within=5)
        assert link.fault is not None
        assert link.fault.fault in {LinkFault.SILENT, LinkFault.UNREACHABLE}
        desk.in_step.clear()
    finally:
        started.process.send_signal(signal.SIGCONT)
    async with asyncio.timeout(5):
        await desk.in_step.wait()


FORBIDDEN = {
    "Command": {"Command": "core show channels"},
    "GetConfig": {"Filename": "manager.conf"},
    "UpdateConfig": {"SrcFilename": "manager.conf", "DstFilename": "manager.conf"},
    "ListCategories": {"Filename": "../../etc/passwd"},
    "CreateConfig": {"Filename": "evil.conf"},
    "ModuleLoad": {"LoadType": "load", "Module": "app_system.so"},
    "Reload": {},
    "CoreShowChannels": {},
    "DBGet": {"Family": "registrar", "Key": "contact"},
    "Originate": {"Channel": "PJSIP/yn-expert-1", "Application": "System", "Data": "touch /tmp/evil", "Async": "true"},
    "Setvar": {"Variable": "SHELL(touch /tmp/evil)", "Value": "1"},
}


@pytest.mark.parametrize("action", FORBIDDEN)
async def test_our_user_may_not(link: AmiLink, desk: Desk, action: str) -> None:
    with pytest.raises(Refused):
        await link._do(action, **FORBIDDEN[action])
