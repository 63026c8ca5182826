"""How duty is told at a terminal: who answers, who is on duty, when."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from app.language import Say
from schedules.answer import DutyAnswer, DutyState, OnDuty
from schedules.book import DutyBook
from schedules.finding import Bilingual
from schedules.review.plan import MEMBERS
from schedules.times import WEEKDAYS_EN, WEEKDAYS_ZH
from storage.ids import GroupId, LineId

NOBODY = Bilingual("无人", "nobody")


def line_name(book: DutyBook, line: LineId) -> Bilingual:
    found = book.lines[line]
    return Bilingual(found.name_zh, found.name_en)


def group_name(book: DutyBook, group: GroupId, *, whole: bool = False) -> Bilingual:
    """专家; with its line, 云南专家, where ``whole``."""
    found = book.groups[group]
    if not whole:
        return Bilingual(found.name_zh, found.name_en)
    line = book.lines[found.line]
    return Bilingual(f"{line.name_zh}{found.name_zh}", f"{line.name_en} {found.name_en}")


def answered_by(book: DutyBook, answer: DutyAnswer | None, say: Say) -> str:
    """The groups in the order in which they are tried; or that the line is closed, or unknown."""
    if answer is None:
        return say(Bilingual("无此专线", "no such line"))
    if answer.state is not DutyState.OPEN:
        words = say(Bilingual("不值班", "closed"))
    else:
        own = [group_name(book, group, whole=book.groups[group].line != answer.line) for group in answer.groups]
        words = say(Bilingual("、".join(name.zh for name in own), ", ".join(name.en for name in own)))
    if answer.after is not None and len(answer.groups) > 1:
        words += say(Bilingual(f"（每组 {answer.after} 秒）", f" ({answer.after} s each)"))
    if answer.say:
        words += say(Bilingual(f"，先播 {'、'.join(answer.say)}", f", first said: {', '.join(answer.say)}"))
    return words


def people_of(book: DutyBook, on_duty: OnDuty | None, say: Say) -> str:
    """Names; all of a group by its number of people."""
    if on_duty is None:
        return say(Bilingual("无此组", "no such group"))
    if not on_duty.people:
        return say(NOBODY)
    if on_duty.rule == MEMBERS and not on_duty.away and len(on_duty.people) > 6:
        return say(Bilingual(f"全组 {len(on_duty.people)} 人", f"all {len(on_duty.people)}"))
    separator = say(Bilingual("、", ", "))
    return separator.join(book.people[person].name for person in on_duty.people)


def weekday(day: date, say: Say) -> str:
    return say(Bilingual(WEEKDAYS_ZH[day.weekday()], WEEKDAYS_EN[day.weekday()][:3]))


def hours(start: datetime, end: datetime) -> str:
    """``12:00–14:00``; the end of a day is 24:00."""
    until = "24:00" if end - start <= timedelta(days=1) and f"{end:%H:%M}" == "00:00" else f"{end:%H:%M}"
    return f"{start:%H:%M}–{until}"


def period(start: datetime, end: datetime, say: Say) -> str:
    """``周三 11-25 12:00–14:00``, with both dates where it is longer than a day."""
    if end - start <= timedelta(days=1):
        return f"{weekday(start.date(), say)} {start:%m-%d} {hours(start, end)}"
    return f"{start:%Y-%m-%d %H:%M} – {end:%Y-%m-%d %H:%M}"


def dates(runs: Iterable[tuple[date, date]]) -> str:
    """``11-23~11-27, 11-30``."""
    return ", ".join(f"{first:%m-%d}" if first == last else f"{first:%m-%d}~{last:%m-%d}" for first, last in runs)
