"""Identity checks and the register through the desk's doors: what is private goes in, and never comes out again."""

from __future__ import annotations

import io
import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from agent_bridge.pops import PopState
from participants.imports.bring import Applying, Importer, Table
from participants.imports.sheet import MOST_BYTES
from participants.safe import Safe
from schedules.answer import Because, DutyState
from schedules.follow import ActiveDuty
from storage.audit import rows as audit_rows
from storage.ids import LineId, OrderNumber
from tests.participants import market
from tests.web.identity_desk import CALL, ME, Board, answered, check, draw, pop, state, truth
from work_orders import progress
from work_orders.intake.bring import take_in
from work_orders.open import open_order
from work_orders.order import BirthState, Decided, Opening

Visitor = Callable[[str], Awaitable[Any]]


@pytest.fixture
async def talking(desk: Any, monkeypatch: pytest.MonkeyPatch) -> Board:
    """The agent speaks with the administrator of the first company; the register knows five participants."""
    safe = Safe(desk.services.vault, desk.services.identity)
    rows = [*(market.company(n) for n in (1, 2, 3)), market.person(1), market.person(2)]
    importer = Importer(desk.services.db, safe, market.LINES)
    await importer.apply(Table("market.csv", market.csv_of(rows)), Applying("tests", desk.clock.at, 0))
    board = Board()
    board.pops[ME] = (pop(desk, market.company(1)["联系人电话号码"]),)
    monkeypatch.setattr(desk.board, "current", board.current)
    return board


async def test_the_number_that_calls_suggests_who_it_is_and_proves_nothing(visitor: Visitor, talking: Board) -> None:
    found = await state(await visitor("agent"))
    assert (found["level"], found["in_call"], found["may_act"]) == ("unrecorded", True, True)
    assert [one["id"] for one in found["suggested"]] == ["GD-00001"]
    assert found["suggested"][0]["contacts"][0]["items"][0]["shown"] == "王**"


async def test_three_right_items_verify_for_this_call(visitor: Visitor, talking: Board) -> None:
    client = await visitor("agent")
    drawn = await draw(client)
    assert await draw(client) == drawn, "asked again, it is the same"
    found = await check(client, truth(drawn, market.company(1)))
    assert (found["verdict"], found["state"]["level"]) == ("verified", "verified")
    assert found["state"]["verified"][0] | {"since": ""} == {
        "participant": "GD-00001",
        "name": "粤能第1售电有限公司",
        "kind": "company",
        "since": "",
        "until": None,
    }
    assert [one["what"] for one in found["state"]["story"]] == ["drawn", "verified"]


async def test_a_wrong_answer_says_how_many_are_left_and_the_lock_says_for_what(
    visitor: Visitor, talking: Board
) -> None:
    client = await visitor("agent")
    said = truth(await draw(client), market.company(1))
    wrong = ["1", *said[1:]]
    answers = [await check(client, one) for one in (wrong, wrong, wrong, said)]
    assert [one["verdict"] for one in answers] == ["wrong", "wrong", "locked_for_call", "locked_for_call"]
    assert [one["left"] for one in answers[1:3]] == [{"tries": 1, "locked": None}, {"tries": 0, "locked": "call"}]
    assert answers[-1]["state"]["level"] == "unrecorded"


async def test_no_answer_of_any_door_holds_a_stored_value(visitor: Visitor, talking: Board) -> None:
    client, keeper = await visitor("agent"), await visitor("supervisor")
    said = truth(await draw(client), market.company(1))
    found = [await check(client, ["x", *said[1:]]), await check(client, said), await state(client)]
    found.append(await answered(await client.post("/api/participants/search", json={"q": "粤能"})))
    data = market.csv_of([market.company(1, 银行账号="62229999"), market.company(9)])
    found.append(await answered(await keeper.post("/api/participants/import/preview?name=a.csv", data=data)))
    shown = json.dumps(found, ensure_ascii=False)
    for heading in market.HEADING_OF.values():
        assert market.company(1)[heading] not in shown, heading
    assert "62229999" not in shown


async def test_what_the_caller_says_of_themselves_is_noted_and_shown_masked(visitor: Visitor, talking: Board) -> None:
    client = await visitor("agent")
    body = {"call": CALL, "said": ["王小明", market.id_number(8), "13812345678"]}
    found = (await answered(await client.post("/api/participants/identity/note", json=body)))["state"]
    assert found["level"] == "recorded"
    number = market.id_number(8)
    assert [one["shown"] for one in found["noted"]] == ["王**", f"{number[0]}****{number[-1]}", "138****5678"]
    half = {"call": CALL, "said": ["王小明", "", "1"]}
    await answered(await client.post("/api/participants/identity/note", json=half), 422)


