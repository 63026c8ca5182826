"""The log read again, in part or whole: as if it had been read once."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from ivr.witness import Tools, Witness
from routing.duty import Duty
from routing.ledger import LedgerKind
from schedules.times import ZONE
from storage.database import Database, Transaction
from storage.ids import VersionHash
from storage.vault import Vault
from tests.ivr.written_log import NOON, Log, decided


def a_busy_hour(path: Path, duty: Duty) -> None:
    """Calls of every kind, one into the other, and Asterisk dying in between."""
    log = Log(path)
    decision = decided(duty, NOON)
    for number, kind in enumerate(("answered", "missed", "menu", "callback", "lost", "answered")):
        log.call = f"n1-17953{number:05}.0"
        log.arrived(f"1380013800{number}")
        log.later(3)
        if kind == "menu":
            log.ended("menu")
            continue
        log.routed(decision, by="visit" if number % 2 else "native")
        log.write("yunnan-staff", "NONE", "ENTERQUEUE", "", "", "1")
        log.later(5)
        match kind:
            case "answered":
                log.write("yunnan-staff", "yn-staff-1", "CONNECT", "5", f"n1-8{number}.1", "4")
                log.later(30)
                log.write("yunnan-staff", "yn-staff-1", "COMPLETECALLER", "5", "30", "1")
                log.ended()
            case "missed":
                log.write("yunnan-staff", "NONE", "ABANDON", "1", "1", "5")
                log.ended("queue")
            case "callback":
                log.write("yunnan-staff", "NONE", "EXITEMPTY", "1", "1", "5")
                log.ours("UNSERVED", "nobody_available")
                log.ours("CALLBACK", "")
                log.ended("callback")
            case _:
                log.call = "NONE"
                log.write("NONE", "NONE", "QUEUESTART", "")


TABLES = {
    "calls": 'call, outcome, answered_by, answered_at, ended_at, waited_s, talked_s, because_zh, "order"',
    "ledger": 'call, kind, ordinal, at, witness, "group", person, data',
    "orders": "number, call, state, owner, clock_starts_at, fill_due_at, conversation_ended_at, callback_wanted_at",
    "order_history": "number, what, ordinal, at, who",
}


async def tables(db: Database) -> dict[str, list[tuple[object, ...]]]:
    async with db.reading() as tx:
        return {
            name: sorted((tuple(row) for row in await tx.execute(text(f"SELECT {columns} FROM {name}"))), key=repr)  # noqa: S608 our own words
            for name, columns in TABLES.items()
        }


@settings(max_examples=3)
@given(cuts=st.lists(st.integers(0, 2_000), max_size=3))
def test_whatever_is_read_again_changes_nothing(cuts: list[int], migrated_file: Path, vault: Vault, duty: Duty) -> None:
    """Parts of the log are read, forgotten and read again; in the end it is as if all was read once."""

    async def read(folder: Path, prefixes: list[int]) -> dict[str, list[tuple[object, ...]]]:
        async def duty_of(_tx: Transaction, _version: VersionHash | None) -> Duty:
            return duty

        a_busy_hour(folder / "whole", duty)
        whole = (folder / "whole").read_bytes()
        shutil.copy(migrated_file, folder / "hotline.db")
        async with Database(f"sqlite+aiosqlite:///{folder / 'hotline.db'}") as db:
            tools = Tools(db, vault, duty_of, lambda: NOON, lambda at: at.astimezone(ZONE))
            for length in (*prefixes, len(whole)):
                (folder / "queue_log").write_bytes(whole[:length])
                async with db.transaction() as tx:
                    await tx.execute(text("DELETE FROM witness_places"))
                await Witness("n1", folder / "queue_log", tools).catch_up()
            return await tables(db)

    with tempfile.TemporaryDirectory() as first, tempfile.TemporaryDirectory() as second:
        once = asyncio.run(read(Path(first), []))
        assert asyncio.run(read(Path(second), sorted(cuts))) == once
    assert len(once["orders"]) == 5
    assert LedgerKind.LOST.value in {row[1] for row in once["ledger"]}
