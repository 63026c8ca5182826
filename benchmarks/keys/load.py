"""Other callers while we measure: SIPp, at a steady rate, each all the way to an agent who answers."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from app.house import House

SCENARIO = Path(__file__).with_name("load_caller.xml")
CALL_S = 12.0  # a call's length, from its INVITE to its BYE
TALKS_S = 4.0  # of it with an agent, at most


class NoSipp(Exception):
    """There is no SIPp on this machine (package ``sip-tester``), or it may not open the raw socket of its digits."""


def can_load() -> bool:
    """SIPp sends digits through a raw socket, for which it has to be root."""
    return shutil.which("sipp") is not None and os.geteuid() == 0


def agents_for(per_s: float) -> int:
    """So many that no caller of the load waits."""
    return round(per_s * TALKS_S) + 8


@asynccontextmanager
async def load(house: House, folder: Path, per_s: float) -> AsyncIterator[None]:
    """Calls come at this rate inside; entered when the first of them have reached their agents."""
    if not can_load():
        raise NoSipp
    listen = house.settings.listen
    process = await asyncio.create_subprocess_exec(
        *("sipp", f"{listen.address}:{listen.sip}", "-sf", str(SCENARIO), "-s", house.number, "-i", listen.address),
        *("-r", f"{per_s:g}", "-l", str(round(per_s * CALL_S * 4)), "-nostdin", "-trace_err"),
        cwd=folder,
        env={**os.environ, "TERM": "dumb"},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        await asyncio.sleep(CALL_S)
        if process.returncode is not None:
            raise ChildProcessError(f"SIPp ended with {process.returncode}")
        yield
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()
