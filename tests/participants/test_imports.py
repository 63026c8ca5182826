"""The register follows a table: what differs is told before, applied whole or not at all, and once."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from participants.imports import store as writing
from participants.imports.bring import Applying, Importer, Moved, Table
from participants.imports.difference import Difference
from participants.participant import ItemId, ParticipantId
from participants.register import store
from participants.register.find import Found, find
from participants.safe import Safe, hashed_again
from participants.tables import contacts, participants, values
from storage.audit import rows as audit_rows
from storage.database import Database
from storage.vault import Vault
from tests.participants import market
from tests.participants.conftest import NOW, Register

ONE = ParticipantId("GD-00001")


def told(found: Difference) -> dict[str, list[str]]:
    """Who changes in what, in words."""
    return {one.after.id: [words.zh for words in one.fields] for one in found.changed}


async def look(importer: Importer, *rows: market.Row, complete: bool = False, **how: Any) -> Difference:
    return await importer.look(Table("market.csv", market.csv_of(rows, **how), complete))


async def count(db: Database, table: Any) -> int:
    async with db.reading() as tx:
        return int((await tx.execute(select(func.count()).select_from(table))).scalar_one())


async def found(db: Database, safe: Safe, text: str) -> list[Found]:
    async with db.reading() as tx:
        return await find(tx, safe, text)


async def test_a_first_table_adds_everybody_and_a_second_time_nothing(five: Register, db: Database) -> None:
    rows = [*(market.company(n) for n in (1, 2, 3)), market.person(1), market.person(2)]
    rows.insert(3, {"市场主体编码": "GD-00002", "联系人姓名": "赵四", "联系人身份证号": market.id_number(77)})
    again = await look(five.importer, *rows)
    assert (again.is_nothing, again.same) == (True, 5)
    assert await five.takes(*rows) is None
    async with db.reading() as tx:
        assert await store.size(tx) == 5
        (only,) = await store.latest_imports(tx, most=9)
    assert (only.seq, only.added, only.changed, only.who) == (1, 5, 0, "supervisor")


async def test_nothing_personal_lies_open_in_the_tables(five: Register, db: Database) -> None:
    async with db.reading() as tx:
        everything = [
            str(tuple(row)) for table in (participants, contacts, values) for row in await tx.execute(select(table))
        ]
    text = "\n".join(everything)
    row = market.company(1)
    for heading in ("统一社会信用代码", "银行账号", "联系人姓名", "联系人身份证号", "联系人电话号码", "联系人登录账号"):
        assert row[heading] not in text
    assert market.person(1)["名称"] not in text
    assert row["名称"] in text


async def test_every_hash_can_be_made_again_from_what_lies_sealed_beside_it(five: Register, db: Database) -> None:
    vault = Vault(b"a secret of the tests, 32 bytes.")
    async with db.reading() as tx:
        rows = [dict(row) for row in (await tx.execute(select(values))).mappings()]
    assert len(rows) == 3 * 6 + 2 + 2 * 4
    assert [
        row["item"] for row in rows if vault.caller_key(hashed_again(vault.open(row["sealed"]), row)) != row["key"]
    ] == []


async def test_changes_are_told_by_the_names_of_the_fields_only(five: Register) -> None:
    difference = await look(
        five.importer,
        market.company(1, 联系人电话号码="13712345678", 名称="粤能售电有限公司", 是否管理员=""),
        market.company(2, 银行账号="6222999"),
        market.person(1, 名称="李大", 联系人登录账号="new"),
    )
    assert told(difference) == {
        "GD-00001": ["名称", "联系人电话号码", "是否管理员"],
        "GD-00002": ["银行账号", "移除联系人 1 名"],
        "YN-P00001": ["联系人姓名", "联系人登录账号"],
    }
    assert [one.id for one in difference.gone] == ["GD-00003", "YN-P00002"]


async def test_changes_take_effect_and_what_was_is_found_no_more(five: Register, db: Database, safe: Safe) -> None:
    old, new = market.company(1)["联系人电话号码"], "137 1234 5678"
    assert await five.takes(market.company(1, 联系人电话号码=new, 名称="岭南售电"))
    assert await found(db, safe, old) == []
    assert [one.name for one in await found(db, safe, "+8613712345678")] == ["岭南售电"]
    assert [one.id for one in await found(db, safe, "岭南")] == [ONE]


async def test_who_is_missing_goes_only_where_the_table_is_complete_and_comes_back(
    five: Register, db: Database, safe: Safe
) -> None:
    assert (await look(five.importer, market.company(1))).is_nothing
    assert await five.takes(market.company(1), complete=True)
    (gone,) = await found(db, safe, "粤能第3售电")
    assert gone.gone
    difference = await look(five.importer, market.company(3))
    assert told(difference) == {"GD-00003": ["重新列入"]}
    assert await five.takes(market.company(3))
    assert not (await found(db, safe, "粤能第3售电"))[0].gone


async def test_nobody_is_gone_for_a_row_that_was_refused(five: Register) -> None:
    difference = await look(five.importer, market.company(1, 类型="?"), market.company(2), complete=True)
    assert "GD-00001" not in [one.id for one in difference.gone]
    unsure = await look(five.importer, market.company(1, 市场主体编码=""), complete=True)
    assert not unsure.complete


async def test_what_a_table_has_no_column_for_stays(five: Register, db: Database, safe: Safe) -> None:
    few = ("市场主体编码", "类型", "名称")
    difference = await look(five.importer, market.company(1, 名称="岭南售电"), market.person(1), headings=few)
    assert told(difference) == {"GD-00001": ["名称"]}
    table = Table("few.csv", market.csv_of([market.company(1, 名称="岭南售电")], headings=few))
    assert await five.importer.apply(table, Applying("supervisor", NOW, 1))
    (one,) = await found(db, safe, market.company(1)["联系人电话号码"])
    assert (one.name, one.lines, [item for item, _ in one.items]) == (
        "岭南售电",
        ("GD",),
        ["credit_code", "bank_account"],
    )
    assert one.contacts[0].administrator


async def test_a_company_may_become_a_person_and_keeps_nothing_of_the_company(
    five: Register, db: Database, safe: Safe
) -> None:
    row = market.person(1, 市场主体编码="GD-00001")
    assert await five.takes(row)
    async with db.reading() as tx:
        held = await store.held(tx, ONE)
    assert held is not None
    assert (held.kind.value, held.name, dict(held.own), len(held.contacts)) == ("person", "", {}, 1)
    assert await found(db, safe, market.credit_code(1)) == []


async def test_a_register_that_moved_since_is_looked_at_again(five: Register) -> None:
    table = Table("market.csv", market.csv_of([market.company(1, 名称="岭南售电")]))
    looked = await five.importer.look(table)
    assert await five.takes(market.company(2, 名称="粤西售电"))
    with pytest.raises(Moved):
        await five.importer.apply(table, Applying("supervisor", NOW, looked.base))


async def test_of_two_imports_at_the_same_time_one_stands_and_the_other_leaves_nothing(
    importer: Importer, db: Database
) -> None:
    first = Table("a.csv", market.csv_of([market.company(n) for n in range(600)]))
    second = Table("b.csv", market.csv_of([market.company(n, 银行账号=f"62{n:09d}") for n in range(600)]))
    doings = [importer.apply(table, Applying("supervisor", NOW, 0)) for table in (first, second)]
    results = await asyncio.gather(*doings, return_exceptions=True)
    assert sorted(type(one).__name__ for one in results) == ["Import", "Moved"]
    assert await count(db, participants) == 600
    winner = first if not isinstance(results[0], Moved) else second
    assert (await importer.look(winner)).is_nothing


async def test_what_a_dead_import_laid_down_is_never_seen_and_swept_up(
    importer: Importer, db: Database, safe: Safe, register_of_market: Register
) -> None:
    looked = await importer.look(Table("a.csv", market.csv_of([market.company(n) for n in (1, 2)])))
    async with db.transaction() as tx:
        await writing.begin_laying(tx, safe.seal(""), looked.base)
        laid = [row for one in looked.added for row in writing.value_rows(one.id, one.values.items(), safe)]
        await writing.lay(tx, laid, [row for one in looked.added for row in writing.contact_rows(one)])
    assert await found(db, safe, market.company(1)["联系人电话号码"]) == []
    assert await register_of_market.takes(market.company(3))
    assert await count(db, contacts) == 1
    assert await count(db, values) == 6


async def test_nothing_is_laid_down_on_a_register_that_has_moved_on(five: Register, db: Database, safe: Safe) -> None:
    async with db.transaction() as tx:
        assert await writing.begin_laying(tx, safe.seal(""), stands_on=0) is None
        assert await writing.begin_laying(tx, safe.seal(""), stands_on=1) is not None


async def test_an_import_is_in_the_audit_log_without_a_value(five: Register, db: Database) -> None:
    async with db.reading() as tx:
        deeds = [row.deed for row in await audit_rows(tx)]
    assert [(one.what, one.target) for one in deeds] == [("imported participants", "import 1")]
    assert set(deeds[0].data) == {"added", "changed", "gone", "refused", "file", "sha256"}


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("第2售电", ["GD-00002"]),
        ("粤能", ["GD-00001", "GD-00002", "GD-00003"]),
        ("gd-0000", ["GD-00001", "GD-00002", "GD-00003"]),
        (market.company(1)["联系人电话号码"], ["GD-00001"]),
        (f"+86 {market.company(1)['联系人电话号码']}", ["GD-00001"]),
        (market.credit_code(3).lower(), ["GD-00003"]),
        (market.id_number(77), ["GD-00002"]),
        ("李小2", ["YN-P00002"]),
        ("李小", []),
        ("粤", []),
        ("%", []),
        ("_能", []),
        (market.company(1)["银行账号"], []),
    ],
)
async def test_a_part_of_a_companys_name_finds_it_and_of_a_person_only_a_whole_value(
    five: Register, db: Database, safe: Safe, text: str, ids: list[str]
) -> None:
    assert [one.id for one in await found(db, safe, text)] == ids


async def test_what_is_found_is_masked(five: Register, db: Database, safe: Safe) -> None:
    (one,) = await found(db, safe, "李小1")
    assert one.name == "李**"
    (company,) = await found(db, safe, "第1售电")
    assert dict(company.contacts[0].items)[ItemId("phone")] == "139****0001"
    text = repr(company)
    assert not any(market.company(1)[name] in text for name in ("银行账号", "联系人身份证号", "联系人姓名"))


async def test_imports_are_listed_newest_first(five: Register, db: Database) -> None:
    assert await five.takes(market.company(1, 名称="甲"), now=NOW + timedelta(minutes=1))
    async with db.reading() as tx:
        assert [one.seq for one in await store.latest_imports(tx, most=9)] == [2, 1]
