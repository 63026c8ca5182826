"""A table as text cells, whatever kind of file it came in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .fault import Words

MOST_BYTES = 8 * 1024 * 1024
"""Of a file: 10,000 companies with two contacts each are about a third of it."""
MOST_ROWS = 50_000
MOST_COLUMNS = 60
LONGEST_CELL = 200


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A cell whose content cannot be taken for text, and why."""

    problem: Words
    remedy: Words


Cell = str | Unreadable


@dataclass(frozen=True, slots=True)
class Row:
    number: int
    """As the table's program counts, from 1."""
    cells: tuple[Cell, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Sheet:
    headings: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A row under its headings; columns that are not ours are left out."""

    number: int
    cells: Mapping[str, Cell] = field(repr=False)
