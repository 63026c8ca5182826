"""What Asterisk tells of ringing telephones, heard by a manager session of our own beside the desk's."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from agent_bridge.ami import AmiAccount, AmiLink
from agent_bridge.events import AgentCalled
from agent_bridge.link import LinkUp
from app.installation import AMI_USER, Installation
from app.settings import Settings

CONNECTED_WITHIN_S = 10.0

Called = dict[tuple[str, str], tuple[str, float]]
"""(Number of the caller, person who is rung) → the call, and when AgentCalled came, by the wall clock."""


@asynccontextmanager
async def listening(settings: Settings) -> AsyncIterator[Called]:
    """Grows with each AgentCalled, from the login on."""
    secret = Installation.open(settings).secrets.ami_secret
    account = AmiAccount("127.0.0.1", settings.listen.ami, AMI_USER, secret)
    link = AmiLink(account, now=lambda: datetime.now(UTC))
    called: Called = {}
    up = asyncio.Event()

    async def hear() -> None:
        async for received in link.received():
            match received.what:
                case LinkUp():
                    up.set()
                case AgentCalled() as event:
                    called[event.number, event.person] = event.call, received.at.timestamp()

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(link.run()), group.create_task(hear())]
        async with asyncio.timeout(CONNECTED_WITHIN_S):
            await up.wait()
        yield called
        for task in tasks:
            task.cancel()
