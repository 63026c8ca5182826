"""The node tells those who wait on a line that was just closed; each once, and nobody else."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from agent_bridge.link import Refused, Unanswered
from agent_bridge.waiting import Queues, WaitingCaller
from app.closing_watch import ClosingWatch
from routing.duty import Duty
from schedules.bundle import Bundle, read_bundle
from schedules.compile import compile_bundle
from schedules.times import ZONE
from storage.ids import GroupId, LineId

CONFIG = Path(__file__).parents[2] / "config"
CLOSING = "closings:\n  - {lines: yunnan, from: 2026-11-23 10:05, until: 2026-11-23 11:00, who: 唐静怡, why: 疏散}\n"
YUNNAN, HAINAN = LineId("yunnan"), LineId("hainan")
EXPERTS = GroupId("yunnan-experts")


@dataclass
class QueuesTwin:
    """Queues as Asterisk keeps them: whoever is taken out is told, and comes back marked."""

    callers: list[WaitingCaller] = field(default_factory=list)
    told: dict[str, str] = field(default_factory=dict)
    opened: int = 0
    away: bool = False

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Queues]:
        self.opened += 1
        if self.away:
            raise Unanswered("no link")
        yield self

    async def waiting(self) -> tuple[WaitingCaller, ...]:
        return tuple(self.callers)

    async def withdraw(self, caller: WaitingCaller, info: str) -> None:
        if caller not in self.callers:
            raise Refused("No such caller")
        self.told[caller.channel] = info
        self.callers = [replace(one, knows=True) if one == caller else one for one in self.callers]


@dataclass
class House:
    queues: QueuesTwin
    duty: Duty
    now: datetime

    def __post_init__(self) -> None:
        self.watch = ClosingWatch(lambda: self.duty, lambda: self.now, self.queues.open, frozenset())

    async def look(self, seconds: float = 1.0) -> None:
        self.now += timedelta(seconds=seconds)
        await self.watch.look()


def waits(channel: str, line: LineId = YUNNAN, place: int = 1) -> WaitingCaller:
    return WaitingCaller(channel, EXPERTS, place, line, knows=False)


@pytest.fixture
def duty_of() -> Callable[[str], Duty]:
    files = dict(read_bundle(CONFIG).files)
    return lambda overrides: Duty(compile_bundle(Bundle(files | ({"overrides.yaml": overrides} if overrides else {}))))


@pytest.fixture
def house(duty_of: Callable[[str], Duty]) -> House:
    return House(QueuesTwin(), duty_of(""), datetime(2026, 11, 23, 10, 6, tzinfo=ZONE))


async def test_asterisk_is_not_asked_while_nothing_closes(house: House) -> None:
    for _ in range(5):
        await house.look()
    assert house.queues.opened == 0


async def test_those_who_wait_on_the_line_are_told_once_with_their_place(
    house: House, duty_of: Callable[[str], Duty]
) -> None:
    house.queues.callers = [waits("PJSIP/b", place=2), waits("PJSIP/a"), waits("PJSIP/c", HAINAN, 3)]
    await house.look()
    house.duty = duty_of(CLOSING)
    await house.look()
    assert list(house.queues.told.items()) == [
        ("PJSIP/a", "serve|closed-by-order&still-served|1"),
        ("PJSIP/b", "serve|closed-by-order&still-served|2"),
    ]
    house.queues.told.clear()
    await house.look()
    assert house.queues.told == {}


async def test_who_was_on_the_way_into_the_queue_is_told_a_moment_later(
    house: House, duty_of: Callable[[str], Duty]
) -> None:
    await house.look()
    house.duty = duty_of(CLOSING)
    await house.look()
    house.queues.callers = [waits("PJSIP/late")]
    await house.look(20)
    assert set(house.queues.told) == {"PJSIP/late"}
    opened = house.queues.opened
    await house.look(60)
    assert house.queues.opened == opened, "after a minute nobody can be on the way any more"


async def test_a_manager_that_does_not_answer_is_asked_again(house: House, duty_of: Callable[[str], Duty]) -> None:
    house.queues.callers, house.queues.away = [waits("PJSIP/a")], True
    await house.look()
    house.duty = duty_of(CLOSING)
    with pytest.raises(Unanswered):
        await house.look()
    house.queues.away = False
    await house.look()
    assert set(house.queues.told) == {"PJSIP/a"}


async def test_an_order_that_is_taken_back_is_not_told_any_more(house: House, duty_of: Callable[[str], Duty]) -> None:
    await house.look()
    house.duty = duty_of(CLOSING)
    await house.look()
    house.duty = duty_of("")
    house.queues.callers = [waits("PJSIP/a")]
    await house.look()
    assert house.queues.told == {}
