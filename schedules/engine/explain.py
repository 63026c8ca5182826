"""Why the duty calendar answers as it does, in words a supervisor would use.

Precedence, highest first: a temporary closing · the kind of day · the duty hours · the rules of ``answer``, from top
to bottom. The steps are told in this order.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from schedules.answer import Because, DutyAnswer, DutyState
from schedules.calendar import Day, DayKind
from schedules.engine.timeline import OFF_HOURS
from schedules.language.overrides import Closing
from schedules.language.roster import AnswerRule, DutyDays, Piece, Roster
from schedules.times import WEEKDAYS_EN, WEEKDAYS_ZH, Span, minute_of
from storage.ids import GroupId


@dataclass(frozen=True, slots=True)
class Question:
    """An answer and all that led to it."""

    roster: Roster
    day: Day
    moment: datetime
    answer: DutyAnswer
    opens: datetime | None
    """When a closed line opens again."""
    closing: Closing | None


def because(question: Question) -> Because:
    """One sentence in each language."""
    if question.closing is not None:
        return _closed_for_now(question, question.closing)
    if question.answer.state is DutyState.OPEN:
        return _open(question)
    if question.answer.rule == OFF_HOURS:
        return _off_hours(question)
    return _day_off(question)


def steps(question: Question) -> list[Because]:
    """Each rule looked at, down to the one that decided."""
    told = [_step_day(question)]
    if question.closing is not None:
        return [_closed_for_now(question, question.closing), *told]
    told.append(_step_duty(question))
    if question.answer.state is DutyState.OPEN:
        told.extend(_step_rules(question))
    return told


def _open(question: Question) -> Because:
    minute = minute_of(question.moment)
    span = next(piece.span for piece in question.roster.pieces if minute in piece.span)
    zh, en = _day_words(question.day)
    names_zh, names_en = _names(question.roster, question.answer.groups)
    first_en, *others_en = names_en
    then_zh = "".join(f"，无人接听时转{name}" for name in names_zh[1:])
    then_en = "".join(f", then {name} when nobody picks up" for name in others_en)
    return Because(
        f"{_date(question.moment)}（{zh}）{span} 由{names_zh[0]}应答{then_zh}。",
        f"On {_date_en(question.moment)}, {en}, {first_en} answer from {_from_to(span)}{then_en}.",
    )


def _off_hours(question: Question) -> Because:
    zh, en = _day_words(question.day)
    hours_zh, hours_en = _hours(question.roster.hours)
    opens_zh, opens_en = _opens(question.opens)
    time = f"{question.moment:%H:%M}"
    return Because(
        f"{_date(question.moment)}（{zh}）{time} 不在值班时间 {hours_zh} 之内{opens_zh}。",
        f"On {_date_en(question.moment)}, {en}, {time} is outside the duty hours {hours_en}{opens_en}.",
    )


def _day_off(question: Question) -> Because:
    zh, en = _day_words(question.day)
    opens_zh, opens_en = _opens(question.opens)
    return Because(
        f"{_date(question.moment)}（{zh}）不值班{opens_zh}。",
        f"On {_date_en(question.moment)}, {en}, the line is off duty{opens_en}.",
    )


def _closed_for_now(question: Question, closing: Closing) -> Because:
    opens_zh, opens_en = _opens(question.opens)
    start, end = f"{closing.start:%Y-%m-%d %H:%M}", f"{closing.end:%Y-%m-%d %H:%M}"
    return Because(
        f"{start} 至 {end} 临时停止应答，原因：{closing.why}（{closing.who}）{opens_zh}。",
        f"Closed for the time from {start} to {end} by {closing.who}: {closing.why}{opens_en}.",
    )


def _step_day(question: Question) -> Because:
    zh, en = _day_words(question.day)
    source_zh, source_en = _source(question.day)
    return Because(
        f"{_date(question.moment)}：{zh}，依据{source_zh}。",
        f"{_date_en(question.moment)} is {en}, by {source_en}.",
    )


def _step_duty(question: Question) -> Because:
    roster = question.roster
    hours_zh, hours_en = _hours(roster.hours)
    days_zh, days_en = _DAYS[roster.days]
    inside = ("在", "inside") if question.answer.state is DutyState.OPEN else ("不在", "outside")
    time = f"{question.moment:%H:%M}"
    return Because(
        f"{roster.line.name_zh}专线{days_zh}{hours_zh} 值班：{time} {inside[0]}其内。",
        f"The {roster.line.name_en} line is on duty {days_en} {hours_en}: {time} is {inside[1]}.",
    )


def _step_rules(question: Question) -> Iterator[Because]:
    piece = _piece(question)
    for index, rule in enumerate(question.roster.rules[: piece.rule + 1]):
        decides = index == piece.rule
        when_zh, when_en = _when(rule)
        names_zh, names_en = _names(question.roster, rule.groups)
        yield Because(
            f"第 {index + 1} 条：{when_zh} {'、'.join(names_zh)}：{'符合，由此条决定' if decides else '不符合'}。",
            f"Rule {index + 1}, {when_en} {' then '.join(names_en)}: "
            f"{'matches and decides' if decides else 'does not match'}.",
        )


def _piece(question: Question) -> Piece:
    minute = minute_of(question.moment)
    return next(piece for piece in question.roster.pieces if minute in piece.span)


def _when(rule: AnswerRule) -> tuple[str, str]:
    return _hours(rule.spans) if rule.spans else ("其他值班时间", "otherwise")


def _day_words(day: Day) -> tuple[str, str]:
    """``周六，国庆节调休上班日`` and ``a make-up working day for National Day``."""
    zh, en = _kind_words(day)
    if day.assumed:
        zh = f"推定为{zh}，{day.date.year} 年放假安排尚未录入"
        en = f"assumed {en} while the calendar of {day.date.year} is not in"
    return f"{WEEKDAYS_ZH[day.date.weekday()]}，{zh}", en


def _kind_words(day: Day) -> tuple[str, str]:
    if day.kind is DayKind.HOLIDAY:
        return (f"{day.name.zh}放假", f"{day.name.en} (holiday)") if day.name else ("节假日", "a holiday")
    if day.kind is DayKind.MAKE_UP:
        zh, en = (day.name.zh, f" for {day.name.en}") if day.name else ("", "")
        return f"{zh}调休上班日", f"a make-up working day{en}"
    return ("工作日", "a working day") if day.works else ("休息日", "a day of rest")


def _source(day: Day) -> tuple[str, str]:
    if day.ours:
        return "本机日历 calendar.yaml", "our own calendar.yaml"
    if day.assumed:
        return "周一至周五的一般规则", "the bare rule of Monday to Friday"
    return "国务院放假安排", "the State Council's calendar"


def _names(roster: Roster, groups: tuple[GroupId, ...]) -> tuple[list[str], list[str]]:
    named = {group.id: group for group in roster.groups}
    return [named[group].name_zh for group in groups], [named[group].name_en for group in groups]


def _opens(when: datetime | None) -> tuple[str, str]:
    if when is None:
        return "", ""
    return f"，下次值班 {_date(when)}（{WEEKDAYS_ZH[when.weekday()]}）{when:%H:%M}", (
        f"; next on duty on {_date_en(when)} at {when:%H:%M}"
    )


def _hours(spans: tuple[Span, ...]) -> tuple[str, str]:
    return "、".join(map(str, spans)), " and ".join(map(str, spans))


def _from_to(span: Span) -> str:
    start, _, end = str(span).partition("–")
    return f"{start} to {end}"


def _date(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d}"


def _date_en(moment: datetime) -> str:
    return f"{WEEKDAYS_EN[moment.weekday()]} {moment:%Y-%m-%d}"


_DAYS = {
    DutyDays.EVERY_DAY: ("每日（含法定节假日）", "every day, holidays included,"),
    DutyDays.WORKING_DAYS: ("工作日（含调休上班日）", "on working days, make-up days included,"),
}
