"""Asterisk's own log, read by a second pair of eyes: which caller's call is which, and what was decided."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

OURS = "HOTLINE"


def lines_of(path: Path, event: str) -> Iterator[tuple[str, list[str]]]:
    """Call id and data of each line of ours with this event."""
    yield from ((call, data) for call, queue, name, data in _lines(path) if queue == OURS and name == event)


def talk_seconds(path: Path) -> dict[str, int]:
    """Call id → how long its conversation was, by the queue's count of whole seconds."""
    ends = {"COMPLETECALLER", "COMPLETEAGENT"}
    return {call: int(data[1]) for call, _, name, data in _lines(path) if name in ends}


def calls_by_number(path: Path) -> dict[str, str]:
    """Caller's number → call id."""
    return {data[0]: call for call, data in lines_of(path, "ARRIVED")}


def routed(path: Path) -> set[str]:
    return {call for call, _ in lines_of(path, "ROUTED")}


def _lines(path: Path) -> Iterator[tuple[str, str, str, list[str]]]:
    """Call id, queue, event and data."""
    if not path.exists():
        return
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        _, call, queue, _, name, *data = line.split("|")
        yield call, queue, name, data
