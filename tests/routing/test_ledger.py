"""Many rows, three witnesses, any order: one record of the call."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.call import CallRecord, DecidedBy, Outcome
from routing.decision import Choice, Decision, Reason, Step
from routing.ledger import Datum, LedgerKind, LedgerRow, Witness, fold, in_order, routed_data
from schedules.answer import Because, DutyState
from storage.ids import CallId, GroupId, LineId, PersonId, VersionHash

CALL = CallId("n-3f2a-1795304994.17")
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # 12:00 in Guangzhou
STAFF, EXPERTS = GroupId("yunnan-staff"), GroupId("yunnan-experts")
STAFF_1 = PersonId("yn-staff-1")

OPEN = Decision(
    line=LineId("yunnan"),
    state=DutyState.OPEN,
    plan=(Step(EXPERTS, 20), Step(STAFF, 300)),
    reason=Reason.ON_DUTY,
    rule="workday/09:00-12:00",
    because=Because("工作日上午由专家接听。", "Experts answer in the morning of a working day."),
    version=VersionHash("ab" * 32),
    instant=NOON,
)
CLOSED = Decision(
    line=LineId("yunnan"),
    state=DutyState.CLOSED,
    plan=(),
    reason=Reason.CLOSED,
    rule="holiday",
    because=Because("节假日不值班。", "Closed on holidays."),
    version=None,
    instant=NOON,
)


def row(
    kind: LedgerKind, seconds: float, ordinal: str = "", *, witness: Witness = Witness.AMI, **more: object
) -> LedgerRow:
    return LedgerRow(CALL, kind, NOON + timedelta(seconds=seconds), witness, ordinal, **more)  # type: ignore[arg-type] # test brevity


ARRIVED = row(LedgerKind.ARRIVED, 0, data={Datum.DIALLED: "4001595598"})
ROUTED = row(
    LedgerKind.ROUTED,
    10,
    data=routed_data(OPEN, key="3", choice=Choice.PRESSED, decided_by=DecidedBy.VISIT),
)
ROUTED_CLOSED = row(
    LedgerKind.ROUTED,
    10,
    data=routed_data(CLOSED, key="3", choice=Choice.PRESSED, decided_by=DecidedBy.NATIVE),
)
OVERFLOWED_AND_SERVED = [
    ARRIVED,
    ROUTED,
    row(LedgerKind.RECORDING, 10.1, data={Datum.FILE: "2026/11/23/n-3f2a-1795304994.17.wav"}),
    row(LedgerKind.QUEUED, 10.2, EXPERTS, group=EXPERTS),
    row(LedgerKind.RUNG, 10.3, "n-3f2a-1795304995.18", group=EXPERTS, person=PersonId("yn-expert-1")),
    row(LedgerKind.RING_NO_ANSWER, 30.3, "n-3f2a-1795304995.18", group=EXPERTS, person=PersonId("yn-expert-1")),
    row(LedgerKind.QUEUE_TIMEOUT, 30.4, EXPERTS, group=EXPERTS),
    row(LedgerKind.QUEUED, 30.5, STAFF, group=STAFF),
    row(LedgerKind.RUNG, 30.6, "n-3f2a-1795305015.19", group=STAFF, person=STAFF_1),
    row(LedgerKind.ANSWERED, 35.5, "n-3f2a-1795305015.19", group=STAFF, person=STAFF_1),
    row(LedgerKind.COMPLETED, 95.5, "n-3f2a-1795305015.19", group=STAFF, person=STAFF_1),
    row(LedgerKind.SURVEY, 103, witness=Witness.QUEUE_LOG, data={Datum.SCORE: "1"}),
    row(LedgerKind.ENDED, 104, witness=Witness.QUEUE_LOG, data={Datum.CAUSE: "16", Datum.REACHED: "survey"}),
]


def told(*rows: LedgerRow) -> CallRecord:
    return fold(rows, caller=None, order=None)


def test_a_call_that_overflowed_and_was_answered() -> None:
    record = told(*OVERFLOWED_AND_SERVED)
    assert record.node == "n-3f2a"
    assert (record.outcome, record.answered_by, record.answered_group) == (Outcome.ANSWERED, STAFF_1, STAFF)
    assert (record.waited_s, record.talked_s, record.survey) == (26, 60, 1)
    assert record.dialled == "4001595598"
    assert record.recording == "2026/11/23/n-3f2a-1795304994.17.wav"
    assert record.ended_at == NOON + timedelta(seconds=104)
    assert record.routed is not None
    assert (record.line, record.routed.group, record.routed.key) == (LineId("yunnan"), EXPERTS, "3")
    assert record.routed.because == OPEN.because
    assert record.routed.instant == NOON


@pytest.mark.parametrize(
    ("rows", "outcome"),
    [
        ([ARRIVED], Outcome.IN_PROGRESS),
        ([ARRIVED, row(LedgerKind.ENDED, 5)], Outcome.LEFT_IN_MENU),
        ([ARRIVED, row(LedgerKind.LOST, 5)], Outcome.LOST),
        ([ARRIVED, ROUTED], Outcome.IN_PROGRESS),
        ([ARRIVED, ROUTED, row(LedgerKind.LOST, 60)], Outcome.LOST),
        ([ARRIVED, ROUTED, row(LedgerKind.ENDED, 12)], Outcome.MISSED),
        ([ARRIVED, row(LedgerKind.QUEUED, 10, STAFF), row(LedgerKind.ENDED, 12)], Outcome.MISSED),
        ([ARRIVED, ROUTED, row(LedgerKind.ABANDONED, 20, EXPERTS)], Outcome.IN_PROGRESS),
        ([ARRIVED, ROUTED_CLOSED], Outcome.UNSERVED),
        ([ARRIVED, ROUTED_CLOSED, row(LedgerKind.ENDED, 12)], Outcome.UNSERVED),
        ([ARRIVED, ROUTED, row(LedgerKind.UNSERVED, 40), row(LedgerKind.ENDED, 60)], Outcome.UNSERVED),
        ([ARRIVED, ROUTED, row(LedgerKind.MESSAGE, 40)], Outcome.UNSERVED),
        ([ARRIVED, ROUTED, row(LedgerKind.ANSWERED, 15, "a"), row(LedgerKind.LOST, 60)], Outcome.ANSWERED),
        ([ARRIVED, ROUTED, row(LedgerKind.LOST, 20), row(LedgerKind.ENDED, 15)], Outcome.MISSED),
    ],
)
def test_outcomes(rows: list[LedgerRow], outcome: Outcome) -> None:
    assert told(*rows).outcome is outcome


def test_a_caller_who_left_waited_until_then() -> None:
    record = told(ARRIVED, ROUTED, row(LedgerKind.ENDED, 52.4))
    assert (record.waited_s, record.talked_s, record.answered_by) == (42, None, None)


def test_a_caller_who_still_waits_has_no_waiting_time_yet() -> None:
    assert told(ARRIVED, ROUTED).waited_s is None


def test_all_conversations_of_a_call_count_and_the_first_answerer_stays() -> None:
    record = told(
        ARRIVED,
        ROUTED,
        row(LedgerKind.ANSWERED, 20, "a", person=STAFF_1),
        row(LedgerKind.COMPLETED, 50, "a", person=STAFF_1),
        row(LedgerKind.ANSWERED, 60, "b", person=PersonId("yn-staff-2")),
        row(LedgerKind.ENDED, 100),
    )
    assert (record.answered_by, record.talked_s) == (STAFF_1, 30 + 40)


def test_whole_seconds_of_one_witness_never_make_a_time_negative() -> None:
    record = told(
        ARRIVED,
        row(LedgerKind.ROUTED, 10.9, data=ROUTED.data),
        row(LedgerKind.ANSWERED, 11.8, "a", person=STAFF_1),
        row(LedgerKind.COMPLETED, 11, "a", witness=Witness.QUEUE_LOG),
        row(LedgerKind.ENDED, 11, witness=Witness.QUEUE_LOG),
    )
    assert (record.waited_s, record.talked_s) == (1, 0)
    assert record.ended_at == record.answered_at


def test_within_one_second_a_story_is_told_as_calls_go() -> None:
    rows = [
        row(LedgerKind.ENDED, 40, witness=Witness.QUEUE_LOG),
        row(LedgerKind.COMPLETED, 40.7, "a"),
        row(LedgerKind.QUEUE_TIMEOUT, 20.6, EXPERTS),
        row(LedgerKind.QUEUED, 20, STAFF, witness=Witness.QUEUE_LOG),
    ]
    kinds = [LedgerKind.QUEUE_TIMEOUT, LedgerKind.QUEUED, LedgerKind.COMPLETED, LedgerKind.ENDED]
    assert [told_row.kind for told_row in in_order(rows)] == kinds


def test_a_score_that_is_no_digit_is_none() -> None:
    assert told(ARRIVED, row(LedgerKind.SURVEY, 9, data={Datum.SCORE: "*"})).survey is None
    assert told(ARRIVED, row(LedgerKind.SURVEY, 9, data={Datum.SCORE: "²"})).survey is None


@given(st.randoms(use_true_random=False), st.integers(1, len(OVERFLOWED_AND_SERVED)))
def test_the_order_of_rows_changes_nothing(chance: random.Random, how_many: int) -> None:
    some = OVERFLOWED_AND_SERVED[:how_many]
    assert told(*chance.sample(some, how_many)) == told(*some)


@given(st.data())
def test_rows_without_any_sense_still_make_a_record(data: st.DataObject) -> None:
    kinds = st.sampled_from([kind for kind in LedgerKind if kind is not LedgerKind.ROUTED])
    drawn = data.draw(st.lists(st.tuples(kinds, st.floats(0, 600), st.sampled_from(["", "a", "b"])), min_size=1))
    rows = [row(kind, seconds, ordinal) for kind, seconds, ordinal in drawn]
    record = told(*rows)
    assert told(*reversed(rows)) == record
    assert (record.waited_s or 0) >= 0
    assert (record.talked_s or 0) >= 0
