"""Orders in the reference loop, and people acting on them without a database."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from storage.ids import OrderNumber
from tests.work_orders.clock_cases import at
from tests.work_orders.desk_people import AGENTS, DISPATCHER, FITTER, LEAD, OWNER, PEOPLE, YUNNAN
from work_orders.case.case import Acting, Attempt, Case, Entry
from work_orders.case.form import Edited, FormChange, edit
from work_orders.case.inputs import Known
from work_orders.case.refusal import Refused
from work_orders.case.take import Taken, take
from work_orders.loop.loop import ActionId, FieldId, Loop, SourceId, StepId

NUMBER = OrderNumber("YN-20261123-0007")
MORNING = at("10:00")


def a_case(**more: object) -> Case:
    """Answered by the owner at ten and not yet filled in."""
    facts: dict[str, object] = {
        "number": NUMBER,
        "revision": 0,
        "line": YUNNAN,
        "step": StepId("fill"),
        "entered_at": MORNING,
        "opened_at": MORNING,
        "source": SourceId("phone"),
        "owner": OWNER.id,
    }
    return Case(**(facts | more))  # type: ignore[arg-type] # a test names only what it is about


INQUIRY = {"category": "inquiry", "matter": "rules"}
SUMMARY = {"summary": "交易规则何时生效"}
SATISFIED = {"service_score": "1", "handling_score": "2"}


@dataclass
class Walk:
    """An order and its history, as people act on it one minute after another."""

    loop: Loop
    case: Case = field(default_factory=a_case)
    private: dict[FieldId, str] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    now: datetime = MORNING

    def does(self, who: Acting, action: str, **inputs: str) -> Taken | Refused:
        self.now += timedelta(minutes=1)
        attempt = Attempt(ActionId(action), who, self.now, inputs)
        outcome = take(self.loop, self.case, attempt, Known(AGENTS, frozenset(self.private), PEOPLE))
        if isinstance(outcome, Taken):
            self.case = outcome.case
            self.entries.append(outcome.entry)
        return outcome

    def fills(self, who: Acting, **change: object) -> Edited | Refused:
        self.now += timedelta(minutes=1)
        outcome = edit(self.loop, self.case, self.private, FormChange(who, self.now, **change))  # type: ignore[arg-type]
        if isinstance(outcome, Edited):
            self.case, self.private = outcome.case, dict(outcome.private)
            self.entries.append(outcome.entry)
        return outcome

    def must(self, who: Acting, action: str, **inputs: str) -> Case:
        outcome = self.does(who, action, **inputs)
        assert isinstance(outcome, Taken), outcome
        return outcome.case

    def filled_in(self) -> Walk:
        assert isinstance(self.fills(OWNER, **INQUIRY, form=SUMMARY), Edited)
        return self

    def assigned(self) -> Walk:
        self.filled_in().must(OWNER, "pass_on")
        self.must(DISPATCHER, "assign", unit="platform", co_units="settlement", risk="medium", note="请尽快")
        return self

    def handled(self) -> Walk:
        """Up to the lead department's work, in the hands of its crew."""
        self.assigned().must(LEAD, "accept")
        self.must(LEAD, "sub_assign", sub_unit="platform-operations")
        return self

    def to_follow_up(self) -> Walk:
        self.handled().must(FITTER, "reply", reply="已于今日更正。")
        self.must(DISPATCHER, "approve_reply", person="owner")
        return self

    def as_it_is(self, **more: object) -> Walk:
        self.case = replace(self.case, **more)  # type: ignore[arg-type]
        return self
