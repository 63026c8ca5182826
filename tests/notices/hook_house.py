"""A house with subscriptions and real receivers on loopback, whose time is moved by hand."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from typing import Any

from aiohttp import web
from sqlalchemy import select

from notices.hooks import store
from notices.hooks.dispatch import Dispatcher
from notices.hooks.event import Event, EventType
from notices.hooks.queue import store as queue
from notices.hooks.signing import new_secret
from notices.hooks.subscription import Subscription
from notices.hooks.switchboard import Switchboard
from notices.hooks.tables import webhook_deliveries as deliveries
from notices.hooks.target import HookSettings
from storage.database import Database
from storage.ids import LineId
from storage.vault import Vault

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # ten in the morning in Guangzhou
LOOPBACK = HookSettings(networks=(ip_network("127.0.0.0/8"),), plain_http=True, timeout=timedelta(seconds=5))
YUNNAN = LineId("yunnan")
VAULT = Vault(b"w" * 32)


def an_event(kind: EventType = EventType.ORDER_OPENED, order: int = 1, **data: str) -> Event:
    number = f"YN-20261123-{order:04}"
    return Event(kind, number, YUNNAN, NOW, {"order": number, **data})


@dataclass(frozen=True)
class Heard:
    """A request as it came."""

    headers: Mapping[str, str]
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def said(self) -> dict[str, Any]:
        return dict(json.loads(self.body))

    @property
    def data(self) -> dict[str, Any]:
        return dict(self.said["data"])


@dataclass
class Receiver:
    """Another system. ``status`` is what it answers; ``answering`` does so in its place where a test wants more."""

    url: str = ""
    status: int = 204
    headers: dict[str, str] = field(default_factory=dict)
    heard: list[Heard] = field(default_factory=list)
    answering: Callable[[web.Request], Awaitable[web.StreamResponse]] | None = None

    async def answered(self, request: web.Request) -> web.StreamResponse:
        self.heard.append(Heard({name.lower(): value for name, value in request.headers.items()}, await request.read()))
        if self.answering is not None:
            return await self.answering(request)
        return web.Response(status=self.status, headers=self.headers)

    @property
    def ids(self) -> list[str]:
        return [one.id for one in self.heard]


@asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    there = Receiver()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", there.answered)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    there.url = f"http://{host}:{port}/events"
    try:
        yield there
    finally:
        await runner.cleanup()


@dataclass
class HookHouse:
    db: Database
    settings: HookSettings = LOOPBACK
    now: datetime = NOW
    secrets: dict[int, str] = field(default_factory=dict)

    def dispatcher(self) -> Dispatcher:
        """As a process has it that has just started."""
        return Dispatcher(self.db, VAULT, lambda: self.settings, lambda: self.now, lambda: 0.5)

    async def subscribe(self, url: str, *events: str, lines: tuple[LineId, ...] = ()) -> int:
        secret = new_secret()
        new = store.NewSubscription(url, events or ("*",), lines, "admin", self.now)
        async with self.db.transaction() as tx:
            id_ = await store.add(tx, new, VAULT.seal(secret))
        self.secrets[id_] = secret
        return id_

    async def happens(self, *happened: Event) -> None:
        """In a transaction, told by a desk that knows who wants it."""
        switchboard = Switchboard(self.db)
        await switchboard.look()
        async with self.db.transaction() as tx:
            await switchboard.publish(tx, [replace(one, at=self.now) for one in happened])

    async def look(self) -> None:
        """One look of the desk that leads, and all that it makes go."""
        dispatcher = self.dispatcher()
        await asyncio.gather(*(dispatcher.serve(id_) for id_ in await dispatcher.look()))

    async def live(self, span: timedelta) -> None:
        """So much time goes by, with a look whenever something may go."""
        end = self.now + span
        await self.look()
        while (following := await self._following()) is not None and following <= end:
            self.now = max(self.now, following)
            await self.look()
        self.now = end
        await self.look()

    async def _following(self) -> datetime | None:
        """When the first may go of those that are not behind another of the same subject."""
        waits = deliveries.c.sent_at.is_(None), deliveries.c.dead_at.is_(None)
        query = select(deliveries).where(*waits).order_by(deliveries.c.event.desc())
        async with self.db.reading() as tx:
            everyone = {one.id: one.health for one in await store.everyone(tx)}
            first = {(row["subscription"], row["subject"]): row for row in (await tx.execute(query)).mappings()}
        going = [
            max(row["not_before"], everyone[to].resume_at or row["not_before"])
            for (to, _), row in first.items()
            if everyone[to].disabled_at is None
        ]
        return min(going, default=None)

    async def one(self, id_: int) -> Subscription:
        async with self.db.reading() as tx:
            found = await store.by_id(tx, id_)
        assert found is not None
        return found

    async def stand(self, id_: int) -> queue.Stand:
        async with self.db.reading() as tx:
            return (await queue.stands(tx)).get(id_, queue.Stand())

    async def dead(self) -> list[queue.DeadLetter]:
        async with self.db.reading() as tx:
            return await queue.dead(tx, None, limit=100)
