"""What is sealed anywhere in the house: for commands that walk every room's tables, none of which may be forgotten."""

from __future__ import annotations

from importlib import import_module

from storage.metadata import metadata
from storage.sealed import SealedColumn, sealed_columns

from .shipped import PROGRAM

NOT_ROOMS = frozenset({"tests", "var", "build"})


def declare_every_table() -> None:
    """Import each ``tables.py`` of the program: tables are known once they are declared."""
    for path in sorted((*PROGRAM.glob("[a-z]*/tables.py"), *PROGRAM.glob("[a-z]*/[a-z]*/tables.py"))):
        parts = path.relative_to(PROGRAM).with_suffix("").parts
        if parts[0] not in NOT_ROOMS:
            import_module(".".join(parts))


def everything_sealed() -> list[SealedColumn]:
    declare_every_table()
    return list(sealed_columns(metadata))
