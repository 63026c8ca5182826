"""What the audit log keeps of shifts that nobody relieved: that it was so, who stayed, and when it ended."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from agent_bridge.relief import Watch
from storage.audit import Deed, record, stands
from storage.database import Database, Transaction

WHO = "desk"
MISSING, OVER = "relief_missing", "relief_missing_over"


class Handovers:
    """Told again and again of all that is amiss; writes what is new, once, over restarts too."""

    def __init__(self, db: Database, now: Callable[[], datetime]) -> None:
        self._db = db
        self._now = now
        self._open: dict[str, Watch] = {}

    async def note(self, watches: Iterable[Watch]) -> None:
        """``watches``: those that are alarming now. What cannot be written is tried again at the next telling."""
        amiss = {_target(watch): watch for watch in watches}
        begun, over = amiss.keys() - self._open.keys(), self._open.keys() - amiss.keys()
        if begun or over:
            async with self._db.transaction() as tx:
                for target in sorted(begun):
                    await self._record(tx, MISSING, target, _told(amiss[target]))
                for target in sorted(over):
                    await self._record(tx, OVER, target, {})
        self._open = amiss

    async def _record(self, tx: Transaction, what: str, target: str, data: dict[str, str]) -> None:
        if not await stands(tx, what, target):
            await record(tx, Deed(self._now(), WHO, what, target, data))


def _target(watch: Watch) -> str:
    since = watch.turn.since
    return f"{watch.turn.group} {since.isoformat() if since else ''}"


def _told(watch: Watch) -> dict[str, str]:
    shift = watch.turn.shift
    return {
        "shift": shift.zh if shift else "",
        "missing": " ".join(watch.missing),
        "staying": " ".join(watch.staying),
    }
