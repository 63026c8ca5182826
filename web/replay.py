"""A recorded decision, taken again: on the duty version it was taken on, and on the one in force today."""

from __future__ import annotations

from dataclasses import dataclass

from routing.call import CallRecord, Routed
from routing.decide import decide
from routing.decision import Decision, Facts, Reason, Staffing
from routing.duty import Duty
from storage.ids import GroupId

_NOBODY = Staffing(logged=0, free=0, ready=0)
_SOMEBODY = Staffing(logged=1, free=1, ready=1)


@dataclass(frozen=True, slots=True)
class Replayed:
    """A decision as it was recorded, as its own version decides it again, and as today's would."""

    routed: Routed
    again: Decision | None
    """None where its version can no longer be read."""
    today: Decision | None
    """None where no version is in force, or where it has no such line."""

    @property
    def same(self) -> bool:
        """True where the version decides again what was recorded."""
        return self.again is not None and _essence(self.again) == _essence(self.routed)

    @property
    def today_same(self) -> bool:
        """True where the same call would be sent the same way today."""
        return self.today is not None and _essence(self.today) == _essence(self.routed)


def decided_again(record: CallRecord | None, original: Duty | None, today: Duty | None) -> Replayed | None:
    """None for a call without a decision."""
    if record is None or record.routed is None:
        return None
    routed = record.routed
    return Replayed(
        routed,
        replay(record, routed, original, original) if original else None,
        replay(record, routed, today, original) if today else None,
    )


def _essence(one: Decision | Routed) -> tuple[object, ...]:
    return one.state, one.group, one.rule, one.reason


def replay(record: CallRecord, routed: Routed, duty: Duty, original: Duty | None) -> Decision | None:
    """What this version decides on the facts of that call; None where it has no such line.

    Who was signed in is not a matter of versions: it is taken from what was recorded.
    """
    if routed.line not in duty.book.lines:
        return None
    answer, because = duty.answer(routed.line, routed.instant)
    before = original.answer(routed.line, routed.instant)[0].groups if original else ()
    facts = Facts(
        call=record.call,
        line=routed.line,
        choice=routed.choice,
        key=routed.key,
        instant=routed.instant,
        duty=answer,
        duty_because=because,
        names=duty.names(routed.line),
        staffing=_staffing(routed, duty, before),
        closing=duty.closing(answer, routed.instant),
    )
    return decide(facts, duty.rules)


def _staffing(routed: Routed, duty: Duty, groups_then: tuple[GroupId, ...]) -> dict[GroupId, Staffing] | None:
    """As far as the recorded reason tells: who was passed over had nobody ready."""
    if routed.reason in {Reason.NOBODY_SIGNED_IN, Reason.UNDECIDED_MESSAGE}:
        return {}
    if routed.reason is not Reason.OVERFLOW_NOBODY_READY or routed.group not in groups_then:
        return None
    passed_over = set(groups_then[: groups_then.index(routed.group)])
    return {group: _NOBODY if group in passed_over else _SOMEBODY for group in (*duty.book.groups, *groups_then)}
