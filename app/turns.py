"""Whose turn it is in a group, from the duty version in force, as the desk needs it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from agent_bridge.directory import Names
from agent_bridge.relief import Turn
from schedules.book import DutyBook
from storage.ids import GroupId

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Turns:
    """The desk's calendar. Where the book cannot say, everybody of the group is on duty, and calls come."""

    book: Callable[[], DutyBook]

    def turn(self, group: GroupId, at: datetime) -> Turn:
        book = self.book()
        try:
            found = book.on_duty(group, at)
        except Exception:  # the border of one question: callers come first
            log.exception("who of %s is on duty at %s could not be told", group, at)
            known = book.groups.get(group)
            return Turn(group, known.members if known else ())
        return Turn(group, found.people, found.since, found.until, shift_name(found.rule))

    def known_of(self, turn: Turn, at: datetime) -> Turn:
        book = self.book()
        on_leave = frozenset(one.person for one in book.absences.leave if one.start <= at < one.end)
        return replace(turn, on_leave=on_leave, called=_called(book, turn.group, at))


def _called(book: DutyBook, group: GroupId, at: datetime) -> bool:
    try:
        return any(group in book.state_at(line, at).groups for line in book.lines)
    except Exception:  # as above
        log.exception("whether calls come to %s at %s could not be told", group, at)
        return True


def shift_name(rule: str) -> Names | None:
    """``rotation/night/甲班`` → 甲班（night）; None for a group without shifts."""
    kind, _, rest = rule.partition("/")
    if kind == "named":
        return Names(f"指名值班第 {rest} 条", f"named slot {rest}")
    if kind == "rotation":
        shifts = [part.partition("/") for part in rest.split("+")]
        return Names(
            "、".join(f"{crew}（{shift}）" for shift, _, crew in shifts),
            ", ".join(f"{crew} ({shift})" for shift, _, crew in shifts),
        )
    return None
