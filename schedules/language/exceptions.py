"""``exceptions`` of a roster (某日例外): dated, with the year, each with its reason."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from schedules.bounds import MOST_EXCEPTION_DAYS
from schedules.document import Bilingual, Section
from schedules.language.answering import Groups, read_after, read_groups
from schedules.language.hours import CLOSED
from schedules.language.ranges import read_days, read_ranges
from schedules.times import Span
from storage.ids import GroupId

LONGEST_EXCEPTION = 92  # days; a wrong year in a range must not close a line
PROMPT = re.compile(r"[a-z0-9][a-z0-9-]*(/[a-z0-9][a-z0-9-]*)?")


@dataclass(frozen=True, slots=True)
class DatedException:
    """What is different on one date. Nothing of ``hours``, ``groups`` and ``say`` given: as on other such days."""

    on: date
    why: str
    hours: tuple[Span, ...] | None = None
    """The day's only hours; none of them: closed."""
    groups: tuple[GroupId, ...] = ()
    after: int | None = None
    say: tuple[str, ...] = ()

    @property
    def rule(self) -> str:
        return f"exception/{self.on}"

    @property
    def closed(self) -> bool:
        return self.hours == ()


def read_exceptions(section: Section, groups: Groups) -> dict[date, DatedException]:
    """Read ``exceptions``; faults become the section's findings."""
    entries = section.section("exceptions", optional=True)
    found: dict[date, DatedException] = {}
    for written in entries.names:
        if len(found) > MOST_EXCEPTION_DAYS:
            problem = Bilingual(
                f"例外超过 {MOST_EXCEPTION_DAYS} 天", f"exceptions of more than {MOST_EXCEPTION_DAYS} days"
            )
            entries.fail_key(written, problem, Bilingual("请删去过期或多余的条目", "remove what is past or not needed"))
            entries.leave()
            break
        days = read_days(entries, written, LONGEST_EXCEPTION)
        same = _read(entries.section(written), groups)
        if days is None:
            continue
        for offset in range((days[1] - days[0]).days + 1):
            when = days[0] + timedelta(days=offset)
            if when in found:
                problem = Bilingual(f"{when} 写了两次", f"{when} is given twice")
                entries.fail_key(written, problem, Bilingual("每个日期只写一次", "give each date once"))
            found[when] = DatedException(when, *same)
    return found


_Same = tuple[str, tuple[Span, ...] | None, tuple[GroupId, ...], int | None, tuple[str, ...]]


def _read(entry: Section, groups: Groups) -> _Same:
    why, say = entry.text("why"), read_say(entry)
    by = read_groups(entry, "by", groups) if entry.has("by") else ()
    after = read_after(entry)
    closed = entry.flag("closed", False)
    hours: tuple[Span, ...] | None = None
    if entry.has("hours"):
        hours = () if entry.texts("hours") == (CLOSED,) else read_ranges(entry, "hours")
    if closed and (hours or by):
        problem = Bilingual("既写了 closed，又写了值班安排", "closed, and yet with hours or groups")
        entry.fail("closed", problem, Bilingual("只保留一种", "keep one of them"))
    if not (closed or by or say or entry.has("hours") or entry.has("say")):
        problem = Bilingual("没有说这一天有什么不同", "it does not say what is different on that day")
        remedy = Bilingual("请写 hours、closed: true、by 或 say", "write hours, closed: true, by or say")
        entry.fail(None, problem, remedy)
    return why, () if closed else hours, by, after, say


def read_say(entry: Section) -> tuple[str, ...]:
    """Prompts of ``prompts.yaml`` that are spoken first."""
    prompts = entry.texts("say", ())
    for index, name in enumerate(prompts):
        if not PROMPT.fullmatch(name):
            problem = Bilingual(f"“{name}” 不是提示音的名字", f"“{name}” cannot name a prompt")
            entry.fail("say", problem, Bilingual("请写 prompts.yaml 中的名字", "write a name of prompts.yaml"), index)
    return prompts
