"""What the house wrote down, read straight from its SQLite file: a witness that shares no code with the house."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

Row = sqlite3.Row
Record = Callable[[str, object], None]
"""pytest's ``record_property``: a figure for the summary."""


class Books:
    def __init__(self, database: Path) -> None:
        self._path = database

    def calls(self) -> dict[str, Row]:
        """Call id → its record."""
        return {row["call"]: row for row in self._rows("SELECT * FROM calls ORDER BY arrived_at")}

    def orders(self) -> list[Row]:
        return self._rows("SELECT * FROM orders ORDER BY opened_at")

    def order_of(self, call: str) -> Row | None:
        return next(iter(self._rows("SELECT * FROM orders WHERE call = ?", call)), None)

    def recordings(self) -> dict[str, Row]:
        """Call id → its filed recording."""
        return {row["call"]: row for row in self._rows("SELECT * FROM recordings")}

    def ledger(self, call: str) -> list[Row]:
        return self._rows("SELECT * FROM ledger WHERE call = ? ORDER BY at, id", call)

    def history(self, order: str) -> list[str]:
        return [row["what"] for row in self._rows("SELECT what FROM order_history WHERE number = ? ORDER BY id", order)]

    def deeds(self) -> list[str]:
        """What the audit log says was done, in order."""
        return [row["what"] for row in self._rows("SELECT what FROM audit ORDER BY seq")]

    def looks(self, target: str) -> list[tuple[str, dict[str, str]]]:
        """Who looked at something private of this, or listened to it, and what is recorded of that."""
        rows = self._rows("SELECT who, data FROM audit WHERE what = 'looked at' AND target = ? ORDER BY seq", target)
        return [(row["who"], json.loads(row["data"])) for row in rows]

    def exports(self) -> list[tuple[str, str]]:
        """Who took lists of orders out of the house, and why."""
        rows = self._rows("SELECT who, data FROM audit WHERE what = 'began to export orders' ORDER BY seq")
        return [(row["who"], json.loads(row["data"])["why"]) for row in rows]

    def _rows(self, query: str, *values: str) -> list[Row]:
        with closing(sqlite3.connect(f"file:{self._path}?mode=ro", uri=True, timeout=5)) as connection:
            connection.row_factory = sqlite3.Row
            return connection.execute(query, values).fetchall()
