"""How the outbox stands: for ``/metrics``, and an alarm where a gateway does not take what it should."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from notices import store
from notices.store import Waiting
from storage.database import Database
from web.ports import Alarm

log = logging.getLogger(__name__)

WINDOW = timedelta(hours=24)  # how long a loss is told
LOOK_SECONDS = 15.0
WITHIN_S = 1.0  # seconds a look may wait for the database


class OutboxWatch(Collector):
    """``leads`` tells whether this process tells what is due."""

    def __init__(self, db: Database, leads: Callable[[], bool], now: Callable[[], datetime]) -> None:
        self._db = db
        self._leads = leads
        self._now = now
        self.stands = Waiting(0, None, 0, 0)

    async def run(self) -> None:
        """Until cancelled; what cannot be looked up stays as it was."""
        while True:
            try:
                await self.look()
            except Exception as error:
                log.warning("the outbox was not looked at: %s", error)
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> None:
        async with asyncio.timeout(WITHIN_S), self._db.reading() as tx:
            self.stands = await store.waiting(tx, self._now() - WINDOW)

    def alarm(self) -> tuple[Alarm, ...]:
        stands, found = self.stands, list[Alarm]()
        if stands.failing:
            zh = f"有 {stands.failing} 条短信或邮件多次发送失败，仍在重试：请检查网关和 notices.yaml"
            en = f"{stands.failing} SMS or e-mails failed several times and are tried again: look at the gateway"
            found.append(Alarm("outbox_failing", zh, en))
        if stands.given_up:
            zh = f"近 24 小时有 {stands.given_up} 条短信或邮件未能送达，已放弃：请改用电话通知"
            en = f"{stands.given_up} SMS or e-mails of the last 24 hours were given up: tell these people by phone"
            found.append(Alarm("outbox_given_up", zh, en))
        return tuple(found)

    def collect(self) -> Iterator[Metric]:
        stands = self.stands
        yield GaugeMetricFamily("hotline_outbox_waiting", "SMS and e-mails that wait to be sent", stands.letters)
        yield GaugeMetricFamily("hotline_outbox_failing", "Those that failed several times", stands.failing)
        yield GaugeMetricFamily("hotline_outbox_given_up", "Those given up in the last 24 hours", stands.given_up)
        yield GaugeMetricFamily("hotline_timers_lead", "1 where this desk tells what is due", int(self._leads()))
