"""What the house says of itself to machines, and when a person is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from prometheus_client import CollectorRegistry

from app.gauges import DROPPED_WINDOW, LATE_WINDOW, ROWS_TOO_MANY, DroppedEvents, Gauges, LateOrders, Readings
from app.gauges import rows_waiting as told_of_rows
from schedules.bundle import read_bundle
from schedules.compile import compile_bundle
from schedules.follow import ActiveDuty
from schedules.version import PublishedVersion
from storage.database import Database
from tests.app.conftest import CONFIG
from tests.work_orders.conftest import NOW, an_opening
from work_orders.open import open_order

VERSION = PublishedVersion(7, compile_bundle(read_bundle(CONFIG)).version, None, NOW, "file", "")


def registered(**changes: Callable[[], object]) -> CollectorRegistry:
    readings: dict[str, Callable[[], object]] = {
        "events_dropped": lambda: 1,
        "events_unreadable": lambda: 2,
        "rows_waiting": lambda: 3,
        "rows_left_to_witness": lambda: 4,
        "opened_late": lambda: 5,
        "duty": lambda: None,
        "now": lambda: NOW + timedelta(minutes=1),
    }
    registry = CollectorRegistry()
    registry.register(Gauges(Readings(**(readings | changes))))  # type: ignore[arg-type] # the fields' own types hold
    return registry


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("hotline_ami_events_dropped_total", 1),
        ("hotline_ami_events_unreadable_total", 2),
        ("hotline_ledger_rows_waiting", 3),
        ("hotline_ledger_rows_left_to_witness_total", 4),
        ("hotline_orders_opened_late", 5),
    ],
)
def test_each_figure_is_read_when_it_is_asked(name: str, value: float) -> None:
    assert registered().get_sample_value(name) == value


def test_the_duty_version_tells_which_it_is_and_how_old() -> None:
    active = ActiveDuty(VERSION, compile_bundle(read_bundle(CONFIG)))
    registry = registered(duty=lambda: active)
    assert registry.get_sample_value("hotline_duty_version", {"hash": VERSION.hash[:12]}) == 7
    assert registry.get_sample_value("hotline_duty_version_age_seconds") == 60


def test_without_a_duty_version_its_figures_are_absent() -> None:
    assert registered().get_sample_value("hotline_duty_version_age_seconds") is None


async def test_orders_opened_late_are_counted_for_an_hour_and_told(db: Database) -> None:
    late = LateOrders(db, lambda: NOW)
    async with db.transaction() as tx:
        await open_order(tx, an_opening("in-time"))
        await open_order(tx, an_opening("late", opened_late=True))
        await open_order(tx, an_opening("long-ago", at=NOW - LATE_WINDOW, opened_late=True))
    assert late.alarm() == ()
    await late.look()
    (alarm,) = late.alarm()
    assert (late.count, alarm.code) == (1, "orders_opened_late")


def test_a_loss_of_events_is_told_for_a_while_and_the_next_one_again() -> None:
    total, at = 0, NOW
    dropped = DroppedEvents(lambda: total, lambda: at)
    assert dropped.alarm() == ()
    total = 5
    assert [alarm.code for alarm in dropped.alarm()] == ["events_dropped"]
    at += DROPPED_WINDOW
    assert dropped.alarm() == ()
    total = 6
    assert "6" in dropped.alarm()[0].zh


@pytest.mark.parametrize(("rows", "told"), [(ROWS_TOO_MANY - 1, 0), (ROWS_TOO_MANY, 1)])
def test_rows_that_wait_are_told_when_the_database_does_not_keep_up(rows: int, told: int) -> None:
    assert len(told_of_rows(lambda: rows)()) == told
