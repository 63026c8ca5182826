"""Which loop orders go through now: the newest good one, from the file as it is saved, or as another desk saved it."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path

from schedules.document import BadFiles, Finding
from storage.database import Database, Transaction

from . import store
from .in_use import InUse, what_lacks
from .loop import Loop
from .read import FILE, loop_of, text_of

log = logging.getLogger(__name__)

SAVED = "saved file"
Stamp = tuple[int, int, int]
UNREAD: Stamp = (0, 0, 0)


class LoopInForce:
    """Looks again when asked to; what is wrong with a file is in ``findings``, and the last good loop stays.

    ``uses`` tells what open orders need; ``now`` is the house's clock.
    """

    def __init__(
        self,
        db: Database,
        config: Path,
        uses: Callable[[Transaction], Awaitable[InUse]],
        now: Callable[[], datetime],
    ) -> None:
        self._db = db
        self._path = config / FILE
        self._uses = uses
        self._now = now
        self._stamp: Stamp | None = UNREAD
        self._seq = 0
        self._loop: Loop | None = None
        self.findings: tuple[Finding, ...] = ()

    @property
    def loop(self) -> Loop:
        """The loop in force, after ``start``."""
        if self._loop is None:
            raise LookupError("no loop was ever in force")
        return self._loop

    @property
    def seq(self) -> int:
        """Counts the loops that were in force; changes when the loop does."""
        return self._seq

    async def start(self) -> Loop:
        """Raises ``BadFiles`` where the file is wrong and no loop was ever in force."""
        await self.look()
        if self._loop is None:
            raise BadFiles(self.findings)
        return self._loop

    async def look(self) -> bool:
        """Take up what was saved meanwhile, here or by another desk; True when the loop changed."""
        before = self._seq
        await self._follow()
        stamp = self._stamped()
        if stamp != self._stamp:
            self._stamp = stamp
            try:
                await self._take(text_of(self._path))
                self.findings = ()
            except BadFiles as bad:
                self.findings = bad.findings
                log.warning("%s is not in force: %s", FILE, bad.findings[0])
        return self._seq != before

    async def _follow(self) -> None:
        async with self._db.reading() as tx:
            if await store.newest_seq(tx) == self._seq:
                return
            kept = await store.newest(tx)
        if kept is None:
            return
        try:
            self._loop = loop_of(kept.text)
        except BadFiles as bad:  # written for another release of ours: the file has to say it anew
            log.error("the loop that was in force cannot be read: %s", bad.findings[0])  # noqa: TRY400 no trace needed
        self._seq = kept.seq

    async def _take(self, text: str) -> None:
        """Put a text in force that is right, unless it is already."""
        loop = loop_of(text)
        async with self._db.transaction_within(5.0) as tx:
            before = await store.newest(tx)
            if before is None or before.hash != store.hash_of(text):
                lacking = what_lacks(loop, await self._uses(tx), FILE, text)
                if lacking:
                    raise BadFiles(lacking)
                before = await store.add(tx, text, self._now(), SAVED)
                log.info("the loop of work orders %d (%s) is in force", before.seq, before.hash[:12])
        self._loop, self._seq = loop, before.seq

    def _stamped(self) -> Stamp | None:
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns, found.st_size
