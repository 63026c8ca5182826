"""Following the duty version in force: what a node, and a desk, decides with."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from schedules import store
from schedules.active_file import read_active, write_active
from schedules.book import DutyBook
from schedules.bundle import Bundle
from schedules.compile import compile_bundle
from schedules.version import DamagedVersion, PublishedVersion
from storage.database import Database

log = logging.getLogger(__name__)

EVERY = 0.5  # seconds between two looks: a version is followed within one second
PATIENCE = 5.0  # seconds a look may wait for the database


@dataclass(frozen=True, slots=True)
class ActiveDuty:
    """A version together with what it says. Replaced whole, never changed."""

    version: PublishedVersion
    book: DutyBook


OnNew = Callable[[ActiveDuty], Awaitable[None]]


class Follower:
    """Holds the version in force and brings in the next.

    ``on_new`` is told of each (to render the native answers); when it raises, it is asked again at every look until
    it succeeds. Nothing that goes wrong here ever takes the last good version away.
    """

    def __init__(self, db: Database, active_json: Path, on_new: OnNew, now: Callable[[], datetime]) -> None:
        self._db = db
        self._file = active_json
        self._on_new = on_new
        self._now = now
        self._active: ActiveDuty | None = None
        self._rendered: int | None = None
        self.trouble: str | None = None
        """What hinders following, for health and alarms; None while all is well."""

    @property
    def active(self) -> ActiveDuty | None:
        """What decides; None only where no good version was ever stored."""
        return self._active

    @property
    def rendered(self) -> int | None:
        """The ``seq`` that ``on_new`` last took over."""
        return self._rendered

    async def start(self) -> ActiveDuty | None:
        """Have a version before the first call: from the database, or without it from the file."""
        await self.look()
        if self._active is None:
            await self._from_file()
        return self._active

    async def run(self) -> None:
        """Follow until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(EVERY)

    async def look(self) -> None:
        """Look once. Any trouble is noted, logged once, and tried again at the next look."""
        try:
            async with asyncio.timeout(PATIENCE):
                found = await self._newer()
            if found is not None:
                await self._take(*found)
            await self._hand_over()
        except Exception as error:  # the border of one look: the last good version stays in force
            self._note(f"{type(error).__name__}: {error}")
        else:
            self._note(None)

    async def _newer(self) -> tuple[PublishedVersion, Bundle] | None:
        async with self._db.reading() as tx:
            version = await store.in_force(tx, self._now())
            if version is None or (self._active is not None and self._active.version == version):
                return None
            return version, await store.load(tx, version.hash)

    async def _take(self, version: PublishedVersion, bundle: Bundle) -> None:
        book = await asyncio.to_thread(_compiled, bundle, self._now())
        self._active = ActiveDuty(version, book)
        log.info("duty version %s (%s) decides", version.seq, version.hash[:12])
        await self._keep(version, bundle)

    async def _hand_over(self) -> None:
        active = self._active
        if active is not None and self._rendered != active.version.seq:
            await self._on_new(active)
            self._rendered = active.version.seq

    async def _keep(self, version: PublishedVersion, bundle: Bundle) -> None:
        try:
            await asyncio.to_thread(write_active, self._file, version, bundle)
        except OSError as error:  # a full disk hinders the next cold start, not this moment's calls
            log.warning("active duty version not kept on disk: %s", error)

    async def _from_file(self) -> None:
        try:
            kept = await asyncio.to_thread(read_active, self._file)
            if kept is not None:
                version, bundle = kept
                book = await asyncio.to_thread(_compiled, bundle, self._now())
                self._active = ActiveDuty(version, book)
                log.warning("duty version %s decides, from disk: the database gave none", version.seq)
                await self._hand_over()
        except DamagedVersion as error:
            log.error("no duty version from disk: %s", error)  # noqa: TRY400 the trace says no more
        except Exception as error:  # the border of a cold start: without a version the house still answers
            self._note(f"{type(error).__name__}: {error}")

    def _note(self, trouble: str | None) -> None:
        if trouble is not None and trouble != self.trouble:
            log.warning("cannot follow the duty version: %s", trouble)
        self.trouble = trouble


def _compiled(bundle: Bundle, now: datetime) -> DutyBook:
    book = compile_bundle(bundle)
    book.warm(now)
    return book
