"""Differences between two duty versions, as people read them and as programs do."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date

from rich.console import Console

from app.language import Say
from app.roster.words import answered_by, dates, group_name, hours, line_name, people_of, period, weekday
from schedules.answer import DutyAnswer, OnDuty
from schedules.book import DutyBook
from schedules.finding import Bilingual
from schedules.review.diff import Change, Difference, K, Said
from schedules.review.repeated import Repeated, repeated, runs

Books = tuple[DutyBook, DutyBook]
COLON = Bilingual("：", ": ")


def show(console: Console, found: Difference, books: Books, say: Say) -> None:
    """Every change on a line of its own; plainly so when nothing changes."""
    for words in told(found, books, say):
        console.print(words, highlight=False, markup=False, soft_wrap=True)


def told(found: Difference, books: Books, say: Say) -> Iterator[str]:
    if not found:
        yield say(Bilingual("没有任何变化。", "Nothing changes."))
    if found.answers:
        count = len(found.answers)
        stretches = "one stretch" if count == 1 else f"{count} stretches"
        yield say(Bilingual(f"应答有变化的时段（{count} 段）：", f"Who answers changes in {stretches} of time:"))
        yield from (f"  {_answer(one, books, say)}" for one in repeated(found.answers))
    if found.people:
        yield say(Bilingual("当班人员的变化：", "Who is on duty changes:"))
        yield from (f"  {_people(one, books, say)}" for one in repeated(found.people))
    if found.facts:
        yield say(Bilingual("其他变化：", "Further changes:"))
        nothing = say(Bilingual("无", "none"))
        yield from (
            f"  {say(one.what)}{say(COLON)}{one.before or nothing} → {one.after or nothing}" for one in found.facts
        )


def _answer(one: Repeated[K, DutyAnswer], books: Books, say: Say) -> str:
    change = one.first
    old, new = books
    known = new if change.after else old
    line = next(said.line for said in (change.after, change.before) if said)
    before, after = answered_by(old, change.before, say), answered_by(new, change.after, say)
    return f"{_when(one, say)} {say(line_name(known, line))}{say(COLON)}{before} → {after}{_days(one, say)}"


def _people(one: Repeated[K, OnDuty], books: Books, say: Say) -> str:
    change = one.first
    old, new = books
    known = new if change.after else old
    group = next(said.group for said in (change.after, change.before) if said)
    before, after = people_of(old, change.before, say), people_of(new, change.after, say)
    name = say(group_name(known, group, whole=True))
    return f"{_when(one, say)} {name}{say(COLON)}{before} → {after}{_days(one, say)}"


def _when(one: Repeated[K, Said], say: Say) -> str:
    if len(one.days) == 1:
        return period(one.first.start, one.first.end, say)
    return f"{_weekdays(one.days, say)} {hours(one.first.start, one.first.end)}"


def _weekdays(days: tuple[date, ...], say: Say) -> str:
    """周一至周五, or the days one by one."""
    named = dict(sorted((day.weekday(), weekday(day, say)) for day in days))
    first, last = min(named), max(named)
    if last - first + 1 == len(named) > 2:
        return say(Bilingual("至", "–")).join((named[first], named[last]))
    return say(Bilingual("、", " ")).join(named.values())


def _days(one: Repeated[K, Said], say: Say) -> str:
    if len(one.days) == 1:
        return ""
    listed = dates(runs(one.days))
    return say(Bilingual(f"（{len(one.days)} 天：{listed}）", f" ({len(one.days)} days: {listed})"))


def as_json(found: Difference) -> Iterator[str]:
    """A line for each stretch, then for each fact; instants as ISO 8601."""
    for answer in found.answers:
        yield _row("answer", answer, "line", _answer_json)
    for people in found.people:
        yield _row("people", people, "group", _people_json)
    for fact in found.facts:
        what = {"zh": fact.what.zh, "en": fact.what.en}
        yield json.dumps({"kind": "fact", "what": what, "before": fact.before, "after": fact.after}, ensure_ascii=False)


def _row(kind: str, change: Change[K, Said], key: str, shape: Callable[[Said | None], object]) -> str:
    row = {
        "kind": kind,
        key: change.of,
        "from": change.start.isoformat(),
        "until": change.end.isoformat(),
        "before": shape(change.before),
        "after": shape(change.after),
    }
    return json.dumps(row, ensure_ascii=False)


def _answer_json(answer: DutyAnswer | None) -> object:
    return answer and {
        "state": answer.state.value,
        "groups": list(answer.groups),
        "rule": answer.rule,
        "say": list(answer.say),
        "after": answer.after,
    }


def _people_json(on_duty: OnDuty | None) -> object:
    return on_duty and {"people": list(on_duty.people), "rule": on_duty.rule}
