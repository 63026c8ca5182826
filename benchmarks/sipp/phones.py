"""The telephones of all agents of one Asterisk: registered with their passwords, answered by one SIPp."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from app.rehearsal.sip.message import Address
from benchmarks.processes import pin
from benchmarks.sipp.program import Sipp, SippFailed, free_udp_ports, require_sipp, sipp

REGISTERS_PER_S = 150
REGISTER_S = 30.0
ROUNDS = 3
REGISTERED_S = 580.0  # of the 600 that an agent's telephone may ask for


class Phones:
    """One port on which every agent's telephone answers."""

    def __init__(self, folder: Path, to: Address, accounts: Mapping[str, str]) -> None:
        self._folder, self._to, self._accounts = folder, to, accounts
        self._port, self._media = free_udp_ports(2)
        self._stack = AsyncExitStack()
        self._running: Sipp | None = None
        self._since = 0.0
        self._cores: frozenset[int] | None = None

    @property
    def running(self) -> Sipp:
        """The SIPp that answers. Its tally begins anew with each :meth:`register`."""
        if self._running is None:
            raise SippFailed("these telephones are not registered yet")
        return self._running

    def lasting(self, seconds: float) -> bool:
        """Their registrations will not have ended by then."""
        return time.monotonic() + seconds < self._since + REGISTERED_S

    def pin(self, cores: frozenset[int]) -> None:
        """Now, and when they are registered again."""
        self._cores = cores
        pin(self.running.process.pid, cores)

    async def register(self) -> None:
        """All anew. They do not answer for that second: only while nobody calls."""
        await self.stop()
        self._folder.mkdir(parents=True, exist_ok=True)
        people = self._folder / "people.csv"
        lines = (person_line(name, secret) for name, secret in self._accounts.items())
        people.write_text("SEQUENTIAL\n" + "\n".join(lines) + "\n", "utf-8")
        await self._registered(people)
        answering = ("-aa", "-rtp_echo", "-mp", str(self._media))
        self._running = await self._stack.enter_async_context(
            sipp(self._folder / "answer", "agents.xml", self._to, self._port, *answering)
        )
        self._since = time.monotonic()
        if self._cores is not None:
            self.pin(self._cores)

    async def _registered(self, people: Path) -> None:
        """Some may be refused for a nonce that went stale under their hands: they all ask again, as telephones do."""
        options = ("-inf", str(people), "-m", str(len(self._accounts)), "-r", str(REGISTERS_PER_S))
        for _ in range(ROUNDS):
            async with sipp(self._folder / "register", "register.xml", self._to, self._port, *options) as registering:
                tally = await registering.ended(REGISTER_S)
            if tally.succeeded == len(self._accounts):
                return
        raise SippFailed(f"{tally.succeeded} of {len(self._accounts)} telephones registered: {registering.said()}")

    async def stop(self) -> None:
        await self._stack.aclose()
        self._stack = AsyncExitStack()


def person_line(name: str, secret: str) -> str:
    """Of SIPp's injection file. In quotes: it takes a bare password that begins with ``0x`` for hexadecimal."""
    return f'{name};[authentication username={name} password="{secret}"];'


@asynccontextmanager
async def phones(folder: Path, to: Address, accounts: Mapping[str, str]) -> AsyncIterator[Phones]:
    """Registered and answering until left. ``accounts``: SIP account → secret."""
    require_sipp()
    all_of_them = Phones(folder, to, accounts)
    try:
        await all_of_them.register()
        yield all_of_them
    finally:
        await all_of_them.stop()
