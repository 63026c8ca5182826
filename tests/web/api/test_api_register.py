"""The participant register through the API: a list is looked at, then brought in as it was looked at."""

from __future__ import annotations

import io
from typing import Any

import pytest

from participants.imports.sheet import MOST_BYTES
from participants.register import store
from storage import audit
from tests.participants import market
from tests.web.api.conftest import Come, System, Told
from web.api.participants import CSV, as_csv

IMPORTS = "participants/imports"
ROWS = [market.company(1), market.person(1), market.company(2, 类型="?")]


async def send(system: System, what: str, rows: Any, **query: str) -> Told:
    if isinstance(rows, bytes):
        return await system.ask("POST", what, data=rows, params=query, headers={"Content-Type": CSV})
    return await system.ask("POST", what, json=rows, params=query)


@pytest.mark.parametrize("as_sent", [ROWS, market.csv_of(ROWS), market.csv_of(ROWS, encoding="gbk")])
async def test_a_list_is_previewed_then_imported_once(system: Come, desk: Any, as_sent: Any) -> None:
    crm = await system("participants")
    seen = await send(crm, f"{IMPORTS}/preview", as_sent)
    assert seen.status == 200, seen.body
    assert (seen.body["base"], seen.body["counts"]["added"], seen.body["counts"]["refused"]) == (0, 2, 1)
    (fault,) = seen.body["refused"]
    assert (fault["row"], fault["column"]) == (4, "类型")
    assert fault["pointer"] == ("/2" if isinstance(as_sent, list) else None)
    assert market.company(1)["银行账号"] not in str(seen.body)
    done = await send(crm, IMPORTS, as_sent, base="0")
    assert (done.body["applied"], done.body["import"]["counts"]["added"]) == (True, 2)
    again = await send(crm, IMPORTS, as_sent, base="0")
    assert (again.status, again.code) == (409, "moved")
    same = await send(crm, IMPORTS, as_sent, base="1")
    assert same.body == {"applied": False, "import": None}
    async with desk.services.db.reading() as tx:
        assert await store.size(tx) == 2
        (deed,) = [row.deed for row in await audit.rows(tx) if row.deed.what == "imported participants"]
    assert (deed.who, deed.data["added"]) == ("api:crm", "2")


async def test_a_complete_list_says_who_is_gone(system: Come) -> None:
    crm = await system("participants")
    await send(crm, IMPORTS, [market.company(1), market.person(1)], base="0")
    seen = await send(crm, f"{IMPORTS}/preview", [market.company(1)], complete="true")
    assert [one["id"] for one in seen.body["gone"]] == [market.person(1)["市场主体编码"]]


async def test_what_is_no_table_is_refused_with_a_remedy(system: Come) -> None:
    crm = await system("participants")
    for rows, code in (
        ([], "bad_table"),
        ([{}], "bad_table"),
        ([{"名称": "甲"}], "bad_table"),
        ([{"市场主体编码": 7}], "not_as_described"),
        ({"市场主体编码": "x"}, "not_as_described"),
        ([{"市场主体编码": "x" * 201}], "not_as_described"),
        ("编码,类型\nx".encode(), "bad_table"),
        (b"\x00\x01\x02", "bad_table"),
    ):
        told = await send(crm, f"{IMPORTS}/preview", rows)
        assert (told.status, told.code) == (422, code), rows
        assert "faults" in told.body or "errors" in told.body
    assert (await send(crm, IMPORTS, ROWS)).code == "bad_query"
    assert (await send(crm, IMPORTS, ROWS, base="x")).code == "bad_query"
    assert (
        await crm.ask("POST", IMPORTS, data=b"x", params={"base": "0"}, headers={"Content-Type": "text/html"})
    ).status == 415


async def test_a_list_that_is_too_large_is_refused(system: Come) -> None:
    crm = await system("participants")
    data, kind = io.BytesIO(b"x" * (MOST_BYTES + 1)), {"Content-Type": CSV}
    assert (await crm.ask("POST", f"{IMPORTS}/preview", data=data, headers=kind)).status == 413


async def test_nobody_can_be_looked_up(system: Come) -> None:
    crm = await system("participants", "read_orders", "private")
    await send(crm, IMPORTS, ROWS, base="0")
    for path in ("participants", f"participants/{market.company(1)['市场主体编码']}", IMPORTS):
        assert (await crm.get(path)).status in {404, 405}


def test_a_cell_has_one_line_so_that_rows_are_counted_alike() -> None:
    table = as_csv([{"a": "x\r\ny", "b": ""}, {"b": 'z",\n'}]).decode()
    assert table.splitlines() == ["a,b", "x y,", ',"z"","']
