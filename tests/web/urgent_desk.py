"""What the pages of urgent events are given in tests: the reference rules, everybody of the staff, no gateway."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from app.urgent.file import UrgentFile
from app.urgent.parts import UrgentParts
from notices.settings import NoticeSettings
from storage.database import Database
from tests.reference import reference_book, reference_loop
from web.ports import UrgentServices
from work_orders.clock.bell import Ground
from work_orders.clock.hours import DutyHours
from work_orders.clock.people_of import staff_of

CONFIG = Path(__file__).parents[2] / "config"


def urgent_services(db: Database, now: Callable[[], datetime]) -> UrgentServices:
    loop = reference_loop()

    def ground() -> Ground:
        book = reference_book()
        return Ground(loop, DutyHours(book, loop.calendars), staff_of(book), NoticeSettings())

    return UrgentParts(db, UrgentFile(CONFIG), ground, reference_book, now).services()
