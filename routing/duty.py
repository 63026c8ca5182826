"""One duty version as the routing uses it: the book, with names and reasons at hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from schedules.answer import Because, DutyAnswer
from schedules.ask import ask, ask_why
from schedules.book import DutyBook
from schedules.rules import RoutingRules
from storage.ids import LineId

from .decision import Name, Names


@dataclass(frozen=True)
class Duty:
    """What a decision needs of a duty version."""

    book: DutyBook

    @property
    def rules(self) -> RoutingRules:
        return self.book.rules

    def names(self, line: LineId) -> Names:
        """What the line and all groups are called; a group of another line says of which."""
        return self._names[line]

    @cached_property
    def _names(self) -> Mapping[LineId, Names]:
        return {line: self._named_from(line) for line in self.book.lines}

    def _named_from(self, line: LineId) -> Names:
        lines, groups = self.book.lines, self.book.groups.values()
        own = {group.id: Name(group.name_zh, group.name_en) for group in groups if group.line == line}
        others = {
            group.id: Name(
                f"{lines[group.line].name_zh}{group.name_zh}", f"{lines[group.line].name_en} {group.name_en}"
            )
            for group in groups
            if group.line != line
        }
        return Names(Name(lines[line].name_zh, lines[line].name_en), own | others)

    def answer(self, line: LineId, instant: datetime) -> tuple[DutyAnswer, Because]:
        """What the calendar says and why. Never raises: a fault is *undecided*, not a silent *closed*."""
        answer = ask(self.book, line, instant)
        return answer, ask_why(self.book, answer, instant)
