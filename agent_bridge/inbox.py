"""What has arrived and has not been dealt with: in order, bounded, never blocking the one who puts in."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from typing import Generic, TypeVar

Item = TypeVar("Item")


class Inbox(Generic[Item]):
    """A queue that is emptied when it overflows.

    Whoever fell so far behind must look at the true state again anyway: the item made by ``on_overflow`` says so.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._items: deque[Item] = deque()
        self._arrived = asyncio.Event()
        self.dropped = 0
        """Items thrown away unread, ever."""

    def put(self, item: Item, *, on_overflow: Item) -> None:
        if len(self._items) >= self._most:
            self.dropped += len(self._items) + 1
            self._items.clear()
            item = on_overflow
        self._items.append(item)
        self._arrived.set()

    def __len__(self) -> int:
        return len(self._items)

    async def __aiter__(self) -> AsyncIterator[Item]:
        while True:
            while self._items:
                yield self._items.popleft()
            self._arrived.clear()
            await self._arrived.wait()
