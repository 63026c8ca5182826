"""What every look for warnings shares: the version, its texts with their places, and the stretch of time ahead."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from schedules.answer import OnDuty
from schedules.book import DutyBook
from schedules.bundle import Bundle
from schedules.document import Section, parse
from schedules.finding import Finding
from schedules.times import WEEKDAYS_EN, WEEKDAYS_ZH, at_minute, local
from storage.ids import GroupId

AHEAD = timedelta(weeks=5)
"""How far people are looked for: as far as rosters are usually settled."""


@dataclass
class Looking:
    """One look at one version; what it finds is kept in ``findings``."""

    book: DutyBook
    bundle: Bundle
    now: datetime
    prompts: Collection[str] | None
    findings: list[Finding] = field(default_factory=list)

    @property
    def period(self) -> tuple[datetime, datetime]:
        start = at_minute(local(self.now).date(), 0)
        return start, start + AHEAD

    def top(self, file: str) -> Section | None:
        """The file's mapping, to warn at its places; None where the version has no such file."""
        text = self.bundle.files.get(file)
        return None if text is None else parse(file, text, self.findings)

    def rosters(self) -> Iterator[Section]:
        for file in self.bundle.rosters.values():
            if (top := self.top(file)) is not None:
                yield top

    def roster_of(self, group: GroupId) -> Section | None:
        return self.top(self.bundle.rosters[self.book.groups[group].line])

    def who(self, on_duty: OnDuty) -> tuple[Section, str] | None:
        """Where it is written who of a group is on duty: a section and the key in it."""
        top = self.roster_of(on_duty.group)
        kind, _, rest = on_duty.rule.partition("/")
        if top is None:
            return None
        if kind == "named":
            return top.section_list("named")[int(rest) - 1], "people"
        if kind == "rotation":
            return top.section("rotation"), "crews"
        return top, "groups"

    def group_names(self, group: GroupId) -> tuple[str, str]:
        """云南专家, Yunnan experts."""
        found = self.book.groups[group]
        line = self.book.lines[found.line]
        return f"{line.name_zh}{found.name_zh}", f"{line.name_en} {found.name_en}"


def period_words(start: datetime, end: datetime) -> tuple[str, str]:
    """周三 2026-11-25 12:00–14:00, with the end's date where it is another."""
    same = end - start <= timedelta(days=1) and (start.date() == end.date() or f"{end:%H:%M}" == "00:00")
    until = f"{end:%H:%M}".replace("00:00", "24:00") if same else f"{end:%Y-%m-%d %H:%M}"
    dash = "–" if same else " – "
    span = f"{start:%Y-%m-%d %H:%M}{dash}{until}"
    return f"{WEEKDAYS_ZH[start.weekday()]} {span}", f"{WEEKDAYS_EN[start.weekday()]} {span}"
