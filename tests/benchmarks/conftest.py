"""Runs as they might have been."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from benchmarks.figures import Bar, Better, Count, Figure, Measured
from benchmarks.machine import Machine
from benchmarks.record import PartRun, Run

MACHINE = Machine(2, "Model T", 24_105, "6.1", 0.1, {"Python": "3.11.2"}, "d207ac9f00", dirty=False)

RATIO = Figure("ratio.cpu", "比值", "ratio", 1.03, "×", Better.LESS, Bar("P1", 1.15, 1.05), "600 calls")
TIME = Figure("open.p99", "开立", "opening", 4.0, "ms", Better.LESS)
RATE = Figure("rate", "速率", "rate", 40.0, "calls/s", Better.MORE)
COUNT = Count("lost", "丢失", "lost", 0, 0, 600)


def run_of(
    *measured: Measured, machine: Machine = MACHINE, mode: str = "full", failed: str = "", stolen: float = 0.0
) -> Run:
    part = PartRun("duty", 1.5, failed, "Traceback" if failed else "", stolen)
    return Run(datetime(2026, 11, 22, 3, 41, tzinfo=UTC), mode, 12.5, machine, (part,), measured)


@pytest.fixture
def a_run() -> Callable[..., Run]:
    """A run that measured these things."""
    return run_of


@pytest.fixture
def machine() -> Machine:
    return MACHINE


@pytest.fixture
def ratio() -> Figure:
    return RATIO


@pytest.fixture
def took() -> Figure:
    return TIME


@pytest.fixture
def rate() -> Figure:
    return RATE


@pytest.fixture
def lost() -> Count:
    return COUNT


@pytest.fixture
def whole_run() -> Run:
    """One of everything."""
    return run_of(RATIO, replace(TIME, bar=None), RATE, COUNT)
