"""The words of deadlines: why a stretch counts, why it does not, and the one sentence that says when and why."""

from __future__ import annotations

from datetime import datetime

from schedules.answer import Because
from schedules.calendar import Day
from schedules.times import WEEKDAYS_EN, WEEKDAYS_ZH
from schedules.working_time.hours import why_off
from schedules.working_time.term import Term, Unit

NATURAL = Because("自然时间，连续计算", "natural time, without a pause")
NEVER_OPENS = Because("此后不再值班，按自然时间计算", "never on duty again, so counted in natural time")
DAY_OF_START = Because("起算当日不计", "the day of the start is not counted")
CALENDAR_DAYS = Because("自然日，节假日照计", "calendar days, holidays included")
THIS_SHIFT = Because("本班次", "this shift")


def working_day(number: int) -> Because:
    return Because(f"第 {number} 个工作日", f"working day {number}")


def not_a_working_day(day: Day) -> Because:
    """Why a day is skipped where working days are counted: the calendar's reason, or that nobody is on duty on it."""
    if day.works:
        return Because("当日不值班", "nobody is on duty that day")
    return why_off(day)


def sentence(term: Term, instant: datetime, start: datetime, at: datetime, *, assumed: bool) -> Because:
    """From when the clock runs, what it counts, and when it is over."""
    zh, en = _from(instant, start)
    counts_zh, counts_en = (part.format(n=term.amount) for part in _COUNTS[term.unit])
    note_zh = f"（{at.year} 年放假安排尚未录入，按周一至周五推定）" if assumed else ""
    note_en = f" (assumed while the calendar of {at.year} is not in)" if assumed else ""
    return Because(f"{zh}，{counts_zh}：{zh_time(at)}{note_zh}。", f"{en}, {counts_en}: {en_time(at)}{note_en}.")


def binds(step: datetime, whole: datetime) -> Because:
    """Which of two deadlines binds, and why."""
    if step <= whole:
        return Because(
            f"本步骤期限 {zh_time(step)} 不晚于整单期限 {zh_time(whole)}，以本步骤期限为准。",
            f"The step is due {en_time(step)}, not later than the whole order ({en_time(whole)}): the step's binds.",
        )
    return Because(
        f"本步骤期限 {zh_time(step)} 晚于整单期限 {zh_time(whole)}，以整单期限为准。",
        f"The step would be due {en_time(step)}, later than the whole order ({en_time(whole)}): the order's binds.",
    )


def earlier(at_most: datetime, own: datetime) -> Because:
    """Which of two binds: what is allowed at most, or the clock's own term."""
    if at_most < own:
        return Because(
            f"早于按本时限自身时长的 {zh_time(own)}，以从严的为准。",
            f"That is earlier than by the clock's own term ({en_time(own)}): it binds.",
        )
    return Because(
        f"不早于按本时限自身时长的 {zh_time(own)}，以自身时长为准。",
        f"That is no earlier than by the clock's own term ({en_time(own)}): the clock's own binds.",
    )


def begins_by(unit: Unit, amount: int, event: datetime, latest: datetime) -> Because:
    """Until when something has to be done that must come so long before an event."""
    zh, en = (part.format(n=amount) for part in _AHEAD[unit])
    return Because(
        f"须在 {zh_time(event)} 之前{zh}完成，最迟 {zh_time(latest)}。",
        f"Has to be done {en} before {en_time(event)}, by {en_time(latest)} at the latest.",
    )


def zh_time(when: datetime) -> str:
    return f"{when:%Y-%m-%d}（{WEEKDAYS_ZH[when.weekday()]}）{when:%H:%M}"


def en_time(when: datetime) -> str:
    return f"{WEEKDAYS_EN[when.weekday()]} {when:%Y-%m-%d} {when:%H:%M}"


def _from(instant: datetime, start: datetime) -> tuple[str, str]:
    if start == instant:
        return f"自 {zh_time(start)} 起计", f"Counted from {en_time(start)}"
    return (
        f"{zh_time(instant)} 不在值班时间，自下次值班 {zh_time(start)} 起计",
        f"{en_time(instant)} is off duty, so counted from the next opening on {en_time(start)}",
    )


_COUNTS = {
    Unit.MINUTES: ("{n} 分钟后到期", "due {n} minutes later"),
    Unit.DUTY_MINUTES: ("满 {n} 分钟值班时间到期", "due after {n} minutes of duty time"),
    Unit.WORKING_DAYS: (
        "当日不计，第 {n} 个工作日下班时到期",
        "that day not counted, due at close of business on working day {n}",
    ),
    Unit.SAME_CLOCK: (
        "当日不计，第 {n} 个工作日的同一时刻到期",
        "that day not counted, due at the same time of working day {n}",
    ),
    Unit.CALENDAR_DAYS: ("当日不计，第 {n} 个自然日结束时到期", "that day not counted, due when calendar day {n} ends"),
    Unit.SHIFT_END: ("本班次结束时到期", "due at the end of the shift"),
}
_AHEAD = {
    Unit.MINUTES: (" {n} 分钟", "{n} minutes"),
    Unit.DUTY_MINUTES: (" {n} 分钟值班时间", "{n} minutes of duty time"),
    Unit.WORKING_DAYS: (" {n} 个完整工作日", "{n} whole working days"),
    Unit.CALENDAR_DAYS: (" {n} 个完整自然日", "{n} whole calendar days"),
}
