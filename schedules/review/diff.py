"""What another duty version changes: who answers when, who of a group takes the calls, and what holds always.

Stretches that differ in the same way and touch each other are one; a version that says the same in other words
changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Generic, TypeVar

from schedules.answer import DutyAnswer, OnDuty
from schedules.book import DutyBook
from schedules.finding import Bilingual
from schedules.review.stretch import earliest
from storage.ids import GroupId, LineId

K = TypeVar("K")
Said = TypeVar("Said", DutyAnswer, OnDuty)


@dataclass(frozen=True, slots=True)
class Change(Generic[K, Said]):
    """In ``[start, end)`` something else holds of a line or a group. None: that version has no such one."""

    of: K
    start: datetime
    end: datetime
    before: Said | None
    after: Said | None


AnswerChange = Change[LineId, DutyAnswer]
"""The line is answered otherwise."""
PeopleChange = Change[GroupId, OnDuty]
"""Other people of the group take the calls."""


@dataclass(frozen=True, slots=True)
class FactChange:
    """Something said once and for all: a name, a code, seconds of ringing. Empty: not given."""

    what: Bilingual
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything that another version changes in the stretch of time that was looked at."""

    answers: tuple[AnswerChange, ...]
    people: tuple[PeopleChange, ...]
    facts: tuple[FactChange, ...]

    def __bool__(self) -> bool:
        return bool(self.answers or self.people or self.facts)


def difference(old: DutyBook, new: DutyBook, start: datetime, end: datetime) -> Difference:
    """What ``new`` changes in ``[start, end)``."""
    return Difference(
        tuple(one for line in _union(old.lines, new.lines) for one in _answers(old, new, line, (start, end))),
        tuple(one for group in _union(old.groups, new.groups) for one in _people(old, new, group, (start, end))),
        tuple(_facts(old, new)),
    )


Period = tuple[datetime, datetime]


def _answers(old: DutyBook, new: DutyBook, line: LineId, period: Period) -> Iterator[AnswerChange]:
    before, after = (book.state_at if line in book.lines else None for book in (old, new))
    return _changes(line, (before, after), period)


def _people(old: DutyBook, new: DutyBook, group: GroupId, period: Period) -> Iterator[PeopleChange]:
    before, after = (book.on_duty if group in book.groups else None for book in (old, new))
    return _changes(group, (before, after), period)


Asked = Callable[[K, datetime], Said]


def _changes(
    of: K,
    asked: tuple[Asked[K, Said] | None, Asked[K, Said] | None],
    period: Period,
) -> Iterator[Change[K, Said]]:
    """Walk both versions together; what differs in the same way as the stretch before it prolongs that stretch."""
    held: Change[K, Said] | None = None
    cursor, end = period
    while cursor < end:
        before, after = (ask(of, cursor) if ask else None for ask in asked)
        until = earliest(end, before.until if before else None, after.until if after else None)
        found = Change(of, cursor, until, before, after)
        if held and held.end == cursor and essence_of(held) == essence_of(found):
            held = replace(held, end=until)
        else:
            if held:
                yield held
            was, is_ = essence_of(found)
            held = found if was != is_ else None
        cursor = until
    if held:
        yield held


def essence_of(change: Change[K, Said]) -> tuple[object, object]:
    """What differs, whatever the rules are called: two changes with the same essence are one to a caller."""
    return _essence(change.before), _essence(change.after)


def _essence(said: DutyAnswer | OnDuty | None) -> object:
    if isinstance(said, DutyAnswer):
        return said.state, said.groups, said.say, said.after
    return said and frozenset(said.people)


def _facts(old: DutyBook, new: DutyBook) -> Iterator[FactChange]:
    before, after = _told(old), _told(new)
    for what in _union(before, after):
        if before.get(what, "") != after.get(what, ""):
            yield FactChange(what, before.get(what, ""), after.get(what, ""))


def _told(book: DutyBook) -> dict[Bilingual, str]:
    told: dict[Bilingual, str] = {}
    for line in book.lines.values():
        told[Bilingual(f"{line.id} 编号", f"{line.id}: code")] = line.code
        told[Bilingual(f"{line.id} 名称", f"{line.id}: name")] = f"{line.name_zh} {line.name_en}"
        waiting = Bilingual(f"{line.id} 下班时仍在等待的来电者", f"{line.id}: callers still waiting at closing time")
        told[waiting] = str(line.at_closing.group or line.at_closing.what)
    for group in book.groups.values():
        told[Bilingual(f"{group.id} 名称", f"{group.id}: name")] = f"{group.name_zh} {group.name_en}"
    for person in book.people.values():
        roles = " ".join(sorted(person.roles))
        told[Bilingual(f"人员 {person.id}", f"person {person.id}")] = f"{person.name} ({roles})"
    for field in fields(book.rules):
        value = getattr(book.rules, field.name)
        key = f"{'menu' if field.name == 'default_line' else 'routing'}.{field.name}"
        told[Bilingual(key, key)] = "" if value is None else str(value)
    return told


def _union(old: Mapping[K, object], new: Mapping[K, object]) -> list[K]:
    """The new version's order, then what it has no more."""
    return [*new, *(key for key in old if key not in new)]
