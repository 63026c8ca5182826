"""Waiting for something to become true elsewhere: in another process, on the wire, in the database."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from typing import TypeVar

STEP_S = 0.05

T = TypeVar("T")


async def until(what: str, look: Callable[[], T | Awaitable[T]], *, within: float, step: float = STEP_S) -> T:
    """Look again and again until what is seen is true, and return it; raises TimeoutError naming ``what``."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + within
    while True:
        seen = look()
        value: T = await seen if inspect.isawaitable(seen) else seen
        if value:
            return value
        if loop.time() > deadline:
            raise TimeoutError(f"not within {within:g} s: {what}")
        await asyncio.sleep(step)
