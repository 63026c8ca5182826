"""The hours of any duty version that was ever published: deadlines are explained by the one they were reckoned by."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Mapping

from schedules import store as versions
from schedules.book import DutyBook
from schedules.compile import compile_bundle
from schedules.times import Span
from storage.database import Transaction
from storage.ids import VersionHash

from .hours import DutyHours

MOST_KEPT = 4  # compiled books: what runs was reckoned by one of the last few


class StoredHours:
    """Compiles a version when it is first asked for, off the event loop, and keeps the last few."""

    def __init__(self) -> None:
        self._books: OrderedDict[VersionHash, DutyBook] = OrderedDict()

    async def of(self, tx: Transaction, version: VersionHash, calendars: Mapping[str, tuple[Span, ...]]) -> DutyHours:
        """Raises ``DamagedVersion`` where what is stored is not what was published."""
        book = self._books.get(version)
        if book is None:
            book = await asyncio.to_thread(compile_bundle, await versions.load(tx, version))
            self._books[version] = book
            if len(self._books) > MOST_KEPT:
                self._books.popitem(last=False)
        self._books.move_to_end(version)
        return DutyHours(book, calendars)
