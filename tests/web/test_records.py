"""Legal holds on their page: who sees, puts and lifts them, and the proofs beside them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from storage import audit
from storage.audit import Deed
from storage.ending import DELETED
from tests.web.conftest import STAFF

Visitor = Callable[[str], Awaitable[Any]]

WHY = "粤监能案〔2026〕12 号"


async def put(client: Any, kind: str, subject: str = "", why: str = WHY) -> tuple[int, Any]:
    answer = await client.post("/api/records/holds", json={"kind": kind, "subject": subject, "why": why})
    return answer.status, await answer.json()


async def entered(client: Any) -> str:
    body = {"line": "yunnan", "source": "counter", "form": {"summary": "账号被锁定"}}
    answer = await client.post("/api/orders", json=body)
    return str((await answer.json())["case"]["number"])


async def test_a_hold_is_put_listed_and_lifted_each_with_its_reason(visitor: Visitor, desk: Any) -> None:
    manager, supervisor = await visitor("manager"), await visitor("supervisor")
    number = await entered(await visitor("agent"))
    status, page = await put(manager, "order", number.lower())
    assert (status, page["may_hold"]) == (201, True)
    (hold,) = page["holds"]
    assert (hold["kind"], hold["subject"], hold["put"]["why"]) == ("order", number, WHY)
    assert hold["put"]["who"] == STAFF["manager"].name
    lifted = await supervisor.post(f"/api/records/holds/{hold['id']}/lift", json={"why": "案件已结"})
    assert (lifted.status, (await lifted.json())["holds"]) == (200, [])
    ever = await (await manager.get("/api/records?lifted=yes")).json()
    assert ever["holds"][0]["lifted"] == {**ever["holds"][0]["lifted"], "who": "林海", "why": "案件已结"}
    again = await supervisor.post(f"/api/records/holds/{hold['id']}/lift", json={"why": "案件已结"})
    assert again.status == 404
    async with desk.services.db.reading() as tx:
        told = {row.deed.what for row in await audit.rows(tx)}
    assert {"put a hold", "lifted a hold"} <= told


@pytest.mark.parametrize(
    ("kind", "subject", "code"),
    [
        ("order", "YN-20261123-0099", "no_such_subject"),
        ("call", "n1-1.0", "no_such_subject"),
        ("line", "atlantis", "no_such_subject"),
        ("all", "something", "no_such_subject"),
        ("caller", "", "no_such_subject"),
        ("person", "x", "bad_request"),
    ],
)
async def test_a_hold_on_nothing_is_refused(visitor: Visitor, kind: str, subject: str, code: str) -> None:
    status, body = await put(await visitor("supervisor"), kind, subject)
    assert (status, body["error"]["code"]) == (422 if code == "no_such_subject" else 400, code)


async def test_a_caller_on_hold_is_shown_masked_and_a_reason_is_needed(visitor: Visitor) -> None:
    supervisor = await visitor("supervisor")
    assert (await put(supervisor, "caller", "138 0000 5678", why=" "))[0] == 400
    status, page = await put(supervisor, "caller", "138 0000 5678")
    assert (status, page["holds"][0]["subject"]) == (201, "138****5678")
    assert "13800005678" not in str(page)
    assert (await put(supervisor, "line", "yunnan"))[0] == (await put(supervisor, "all"))[0] == 201


async def test_an_administrator_sees_holds_and_proofs_and_puts_none(visitor: Visitor, desk: Any) -> None:
    proof = {"records": "50", "rows": "calls 50", "files": "0", "ended": "2021-01-02 … 2021-01-03", "sha256": "ab" * 32}
    async with desk.services.db.transaction() as tx:
        await audit.record(tx, Deed(desk.clock.at, "admin", DELETED, "calls", {**proof, "other": "not shown"}))
    admin = await visitor("admin")
    page = await (await admin.get("/api/records")).json()
    assert page["may_hold"] is False
    (shown,) = page["proofs"]
    assert (shown["class"], shown["who"], shown["told"]) == ("calls", "何静", proof)
    assert (await put(admin, "all"))[0] == 403
    assert (await (await visitor("agent")).get("/api/records")).status == 403
