"""The reference hotline, read once for all tests that only ask it: none may change what it is given here."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from schedules.book import DutyBook
from schedules.bundle import Bundle, read_bundle
from schedules.compile import compile_bundle
from tests.schedules.night_hotline import night_hotline
from work_orders.loop.loop import Loop
from work_orders.loop.read import read_loop

CONFIG = Path(__file__).parents[1] / "config"


@cache
def reference_bundle() -> Bundle:
    return read_bundle(CONFIG)


@cache
def reference_book() -> DutyBook:
    """A book works a year out when it is first asked for a day of it: that, too, is done once."""
    return compile_bundle(reference_bundle())


@cache
def night_book() -> DutyBook:
    """A hotline that uses all of the duty language."""
    return compile_bundle(night_hotline(reference_bundle()))


@cache
def reference_loop() -> Loop:
    return read_loop(CONFIG)
