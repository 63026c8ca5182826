"""One duty version as the routing uses it: the book, with names and reasons at hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from schedules.answer import Because, DutyAnswer
from schedules.ask import ask, ask_why
from schedules.book import DutyBook
from schedules.rules import RoutingRules
from storage.ids import GroupId, LineId

from .decision import Name, Names


@dataclass(frozen=True)
class Duty:
    """What a decision needs of a duty version."""

    book: DutyBook

    @property
    def rules(self) -> RoutingRules:
        return self.book.rules

    @cached_property
    def group_names(self) -> dict[GroupId, Name]:
        return {group.id: Name(group.name_zh, group.name_en) for group in self.book.groups.values()}

    def names(self, line: LineId) -> Names:
        known = self.book.lines[line]
        return Names(Name(known.name_zh, known.name_en), self.group_names)

    def answer(self, line: LineId, instant: datetime) -> tuple[DutyAnswer, Because]:
        """What the calendar says and why. Never raises: a fault is *undecided*, not a silent *closed*."""
        answer = ask(self.book, line, instant)
        return answer, ask_why(self.book, answer, instant)
