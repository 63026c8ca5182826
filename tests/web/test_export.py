"""A list leaves the house as a table: for whom it may, with a reason, masked, and no formula of a spreadsheet's."""

from __future__ import annotations

import csv
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from schedules.bundle import read_bundle
from schedules.publish import publish
from storage import audit
from storage.vault import Vault
from tests.web.conftest import CONFIG, NOW
from tests.web.orders_desk import called, does, fills
from work_orders.board.export import pages
from work_orders.board.export.pages import BEGAN, BOM, GAVE_OUT

Visitor = Callable[[str], Awaitable[Any]]
WHY = "月度运营分析"


@pytest.fixture(autouse=True)
async def reference(desk: Any) -> None:
    await publish(desk.services.db, read_bundle(CONFIG), who="tests", why="reference", now=NOW)


async def exported(client: Any, **query: str) -> list[dict[str, str]]:
    answer = await client.get("/api/work/export.csv", params={"why": WHY, **query})
    assert answer.status == 200, await answer.text()
    assert answer.content_type == "text/csv"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="orders-2026')
    text = (await answer.read()).decode()
    assert text.startswith(BOM)
    return list(csv.DictReader(text.removeprefix(BOM).splitlines()))


async def deeds(desk: Any, what: str) -> list[audit.Deed]:
    async with desk.services.db.reading() as tx:
        return [row.deed for row in await audit.rows(tx, audit.Wanted(what=what))]


async def filled(desk: Any, vault: Vault, visitor: Visitor, call: str = "n1-1.0", **form: str) -> str:
    number, agent = await called(desk, vault, call), await visitor("agent")
    public = {"summary": "交易规则何时生效", **form}
    await fills(agent, number, 0, category="inquiry", matter="rules", form={**public, "contact_phone": "13800138000"})
    return number


async def test_a_list_is_a_table_that_excel_opens_and_nobody_can_be_called_from(
    desk: Any, vault: Vault, visitor: Visitor
) -> None:
    said = {"summary": '=HYPERLINK("http://evil.example")', "description": "请回电 13912345678\n第二行"}
    number = await filled(desk, vault, visitor, **said)
    (row,) = await exported(await visitor("supervisor"))
    assert (row["工单号"], row["专线"], row["环节"], row["类别"]) == (number, "云南", "填写并传递", "市场咨询")
    assert row["诉求摘要"] == '\'=HYPERLINK("http://evil.example")'
    assert row["来电号码"].count("*") == 4
    assert "13912345678" not in str(row)
    assert "来电人姓名" not in row, "private fields of the form"
    assert (row["最近时限"], row["是否超时"]) == ("填写并传递", "")
    (english,) = await exported(await visitor("supervisor"), lang="en")
    assert english["line"] == "Yunnan"


async def test_who_took_what_and_why_is_recorded_before_it_goes(desk: Any, vault: Vault, visitor: Visitor) -> None:
    await filled(desk, vault, visitor)
    await exported(await visitor("supervisor"), view="to_fill", q="")
    (began,), (ended,) = await deeds(desk, BEGAN), await deeds(desk, GAVE_OUT)
    assert (began.who, began.data) == ("supervisor", {"view": "to_fill", "why": WHY})
    assert ended.data == {"orders": "1"}


async def test_everybody_exports_what_they_see_and_nothing_else(desk: Any, vault: Vault, visitor: Visitor) -> None:
    mine, other = await filled(desk, vault, visitor), await filled(desk, vault, visitor, "n1-2.0")
    agent, dispatcher = await visitor("agent"), await visitor("dispatcher")
    for number, unit in ((mine, "platform"), (other, "settlement")):
        _, told = await does(agent, number, "pass_on", 1)
        await does(dispatcher, number, "assign", told["revision"], unit=unit, risk="low")
    assert [row["工单号"] for row in await exported(await visitor("head"))] == [mine]
    assert [row["工单号"] for row in await exported(await visitor("supervisor"))] == [other, mine]
    assert [row["工单号"] for row in await exported(await visitor("supervisor"), unit="settlement")] == [other]


async def test_a_long_list_comes_page_by_page_and_whole(
    desk: Any, vault: Vault, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = [await filled(desk, vault, visitor, f"n1-{n}.0") for n in range(1, 6)]
    monkeypatch.setattr(pages, "PAGE", 2)
    assert [row["工单号"] for row in await exported(await visitor("supervisor"))] == numbers[::-1]


WRONG = ({"view": "nothing"}, {"cursor": "x"}, {"lang": "fr"})


@pytest.mark.parametrize("query", [{}, {"why": "x"}, *({"why": WHY, **one} for one in WRONG)])
async def test_without_a_reason_or_wrongly_asked_nothing_goes(
    desk: Any, visitor: Visitor, query: dict[str, str]
) -> None:
    answer = await (await visitor("supervisor")).get("/api/work/export.csv", params=query)
    assert answer.status == 400
    assert await deeds(desk, BEGAN) == []


async def test_what_cannot_be_recorded_does_not_go(
    desk: Any, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(pages, "record", full)
    answer = await (await visitor("supervisor")).get("/api/work/export.csv", params={"why": WHY})
    assert (answer.status, answer.content_type) == (500, "application/json")
