"""Whose turn it is in a group, from the duty version in force, as the desk needs it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from agent_bridge.directory import Names
from agent_bridge.relief import Turn
from agent_bridge.rota import TurnOf
from schedules.book import DutyBook
from storage.ids import GroupId

log = logging.getLogger(__name__)


def turn_of(book: Callable[[], DutyBook]) -> TurnOf:
    """Never raises: where the calendar cannot say, everybody of the group is on duty, and calls come."""

    def turn(group: GroupId, at: datetime) -> Turn:
        now = book()
        try:
            return _turn(now, group, at)
        except Exception:  # the border of one question: callers come first
            log.exception("who of %s is on duty at %s could not be told", group, at)
            known = now.groups.get(group)
            return Turn(group, known.members if known else ())

    return turn


def _turn(book: DutyBook, group: GroupId, at: datetime) -> Turn:
    found = book.on_duty(group, at)
    on_leave = frozenset(one.person for one in book.absences.leave if one.start <= at < one.end)
    called = any(group in book.state_at(line, at).groups for line in book.lines)
    return Turn(group, found.people, found.since, found.until, shift_name(found.rule), on_leave, called)


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
