"""What is said of a clock: the notice that people read, and the entry in the order's history."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from notices.notice import Kind as NoticeKind
from notices.notice import Notice
from schedules.times import local
from schedules.working_time import words
from work_orders.case.case import Case, Entry
from work_orders.case.words import RISK_MOVED
from work_orders.loop.loop import Actor, Clock, Loop

from .agenda import Kind, Telling
from .clock import ClockChange, RunningClock

DEEDS = {Kind.WARNING: "clock_warned", Kind.BREACH: "clock_breached", Kind.ESCALATION: "clock_escalated"}
"""What stands in the history; its words are ``work_orders.case.words.ENGINE_DEEDS``."""
MOVED = "deadline_moved"

_KINDS = {
    Kind.WARNING: NoticeKind.WARNING,
    Kind.BREACH: NoticeKind.BREACH,
    Kind.ESCALATION: NoticeKind.ESCALATION,
}


def notice_of(loop: Loop, clock: Clock, row: RunningClock, telling: Telling, at: datetime) -> Notice:
    """What people are told. Its key names the deadline: of another deadline it is told anew."""
    name, due = clock.names, local(row.due_at)
    zh, en = words.zh_time(due), words.en_time(due)
    whose = loop.actors[clock.whose]
    match telling.kind:
        case Kind.WARNING:
            said = (f"“{name.zh}”将于 {zh} 到期", f"“{name.en}” is due {en}")
        case Kind.BREACH:
            said = (f"“{name.zh}”已于 {zh} 超时，请尽快办理", f"“{name.en}” ran out {en}; please see to it")
        case Kind.ESCALATION:
            said = (f"“{name.zh}”已于 {zh} 超时（责任方：{whose.zh}）", f"“{name.en}” ran out {en} ({whose.en})")
    which = f"{telling.kind.value}{telling.step or ''}"
    return _notice(row, _KINDS[telling.kind], f"{which}/{row.due_at.timestamp():.0f}", said, at)


def moved_notice(clock: Clock, row: RunningClock, before: datetime, at: datetime) -> Notice:
    """The duty times changed, and the deadline with them."""
    was, now = local(before), local(row.due_at)
    said = (
        f"值班安排变更，“{clock.names.zh}”时限由 {words.zh_time(was)} 改为 {words.zh_time(now)}",
        f"the duty times changed: “{clock.names.en}” is now due {words.en_time(now)} instead of {words.en_time(was)}",
    )
    return _notice(row, NoticeKind.MOVED, f"moved/{was.timestamp():.0f}/{now.timestamp():.0f}", said, at)


def told_entry(case: Case, row: RunningClock, telling: Telling, to: frozenset[Actor], at: datetime) -> Entry:
    """``clock`` is the clock's id, ``due`` an instant in ISO 8601, ``to`` actors, separated by commas."""
    inputs = {"clock": row.clock, "due": local(row.due_at).isoformat(), "to": ",".join(sorted(to))}
    return _entry(case, DEEDS[telling.kind], inputs, at)


def moved_entry(case: Case, row: RunningClock, before: datetime, at: datetime, what: str = MOVED) -> Entry:
    inputs = {"clock": row.clock, "before": local(before).isoformat(), "after": local(row.due_at).isoformat()}
    return _entry(case, what, inputs, at)


def moved_by_risk(
    before: Case, after: Case, running: Sequence[RunningClock], change: ClockChange, at: datetime
) -> list[Entry]:
    """What another level of risk did to the deadlines of an order whose clocks were ``running``."""
    if before.risk == after.risk:
        return []
    due = {(row.clock, row.round): row.due_at for row in running}
    moved = [row for row in change.changed if row.due_at != due[row.clock, row.round]]
    return [moved_entry(after, row, due[row.clock, row.round], at, RISK_MOVED) for row in moved]


def _notice(row: RunningClock, kind: NoticeKind, key: str, said: tuple[str, str], at: datetime) -> Notice:
    zh, en = f"工单 {row.number} {said[0]}", f"Order {row.number}: {said[1]}"
    return Notice(f"{row.number}/{row.clock}/{row.round}/{key}", kind, row.number, zh, en, at)


def _entry(case: Case, what: str, inputs: dict[str, str], at: datetime) -> Entry:
    """The engine's own deeds change no revision: nobody's edit is stale because of them."""
    return Entry(case.number, case.revision, at, None, what, case.step, case.step, inputs)
