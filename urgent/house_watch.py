"""Once a minute: are there far more or far fewer calls than usual, and does a fault of the house itself last?"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from schedules.answer import Because as Words
from schedules.times import ZONE, local
from storage.database import Database, Transaction
from storage.ids import LineId

from .event import Finding
from .faults import Fault, lasting_faults
from .looks import store as looks
from .outlook import (
    ALL_LINES,
    Arrived,
    KindOfDay,
    Outlook,
    dates_before,
    days_of,
    findings,
    outlook,
    whole,
    with_watch,
)
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
        self._before: dict[date, Mapping[LineId, list[Day]]] = {}

    async def look(self) -> None:
        """Note that we watch, and propose what there is to propose; nothing that was over half an hour ago."""
        around, at = self._around(), self._now()
        if around is None:
            return
        faults = self._house.faults()
        seen = findings(await self.outlooks(), self.name) + await self._since_midnight(at)
        async with self._db.transaction_within(PATIENCE_S) as tx:
            await looks.note_look(tx, _half_hour(at), faulty=bool(faults))
            since = await looks.lasting(tx, tuple(faults), at)
            for finding in (*lasting_faults(faults, since, at, around.rules.fault_lasts), *seen):
                await propose(tx, around, finding, at)

    async def outlooks(self) -> list[Outlook]:
        """Today of the hotline as a whole and of each line that had calls, or is there; nothing without rules."""
        now = self._now()
        return await self._outlooks(local(now).date(), now)

    async def _since_midnight(self, at: datetime) -> list[Finding]:
        """What the last half-hour of yesterday shows, which was over with the day."""
        midnight = _midnight(local(at).date())
        if at - midnight >= HALF_HOUR:
            return []
        return findings(await self._outlooks(local(midnight).date() - timedelta(days=1), midnight), self.name)

    async def _outlooks(self, day: date, until: datetime) -> list[Outlook]:
        around, midnight = self._around(), _midnight(day)
        if around is None:
            return []
        async with self._db.reading() as tx:
            before = await self._days_before(tx, day)
            arrived = await self._house.arrivals(tx, midnight, until)
            watched = await looks.watched(tx, midnight)
        counted = days_of(arrived, [day], self._house.kind_of_day)
        nothing = Day(day, self._house.kind_of_day(day), (0,) * HALVES)
        of_day = {line: with_watch((counted.get(line) or [nothing])[0], watched) for line in self._lines()}
        return [outlook(line, before.get(line, []), of_day[line], until, around.rules.chance) for line in of_day]

    def _lines(self) -> tuple[LineId, ...]:
        return (ALL_LINES, *self._house.lines())

    def name(self, line: LineId) -> Words:
        return self._house.lines().get(line) or Words("全部专线", "All lines")

    async def _days_before(self, tx: Transaction, day: date) -> Mapping[LineId, list[Day]]:
        if day not in self._before:
            dates = dates_before(day)
            arrived = await self._house.arrivals(tx, _midnight(dates[0]), _midnight(day))
            watched = await looks.watched(tx, _midnight(dates[0]))
            days = days_of(arrived, dates, self._house.kind_of_day)
            # Just after midnight two days are asked for in turn.
            beside = {other: known for other, known in self._before.items() if abs(day - other) == timedelta(days=1)}
            self._before = {**beside, day: {line: whole(of_line, watched) for line, of_line in days.items()}}
        return self._before[day]

    async def forget(self) -> None:
        """Notes that are read no more."""
        first = _midnight(dates_before(local(self._now()).date())[0])
        async with self._db.transaction_within(PATIENCE_S) as tx:
            await looks.forget_before(tx, first - MORE_DAYS)


def _midnight(day: date) -> datetime:
    """With which the day begins."""
    return datetime.combine(day, time.min, ZONE)


def _half_hour(at: datetime) -> datetime:
    here = local(at)
    return _midnight(here.date()) + (here.hour * 2 + here.minute // 30) * HALF_HOUR
