"""Dates, hours, days and names in the words of a supervisor, Chinese and English side by side."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from schedules.calendar import Day, DayKind
from schedules.finding import Bilingual
from schedules.language.group import Group, Line
from schedules.times import DAY_MINUTES, WEEKDAYS_EN, WEEKDAYS_ZH, Span, clock
from storage.ids import GroupId, LineId


def date_words(moment: datetime) -> Bilingual:
    """``2026-11-23`` and ``Monday 2026-11-23``."""
    return Bilingual(f"{moment:%Y-%m-%d}", f"{WEEKDAYS_EN[moment.weekday()]} {moment:%Y-%m-%d}")


def day_words(day: Day) -> Bilingual:
    """``周六，国庆节调休上班日`` and ``a make-up working day for National Day``."""
    kind = _kind_words(day)
    zh, en = kind.zh, kind.en
    if day.assumed:
        zh = f"推定为{zh}，{day.date.year} 年放假安排尚未录入"
        en = f"assumed {en} while the calendar of {day.date.year} is not in"
    return Bilingual(f"{WEEKDAYS_ZH[day.date.weekday()]}，{zh}", en)


def _kind_words(day: Day) -> Bilingual:
    if day.kind is DayKind.HOLIDAY:
        if day.name is None:
            return Bilingual("节假日", "a holiday")
        return Bilingual(f"{day.name.zh}放假", f"{day.name.en} (holiday)")
    if day.kind is DayKind.MAKE_UP:
        zh, en = (day.name.zh, f" for {day.name.en}") if day.name else ("", "")
        return Bilingual(f"{zh}调休上班日", f"a make-up working day{en}")
    return Bilingual("工作日", "a working day") if day.works else Bilingual("休息日", "a day of rest")


def source_words(day: Day) -> Bilingual:
    """Who says what kind of day it is."""
    if day.ours:
        return Bilingual("本机日历 calendar.yaml", "our own calendar.yaml")
    if day.assumed:
        return Bilingual("周一至周五的一般规则", "the bare rule of Monday to Friday")
    return Bilingual("国务院放假安排", "the State Council's calendar")


def hours_words(spans: tuple[Span, ...]) -> Bilingual:
    """``09:00–12:00、14:00–18:00``."""
    return Bilingual("、".join(_span_zh(span) for span in spans), " and ".join(_span_en(span, "–") for span in spans))


def from_to(span: Span) -> Bilingual:
    """``22:00–次日06:00`` and ``22:00 to 06:00 the next day``."""
    return Bilingual(_span_zh(span), _span_en(span, " to "))


def _span_zh(span: Span) -> str:
    if span.start >= DAY_MINUTES:
        return f"次日{clock(span.start - DAY_MINUTES)}–{clock(span.end - DAY_MINUTES)}"
    return f"{clock(span.start)}–{'次日' if span.passes_midnight else ''}{clock(span.end)}"


def _span_en(span: Span, to: str) -> str:
    late = DAY_MINUTES if span.start >= DAY_MINUTES else 0
    next_day = " the next day" if span.passes_midnight else ""
    return f"{clock(span.start - late)}{to}{clock(span.end - late)}{next_day}"


def opens_words(when: datetime | None) -> Bilingual:
    """When the line is on duty again; nothing where it never is."""
    if when is None:
        return Bilingual("", "")
    date = date_words(when)
    return Bilingual(
        f"，下次值班 {date.zh}（{WEEKDAYS_ZH[when.weekday()]}）{when:%H:%M}",
        f"; next on duty on {date.en} at {when:%H:%M}",
    )


def group_names(
    line: LineId, asked: tuple[GroupId, ...], lines: Mapping[LineId, Line], groups: Mapping[GroupId, Group]
) -> list[Bilingual]:
    """What groups are called from the point of view of a line: those of other lines say of which."""
    return [_named(line, groups[group], lines) for group in asked]


def _named(line: LineId, group: Group, lines: Mapping[LineId, Line]) -> Bilingual:
    if group.line == line:
        return Bilingual(group.name_zh, group.name_en)
    owner = lines[group.line]
    return Bilingual(f"{owner.name_zh}{group.name_zh}", f"{owner.name_en} {group.name_en}")


def listed(words: list[Bilingual]) -> Bilingual:
    return Bilingual("、".join(word.zh for word in words), " then ".join(word.en for word in words))


def answered_by(names: list[Bilingual], after: int | None) -> tuple[Bilingual, Bilingual]:
    """Who answers first, and who then: ``专家`` and ``，20 秒无人接听时转客服``."""
    first, *others = names
    seconds = ("", "") if after is None else (f"{after} 秒", f" for {after} seconds")
    return first, Bilingual(
        "".join(f"，{seconds[0]}无人接听时转{name.zh}" for name in others),
        "".join(f", then {name.en} when nobody picks up{seconds[1]}" for name in others),
    )
