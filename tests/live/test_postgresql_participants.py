"""The register and identity checks on a real PostgreSQL, where guesses and imports really run side by side."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.identity_file import read_identity
from participants.identity.check import IdentityChecks, Talk, Verdict
from participants.identity.level import Occasion
from participants.identity.store import Draw
from participants.imports import store
from participants.imports.bring import Applying, Importer, Moved, Table
from participants.participant import ParticipantId
from participants.register.find import find
from participants.safe import Safe
from storage.database import Database
from storage.vault import Vault
from tests.live.postgresql import somebody_waits
from tests.participants import market

pytestmark = pytest.mark.live

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
ONE = ParticipantId("GD-00001")
PLACE = {"participant": "GD-00001", "contact": "", "item": "bank", "key": "k"}
TALK = Talk(Occasion("call:n1-1.0"), "gd-staff-1", NOW)


@pytest.fixture
def safe() -> Safe:
    return Safe(Vault(b"a secret of the tests, 32 bytes."), read_identity(Path(__file__).parents[2] / "config"))


@pytest.fixture
def importer(pg: Database, safe: Safe) -> Importer:
    return Importer(pg, safe, market.LINES)


async def takes(importer: Importer, *rows: market.Row, complete: bool = False) -> None:
    table = Table("market.csv", market.csv_of(rows), complete)
    found = await importer.look(table)
    assert await importer.apply(table, Applying("tests", NOW, found.base))


async def test_a_list_is_brought_in_changed_and_found(pg: Database, safe: Safe, importer: Importer) -> None:
    await takes(importer, *(market.company(n) for n in range(300)), market.person(1))
    await takes(importer, market.company(1, 名称="岭南售电", 联系人电话号码="13700000000"), complete=True)
    async with pg.reading() as tx:
        (one,) = await find(tx, safe, "+86 137 0000 0000")
        (gone,) = await find(tx, safe, "李小1")
    assert (one.id, one.name, gone.gone) == (ONE, "岭南售电", True)


async def test_of_two_imports_at_once_one_stands(pg: Database, importer: Importer) -> None:
    tables = [
        Table(f"{bank}.csv", market.csv_of([market.company(n, 银行账号=f"{bank}{n:09d}") for n in range(600)]))
        for bank in "67"
    ]
    doings = [importer.apply(table, Applying("tests", NOW, 0)) for table in tables]
    results = await asyncio.gather(*doings, return_exceptions=True)
    assert sorted(type(one).__name__ for one in results) == ["Import", "Moved"]
    assert (await importer.look(tables[0 if not isinstance(results[0], Moved) else 1])).is_nothing


async def test_whoever_begins_sweeps_up_what_was_laid_down_while_they_waited(pg: Database, safe: Safe) -> None:
    async def begin() -> store.Token:
        async with pg.transaction() as tx:
            token = await store.begin_laying(tx, safe.seal(""), 0)
        assert token is not None
        return token

    first = await begin()
    async with pg.transaction() as tx:
        assert await store.may_go_on(tx, first)
        waiting = asyncio.create_task(begin())
        await somebody_waits(pg)
        await store.lay(tx, [{**PLACE, "sealed": safe.seal("1")}], [])
    second = await waiting
    async with pg.transaction() as tx:
        assert not await store.may_go_on(tx, first)
        assert await store.may_go_on(tx, second)
        await store.lay(tx, [{**PLACE, "sealed": safe.seal("2")}], [])


async def test_guesses_at_once_meet_one_limit_and_draws_at_once_are_one(
    pg: Database, safe: Safe, importer: Importer
) -> None:
    await takes(importer, market.company(1))
    checks = IdentityChecks(pg, safe)
    draws = await asyncio.gather(*(checks.draw(TALK, ONE) for _ in range(6)))
    assert len({draw.items for draw in draws if isinstance(draw, Draw)}) == 1
    results = await asyncio.gather(*(checks.check(TALK, ONE, [str(n), "2", "3"]) for n in range(12)))
    assert sum(one.verdict is Verdict.WRONG for one in results) == 2
    async with pg.reading() as tx:
        told = (await tx.execute(text("SELECT kind, count(*) FROM identity_events GROUP BY kind"))).all()
    assert dict(map(tuple, told)) == {"drawn": 1, "wrong": 3, "locked": 9}


async def test_calls_about_one_participant_at_once_share_the_days_limit(
    pg: Database, safe: Safe, importer: Importer
) -> None:
    await takes(importer, market.company(1))
    checks = IdentityChecks(pg, safe)
    talks = [Talk(Occasion(f"call:{n}"), "a", NOW + timedelta(seconds=n)) for n in range(9)]
    for talk in talks:
        await checks.draw(talk, ONE)
    results = await asyncio.gather(*(checks.check(talk, ONE, ["1", "2", "3"]) for talk in talks))
    assert [one.verdict for one in results].count(Verdict.LOCKED_FOR_DAY) == 4, "the sixth, and three not compared"


@pytest.mark.parametrize(
    "change", ["UPDATE identity_events SET who = 'x'", "DELETE FROM identity_events", "TRUNCATE identity_events"]
)
async def test_what_happened_cannot_be_changed(pg: Database, safe: Safe, importer: Importer, change: str) -> None:
    await takes(importer, market.company(1))
    await IdentityChecks(pg, safe).draw(TALK, ONE)
    with pytest.raises(DBAPIError, match="append-only"):
        async with pg.transaction() as tx:
            await tx.execute(text(change))
