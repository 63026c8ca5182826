"""Files the recordings of calls that ended: a crash of Asterisk or of ours delays that and loses nothing."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

from recordings import store
from recordings.filing import NotFiled, examine_aside
from routing import store as calls
from storage.database import Database
from storage.ids import CallId

log = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
AT_START = timedelta(days=30)  # how far back a node looks for what it may have left unfiled
AFTERWARDS = timedelta(days=1)  # once a minute: Asterisk's log may have told of an end long after it
MOSTLY = timedelta(minutes=2)  # at each other look: a busy day's calls are not gone through every second


@dataclass(slots=True)
class Filing:
    """The node's clerk: path, size, duration and checksum of every recording, on its call."""

    db: Database
    node: str
    folder: Path
    now: Callable[[], datetime]
    _nothing_there: set[CallId] = field(default_factory=set)

    async def run(self) -> None:
        """Until cancelled."""
        reach = AT_START
        for look in count(1):
            try:
                await self.file_ended(self.now() - reach)
                reach = MOSTLY if look % 60 else AFTERWARDS
            except Exception:
                log.exception("recordings could not be filed; trying again")
            await asyncio.sleep(LOOK_SECONDS)

    async def file_ended(self, since: datetime) -> int:
        """File what is closed and not filed yet; how many were."""
        async with self.db.reading() as tx:
            ended = await calls.recorded(tx, self.node, since)
            filed = await store.filed_among(tx, [call for call, _ in ended])
        todo = [(call, file) for call, file in ended if call not in filed and call not in self._nothing_there]
        for call, file in todo:
            await self._file(call, file)
        return len(todo)

    async def _file(self, call: CallId, file: str) -> None:
        found = await examine_aside(self.folder, call, file)
        if isinstance(found, NotFiled):
            self._nothing_there.add(call)
            log.info("call %s has no recording: %s", call, found.reason)
            return
        async with self.db.transaction() as tx:
            await store.keep(tx, found, self.now())
