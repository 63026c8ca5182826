"""The duty version that decides in this process, and its native rendering on the node."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from routing.duty import Duty
from routing.shelf import Shelf
from schedules.follow import ActiveDuty
from storage.database import Transaction
from storage.ids import VersionHash

log = logging.getLogger(__name__)

Render = Callable[[Duty], Awaitable[None]]


class NoDuty(Exception):
    """No good duty version was ever stored: nothing can be decided, and the house does not open."""


class CurrentDuty:
    """Swapped whole when the follower brings a new version; never empty once the house is open."""

    def __init__(self, render: Render | None = None) -> None:
        self._render = render
        self._duty: Duty | None = None
        self._shelf = Shelf()

    def __call__(self) -> Duty:
        if self._duty is None:
            raise NoDuty
        return self._duty

    async def take(self, active: ActiveDuty) -> None:
        """Decide by this version from now on, then render it; raises when the rendering failed, to be asked again."""
        if self._duty is None or self._duty.book is not active.book:
            self._duty = Duty(active.book)
        if self._render is not None:
            await self._render(self._duty)

    async def of(self, tx: Transaction, version: VersionHash | None) -> Duty:
        """The version of this hash; the current one where there is none, or where it can no longer be read."""
        current = self()
        if version is None or version == current.book.version:
            return current
        known = await self._shelf.version(tx, version)
        if known is None:
            log.warning("duty version %s cannot be read; today's explains in its place", version[:12])
        return known or current
