"""What our way wrote down against what Asterisk itself logged: orders lost, orders doubled, calls without a record."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass

from app.rehearsal.waiting import until
from app.settings import Settings
from dialplan.words import LogEvent

IN_STEP_WITHIN_S = 15.0


@dataclass(frozen=True, slots=True)
class Books:
    """Counts since the house was opened."""

    arrived: int
    routed: int
    lost: int
    """Calls that were routed and have no order."""
    doubled: int
    """Orders beyond the first of a call."""
    unrecorded: int
    """Calls that arrived and have no record."""
    late: int
    """Orders that followed from Asterisk's log, because no visit could open them in time."""

    @property
    def in_step(self) -> bool:
        return not (self.lost or self.unrecorded)


async def books(settings: Settings) -> Books:
    """As they are once nothing is missing any more; as they are after a while where something stays missing."""

    def complete() -> Books | None:
        found = _read(settings)
        return found if found.in_step else None

    try:
        return await until("the books are in step with Asterisk's log", complete, within=IN_STEP_WITHIN_S, step=0.5)
    except TimeoutError:
        return _read(settings)


def compared(log: Iterable[str], calls: Iterable[str], orders: Iterable[tuple[str, bool]]) -> Books:
    """``log``: lines of queue_log. ``orders``: the call of each, and whether it was opened late."""
    told = [line.split("|") for line in log]
    arrived = {fields[1] for fields in told if len(fields) > 4 and fields[4] == LogEvent.ARRIVED}
    routed = {fields[1] for fields in told if len(fields) > 4 and fields[4] == LogEvent.ROUTED}
    known = list(orders)
    opened = Counter(call for call, _ in known)
    return Books(
        arrived=len(arrived),
        routed=len(routed),
        lost=len(routed - opened.keys()),
        doubled=sum(count - 1 for count in opened.values()),
        unrecorded=len(arrived - set(calls)),
        late=sum(late for _, late in known),
    )


def orders_late(settings: Settings) -> int:
    """Opened from Asterisk's log so far."""
    with closing(_database(settings)) as connection:
        return int(connection.execute("SELECT count(*) FROM orders WHERE opened_late").fetchone()[0])


def _database(settings: Settings) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{settings.var / 'hotline.db'}?mode=ro", uri=True, timeout=5)


def _read(settings: Settings) -> Books:
    log = settings.queue_log.read_text("utf-8").splitlines()
    with closing(_database(settings)) as connection:
        calls = [str(row[0]) for row in connection.execute("SELECT call FROM calls")]
        orders = connection.execute("SELECT call, opened_late FROM orders WHERE call IS NOT NULL")
        return compared(log, calls, [(str(call), bool(late)) for call, late in orders])
