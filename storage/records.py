"""What belongs to a class of records, said by the names of tables and columns; resolved against the rooms' metadata."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import Column, ForeignKeyConstraint, Table

from .holds import HoldKind
from .metadata import metadata


@dataclass(frozen=True, slots=True)
class Names:
    """What a record names of others in a column of its own, where no foreign key does."""

    by: str
    theirs: str
    """The primary key of the others."""
    keys: Callable[[Any], Iterable[str]]
    """Which of them stand in a value of the column."""


@dataclass(frozen=True, slots=True)
class Records:
    """One class of records that are kept, and deleted, together. Columns are written ``table.column``.

    What cannot exist without a record (its foreign key is not empty) goes with it; what only refers to it by a foreign
    key that may be empty forgets it.
    """

    name: str
    key: str
    """The primary key of the class's own table."""
    ended: str
    """Since when the years count; empty there: not ended, and never deleted."""
    joins: tuple[tuple[str, str], ...] = ()
    """``(known, new)``: a column known already, and that of a table joined to it for the other members here."""
    open_if: tuple[str, str] | None = None
    """A record is open while the first is there and the second is empty: another that it belongs to goes on."""
    kept_by: tuple[str, ...] = ()
    """Columns of other tables that name the key: while one does, the record stays."""
    stays_with: tuple[Names, ...] = ()
    """While one of the records that it names is there, it stays: whatever is held, with all that rests on it."""
    forgotten_by: tuple[str, ...] = ()
    """Columns of other tables that name the key and are emptied with it."""
    together: tuple[tuple[str, str], ...] = ()
    """Pairs of columns of one table that name two records of this class: they go together or not at all."""
    named_in: Mapping[str, str] = field(default_factory=dict)
    """Columns of other tables that name the record by this, followed by its key: their rows go with it."""
    files: Mapping[str, str] = field(default_factory=dict)
    """Columns of this class's tables that name a file, and the folder in which it lies."""
    clears: tuple[str, ...] = ()
    """Columns that are emptied, instead of the whole record deleted."""
    cut: bool = False
    """The database lets rows of its table go only up to an instant that was told first (``record_cuts``)."""
    marks: Mapping[HoldKind, str] = field(default_factory=dict)
    """Where it stands to which order, call, caller and line a record belongs."""


def column(name: str) -> Column[Any]:
    table, _, known = name.partition(".")
    return metadata.tables[table].c[known]


@cache
def depending(table: Table) -> tuple[tuple[Column[Any], Column[Any]], ...]:
    """``(theirs, ours)``: the foreign keys of other tables that point to this one, once all tables are declared."""
    return tuple(
        (element.parent, element.column)
        for other in metadata.tables.values()
        for constraint in other.constraints
        if isinstance(constraint, ForeignKeyConstraint) and constraint.referred_table is table
        for element in constraint.elements
    )
