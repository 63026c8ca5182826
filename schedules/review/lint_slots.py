"""Slots and stand-ins that do not do what was meant: a slot that no call reaches, a day that nobody was named for, a
stand-in who is away as well."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from schedules.answer import OnDuty
from schedules.bundle import LEAVE
from schedules.calendar import Calendar
from schedules.engine.day_plan import Around, matches, plan
from schedules.engine.totality import possible_days
from schedules.finding import Bilingual
from schedules.language.leave import Leave
from schedules.language.named import NamedSlot
from schedules.language.roster import Roster
from schedules.review.looking import Looking, period_words
from schedules.review.plan import MEMBERS
from schedules.review.stretch import walk
from schedules.times import DAY_MINUTES, Span, at_minute, local, read_dates, read_instant
from storage.ids import GroupId, PersonId

_DAYS_AROUND = (-DAY_MINUTES, 0, DAY_MINUTES)


def slots_never_reached(looking: Looking) -> None:
    """A named slot outside the hours in which its group answers, or behind other slots; on no kind of day."""
    for line, roster in looking.book.rosters.items():
        top = looking.top(looking.bundle.rosters[line])
        if top is None or not roster.named:
            continue
        used = _slots_used(roster, looking.book.calendar)
        for slot, entry in zip(roster.named, top.section_list("named"), strict=True):
            if slot.number not in used:
                problem = Bilingual(
                    f"指名值班第 {slot.number} 条从不接听来电", f"no call ever reaches named slot {slot.number}"
                )
                remedy = Bilingual(
                    "它不在该组的应答时间内，或已被前面的条目占尽；请改正或删去",
                    "it lies outside the hours in which the group answers, or behind other slots: correct or remove it",
                )
                entry.warn(None, problem, remedy)


def _slots_used(roster: Roster, calendar: Calendar) -> set[int]:
    duty = (span for spans in roster.hours.by_kind.values() for span in spans)
    near = any(span.passes_midnight for span in (*duty, *(span for slot in roster.named for span in slot.spans)))
    used: set[int] = set()
    for around in possible_days(roster, calendar, near=near):
        for piece in plan(roster, around).pieces:
            for group in piece.groups:
                slots = tuple(slot for slot in roster.named if slot.group == group)
                used.update(_deciding(slots, around, piece.span))
    return used


def _deciding(slots: tuple[NamedSlot, ...], around: Around, duty: Span) -> Iterator[int]:
    """The slots that decide somewhere in a stretch on duty, which begins on the day."""
    edges = {
        edge + by for slot in slots for span in slot.spans for edge in (span.start, span.end) for by in _DAYS_AROUND
    }
    for minute in (duty.start, *(edge for edge in edges if edge in duty)):
        first = next((slot for slot in slots if matches(slot, around, minute)), None)
        if first is not None:
            yield first.number


def exceptions_without_names(looking: Looking) -> None:
    """An exception opens the line on a day off, and the slots or shifts of its group do not reach there."""
    today = local(looking.now).date()
    for line, roster in looking.book.rosters.items():
        top = looking.top(looking.bundle.rosters[line])
        by_name = _groups_by_name(roster)
        if top is None or not by_name:
            continue
        entries = top.section("exceptions", optional=True)
        for written in entries.names:
            dates = read_dates(written)
            for day in _days(dates) if dates else ():
                unnamed = by_name & _whole_groups(looking, roster, day) if day >= today else set()
                if unnamed:
                    zh, en = looking.group_names(min(unnamed))
                    problem = Bilingual(
                        f"{day} 例外上班，{zh}没有指名值班，届时全组当班",
                        f"{day} is opened by exception, but nobody of the {en} is named: the whole group is on duty",
                    )
                    remedy = Bilingual("若非本意，请在 named 中补上这类日子", "unless meant, name people for such days")
                    entries.warn_key(written, problem, remedy)
                    break


def stand_ins_away(looking: Looking) -> None:
    """Who stands in for somebody is on leave at the same time: nobody stands in then."""
    top, leave = looking.top(LEAVE), looking.book.absences.leave
    for entry in top.section_list("leave", optional=True) if top else ():
        person, stand_in = PersonId(entry.text("person")), entry.text("stand_in", "")
        mine = next((one for one in leave if stand_in and _is(one, person, stand_in, entry.text("from"))), None)
        other = next((one for one in leave if mine and _both_away(mine, one)), None)
        if mine is None or other is None or mine.end <= looking.now:
            continue
        when_zh, when_en = period_words(max(mine.start, other.start), min(mine.end, other.end))
        name = looking.book.people[PersonId(stand_in)].name
        problem = Bilingual(
            f"替班的{name} {when_zh} 自己也请假", f"{name}, who stands in, is on leave on {when_en}, too"
        )
        entry.warn("stand_in", problem, Bilingual("请另找替班", "find another stand-in"))


def _is(one: Leave, person: PersonId, stand_in: str, start: str) -> bool:
    dates = read_dates(start)
    begins = at_minute(dates[0], 0) if dates else read_instant(start)
    return (one.person, one.stand_in, one.start) == (person, stand_in, begins)


def _both_away(mine: Leave, other: Leave) -> bool:
    return other.person == mine.stand_in and other.start < mine.end and mine.start < other.end


def _groups_by_name(roster: Roster) -> set[GroupId]:
    """The groups that say who of them is on duty."""
    return {slot.group for slot in roster.named} | ({roster.rotation.group} if roster.rotation else set())


def _whole_groups(looking: Looking, roster: Roster, day: date) -> set[GroupId]:
    """The groups that answer as a whole on a day that would be off but for an exception."""
    if roster.hours.on(looking.book.calendar.day(day)):
        return set()
    stretches = walk(looking.book, roster.line.id, at_minute(day, 0), at_minute(day, DAY_MINUTES))
    return {one.group for stretch in stretches for one in stretch.people if _whole(one)}


def _whole(on_duty: OnDuty) -> bool:
    return on_duty.rule == MEMBERS


def _days(dates: tuple[date, date]) -> Iterator[date]:
    return (dates[0] + timedelta(days=by) for by in range((dates[1] - dates[0]).days + 1))
