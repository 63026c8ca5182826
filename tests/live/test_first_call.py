"""One call through the whole house: dialled, greeted, asked, decided, ordered, rung, shown, talked, recorded, rated."""

from __future__ import annotations

import asyncio
import math
import wave
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import cast

import aiohttp
import pytest

from app.house import House
from app.rehearsal.agents import at_work, signed_in
from app.rehearsal.sip.caller import Identity, dial
from app.rehearsal.sip.ear import AGENT, CALLER, Known
from app.rehearsal.sip.phone import Manners, Phase, Phone, Ring
from app.rehearsal.staff import Json, Staff
from app.rehearsal.waiting import until
from storage.masked import mask
from tests.live.books import Books, Record, Row
from tests.live.houses import hotline_of

pytestmark = pytest.mark.live

AGENT_ID = "yn-expert-1"
NUMBER = "13912345678"


@dataclass(slots=True)
class Seen:
    """What came to the agent's screen, and when; and the orders that stood in the books when the phone rang."""

    messages: list[tuple[float, Json]] = field(default_factory=list)
    rang_at: float = 0.0
    orders_at_ring: list[Row] = field(default_factory=list)

    def of_type(self, kind: str) -> list[tuple[float, Json]]:
        return [(at, message) for at, message in self.messages if message["type"] == kind]


async def screen(url: str, staff: Staff, seen: Seen, opened: asyncio.Event) -> None:
    """An agent's browser: reads the desk's WebSocket until cancelled."""
    headers = {"Cookie": staff.cookie, "Origin": url}
    async with aiohttp.ClientSession() as client, client.ws_connect(f"{url}/ws", headers=headers) as socket:
        opened.set()
        async for message in socket:
            seen.messages.append((asyncio.get_running_loop().time(), message.json()))


def tone_share(samples: list[int], hertz: int) -> float:
    """How much of the sound is this tone (Goertzel), 0 to 1."""
    turn = 2 * math.cos(2 * math.pi * hertz / 8_000)
    before = last = 0.0
    for sample in samples:
        before, last = last, sample + turn * last - before
    power = before * before + last * last - turn * before * last
    total = sum(sample * sample for sample in samples)
    return 2 * power / (len(samples) * total) if total else 0.0


def samples_of(path: Path) -> list[int]:
    with wave.open(str(path)) as file:
        assert (file.getframerate(), file.getsampwidth(), file.getnchannels()) == (8_000, 2, 1)
        data = file.readframes(file.getnframes())
    return [int.from_bytes(data[at : at + 2], "little", signed=True) for at in range(0, len(data), 2)]


async def test_a_call_goes_the_whole_way(
    whole_house: House, books: Books, prompts: Known, record_property: Record
) -> None:
    house = whole_house
    seen, opened = Seen(), asyncio.Event()

    def noticed(_: Phone, ring: Ring) -> None:
        if ring.phase is Phase.RINGING:
            seen.rang_at, seen.orders_at_ring = ring.rang_at, books.orders()

    manners = {AGENT_ID: Manners(rings=1.0, talks=3.0)}
    async with at_work(house.settings, house.url, [AGENT_ID], manners, noticed) as phones:
        staff = await signed_in(house.settings, house.url, AGENT_ID)
        looking = asyncio.create_task(screen(house.url, staff, seen, opened))
        await opened.wait()
        async with dial(hotline_of(house), Identity(NUMBER), known=prompts) as call:
            assert call.answered
            await call.hears("menu-main", within=30)
            call.press("3")
            await call.hears(AGENT, within=30)
            await call.hears("survey", within=10)
            call.press("2")
            await call.hears("goodbye", within=20)
            assert await call.ended(within=10), "the house ends the call after the goodbye"
        ring = phones[AGENT_ID].rings[0]
        assert ring.media is not None
        assert ring.media.hearing.names == [CALLER], "the agent heard the caller"
        looking.cancel()

    assert call.heard[:3] == ["welcome", "recording-notice", "menu-main"]
    order = seen.orders_at_ring[-1]
    assert (order["line"], order["group"]) == ("yunnan", "yunnan-experts")
    _check_screen(seen, str(order["number"]), record_property)
    await _check_recording(house, books, str(order["call"]))
    await until("the rating is on the order", lambda: _rated(books, str(order["call"])), within=5)
    _check_books(books)


def _check_books(books: Books) -> None:
    """What stands in them in the end."""
    order = books.orders()[-1]
    record = books.calls()[order["call"]]
    assert (order["state"], order["owner"], order["survey_score"]) == ("answered", AGENT_ID, 2)
    assert (record["outcome"], record["answered_by"], record["key"]) == ("answered", AGENT_ID, "3")
    assert record["talked_s"] in (2, 3, 4)
    happened = books.history(order["number"])
    assert happened == ["opened", "answered", "conversation_ended", "surveyed"]
    kinds = [row["kind"] for row in books.ledger(order["call"])]
    wanted = ["arrived", "routed", "queued", "rung", "answered", "completed", "survey", "ended"]
    assert sorted(kind for kind in kinds if kind in wanted) == sorted(wanted), "each once, whoever told it first"


def _rated(books: Books, call: str) -> bool:
    order = books.order_of(call)
    return order is not None and order["survey_score"] is not None and books.calls()[call]["ended_at"] is not None


def _check_screen(seen: Seen, order: str, record: Record) -> None:
    """The pop is there at once with what Asterisk told, and while the phone still rings with all that is known."""
    told = [(at, message, cast(Json, message["pop"])) for at, message in seen.of_type("pop")]
    at, _, first = told[0]
    record("pop on the wire after the ring", f"{1000 * (at - seen.rang_at):.0f} ms")
    assert (first["number_masked"], first["line"], first["group"]) == (mask(NUMBER), "yunnan", "yunnan-experts")
    assert (first["order"], first["state"]) == (order, "ringing")
    assert first["greeting_zh"]
    whole = [pop for _, _, pop in told if pop["state"] == "ringing"][-1]
    assert whole["because_zh"]
    assert "talking" in [pop["state"] for _, _, pop in told]
    sequence = [cast(int, message["seq"]) for _, message, _ in told]
    assert all(one < next_one for one, next_one in pairwise(sequence))


async def _check_recording(house: House, books: Books, call: str) -> None:
    def filed() -> str:
        return str(books.calls()[call]["recording"] or "")

    path = house.settings.recordings / await until("the recording is filed", filed, within=10)
    assert path.stem == call
    samples = await until("the recording is closed", lambda: samples_of(path), within=5)
    assert 2 <= len(samples) / 8_000 <= 5
    middle = samples[len(samples) // 2 - 4_000 : len(samples) // 2 + 4_000]
    assert tone_share(middle, 400) > 0.2, "the caller's voice is on the recording"
    assert tone_share(middle, 1_000) > 0.2, "the agent's voice is on the recording"
