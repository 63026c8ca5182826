"""What the pages of urgent events are given in tests: the reference rules, everybody of the staff, no gateway."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path

from app.urgent.file import UrgentFile
from app.urgent.parts import UrgentParts
from notices.settings import NoticeSettings
from schedules.book import DutyBook
from schedules.bundle import read_bundle
from schedules.compile import compile_bundle
from storage.database import Database
from web.ports import UrgentServices
from work_orders.clock.bell import Ground
from work_orders.clock.hours import DutyHours
from work_orders.clock.people_of import staff_of
from work_orders.loop.read import read_loop

CONFIG = Path(__file__).parents[2] / "config"


@cache
def reference_book() -> DutyBook:
    """The reference rosters, compiled once."""
    return compile_bundle(read_bundle(CONFIG))


def urgent_services(db: Database, now: Callable[[], datetime]) -> UrgentServices:
    loop = read_loop(CONFIG)

    def ground() -> Ground:
        book = reference_book()
        return Ground(loop, DutyHours(book, loop.calendars), staff_of(book), NoticeSettings())

    return UrgentParts(db, UrgentFile(CONFIG), ground, reference_book, now).services()
