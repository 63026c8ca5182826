"""The witness on a real log file and a real database: everything in the log is known, exactly once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from ivr.store import place_of
from ivr.witness import Tools, Witness
from routing import store as calls
from routing.call import CallRecord, DecidedBy, Outcome
from routing.duty import Duty
from schedules.times import ZONE
from storage.database import Database, Transaction
from storage.ids import CallId, VersionHash
from storage.vault import Vault
from tests.ivr.written_log import CALL, NOON, Log, decided
from work_orders import store as orders
from work_orders.order import BirthState, WorkOrder


@pytest.fixture
def log(tmp_path: Path) -> Log:
    return Log(tmp_path / "queue_log")


@pytest.fixture
def tools(db: Database, vault: Vault, duty: Duty) -> Tools:
    async def duty_of(_tx: Transaction, _version: VersionHash | None) -> Duty:
        return duty

    return Tools(db, vault, duty_of, lambda: NOON + timedelta(minutes=5), lambda at: at.astimezone(ZONE))


@pytest.fixture
def witness(log: Log, tools: Tools) -> Witness:
    return Witness("n1", log.path, tools)


async def record(db: Database, call: str = CALL) -> CallRecord:
    async with db.reading() as tx:
        known = await calls.by_id(tx, CallId(call))
    assert known is not None
    return known


async def order(db: Database, call: str = CALL) -> WorkOrder:
    async with db.reading() as tx:
        return await orders.required(tx, CallId(call))


async def test_a_call_that_no_visit_saw_has_its_order_from_the_log(
    db: Database, log: Log, witness: Witness, duty: Duty, vault: Vault
) -> None:
    decision = decided(duty, NOON)
    log.arrived()
    log.later(20)
    log.routed(decision)
    assert await witness.catch_up() == 2
    opened, known = await order(db), await record(db)
    assert (opened.number, opened.opened_late, opened.state) == ("YN-20261123-0001", True, BirthState.OFFERED)
    assert (opened.arrived_at, opened.opened_at) == (NOON, NOON + timedelta(minutes=5))
    assert opened.decided is not None
    assert opened.decided.because == decision.because
    assert (opened.decided.version, opened.decided.group) == (duty.book.version, "yunnan-staff")
    assert opened.caller is not None
    assert vault.open(opened.caller.sealed) == "13800138000"
    assert known.routed is not None
    assert (known.order, known.routed.decided_by) == (opened.number, DecidedBy.NATIVE)


async def test_a_conversation_is_followed_to_its_end(db: Database, log: Log, witness: Witness, duty: Duty) -> None:
    log.arrived()
    log.routed(decided(duty, NOON))
    log.ours("RECORDING", "2026/11/23/n1.wav")
    log.write("yunnan-staff", "NONE", "ENTERQUEUE", "", "13800138000", "1")
    log.later(7)
    log.write("yunnan-staff", "yn-staff-1", "CONNECT", "7", "n1-1795304995.1", "5")
    log.later(60)
    log.write("yunnan-staff", "yn-staff-1", "COMPLETEAGENT", "7", "60", "1")
    log.later(5)
    log.ours("SURVEY", "1")
    log.ended("survey")
    await witness.catch_up()
    opened, known = await order(db), await record(db)
    assert (known.outcome, known.answered_by, known.waited_s, known.talked_s) == (Outcome.ANSWERED, "yn-staff-1", 7, 60)
    assert (known.survey, known.recording) == (1, "2026/11/23/n1.wav")
    assert (opened.state, opened.owner, opened.survey_score) == (BirthState.ANSWERED, "yn-staff-1", 1)
    assert opened.conversation_ended_at == NOON + timedelta(seconds=67)


async def test_a_caller_who_left_in_the_queue_is_missed(db: Database, log: Log, witness: Witness, duty: Duty) -> None:
    log.arrived()
    log.routed(decided(duty, NOON))
    log.write("yunnan-staff", "NONE", "ENTERQUEUE", "", "13800138000", "1")
    log.later(30)
    log.write("yunnan-staff", "NONE", "ABANDON", "1", "1", "30")
    log.ended("queue")
    await witness.catch_up()
    opened, known = await order(db), await record(db)
    assert (known.outcome, known.waited_s) == (Outcome.MISSED, 30)
    assert (opened.state, opened.owner, opened.clock_starts_at) == (
        BirthState.MISSED,
        None,
        NOON + timedelta(seconds=30),
    )


@pytest.mark.parametrize(("wish", "data"), [("CALLBACK", ("",)), ("MESSAGE", ("n1.wav", "12")), ("DECLINED", ("",))])
async def test_what_an_unserved_caller_wished_stands_on_the_order(
    db: Database, log: Log, witness: Witness, duty: Duty, wish: str, data: Sequence[str]
) -> None:
    log.arrived()
    log.routed(decided(duty, NOON))
    log.ours("UNSERVED", "nobody_available")
    log.later(10)
    log.ours(wish, *data)
    log.ended(wish.lower())
    await witness.catch_up()
    opened, known = await order(db), await record(db)
    assert (known.outcome, opened.state) == (Outcome.UNSERVED, BirthState.UNSERVED)
    assert (opened.callback_wanted_at is not None) == (wish == "CALLBACK")
    assert (opened.message_file, opened.message_seconds) == (("n1.wav", 12) if wish == "MESSAGE" else (None, None))


async def test_a_call_that_left_in_the_menu_is_known_and_has_no_order(db: Database, log: Log, witness: Witness) -> None:
    log.arrived("")
    log.later(9)
    log.ended("menu")
    await witness.catch_up()
    known = await record(db)
    assert (known.outcome, known.caller, known.order) == (Outcome.LEFT_IN_MENU, None, None)
    async with db.reading() as tx:
        assert await orders.by_call(tx, CallId(CALL)) is None


@pytest.mark.parametrize("answered", [True, False])
async def test_calls_under_which_asterisk_died_are_ended_when_it_starts_again(
    db: Database, log: Log, witness: Witness, duty: Duty, answered: bool
) -> None:
    log.arrived()
    log.routed(decided(duty, NOON))
    log.write("yunnan-staff", "NONE", "ENTERQUEUE", "", "13800138000", "1")
    if answered:
        log.later(3)
        log.write("yunnan-staff", "yn-staff-1", "CONNECT", "3", "n1-1795304995.1", "2")
    log.later(40)
    log.call = "NONE"
    log.write("NONE", "NONE", "QUEUESTART", "")
    log.call = "n1-1795309999.0"
    log.arrived()
    await witness.catch_up()
    opened, known, young = await order(db), await record(db), await record(db, "n1-1795309999.0")
    assert (known.outcome, known.ended_at) == (Outcome.ANSWERED if answered else Outcome.LOST, log.at)
    assert opened.state is (BirthState.ANSWERED if answered else BirthState.MISSED)
    assert (opened.conversation_ended_at is not None) == answered
    assert (young.outcome, young.ended_at) == (Outcome.IN_PROGRESS, None)


async def test_another_nodes_calls_are_not_ours_to_end(db: Database, log: Log, witness: Witness) -> None:
    log.call = "n2-1795304994.0"
    log.arrived()
    log.later(10)
    log.call = "NONE"
    log.write("NONE", "NONE", "QUEUESTART", "")
    await witness.catch_up()
    assert (await record(db, "n2-1795304994.0")).ended_at is None


async def test_a_fault_of_one_line_does_not_keep_the_orders_behind_it(
    db: Database, log: Log, tools: Tools, duty: Duty, vault: Vault, caplog: pytest.LogCaptureFixture
) -> None:
    async def duty_of(_tx: Transaction, version: VersionHash | None) -> Duty:
        if version == "damaged":
            raise ValueError("cannot be read")
        return duty

    broken = Tools(db, vault, duty_of, tools.now, tools.shifted)
    log.arrived()
    log.ours("ROUTED", "yunnan", "3", "pressed", "native", "open", "yunnan-staff:300", "on_duty", "rule", "damaged")
    log.call = "n1-2.0"
    log.arrived()
    log.routed(decided(duty, NOON))
    await Witness("n1", log.path, broken).catch_up()
    assert (await order(db, "n1-2.0")).number == "YN-20261123-0001"
    assert (await record(db)).order is None
    assert "left out: call n1-1795304994.0, ROUTED" in caplog.text
    async with db.reading() as tx:
        place = await place_of(tx, "n1")
    assert place is not None
    assert place.offset == log.path.stat().st_size


@pytest.mark.parametrize(
    "data",
    [
        ("yunnan",),
        ("nowhere", "3", "pressed", "native", "open", "", "on_duty", "rule", ""),
        ("yunnan", "3", "shouted", "native", "open", "", "on_duty", "rule", ""),
        ("yunnan", "3", "pressed", "native", "open", "yunnan-staff", "on_duty", "rule", ""),
        ("yunnan", "3", "pressed", "native", "ajar", "yunnan-staff:20", "on_duty", "rule", ""),
    ],
)
async def test_a_routed_line_that_makes_no_sense_is_told_and_passed_over(
    db: Database, log: Log, witness: Witness, caplog: pytest.LogCaptureFixture, data: Sequence[str]
) -> None:
    log.arrived()
    log.ours("ROUTED", *data)
    log.ended("queue")
    assert await witness.catch_up() == 3
    assert (await record(db)).order is None
    assert CALL in caplog.text


async def test_a_log_that_does_not_exist_yet_is_empty(witness: Witness) -> None:
    assert await witness.catch_up() == 0
