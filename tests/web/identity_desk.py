"""An agent in a call with somebody of the register, and what is asked of the doors of identity checks."""

from __future__ import annotations

from typing import Any

from agent_bridge.briefing import Briefing
from agent_bridge.directory import Names
from agent_bridge.pops import Pop, PopState
from storage.ids import CallId, GroupId, LineId, PersonId
from storage.masked import PhoneNumber
from tests.participants import market

CALL = CallId("n1-1.0")
ME = PersonId("yn-expert-1")
NOBODY = Names("", "")


class Board:
    """Pops as the board would show them, set by the test."""

    def __init__(self) -> None:
        self.pops: dict[PersonId, tuple[Pop, ...]] = {}

    def current(self, person: PersonId) -> tuple[Pop, ...]:
        return self.pops.get(person, ())


def pop(desk: Any, number: str, state: PopState = PopState.TALKING) -> Pop:
    briefing = Briefing(PhoneNumber(number), LineId("yunnan"), NOBODY, NOBODY, NOBODY, None, NOBODY)
    return Pop(CALL, GroupId("yunnan-experts"), ME, "agent-1", desk.clock.at, briefing, state, desk.clock.at)


async def answered(response: Any, status: int = 200) -> Any:
    body = await response.json()
    assert response.status == status, body
    return body


async def state(client: Any, **which: str) -> Any:
    return await answered(await client.get("/api/participants/identity", params=which or {"call": CALL}))


async def draw(client: Any, participant: str = "GD-00001") -> Any:
    body = {"call": CALL, "participant": participant}
    return (await answered(await client.post("/api/participants/identity/draw", json=body)))["state"]["draws"][0]


def truth(drawn: Any, row: market.Row) -> list[str]:
    return [row[market.HEADING_OF[item["id"]]] for item in drawn["items"]]


async def check(client: Any, said: list[str], participant: str = "GD-00001") -> Any:
    body = {"call": CALL, "participant": participant, "said": said}
    return await answered(await client.post("/api/participants/identity/check", json=body))
