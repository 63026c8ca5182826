"""What is allowed and yet probably not meant, with its place; nothing here hinders a version from being published.

What can never be right is refused by those who read the files; what depends on the day, or on several files together,
is looked at here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime

from schedules.book import DutyBook
from schedules.bundle import Bundle
from schedules.finding import Finding
from schedules.review import lint_dates, lint_lines, lint_people, lint_slots
from schedules.review.looking import Looking

LOOKS: tuple[Callable[[Looking], None], ...] = (
    lint_dates.expired_exceptions,
    lint_dates.expired_overrides,
    lint_dates.endless_overrides,
    lint_dates.expired_leave,
    lint_dates.years_without_calendar,
    lint_lines.announcements_that_do_not_exist,
    lint_lines.closing_time_leads_nowhere,
    lint_people.nobody_on_duty,
    lint_people.named_although_away,
    lint_people.in_two_places,
    lint_people.agents_without_group,
    lint_slots.slots_never_reached,
    lint_slots.exceptions_without_names,
    lint_slots.stand_ins_away,
)


def lint(book: DutyBook, bundle: Bundle, now: datetime, prompts: Collection[str] | None = None) -> list[Finding]:
    """All warnings about a version that compiled. ``prompts``: the names that can be spoken; None: not looked at."""
    looking = Looking(book, bundle, now, prompts)
    for look in LOOKS:
        look(looking)
    return looking.findings