async def test_who_is_not_in_the_register_is_marked_and_may_be_noted_all_the_same(
    visitor: Visitor, talking: Board
) -> None:
    client = await visitor("agent")
    found = await answered(await client.post("/api/participants/identity/unlisted", json={"call": CALL}))
    assert (found["state"]["unlisted"], found["state"]["level"]) == (True, "unrecorded")
    body = {"call": CALL, "said": ["王小明", market.id_number(8), "13812345678"]}
    found = await answered(await client.post("/api/participants/identity/note", json=body))
    assert (found["state"]["unlisted"], found["state"]["level"]) == (True, "recorded")
    await draw(client)
    assert not (await state(client))["unlisted"], "somebody was found after all"


async def test_after_the_call_what_was_noted_stays_and_the_verification_is_only_told(
    visitor: Visitor, talking: Board, an_order: str
) -> None:
    client = await visitor("agent")
    await check(client, truth(await draw(client), market.company(1)))
    body = {"call": CALL, "said": ["王小明", market.id_number(8), "13812345678"]}
    await answered(await client.post("/api/participants/identity/note", json=body))
    assert (await state(client, order=an_order))["level"] == "verified", "the call is under way"
    talking.pops.clear()
    found = await state(client, order=an_order)
    assert (found["level"], found["verified"]) == ("recorded", [])
    assert [one["name"] for one in found["verified_before"]] == ["粤能第1售电有限公司"]


async def test_only_who_speaks_with_the_caller_checks(visitor: Visitor, talking: Board, desk: Any) -> None:
    other = await visitor("other")
    await answered(await other.get("/api/participants/identity", params={"call": CALL}), 404)
    body = {"call": CALL, "participant": "GD-00001"}
    await answered(await other.post("/api/participants/identity/draw", json=body), 404)
    talking.pops[ME] = (replace(talking.pops[ME][0], state=PopState.RINGING),)
    mine = await visitor("agent")
    assert not (await state(mine))["may_act"]
    await answered(await mine.post("/api/participants/identity/draw", json=body), 403)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"call": CALL, "participant": "NOBODY"}, 409, "unknown"),
        ({"participant": "GD-00001"}, 400, "bad_request"),
        ({"call": CALL, "order": "YN-20261123-0001", "participant": "GD-00001"}, 400, "bad_request"),
        ({"order": "YN-20261123-0001", "participant": "GD-00001"}, 404, "not_found"),
        ({"call": CALL, "participant": 7}, 400, "bad_request"),
        ({"call": CALL, "participant": "x" * 99}, 400, "bad_request"),
    ],
)
async def test_what_cannot_be_drawn_is_refused_in_words(
    visitor: Visitor, talking: Board, body: dict[str, Any], status: int, code: str
) -> None:
    client = await visitor("agent")
    refused = await answered(await client.post("/api/participants/identity/draw", json=body), status)
    assert refused["error"]["code"] == code
    assert refused["error"]["zh"]


async def test_an_answer_to_nothing_is_refused(visitor: Visitor, talking: Board) -> None:
    client = await visitor("agent")
    body = {"call": CALL, "participant": "GD-00001", "said": ["1", "2", "3"]}
    refused = await answered(await client.post("/api/participants/identity/check", json=body), 409)
    assert refused["error"]["code"] == "not_drawn"


async def test_a_search_is_recorded_without_what_was_typed(visitor: Visitor, talking: Board, desk: Any) -> None:
    client = await visitor("agent")
    number = market.person(1)["联系人电话号码"]
    found = await answered(await client.post("/api/participants/search", json={"q": number}))
    assert [(one["id"], one["name"]) for one in found["found"]] == [("YN-P00001", "李**")]
    async with desk.services.db.reading() as tx:
        deed = (await audit_rows(tx, limit=1))[0].deed
    assert (deed.what, dict(deed.data)) == ("looked into the participant register", {"found": "YN-P00001"})


