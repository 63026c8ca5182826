"""What the desk has for webhooks, put together: who is wanted, the delivery of the desk that leads, how it stands."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from notices.hooks import store
from notices.hooks.dispatch import Dispatcher
from notices.hooks.queue import store as queue
from notices.hooks.queue.store import Stand
from notices.hooks.subscription import Subscription
from notices.hooks.switchboard import Switchboard
from notices.hooks.target import HookSettings
from storage.database import Database
from storage.leader import Leadership
from storage.vault import Vault
from web.ports import Alarm

log = logging.getLogger(__name__)

KEPT = timedelta(days=90)
"""Events, for replays."""
FORGET_AT = "45 3 * * *"  # crontab, Asia/Shanghai
TOLD_AFTER = timedelta(hours=1)
"""A receiver that takes nothing for so long is somebody's business."""
LOSS_TOLD = timedelta(hours=24)
LOOK_SECONDS = 15.0
WITHIN_S = 1.0  # seconds a look may wait for the database


class HooksWatch(Collector):
    """How the subscriptions stand: for ``/metrics``, and an alarm where one fails for long or was disabled."""

    def __init__(self, db: Database, now: Callable[[], datetime]) -> None:
        self._db = db
        self._now = now
        self._everyone: list[Subscription] = []
        self._stands: dict[int, Stand] = {}

    async def run(self) -> None:
        """Until cancelled; what cannot be looked up stays as it was."""
        while True:
            try:
                await self.look()
            except Exception as error:
                log.warning("the webhooks were not looked at: %s", error)
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> None:
        async with asyncio.timeout(WITHIN_S), self._db.reading() as tx:
            self._everyone = await store.everyone(tx)
            self._stands = await queue.stands(tx) if self._everyone else {}

    def alarm(self) -> tuple[Alarm, ...]:
        disabled = [one for one in self._everyone if one.health.disabled_at]
        failing = [one for one in self._failing() if one not in disabled]
        found = [_failing(one) for one in failing] + [_disabled(one) for one in disabled]
        return (*found, *(_lost(one, stand) for one, stand in self._losing()))

    def _losing(self) -> list[tuple[Subscription, Stand]]:
        """Those for which something was given up not long ago."""
        stands = [(one, self._stands.get(one.id, Stand())) for one in self._everyone]
        since = self._now() - LOSS_TOLD
        return [(one, stand) for one, stand in stands if stand.died_at is not None and stand.died_at >= since]

    def _failing(self) -> list[Subscription]:
        """Those that have taken nothing for long."""
        return [one for one in self._everyone if one.away_since(self._now() - TOLD_AFTER)]

    def collect(self) -> Iterator[Metric]:
        stands = self._stands.values()
        oldest = min((stand.oldest for stand in stands if stand.oldest), default=None)
        age = (self._now() - oldest).total_seconds() if oldest else 0
        yield _gauge("subscriptions", "Systems that are told of events", len(self._everyone))
        yield _gauge(
            "failing", "Of these, how many have taken nothing for an hour or are disabled", len(self._failing())
        )
        yield _gauge("waiting", "Deliveries that wait", sum(stand.waiting for stand in stands))
        yield _gauge("oldest_seconds", "How long the oldest of them has been waiting", age)
        yield _gauge("dead", "Deliveries that were given up and not retried", sum(stand.dead for stand in stands))


class HookParts:
    """``settings`` are those in force."""

    def __init__(
        self, db: Database, vault: Vault, settings: Callable[[], HookSettings], now: Callable[[], datetime]
    ) -> None:
        self._db = db
        self._now = now
        self.switchboard = Switchboard(db)
        self.watch = HooksWatch(db, now)
        self._dispatcher = Dispatcher(db, vault, settings, now)
        self._leadership = Leadership(db, "webhooks")

    async def run(self) -> None:
        """Until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.switchboard.run())
            tasks.create_task(self.watch.run())
            tasks.create_task(self._leadership.run(self._dispatcher.run))

    async def forget(self) -> None:
        """Let go of events that nobody will ask for any more."""
        async with self._db.transaction() as tx:
            await queue.forget_before(tx, self._now() - KEPT)


def _failing(one: Subscription) -> Alarm:
    zh = f"事件推送订阅 {one.id}（{one.url}）已超过一小时推送失败，仍在重试：{one.health.last_error}"
    en = f"Webhook {one.id} ({one.url}) has failed for more than an hour and is tried again: {one.health.last_error}"
    return Alarm(f"webhook_{one.id}_failing", zh, en)


def _disabled(one: Subscription) -> Alarm:
    zh = f"事件推送订阅 {one.id}（{one.url}）因对方回答“已不存在”（410）而停用：请恢复（webhooks resume）或退订"
    en = f"Webhook {one.id} ({one.url}) was disabled, its receiver said that it is gone (410): resume or remove it"
    return Alarm(f"webhook_{one.id}_disabled", zh, en)


def _lost(one: Subscription, stand: Stand) -> Alarm:
    zh = f"事件推送订阅 {one.id}（{one.url}）有 {stand.dead} 个事件过期未送达：见 webhooks dead，可用 --retry 重推"
    en = f"Webhook {one.id} ({one.url}): {stand.dead} events were given up; see `webhooks dead`, and --retry"
    return Alarm(f"webhook_{one.id}_dead", zh, en)


def _gauge(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(f"hotline_webhooks_{name}", words, value=value)
