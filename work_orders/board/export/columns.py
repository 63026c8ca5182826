"""What a table of orders holds, a row an order; no private field of a form is among it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from schedules.answer import Because as Words
from schedules.times import local
from storage.ids import LineId
from work_orders.case.case import Case
from work_orders.case.told import NameOf, Teller
from work_orders.case.words import CHANGED, MARK_NAMES
from work_orders.clock.clock import RunningClock
from work_orders.loop.loop import FieldId, Loop, Mark


@dataclass(frozen=True, slots=True)
class Names:
    """What lines and people are called."""

    line: Callable[[LineId], Words]
    person: NameOf


@dataclass(frozen=True, slots=True)
class Row:
    """An order, what runs on it, and its caller's number as everybody may see it."""

    case: Case
    running: Sequence[RunningClock]
    caller: str


@dataclass(frozen=True, slots=True)
class Column:
    heading: Words
    cell: Callable[[Row], Words]


def columns(loop: Loop, names: Names, now: datetime) -> tuple[Column, ...]:
    """Of the loop in force: with every field of its forms but the private ones."""
    told = Teller(loop, names.person)
    fields = [field for field in loop.fields.values() if not field.private]
    return (
        *_where_it_stands(told, names),
        *_when(loop, now),
        Column(Words("来电号码", "caller"), lambda row: _text(row.caller)),
        *(Column(field.names, _field(told, field.id)) for field in fields),
        Column(Words("处理结果", "result"), lambda row: _text(row.case.result)),
        Column(Words("回单内容", "reply"), lambda row: _text(row.case.reply)),
    )


def _where_it_stands(told: Teller, names: Names) -> tuple[Column, ...]:
    def named(key: str, value: Callable[[Case], str]) -> Column:
        return Column(CHANGED[key], lambda row: _named(told, key, value(row.case)))

    return (
        Column(Words("工单号", "order"), lambda row: _text(row.case.number)),
        Column(Words("专线", "line"), lambda row: names.line(row.case.line)),
        named("step", lambda case: case.step),
        named("category", lambda case: case.category or ""),
        named("matter", lambda case: case.matter or ""),
        named("source", lambda case: case.source),
        named("outside_number", lambda case: case.outside_number),
        named("owner", lambda case: case.owner or ""),
        named("follower", lambda case: case.follower or ""),
        named("unit", lambda case: case.unit or ""),
        named("holder", lambda case: case.holder or ""),
        named("co_units", lambda case: ",".join(case.co_units)),
        named("risk", lambda case: case.risk),
        *(_mark(told, mark) for mark in (Mark.MAJOR, Mark.LISTED, Mark.DISSATISFIED)),
        named("confidential", lambda case: "yes" if case.confidential else ""),
        named("parent", lambda case: case.parent or ""),
    )


def _when(loop: Loop, now: datetime) -> tuple[Column, ...]:
    return (
        Column(Words("受理时间", "opened"), lambda row: _instant(row.case.opened_at)),
        Column(Words("进入本环节", "at this step since"), lambda row: _instant(row.case.entered_at)),
        Column(Words("最近时限", "next deadline"), lambda row: _clock(loop, _next(row))),
        Column(Words("到期时间", "due"), lambda row: _instant(one.due_at if (one := _next(row)) else None)),
        Column(Words("是否超时", "late"), lambda row: _late(_next(row), now)),
        Column(Words("归档时间", "archived"), lambda row: _instant(row.case.archived_at)),
    )


def _field(told: Teller, field: FieldId) -> Callable[[Row], Words]:
    return lambda row: _named(told, f"form.{field}", row.case.form.get(field, ""))


def _mark(told: Teller, mark: Mark) -> Column:
    return Column(MARK_NAMES[mark], lambda row: _named(told, f"mark.{mark}", row.case.marks.get(mark, "")))


def _named(told: Teller, key: str, value: str) -> Words:
    return told.value(key, value) if value else _text("")


def _next(row: Row) -> RunningClock | None:
    return next((one for one in row.running if one.runs), None)


def _clock(loop: Loop, row: RunningClock | None) -> Words:
    known = loop.clocks.get(row.clock) if row else None
    return known.names if known else _text(row.clock if row else "")


def _late(row: RunningClock | None, now: datetime) -> Words:
    return Words("是", "yes") if row and row.due_at <= now else _text("")


def _instant(at: datetime | None) -> Words:
    """As spreadsheets of any language read it."""
    return _text(f"{local(at):%Y-%m-%d %H:%M}" if at else "")


def _text(said: str) -> Words:
    return Words(said, said)
