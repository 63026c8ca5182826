"""Bringing the register in step with a table: looked at first, then applied as it was looked at, or not at all.

The values of new participants are written beforehand in small transactions, in which calls fit between; nobody sees
them until one last transaction adds the participants, changes and removes what differs, and enters the import. An
import that dies on the way leaves the register as it was; the next one sweeps up behind it.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import ParamSpec, TypeVar

from participants.register import store as register
from participants.register.store import Import
from participants.safe import Safe
from storage.audit import Deed, record
from storage.database import Database

from . import store
from .difference import Difference, Laid, Register, difference, places
from .entries import read_entries
from .headings import headed
from .read import read_sheet

_P = ParamSpec("_P")
_T = TypeVar("_T")
_AT_A_TIME = 250
"""New participants in one transaction: some thousand rows, some ten milliseconds."""


@dataclass(frozen=True, slots=True)
class Table:
    """A file as it was sent. ``complete``: whoever is not in it is gone."""

    name: str
    data: bytes = field(repr=False)
    complete: bool = False

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class Applying:
    """Who applies a table, and when. ``base``: the import on which it was looked at."""

    who: str
    now: datetime
    base: int


class Moved(Exception):
    """The register is no longer what the table was compared with: look again, then apply."""


class Importer:
    """``lines``: how a line may be written in a table → its code. ``threads``: where it computes; None: asyncio's."""

    def __init__(self, db: Database, safe: Safe, lines: Mapping[str, str], threads: Executor | None = None) -> None:
        self._db = db
        self._safe = safe
        self._lines = lines
        self._threads = threads

    async def look(self, table: Table) -> Difference:
        """What applying the table would do. Raises ``BadTable``."""
        async with self._db.reading() as tx:
            now = Register(await store.base(tx), await register.everyone(tx))
        return await self._in_thread(self._compared, table, now)

    async def apply(self, table: Table, applying: Applying) -> Import | None:
        """Apply what :meth:`look` told; None where there is nothing to do. Raises ``BadTable``, :class:`Moved`."""
        found = await self.look(table)
        if found.base != applying.base:
            raise Moved
        if found.is_nothing:
            return None
        # Whatever can be computed is, before the last transaction: calls wait for it.
        new_values = await self._in_thread(self._sealed_changes, found)
        rows = await self._in_thread(store.participant_rows, found.added)
        token = await self._lay_down(found)
        one = _entered(found, table, applying)
        async with self._db.transaction() as tx:
            if not await store.may_go_on(tx, token) or not await store.enter(tx, one, table.sha256):
                raise Moved
            await store.end_laying(tx, token)
            await store.add(tx, rows)
            await store.change(tx, found.changed, new_values)
            if found.complete:
                await store.mark_gone(tx, found.gone, at=applying.now)
            await record(tx, _deed(one, table))
        return one

    def _compared(self, table: Table, now: Register) -> Difference:
        rows = headed(read_sheet(table.data), self._safe.rules)
        entries = read_entries(rows, self._safe.rules, self._lines)
        return difference(entries, now, self._safe, complete=table.complete)

    async def _lay_down(self, found: Difference) -> store.Token:
        """Write what belongs to new participants. Raises :class:`Moved` when another import is applied or begins."""
        async with self._db.transaction() as tx:
            token = await store.begin_laying(tx, self._safe.seal(""), found.base)
        if token is None:
            raise Moved
        for some in _in_parts(found.added):
            values = await self._in_thread(self._sealed, some)
            async with self._db.transaction() as tx:
                if not await store.may_go_on(tx, token):
                    raise Moved
                await store.lay(tx, values, [row for one in some for row in store.contact_rows(one)])
        return token

    async def _in_thread(self, work: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, partial(work, *args, **kwargs))

    def _sealed(self, some: Sequence[Laid]) -> store.Rows:
        return [row for one in some for row in store.value_rows(one.id, one.values.items(), self._safe)]

    def _sealed_changes(self, found: Difference) -> store.Rows:
        """Only what is not held yet: a value that stays keeps its seal."""
        rows: store.Rows = []
        for one in found.changed:
            held = places(one.before)
            new = [(place, text) for place, text in one.after.values.items() if place not in held]
            rows += store.value_rows(one.after.id, new, self._safe)
        return rows


def _in_parts(added: Sequence[Laid]) -> Iterator[Sequence[Laid]]:
    for start in range(0, len(added), _AT_A_TIME):
        yield added[start : start + _AT_A_TIME]


def _entered(found: Difference, table: Table, applying: Applying) -> Import:
    return Import(
        seq=found.base + 1,
        at=applying.now,
        who=applying.who,
        file=table.name,
        complete=found.complete,
        added=len(found.added),
        changed=len(found.changed),
        gone=len(found.gone) if found.complete else 0,
        refused=len(found.refused),
    )


def _deed(one: Import, table: Table) -> Deed:
    counts = {name: str(getattr(one, name)) for name in ("added", "changed", "gone", "refused")}
    data = {**counts, "file": one.file, "sha256": table.sha256}
    return Deed(one.at, one.who, "imported participants", f"import {one.seq}", data)
