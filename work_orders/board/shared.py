"""Counts of the lists, shared for a moment by those who are told the same: many pages ask, again and again.

For how long follows from what counting took: in a small house every count is fresh, and where there are a million
orders, people who see the same keep the database busy for a small part of the time, however many they are.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from storage.database import Database
from storage.ids import PersonId
from work_orders.case.case import Acting
from work_orders.loop.loop import Loop

from .shown.store import Looker
from .store import count, counts
from .views import View

QUICK_S = 0.05
"""What is counted within this time is counted for each who asks."""
TIMES = 6
"""Other counts hold this many times as long as they took."""
LONGEST_S = 5.0
MOST = 1_000  # counts that are kept


@dataclass(slots=True)
class _Kept:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    loop: Loop | None = None
    counts: Mapping[View, int] = field(default_factory=dict)
    until: float = 0.0


class SharedCounts:
    """``ticks`` are seconds that only go forward."""

    def __init__(self, ticks: Callable[[], float] = time.monotonic) -> None:
        self._ticks = ticks
        self._kept: OrderedDict[Acting, _Kept] = OrderedDict()

    async def of(self, db: Database, looker: Looker) -> Mapping[View, int]:
        """As :func:`store.counts`, at most ``LONGEST_S`` old; of what is everybody's, one's own is always fresh."""
        kept = self._of_those_like(looker.acting)
        async with kept.lock:  # before a reader is taken: whoever waits here keeps none from others
            began = self._ticks()
            if kept.loop is not looker.loop or began >= kept.until:
                async with db.reading() as tx:
                    kept.counts = await counts(tx, looker)
                ended = self._ticks()
                kept.loop, kept.until = looker.loop, ended + _holds_for(ended - began)
            shared = kept.counts
        if not _sees_all(looker.acting):
            return shared
        async with db.reading() as tx:
            return {**shared, View.MINE: await count(tx, looker, View.MINE)}

    def _of_those_like(self, acting: Acting) -> _Kept:
        """Those who see every order differ in nothing but which are their own."""
        alike = replace(acting, id=PersonId("")) if _sees_all(acting) else acting
        kept = self._kept.setdefault(alike, _Kept())
        self._kept.move_to_end(alike)
        if len(self._kept) > MOST:
            self._kept.popitem(last=False)
        return kept


def _sees_all(acting: Acting) -> bool:
    return acting.is_dispatcher or acting.is_supervisor


def _holds_for(took: float) -> float:
    return 0.0 if took < QUICK_S else min(TIMES * took, LONGEST_S)
