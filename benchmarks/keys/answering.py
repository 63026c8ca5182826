"""Telephones in a process of their own, which answer whoever rings and stay until the caller hangs up.

``python -m benchmarks.keys.answering``: on stdin one line of JSON (``host``, ``port``, ``accounts``: name → secret), on
stdout one line ``registered``. Ends with its stdin. So the load's telephones do not slow the one that is measured.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

from app.rehearsal.agents import account
from app.rehearsal.sip.digest import Account
from app.rehearsal.sip.message import Address
from app.rehearsal.sip.phone import Manners, Phone
from app.settings import Settings

REGISTERED_WITHIN_S = 30.0
MANNERS = Manners(rings=0.2, voice=False)


@asynccontextmanager
async def answering(settings: Settings, people: Sequence[str]) -> AsyncIterator[None]:
    """These people's telephones answer inside."""
    accounts = {person: account(settings, person).secret for person in people}
    told = {"host": settings.listen.address, "port": settings.listen.sip, "accounts": accounts}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.keys.answering"),
        cwd=settings.root,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdin is not None  # noqa: S101 asked for above
    assert process.stdout is not None  # noqa: S101 asked for above
    try:
        process.stdin.write(json.dumps(told).encode() + b"\n")
        async with asyncio.timeout(REGISTERED_WITHIN_S):
            if await process.stdout.readline() != b"registered\n":
                raise ConnectionError("the load's telephones were not registered")
        yield
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _answer(at: Address, accounts: Sequence[Account]) -> None:
    async with AsyncExitStack() as stack:
        for one in accounts:
            await stack.enter_async_context(Phone(one, at, MANNERS))
        print("registered", flush=True)
        await asyncio.to_thread(sys.stdin.read)


def main() -> None:
    told = json.loads(sys.stdin.readline())
    accounts = [Account(name, secret) for name, secret in told["accounts"].items()]
    asyncio.run(_answer((told["host"], told["port"]), accounts))


if __name__ == "__main__":
    main()
