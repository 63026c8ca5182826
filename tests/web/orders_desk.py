"""An order of a call at the web's desk, and what people do with it through its doors."""

from __future__ import annotations

from typing import Any

from schedules.answer import Because, DutyState
from storage.ids import CallId, LineId, OrderNumber, PersonId
from storage.vault import Vault
from work_orders import progress
from work_orders.open import open_order
from work_orders.order import BirthState, Decided, Opening

YUNNAN, AGENT = LineId("yunnan"), PersonId("yn-expert-1")
FORM = {
    "category": "inquiry",
    "matter": "rules",
    "form": {"summary": "交易规则何时生效", "contact_phone": "13800138000"},
}


async def called(desk: Any, vault: Vault, call: str = "n1-1.0") -> OrderNumber:
    """A call that the agent answered and that has ended."""
    id_, now = CallId(call), desk.clock.at
    decided = Decided(DutyState.OPEN, None, "on_duty", "r", Because("因为。", "Because."), None, now)
    async with desk.services.db.transaction() as tx:
        birth = Opening(id_, YUNNAN, "YN", vault.caller("13800005678"), now, decided, BirthState.OFFERED, now)
        order = await open_order(tx, birth)
        await progress.make_progress(tx, {id_: [progress.answered(AGENT, now), progress.conversation_ended(now)]})
    return order.number


async def page(client: Any, number: str) -> dict[str, Any]:
    answer = await client.get(f"/api/orders/{number}")
    assert answer.status == 200, await answer.text()
    found: dict[str, Any] = await answer.json()
    return found


async def does(client: Any, number: str, action: str, revision: int, **inputs: str) -> tuple[int, dict[str, Any]]:
    answer = await client.post(f"/api/orders/{number}/actions/{action}", json={"revision": revision, "inputs": inputs})
    return answer.status, await answer.json()


async def fills(client: Any, number: str, revision: int, **change: Any) -> tuple[int, dict[str, Any]]:
    answer = await client.patch(f"/api/orders/{number}/form", json={"revision": revision, **change})
    return answer.status, await answer.json()
