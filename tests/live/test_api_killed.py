"""A desk that is killed again and again while other systems enter orders: each is entered once, none is lost."""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import DEVNULL
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import ClientError, ClientSession, ClientTimeout

from app.clock import Clock
from app.house_database import house_database
from app.settings import Settings
from clients import store
from clients.client import ClientName, Grant, Scope
from clients.secret import digest, new_secret
from schedules.bundle import read_bundle
from schedules.publish import publish
from tests.live.houses import stage
from tests.web.api.conftest import NEW

pytestmark = pytest.mark.live

ROOT = Path(__file__).parents[2]
ORDERS, AT_ONCE, KILLS = 45, 4, 2


@asynccontextmanager
async def desk(settings: Settings) -> AsyncIterator[asyncio.subprocess.Process]:
    """The desk's process alone, killed when it is left: it needs no Asterisk for what other systems ask."""
    command = (sys.executable, "-m", "app", "desk", *settings.arguments())
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=DEVNULL, stderr=DEVNULL)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


class Crm:
    """A system that enters orders, and asks again under the same key for as long as it is not answered."""

    def __init__(self, http: ClientSession, address: str) -> None:
        self._http = http
        self._address = address
        self.entered: dict[str, str] = {}

    async def enter(self, key: str) -> None:
        while key not in self.entered:
            with suppress(ClientError, TimeoutError):
                headers = {"Idempotency-Key": key}
                async with self._http.post(f"{self._address}/orders", json=NEW, headers=headers) as answer:
                    if answer.status == 201:
                        self.entered[key] = (await answer.json())["number"]
            await asyncio.sleep(0.01)

    async def enter_all(self, keys: list[str]) -> None:
        waiting = iter(keys)

        async def some() -> None:
            for key in waiting:
                await self.enter(key)

        await asyncio.gather(*(some() for _ in range(AT_ONCE)))

    async def numbers(self) -> list[str]:
        async with self._http.get(f"{self._address}/orders", params={"limit": "200"}) as answer:
            return [one["number"] for one in (await answer.json())["orders"]]


async def made_ready(settings: Settings) -> str:
    """Who answers calls is published, as the house does before its desk; returns a token."""
    now, secret = Clock(settings.shift).now(), new_secret()
    scopes = frozenset({Scope.READ_ORDERS, Scope.WRITE_ORDERS})
    grant = Grant(ClientName("crm"), scopes, frozenset(), None, frozenset(), 100_000, now + timedelta(days=1))
    async with house_database(settings) as db:
        await publish(db, read_bundle(settings.config), who="tests", why="reference", now=now)
        async with db.transaction() as tx:
            await store.add(tx, grant, digest(secret) or "", by="tests", at=now)
    return secret


async def test_each_order_is_entered_once_however_often_the_desk_is_killed(tmp_path: Path) -> None:
    settings = stage(tmp_path / "var")
    headers = {"Authorization": f"Bearer {await made_ready(settings)}"}
    keys = [f"order-of-tests-{n}" for n in range(ORDERS)]
    async with ClientSession(headers=headers, timeout=ClientTimeout(5)) as http:
        crm = Crm(http, f"http://127.0.0.1:{settings.listen.web}/api/v1")
        entering = asyncio.create_task(crm.enter_all(keys))
        for kill in range(KILLS + 1):
            async with desk(settings) as process:
                goal = ORDERS * (kill + 1) // (KILLS + 1)
                while len(crm.entered) < goal:
                    assert process.returncode is None, "it ended by itself"
                    await asyncio.sleep(0.01)
                if kill < KILLS:
                    continue
                await entering
                numbers = await crm.numbers()
    assert len(set(crm.entered.values())) == ORDERS
    assert sorted(numbers) == sorted(crm.entered.values())
