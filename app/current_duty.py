"""The duty version that decides in this process, and its native rendering on the node."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from routing.duty import Duty
from schedules import store
from schedules.compile import compile_bundle
from schedules.document import BadFiles
from schedules.follow import ActiveDuty
from schedules.version import DamagedVersion
from storage.database import Transaction
from storage.ids import VersionHash

log = logging.getLogger(__name__)

KEPT = 8  # earlier versions kept compiled, for late orders and replays

Render = Callable[[Duty], Awaitable[None]]


class NoDuty(Exception):
    """No good duty version was ever stored: nothing can be decided, and the house does not open."""


class CurrentDuty:
    """Swapped whole when the follower brings a new version; never empty once the house is open."""

    def __init__(self, render: Render | None = None) -> None:
        self._render = render
        self._duty: Duty | None = None
        self._earlier: dict[VersionHash, Duty] = {}

    def __call__(self) -> Duty:
        if self._duty is None:
            raise NoDuty
        return self._duty

    async def take(self, active: ActiveDuty) -> None:
        """Decide by this version from now on, then render it; raises when the rendering failed, to be asked again."""
        if self._duty is None or self._duty.book is not active.book:
            self._duty = Duty(active.book)
            self._keep(self._duty)
        if self._render is not None:
            await self._render(self._duty)

    async def of(self, tx: Transaction, version: VersionHash | None) -> Duty:
        """The version of this hash; the current one where there is none, or where it can no longer be read."""
        current = self()
        if version is None or version == current.book.version:
            return current
        known = self._earlier.get(version)
        if known is None:
            try:
                bundle = await store.load(tx, version)
                known = Duty(await asyncio.to_thread(compile_bundle, bundle))
            except (KeyError, DamagedVersion, BadFiles):
                log.warning("duty version %s cannot be read; today's explains in its place", version[:12])
                return current
            self._keep(known)
        return known

    def _keep(self, duty: Duty) -> None:
        self._earlier[duty.book.version] = duty
        while len(self._earlier) > KEPT:
            self._earlier.pop(next(iter(self._earlier)))
