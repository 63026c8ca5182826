"""An order about to be opened."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from schedules.answer import Because, DutyState
from storage.ids import CallId, GroupId, LineId, VersionHash
from storage.vault import Vault
from tests.reference import reference_loop
from work_orders.loop.loop import Loop
from work_orders.order import BirthState, Decided, Opening

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # noon of a Monday in Guangzhou
CALLER = Vault(b"a secret of thirty-two bytes, yes").caller("13812345678")


def an_opening(call: str = "n1-1795304994.0", *, at: datetime = NOW, **more: object) -> Opening:
    unserved = more.get("state") is BirthState.UNSERVED
    decided = Decided(
        state=DutyState.CLOSED if unserved else DutyState.OPEN,
        group=None if unserved else GroupId("yunnan-staff"),
        reason="closed" if unserved else "on_duty",
        rule="workday/12:00-14:00",
        because=Because("中午由客服接听。", "Service staff answer at noon."),
        version=VersionHash("ab" * 32),
        instant=at,
    )
    facts: dict[str, object] = {
        "line": LineId("yunnan"),
        "line_code": "YN",
        "caller": CALLER,
        "arrived_at": at - timedelta(seconds=20),
        "decided": decided,
        "state": BirthState.OFFERED,
        "opened_at": at,
    }
    return Opening(call=CallId(call), **(facts | more))  # type: ignore[arg-type] # a test names only what it is about


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def opening() -> Callable[..., Opening]:
    return an_opening


@pytest.fixture(scope="session")
def loop() -> Loop:
    """The reference loop, read once."""
    return reference_loop()
