"""A twin of Asterisk's manager, a link to it that is impatient, and a small directory."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from agent_bridge.ami import AmiAccount, AmiLink, Patience
from agent_bridge.assembly import desk_parts
from agent_bridge.briefing import Greeting
from agent_bridge.desk import Desk, Parts
from agent_bridge.directory import Directory, GroupEntry, Names, PersonEntry
from agent_bridge.relief import Turn
from agent_bridge.rota import Rota
from agent_bridge.twin import ManagerTwin
from storage.database import Database
from storage.ids import GroupId, LineId, PersonId
from storage.vault import Vault

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
IMPATIENT = Patience(connect=0.2, boot=0.2, action=0.2, listing=0.2, ping_every=0.05, back_off=(0.01,))
"""For tests of a link that gives up."""
CALM = Patience(connect=2.0, boot=2.0, action=2.0, listing=2.0, ping_every=0.5, back_off=(0.01,))
"""For tests of a desk, whose machine may compute something else as well."""


@dataclass
class DutyTwin:
    """The desk's clock and duty calendar, moved by hand: turns by group, everybody where none is written."""

    directory: Directory
    now: datetime = NOW
    turns: dict[GroupId, list[Turn]] = field(default_factory=dict)

    def turn(self, group: GroupId, at: datetime) -> Turn:
        for turn in self.turns.get(group, ()):
            if (turn.since is None or turn.since <= at) and (turn.until is None or at < turn.until):
                return turn
        return Turn(group, tuple(who for who, one in self.directory.people.items() if group in one.groups))

    def known_of(self, turn: Turn, _at: datetime) -> Turn:
        return turn


Linking = Callable[[ManagerTwin], AbstractAsyncContextManager[AmiLink]]
Running = Callable[[ManagerTwin], AbstractAsyncContextManager[Desk]]


@pytest.fixture
async def twin() -> AsyncIterator[ManagerTwin]:
    async with ManagerTwin() as asterisk:
        yield asterisk
        assert asterisk.surprises == []


@pytest.fixture
def directory() -> Directory:
    experts, staff = GroupId("yunnan-experts"), GroupId("yunnan-staff")
    yunnan = LineId("yunnan")
    return Directory(
        people={
            PersonId("yn-expert-1"): PersonEntry("周敏", (experts,)),
            PersonId("yn-expert-2"): PersonEntry("李想", (experts, staff)),
            PersonId("yn-staff-1"): PersonEntry("王芳", (staff,)),
        },
        groups={
            experts: GroupEntry(yunnan, Names("云南专家", "Yunnan experts")),
            staff: GroupEntry(yunnan, Names("云南客服", "Yunnan service staff")),
        },
        lines={yunnan: Names("云南", "Yunnan")},
    )


@asynccontextmanager
async def _linked(twin: ManagerTwin, patience: Patience = IMPATIENT) -> AsyncIterator[AmiLink]:
    link = AmiLink(AmiAccount("127.0.0.1", twin.port, "desk", "secret"), now=lambda: NOW, patience=patience)
    running = asyncio.create_task(link.run())
    try:
        yield link
    finally:
        running.cancel()
        await asyncio.wait({running})


@pytest.fixture
def linked() -> Linking:
    return _linked


@pytest.fixture
def vault() -> Vault:
    return Vault(b"a secret of the tests, 32 bytes.")


@pytest.fixture
def calendar(directory: Directory) -> DutyTwin:
    return DutyTwin(directory)


@pytest.fixture
def running(db: Database, calendar: DutyTwin, vault: Vault) -> Running:
    """A desk at work on the twin, in step with it."""

    @asynccontextmanager
    async def run(twin: ManagerTwin) -> AsyncIterator[Desk]:
        async with _linked(twin, CALM) as link:
            parts = desk_parts(
                db=db,
                vault=vault,
                asterisk=link,
                rota=Rota(lambda: calendar.directory, calendar),
                greeting=Greeting(Names("统一服务热线", "Service hotline")),
                now=lambda: calendar.now,
            )
            desk = Desk(parts)
            task = asyncio.create_task(desk.run())
            try:
                async with asyncio.timeout(5):
                    await desk.in_step.wait()
                yield desk
            finally:
                task.cancel()
                await asyncio.wait({task})

    return run


__all__ = ["Parts"]
