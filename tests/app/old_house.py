"""A house that has been in service for years: orders, calls, recordings and messages of any age, with their files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import insert, select, update

from people import store as people
from people.person import Person, Role
from recordings.tables import recordings
from routing.tables import calls, ledger
from schedules.answer import Because
from storage import audit
from storage.audit import Deed
from storage.database import Database, Transaction
from storage.ids import OrderNumber, PersonId
from storage.vault import Vault
from urgent import store as urgent
from urgent.event import Deed as UrgentDeed
from urgent.event import EventId, Evidence, Kind, State, UrgentEntry, UrgentEvent
from work_orders.case.tables import (
    order_attachments,
    order_case_units,
    order_cases,
    order_entries,
    order_links,
    order_words,
)
from work_orders.tables import order_history, orders

STAFF = (
    Person(PersonId("supervisor"), "林海", frozenset({Role.SUPERVISOR}), ()),
    Person(PersonId("admin"), "何静", frozenset({Role.ADMIN}), ()),
)
TABLES = (
    *(orders, order_history, order_cases, order_case_units, order_words, order_entries, order_links),
    *(order_attachments, calls, ledger, recordings),
)
FOLDERS = ("recordings", "messages", "attachments")


@dataclass(frozen=True, slots=True)
class OldHouse:
    """``n`` names what belongs together: call ``n1-<n>.0`` and order ``YN-<n>``."""

    db: Database
    var: Path
    vault: Vault

    async def staff(self, now: datetime) -> None:
        async with self.db.transaction() as tx:
            await people.sync(tx, STAFF)
            await audit.record(tx, Deed(now, "tests", "opened the house"))

    async def call(self, n: int, at: datetime, *, over: bool = True) -> None:
        caller = self.vault.caller(number(n))
        kept = {"caller_key": caller.key, "caller_sealed": caller.sealed, "line": "yunnan", "order": f"YN-{n}"}
        end = at + timedelta(minutes=5) if over else None
        async with self.db.transaction() as tx:
            blank = {"node": "n1", "dialled": "4001595598", "outcome": "answered"}
            await tx.execute(insert(calls).values(call=call_id(n), arrived_at=at, ended_at=end, **kept, **blank))
            row = {"kind": "arrived", "ordinal": "", "at": at, "witness": "agi", "data": {}}
            await tx.execute(insert(ledger).values(call=call_id(n), **row))

    async def recording(self, n: int, at: datetime) -> None:
        file = f"{at:%Y/%m/%d}/{call_id(n)}.wav"
        self._write("recordings", file)
        row = {"bytes": 4, "seconds": 1.0, "sha256": "ab" * 32, "mended": False, "filed_at": at}
        async with self.db.transaction() as tx:
            await tx.execute(insert(recordings).values(call=call_id(n), file=file, **row))

    async def order(self, n: int, at: datetime, *, archived: datetime | None, message: bool = False) -> None:
        """With its case, history and an attachment; ``archived``: None while it is open."""
        caller = self.vault.caller(number(n))
        file = f"{call_id(n)}.wav" if message else None
        if file:
            self._write("messages", file)
        self._write("attachments", f"a{n}")
        async with self.db.transaction() as tx:
            order = {"number": f"YN-{n}", "call": call_id(n), "line": "yunnan", "state": "answered"}
            sealed = {"caller_key": caller.key, "caller_sealed": caller.sealed, "message_file": file}
            times = {"arrived_at": at, "opened_at": at, "opened_late": False}
            await tx.execute(insert(orders).values(**order, **sealed, **times, message_seconds=3 if file else None))
            history = {"what": "opened", "ordinal": "", "at": at, "data": {}}
            await tx.execute(insert(order_history).values(number=f"YN-{n}", **history))
            await self._case(tx, n, at, archived)

    async def _case(self, tx: Transaction, n: int, at: datetime, archived: datetime | None) -> None:
        texts = dict.fromkeys(("outside_number", "result", "reply", "not_accepted"), "")
        lists: dict[str, object] = {"co_units": [], "form": {}, "marks": {}, "contributions": {}}
        flags = {"listed": False, "confidential": False, "came_back": False, "rounds": 0, "revision": 1}
        where = {
            "line": "yunnan",
            "step": "archive",
            "entered_at": at,
            "opened_at": at,
            "source": "phone",
            "risk": "low",
        }
        case = {"id": n, "number": f"YN-{n}", "archived_at": archived, "sealed_form": self.vault.seal("{}")}
        await tx.execute(insert(order_cases).values(**case, **where, **texts, **lists, **flags))
        await tx.execute(insert(order_case_units).values(unit="trading", case=n))
        await tx.execute(insert(order_words).values(case=n, words="电价 咨询"))
        entry = {"revision": 1, "at": at, "who": "admin", "what": "fill", "step_after": "review", "inputs": {}}
        await tx.execute(insert(order_entries).values(number=f"YN-{n}", changes={}, **entry))
        attached = {"name": "1.pdf", "media_type": "application/pdf", "bytes": 4, "sha256": "cd" * 32, "file": f"a{n}"}
        more = {"scanned": True, "at": at, "who": "admin"}
        await tx.execute(insert(order_attachments).values(number=f"YN-{n}", **attached, **more))

    async def event(self, id_: str, at: datetime, *, rests_on: Sequence[str], over: bool = True) -> None:
        """An urgent event with the first row of its history; the whole hotline's."""
        kept = Evidence(Because("为何。", "Why."), tuple(map(OrderNumber, rests_on)))
        state = State.CLOSED if over else State.OPEN
        end = at + timedelta(hours=3) if over else None
        event = UrgentEvent(EventId(id_), Kind.OTHER, state, f"marked/{id_}", 1, at, kept, closed_at=end)
        async with self.db.transaction() as tx:
            await urgent.add(tx, event, None)
            await urgent.add_entries(tx, [UrgentEntry(event.id, 1, at, None, UrgentDeed.MARKED)])

    async def link(self, one: int, other: int, at: datetime) -> None:
        row = {"one": f"YN-{one}", "other": f"YN-{other}", "kind": "related", "at": at, "who": "admin"}
        async with self.db.transaction() as tx:
            await tx.execute(insert(order_links).values(**row))

    async def merge(self, child: int, parent: int) -> None:
        async with self.db.transaction() as tx:
            this = order_cases.c.number == f"YN-{child}"
            await tx.execute(update(order_cases).where(this).values(parent=f"YN-{parent}"))

    async def rows(self) -> dict[str, int]:
        """How many rows each table has; tables without any are left out."""
        async with self.db.reading() as tx:
            counted = {table.name: len((await tx.execute(select(table))).all()) for table in TABLES}
        return {name: rows for name, rows in counted.items() if rows}

    def files(self) -> set[str]:
        found = (path for folder in FOLDERS for path in (self.var / folder).rglob("*") if path.is_file())
        return {path.relative_to(self.var).as_posix() for path in found}

    def _write(self, folder: str, file: str) -> None:
        path = self.var / folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"RIFF")


def call_id(n: int) -> str:
    return f"n1-{n}.0"


def number(n: int) -> str:
    return f"138{n:08}"
