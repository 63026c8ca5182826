"""One duty version as the routing uses it: the book, with names and reasons at hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from schedules.answer import Because, DutyAnswer, DutyState
from schedules.ask import ask, ask_why
from schedules.book import DutyBook
from schedules.language.group import Closing as AtClosing
from schedules.rules import RoutingRules
from storage.ids import LineId

from .decision import Closing, Name, Names, Step

FORESEEN = timedelta(days=2)  # a table rendered at midnight must know when that day ends, and then some waiting


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
        return answer, self._why(answer, instant)

    def _why(self, answer: DutyAnswer, instant: datetime) -> Because:
        """Sentences name minutes and never seconds: the line's last one serves every call of its minute."""
        minute = instant.replace(second=0, microsecond=0)
        said = self._said.get(answer.line)
        if said is None or said[:2] != (answer, minute):
            said = self._said[answer.line] = (answer, minute, ask_why(self.book, answer, instant))
        return said[2]

    @cached_property
    def _said(self) -> dict[LineId, tuple[DutyAnswer, datetime, Because]]:
        return {}

    def closing(self, answer: DutyAnswer, instant: datetime) -> Closing | None:
        """When the open line closes, if those who wait then are not simply served; None too where that is far."""
        if answer.state is not DutyState.OPEN:
            return None
        wanted = self.book.lines[answer.line].at_closing
        if wanted.what is AtClosing.SERVE:
            return None
        at = self._closes(answer, instant + FORESEEN)
        step = None if wanted.group is None else Step(wanted.group, self.rules.last_group_seconds)
        return None if at is None else Closing(at, step)

    def _closes(self, answer: DutyAnswer, horizon: datetime) -> datetime | None:
        while (until := answer.until) is not None and until < horizon:
            answer = self.book.state_at(answer.line, until)
            if answer.state is not DutyState.OPEN:
                return until
        return None
