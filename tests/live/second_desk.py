"""A desk in a process of its own, which says on its output what it does, and which a test may kill."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


async def waiting_desk(module: str, *arguments: str) -> asyncio.subprocess.Process:
    """Started, and waiting to lead."""
    program = (sys.executable, "-m", module, *arguments)
    desk = await asyncio.create_subprocess_exec(*program, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
    assert await said(desk) == "waits"
    return desk


async def said(desk: asyncio.subprocess.Process) -> str:
    assert desk.stdout is not None
    async with asyncio.timeout(30):
        return (await desk.stdout.readline()).decode().strip()
