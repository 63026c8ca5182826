"""Which columns hold what is sealed: each room says so of its own in its ``tables.py``; changing keys walks them all.

::

    Column("caller_sealed", LargeBinary, info=sealed(key="caller_key"))

A column of bytes that is not sealed says so too (``info=NOT_SEALED``), so that none is forgotten.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, LargeBinary, MetaData, Table

_SEALED = "sealed"

Keyed = Callable[[str, Mapping[str, Any]], str]
"""From the opened text and the row's other columns: the text that was hashed."""

NOT_SEALED: dict[Any, Any] = {_SEALED: None}


def _itself(text: str, _row: Mapping[str, Any]) -> str:
    return text


@dataclass(frozen=True, slots=True)
class _Declared:
    key: str | None
    keyed: Keyed


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """One column of sealed texts, and the keyed hash kept beside it, where there is one."""

    table: Table
    column: Column[bytes]
    key: Column[str] | None
    keyed: Keyed

    @property
    def name(self) -> str:
        return f"{self.table.name}.{self.column.name}"


def sealed(*, key: str | None = None, keyed: Keyed = _itself) -> dict[Any, Any]:
    """For a column's ``info``.

    ``key`` names the column with the keyed hash of the same text, or of what ``keyed`` makes of it.
    """
    return {_SEALED: _Declared(key, keyed)}


def sealed_columns(metadata: MetaData) -> Iterator[SealedColumn]:
    """All of them, in the order in which tables depend on each other."""
    for table in metadata.sorted_tables:
        for column in table.columns:
            declared = column.info.get(_SEALED)
            if isinstance(declared, _Declared):
                key = table.c[declared.key] if declared.key else None
                yield SealedColumn(table, column, key, declared.keyed)


def undeclared(metadata: MetaData) -> list[str]:
    """Columns of bytes of which nobody said whether they are sealed."""
    return [
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, LargeBinary) and _SEALED not in column.info
    ]
