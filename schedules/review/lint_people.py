"""People: slots that nobody can take, names on leave, one person in two places, agents whom no call can reach."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from people.person import Role
from schedules.answer import OnDuty
from schedules.bundle import LEAVE, PEOPLE
from schedules.document import Section
from schedules.finding import Bilingual
from schedules.review.looking import Looking, period_words
from schedules.review.plan import MEMBERS
from schedules.review.stretch import Stretch, walk, walk_group
from storage.ids import GroupId, PersonId


@dataclass(frozen=True, slots=True)
class _Turn:
    """Who of a group is on duty in ``[start, end)``."""

    start: datetime
    end: datetime
    on_duty: OnDuty


def nobody_on_duty(looking: Looking) -> None:
    """A group whose turn it is, and of which everybody is away: told once, of the first time."""
    for group in looking.book.groups.values():
        told: set[tuple[str, tuple[PersonId, ...]]] = set()
        for turn in _turns(looking, group.id):
            key = turn.on_duty.rule, turn.on_duty.away
            if turn.on_duty.people or key in told:
                continue
            missed = [one for one in walk(looking.book, group.line, turn.start, turn.end) if _missed(one, group.id)]
            if missed:
                told.add(key)
                alone = any(not _anybody(one) for one in missed)
                _tell_nobody(looking, _Turn(missed[0].start, missed[-1].end, turn.on_duty), alone=alone)


def _missed(stretch: Stretch, group: GroupId) -> bool:
    """True where this group should be the first to answer, or where nobody answers at all."""
    groups = stretch.answer.groups
    return group in groups and (groups[0] == group or not _anybody(stretch))


def _anybody(stretch: Stretch) -> bool:
    return any(one.people for one in stretch.people)


def _tell_nobody(looking: Looking, turn: _Turn, *, alone: bool) -> None:
    where = looking.who(turn.on_duty)
    if where is None:
        return
    when_zh, when_en = period_words(turn.start, turn.end)
    zh, en = looking.group_names(turn.on_duty.group)
    then_zh, then_en = ("，也没有别的组", ", nor is there another group") if alone else ("，来电直接转下一组", "")
    problem = Bilingual(
        f"{when_zh} {zh}无人当班{then_zh}：{_names(looking, turn.on_duty.away)}请假",
        f"{when_en}: nobody of the {en} is on duty{then_en}; away: {', '.join(turn.on_duty.away)}",
    )
    section, key = where
    section.warn(key, problem, Bilingual("请安排替班 stand_in，或改排", "give a stand_in, or roster somebody else"))


def named_although_away(looking: Looking) -> None:
    """A person named for a slot is on leave, and nobody stands in."""
    covered = _covered(looking)
    for group in looking.book.groups:
        told: set[tuple[str, PersonId]] = set()
        for turn in _turns(looking, group):
            if not turn.on_duty.rule.startswith("named/") or not turn.on_duty.people:
                continue
            for person in turn.on_duty.away:
                if person not in covered and (turn.on_duty.rule, person) not in told:
                    told.add((turn.on_duty.rule, person))
                    _tell_named(looking, turn, person)


def _tell_named(looking: Looking, turn: _Turn, person: PersonId) -> None:
    where = looking.who(turn.on_duty)
    if where is not None:
        section, key = where
        people = section.texts(key)
        when_zh, when_en = period_words(turn.start, turn.end)
        name = looking.book.people[person].name
        problem = Bilingual(f"{name} {when_zh} 请假，却被指名值班", f"{name} is on leave on {when_en}, and yet named")
        item = people.index(person) if person in people else None
        section.warn(key, problem, Bilingual("请写替班 stand_in，或改排", "give a stand_in, or name another"), item)


def in_two_places(looking: Looking) -> None:
    """A person whom two rosters want by name, or by crew, at the same time."""
    turns = [
        (person, turn)
        for group in looking.book.groups
        for turn in _turns(looking, group)
        if turn.on_duty.rule != MEMBERS
        for person in turn.on_duty.people
    ]
    told: set[tuple[PersonId, frozenset[GroupId]]] = set()
    turns.sort(key=lambda one: (one[0], one[1].start))
    for index, (person, turn) in enumerate(turns):
        for other, later in turns[index + 1 :]:
            if other != person or later.start >= turn.end:
                break
            pair = person, frozenset((turn.on_duty.group, later.on_duty.group))
            if turn.on_duty.group != later.on_duty.group and pair not in told:
                told.add(pair)
                _tell_two(looking, person, turn, later)


def _tell_two(looking: Looking, person: PersonId, turn: _Turn, later: _Turn) -> None:
    where = looking.who(later.on_duty)
    if where is None:
        return
    section, key = where
    when_zh, when_en = period_words(max(turn.start, later.start), min(turn.end, later.end))
    (one_zh, one_en), (other_zh, other_en) = (looking.group_names(one.on_duty.group) for one in (turn, later))
    name = looking.book.people[person].name
    problem = Bilingual(
        f"{name} {when_zh} 同时排在{one_zh}和{other_zh}",
        f"{name} is rostered twice on {when_en}: {one_en} and {other_en}",
    )
    section.warn(key, problem, Bilingual("请改排其中一处", "roster somebody else in one of them"))


def agents_without_group(looking: Looking) -> None:
    top = looking.top(PEOPLE)
    for entry in top.section_list("people") if top else ():
        person = looking.book.people.get(PersonId(entry.text("id")))
        if person and Role.AGENT in person.roles and not person.groups:
            problem = Bilingual(f"{person.name} 是坐席，却不在任何组", f"{person.name} is an agent, but in no group")
            entry.warn("id", problem, Bilingual("请写 groups，否则接不到来电", "give groups: no call reaches them"))


def _turns(looking: Looking, group: GroupId) -> Iterator[_Turn]:
    start, end = looking.period
    for until, on_duty in walk_group(looking.book, group, start, end):
        yield _Turn(start, until, on_duty)
        start = until


def _covered(looking: Looking) -> set[str]:
    """Who has a stand-in whenever they are away."""
    top = looking.top(LEAVE)
    entries: list[Section] = top.section_list("leave", optional=True) if top else []
    alone = {entry.text("person") for entry in entries if not entry.has("stand_in")}
    return {entry.text("person") for entry in entries if entry.has("stand_in")} - alone


def _names(looking: Looking, people: tuple[PersonId, ...]) -> str:
    return "、".join(looking.book.people[person].name for person in people)
