"""Waiting for something to become true elsewhere: in another process, on the wire, in the database."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from typing import TypeVar, cast, overload

STEP_S = 0.05

T = TypeVar("T")


@overload
async def until(what: str, look: Callable[[], Awaitable[T | None]], *, within: float, step: float = STEP_S) -> T: ...
@overload
async def until(what: str, look: Callable[[], T | None], *, within: float, step: float = STEP_S) -> T: ...
async def until(what: str, look: Callable[[], object], *, within: float, step: float = STEP_S) -> object:
    """Look again and again until what is seen is true, and return it; raises TimeoutError naming ``what``."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + within
    while True:
        seen = look()
        value = await cast(Awaitable[object], seen) if inspect.isawaitable(seen) else seen
        if value:
            return value
        if loop.time() > deadline:
            raise TimeoutError(f"not within {within:g} s: {what}")
        await asyncio.sleep(step)
