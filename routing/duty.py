"""One duty version as the routing uses it: the book, and the routing rules that belong to the same version."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from schedules.answer import Because, DutyAnswer, DutyState
from schedules.book import DutyBook
from storage.ids import GroupId, LineId

from .decision import Name, Names
from .rules import RoutingRules, read_rules

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Duty:
    """What a decision needs of a duty version; raises ``BadFiles`` when its routing section is wrong."""

    book: DutyBook
    rules: RoutingRules

    @classmethod
    def of(cls, book: DutyBook) -> Duty:
        return cls(book, read_rules(book.routing_part))

    @cached_property
    def group_names(self) -> dict[GroupId, Name]:
        return {group.id: Name(group.name_zh, group.name_en) for group in self.book.groups.values()}

    def names(self, line: LineId) -> Names:
        known = self.book.lines[line]
        return Names(Name(known.name_zh, known.name_en), self.group_names)

    def answer(self, line: LineId, instant: datetime) -> tuple[DutyAnswer, Because]:
        """What the calendar says and why. An evaluation that raises is *undecided*, never a silent *closed*."""
        try:
            return self.book.state_at(line, instant), self.book.explain(line, instant)
        except Exception:
            log.exception("line %s at %s could not be decided", line, instant.isoformat())
            undecided = DutyAnswer(line, DutyState.UNDECIDED, (), "fault", None, None, False, self.book.version)
            return undecided, Because("值班表计算出错，无法判断。", "The duty calendar failed and could not say.")
