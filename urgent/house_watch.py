"""Once a minute: are there far more or far fewer calls than usual, and does a fault of the house itself last?"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from schedules.answer import Because as Words
from schedules.times import ZONE, local
from storage.database import Database, Transaction
from storage.ids import LineId

from .faults import Fault, lasting_faults
from .looks import store as looks
from .outlook import ALL_LINES, Arrived, KindOfDay, Outlook, dates_before, days_of, findings, outlook, whole
from .tell import Around
from .use import propose
from .volume import HALF_HOUR, HALVES, Day

PATIENCE_S = 10.0
MORE_DAYS = timedelta(days=7)  # notes are kept so much longer than they are read


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the watch asks the house about. ``arrivals`` counts calls by line and half-hour in ``[start, end)``."""

    arrivals: Callable[[Transaction, datetime, datetime], Awaitable[Sequence[Arrived]]]
    kind_of_day: KindOfDay
    lines: Callable[[], Mapping[LineId, Words]]
    """Names of the hotline's lines."""
    faults: Callable[[], Mapping[str, Fault]]
    """What disturbs the service now, by code."""


class HouseWatch:
    """Days that are over are counted once and remembered; the database tells them again after a restart."""

    def __init__(
        self,
        db: Database,
        around: Callable[[], Around | None],
        house: Surroundings,
        now: Callable[[], datetime],
    ) -> None:
        self._db = db
        self._around = around
        self._house = house
        self._now = now
        self._before: tuple[date, Mapping[LineId, list[Day]]] | None = None

    async def look(self) -> None:
        """Note that we watch, and propose what there is to propose."""
        around, at = self._around(), self._now()
        if around is None:
            return
        faults = self._house.faults()
        outlooks = await self.outlooks()
        async with self._db.transaction_within(PATIENCE_S) as tx:
            await looks.note_look(tx, _half_hour(at), faulty=bool(faults))
            since = await looks.lasting(tx, tuple(faults), at)
            found = [*lasting_faults(faults, since, at, around.rules.fault_lasts), *findings(outlooks, self.name)]
            for finding in found:
                await propose(tx, around, finding, at)

    async def outlooks(self) -> list[Outlook]:
        """Today of the hotline as a whole and of each line that had calls, or is there; nothing without rules."""
        around, now = self._around(), self._now()
        if around is None:
            return []
        today = local(now).date()
        midnight = datetime.combine(today, time.min, ZONE)
        async with self._db.reading() as tx:
            before = await self._days_before(tx, today)
            arrived = await self._house.arrivals(tx, midnight, now)
        counted = days_of(arrived, [today], self._house.kind_of_day)
        nothing = Day(today, self._house.kind_of_day(today), (0,) * HALVES)
        chance = around.rules.chance
        return [
            outlook(line, before.get(line, []), (counted.get(line) or [nothing])[0], now, chance)
            for line in (ALL_LINES, *self._house.lines())
        ]

    def name(self, line: LineId) -> Words:
        return self._house.lines().get(line) or Words("全部专线", "All lines")

    async def _days_before(self, tx: Transaction, today: date) -> Mapping[LineId, list[Day]]:
        if self._before is None or self._before[0] != today:
            dates = dates_before(today)
            start = datetime.combine(dates[0], time.min, ZONE)
            end = datetime.combine(today, time.min, ZONE)
            arrived = await self._house.arrivals(tx, start, end)
            watched = await looks.watched(tx, start)
            days = days_of(arrived, dates, self._house.kind_of_day)
            self._before = today, {line: whole(of_line, watched) for line, of_line in days.items()}
        return self._before[1]

    async def forget(self) -> None:
        """Notes that are read no more."""
        first = datetime.combine(dates_before(local(self._now()).date())[0], time.min, ZONE)
        async with self._db.transaction_within(PATIENCE_S) as tx:
            await looks.forget_before(tx, first - MORE_DAYS)


def _half_hour(at: datetime) -> datetime:
    here = local(at)
    return datetime.combine(here.date(), time.min, ZONE) + (here.hour * 2 + here.minute // 30) * HALF_HOUR
