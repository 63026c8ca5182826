"""Asterisk's own log, read by a second pair of eyes: which caller's call is which, and what was decided."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

OURS = "HOTLINE"


def lines_of(path: Path, event: str) -> Iterator[tuple[str, list[str]]]:
    """Call id and data of each line of ours with this event."""
    if not path.exists():
        return
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        _, call, queue, _, name, *data = line.split("|")
        if queue == OURS and name == event:
            yield call, data


def calls_by_number(path: Path) -> dict[str, str]:
    """Caller's number → call id."""
    return {data[0]: call for call, data in lines_of(path, "ARRIVED")}


def routed(path: Path) -> set[str]:
    return {call for call, _ in lines_of(path, "ROUTED")}