async def test_a_table_is_looked_at_then_applied_and_again_there_is_nothing_to_do(
    visitor: Visitor, talking: Board
) -> None:
    client = await visitor("supervisor")
    data = market.csv_of([market.company(1, 名称="岭南售电"), market.company(9), market.company(8, 类型="?")])
    found = await answered(await client.post("/api/participants/import/preview?name=a.csv", data=data))
    assert found["counts"] == {"added": 1, "changed": 1, "gone": 4, "same": 0, "refused": 1, "remarks": 0}
    assert found["changed"] == [{"id": "GD-00001", "name": "岭南售电", "fields_zh": ["名称"], "fields_en": ["name"]}]
    assert found["refused"][0] | {"problem_en": "", "remedy_en": ""} == {
        "row": 4,
        "column": "类型",
        "problem_zh": "类型不明",
        "problem_en": "",
        "remedy_zh": "请填“企业”或“个人”",
        "remedy_en": "",
    }
    address = f"/api/participants/import/apply?name=a.csv&base={found['base']}"
    done = await answered(await client.post(address, data=data))
    assert (done["import"]["seq"], done["import"]["counts"]["added"]) == (2, 1)
    moved = await answered(await client.post(address, data=data), 409)
    assert moved["error"]["code"] == "moved"
    again = await answered(await client.post(address.replace("base=1", "base=2"), data=data))
    assert again["import"] is None
    overview = await answered(await client.get("/api/participants/register"))
    assert (overview["size"], [one["who_name"] for one in overview["imports"]]) == (6, ["林海", "tests"])


@pytest.mark.parametrize(
    ("data", "status"), [(b"", 422), (b"{}", 422), (b"PK\x03\x04", 422), (b"x" * (MOST_BYTES + 9), 413)]
)
async def test_what_is_no_table_is_refused(visitor: Visitor, data: bytes, status: int) -> None:
    client = await visitor("supervisor")
    for door in ("preview?name=a", "apply?name=a&base=0"):
        body = await answered(await client.post(f"/api/participants/import/{door}", data=io.BytesIO(data)), status)
        assert body["error"]["zh"]


async def test_without_a_preview_nothing_is_applied(visitor: Visitor) -> None:
    client = await visitor("supervisor")
    for base in ("", "x", "-1", "9" * 30):
        await answered(await client.post(f"/api/participants/import/apply?name=a&base={base}", data=b"a"), 400)


async def test_the_template_is_a_workbook_to_download(visitor: Visitor) -> None:
    response = await (await visitor("supervisor")).get("/api/participants/template")
    assert (response.status, (await response.read())[:2]) == (200, b"PK")
    assert "participants.xlsx" in response.headers["Content-Disposition"]


async def test_on_an_orders_page_a_verification_lapses(
    visitor: Visitor, talking: Board, desk: Any, an_order: str
) -> None:
    client = await visitor("supervisor")
    body = {"order": an_order, "participant": "GD-00001"}
    found = await answered(await client.post("/api/participants/identity/draw", json=body))
    said = truth(found["state"]["draws"][0], market.company(1))
    found = await answered(await client.post("/api/participants/identity/check", json={**body, "said": said}))
    assert found["state"]["verified"][0]["until"]
    for _ in range(4):
        desk.clock.move(timedelta(minutes=8))
        await client.put("/api/session")
    assert (await state(client, order=an_order))["level"] == "unrecorded"


async def test_an_order_that_is_anothers_says_nothing_of_its_caller(
    visitor: Visitor, talking: Board, desk: Any, an_order: str
) -> None:
    async with desk.services.db.transaction() as tx:
        await progress.make_progress(tx, {CALL: [progress.answered(ME, desk.clock.at)]})
    await at_the_desk(desk)
    stranger, other = await visitor("stranger"), await visitor("other")
    refused = await answered(await stranger.get("/api/participants/identity", params={"order": an_order}), 403)
    assert refused["error"]["code"] == "not_seen"
    assert not (await state(other, order=an_order))["may_act"], "of the same line: sees it, and checks nobody"
    body = {"order": an_order, "participant": "GD-00001"}
    for client in (stranger, other):
        await answered(await client.post("/api/participants/identity/draw", json=body), 403)
    assert (await state(await visitor("supervisor"), order=an_order))["may_act"]


@pytest.fixture
async def an_order(desk: Any, duty: ActiveDuty) -> OrderNumber:
    """An order that nobody has, of the call."""
    at = desk.clock.at
    decided = Decided(DutyState.OPEN, None, "", "", Because("", ""), None, at)
    caller = desk.services.vault.caller(market.company(1)["联系人电话号码"])
    opening = Opening(CALL, LineId("yunnan"), "YN", caller, at, decided, BirthState.UNSERVED, at)
    async with desk.services.db.transaction() as tx:
        order = await open_order(tx, opening)
    await at_the_desk(desk)
    return order.number


async def at_the_desk(desk: Any) -> None:
    """What calls told of their orders has come to the desk, as it does within a second."""
    async with desk.services.db.transaction() as tx:
        await take_in(tx, desk.services.work.means(), desk.clock.at)
