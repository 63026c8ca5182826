"""What ``/metrics`` says about the house beyond the web itself, and the alarms that follow from it.

All of it is asked at the moment of the scrape, but for what stands in the database: that is looked up now and then.
A node keeps no rows in memory: what it has not read yet waits in Asterisk's own log.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from prometheus_client import Metric
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from schedules.follow import ActiveDuty
from storage.database import Database
from web.ports import Alarm
from work_orders import store as orders

log = logging.getLogger(__name__)

LATE_WINDOW = timedelta(hours=1)
LOOK_SECONDS = 15.0
WITHIN_S = 1.0  # seconds a look may wait for the database
DROPPED_WINDOW = timedelta(minutes=10)  # how long a loss is told
ROWS_TOO_MANY = 1_000  # some twenty transactions of the chronicle: the database does not keep up, or is away


class LateOrders:
    """How many orders of the last hour's calls were opened from Asterisk's log, because no visit could open them."""

    def __init__(self, db: Database, now: Callable[[], datetime]) -> None:
        self._db = db
        self._now = now
        self.count = 0

    async def run(self) -> None:
        """Until cancelled; what cannot be looked up stays as it was."""
        while True:
            try:
                await self.look()
            except Exception as error:
                log.warning("orders opened late were not counted: %s", error)
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> None:
        async with self._db.reading() as tx, asyncio.timeout(WITHIN_S):
            self.count = await orders.count_opened_late(tx, self._now() - LATE_WINDOW)

    def alarm(self) -> tuple[Alarm, ...]:
        if not self.count:
            return ()
        zh = f"近一小时有 {self.count} 张工单为补开：来电时接线进程或数据库没有及时应答，请查看 node.log"
        en = f"{self.count} orders of the last hour were opened late: node or database did not answer; see node.log"
        return (Alarm("orders_opened_late", zh, en),)


class DroppedEvents:
    """Asterisk's events that the desk could not keep up with; its state was compared anew, their story has gaps."""

    def __init__(self, total: Callable[[], int], now: Callable[[], datetime]) -> None:
        self._total = total
        self._now = now
        self._seen = 0
        self._until: datetime | None = None

    def alarm(self) -> tuple[Alarm, ...]:
        if (total := self._total()) > self._seen:
            self._seen, self._until = total, self._now() + DROPPED_WINDOW
        if self._until is None or self._now() >= self._until:
            return ()
        zh = f"坐席侧进程跟不上 Asterisk，启动以来共丢弃 {total} 个事件：请检查本机负载"
        en = f"The desk cannot keep up with Asterisk and dropped {total} events since its start: look at the load"
        return (Alarm("events_dropped", zh, en),)


def rows_waiting(waiting: Callable[[], int]) -> Callable[[], tuple[Alarm, ...]]:
    """The ledger is not written as fast as calls happen."""

    def alarm() -> tuple[Alarm, ...]:
        if (rows := waiting()) < ROWS_TOO_MANY:
            return ()
        zh = f"有 {rows} 条话务流水等待写入数据库：请检查数据库"
        return (Alarm("ledger_rows_waiting", zh, f"{rows} ledger rows wait for the database: look at it"),)

    return alarm


@dataclass(frozen=True, slots=True)
class Readings:
    """Where the figures are read."""

    events_dropped: Callable[[], int]
    events_unreadable: Callable[[], int]
    rows_waiting: Callable[[], int]
    rows_left_to_witness: Callable[[], int]
    opened_late: Callable[[], int]
    duty: Callable[[], ActiveDuty | None]
    now: Callable[[], datetime]


class Gauges(Collector):
    """The readings in Prometheus' form."""

    def __init__(self, readings: Readings) -> None:
        self._readings = readings

    def collect(self) -> Iterator[Metric]:
        read = self._readings
        yield _counter("hotline_ami_events_dropped", "Asterisk's events thrown away unread", read.events_dropped())
        yield _counter("hotline_ami_events_unreadable", "Asterisk's events not understood", read.events_unreadable())
        yield _gauge("hotline_ledger_rows_waiting", "Ledger rows of the desk not written yet", read.rows_waiting())
        left = read.rows_left_to_witness()
        yield _counter("hotline_ledger_rows_left_to_witness", "Ledger rows given up by the desk", left)
        late = read.opened_late()
        yield _gauge("hotline_orders_opened_late", "Orders of the last hour's calls opened from Asterisk's log", late)
        yield from self._duty()

    def _duty(self) -> Iterator[Metric]:
        if (active := self._readings.duty()) is None:
            return
        version = active.version
        which = GaugeMetricFamily("hotline_duty_version", "Duty version that decides", labels=("hash",))
        which.add_metric((version.hash[:12],), version.seq)
        yield which
        age = (self._readings.now() - version.since).total_seconds()
        yield _gauge("hotline_duty_version_age_seconds", "How long it has been in force", age)


def _counter(name: str, words: str, value: float) -> Metric:
    return CounterMetricFamily(name, words, value=value)


def _gauge(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(name, words, value=value)
