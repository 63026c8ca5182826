"""The process of ``desks.py``, as the one that measures sees it: opened, and the pops that came to it."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.staff import Seats

OPEN_WITHIN_S, CLOSE_WITHIN_S = 30.0, 5.0


@dataclass(frozen=True, slots=True)
class Popped:
    """A pop came to this person's desk; ``at`` by the wall clock."""

    person: str
    call: str
    at: float


@asynccontextmanager
async def desks(root: Path, url: str, seats: Seats) -> AsyncIterator[list[Popped]]:
    """All of these desks are open inside; the list grows with each pop that one of them is shown."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.pops.desks"),
        cwd=root,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdin is not None  # noqa: S101 asked for above
    assert process.stdout is not None  # noqa: S101 asked for above
    popped: list[Popped] = []
    try:
        process.stdin.write(json.dumps({"url": url, "seats": dict(seats)}).encode() + b"\n")
        async with asyncio.timeout(OPEN_WITHIN_S):
            if await process.stdout.readline() != b"open\n":
                raise ConnectionError("the desks could not be opened")
        reading = asyncio.create_task(_read(process.stdout, popped))
        yield popped
        process.stdin.close()
        async with asyncio.timeout(CLOSE_WITHIN_S):
            await reading
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _read(output: asyncio.StreamReader, popped: list[Popped]) -> None:
    async for line in output:
        popped.append(Popped(**json.loads(line)))
