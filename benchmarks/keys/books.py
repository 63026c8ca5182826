"""What the house had written down at an instant: orders by their caller, and the node's line about each visit."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from datetime import datetime
from pathlib import Path

from app.installation import Installation
from app.settings import Settings
from routing.number import normalised

_ANSWERED = re.compile(r"^(\S+ \S+) INFO ivr\.server: call (\S+): choose answered in [0-9.]+ ms$")


class Orders:
    """The orders as another process sees them: a connection of its own that can only read.

    SQLite shows a commit to others after it was synced (WAL, ``synchronous=FULL``), so what is seen here is durable.
    """

    def __init__(self, settings: Settings) -> None:
        self._vault = Installation.open(settings).vault
        path = settings.var / "hotline.db"
        self._connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, isolation_level=None)

    def call_with_order(self, number: str) -> str | None:
        """The call of this caller for which an order stands in the database now."""
        key = self._vault.caller_key(normalised(number))
        found = self._connection.execute("SELECT call FROM orders WHERE caller_key = ?", (key,)).fetchone()
        return str(found[0]) if found else None

    def close(self) -> None:
        self._connection.close()


def answered_at(log: Path) -> dict[str, float]:
    """Call → when its question ``choose`` was answered whole, by the wall clock, from the node's log."""
    with closing(log.open(encoding="utf-8")) as lines:
        return visits_in(lines)


def visits_in(lines: Iterable[str]) -> dict[str, float]:
    found = (_ANSWERED.match(line.rstrip("\n")) for line in lines)
    return {match[2]: datetime.fromisoformat(match[1]).timestamp() for match in found if match}
