"""Time: read from people, shifted for a rehearsal, and doubted at start-up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.clock import SHANGHAI, Clock, faults, read_clock, shift_to

NOON = datetime(2026, 11, 23, 12, 30, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    "text", ["2026-11-23 12:30", "2026-11-23T12:30", "2026-11-23 12:30:00", " 2026-11-23T12:30:00 "]
)
def test_people_write_times_of_the_hotline(text: str) -> None:
    assert read_clock(text) == NOON


@pytest.mark.parametrize("text", ["", "noon", "2026-11-23", "12:30", "2026-02-30 12:00", "2026-11-23 25:00"])
def test_what_is_no_time_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="2026-11-23 12:30"):
        read_clock(text)


def test_under_its_shift_it_is_the_wanted_time() -> None:
    now = Clock(shift_to(NOON)).now()
    assert now.tzinfo is SHANGHAI
    assert abs(now - NOON) < timedelta(seconds=5)


def test_a_shift_is_of_whole_seconds_as_the_dialplan_counts() -> None:
    assert shift_to(NOON) == timedelta(seconds=int(shift_to(NOON).total_seconds()))


def test_the_machines_instants_are_shifted_alike() -> None:
    clock = Clock(timedelta(hours=3))
    assert clock.shifted(datetime(2026, 11, 23, 1, 30, tzinfo=UTC)) == NOON


@pytest.mark.parametrize(("year", "sound"), [(1970, False), (2025, False), (2026, True), (2100, True), (2101, False)])
def test_a_clock_that_cannot_be_right_is_found(year: int, sound: bool) -> None:
    found = faults(datetime(year, 7, 1, tzinfo=UTC))
    assert (found == []) == sound
    assert all("timedatectl" in fault for fault in found)
