"""The witness on a real log file and a real database: everything in the log is known, exactly once."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from ivr.answers import plan_text
from ivr.queue_log import parse_line
from ivr.routed_line import decision_of, read_plan, read_routed
from ivr.store import place_of
from ivr.witness import Tools, Witness
from routing import store as calls
from routing.call import CallRecord, DecidedBy, Outcome
from routing.decide import decide
from routing.decision import Choice, Decision, Facts, Reason, Step
from routing.duty import Duty
from routing.ledger import LedgerKind
from schedules.times import ZONE
from storage.database import Database, Transaction
from storage.ids import CallId, GroupId, LineId, VersionHash
from storage.vault import Vault
from work_orders import store as orders
from work_orders.order import BirthState, WorkOrder

CALL = "n1-1795304994.0"
At = Callable[[str], datetime]
NOON = datetime(2026, 11, 23, 12, 30, tzinfo=ZONE)


@dataclass
class Log:
    """Asterisk's log, written as Asterisk writes it."""

    path: Path
    at: datetime = NOON
    call: str = CALL

    def write(self, queue: str, agent: str, event: str, *data: str) -> None:
        with self.path.open("a", encoding="utf-8") as file:
            file.write("|".join((str(int(self.at.timestamp())), self.call, queue, agent, event, *data)) + "\n")

    def ours(self, event: str, *data: str) -> None:
        self.write("HOTLINE", "NONE", event, *data)

    def later(self, seconds: int) -> None:
        self.at += timedelta(seconds=seconds)

    def arrived(self, number: str = "13800138000") -> None:
        self.ours("ARRIVED", number, "4001595598")

    def routed(self, decision: Decision, by: str = "native") -> None:
        plan = plan_text(decision.plan)
        self.ours(
            *("ROUTED", decision.line, "3", "pressed", by, decision.state.value, plan),
            *(decision.reason.value, decision.rule, decision.version or ""),
        )

    def ended(self, reached: str = "served") -> None:
        self.ours("ENDED", "16", reached)


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


def decided(duty: Duty, at: datetime, line: str = "yunnan") -> Decision:
    """As the native table decides: nobody was counted."""
    answer, because = duty.answer(LineId(line), at)
    names = duty.names(LineId(line))
    facts = Facts(CallId(CALL), LineId(line), Choice.PRESSED, "3", at, answer, because, names, None)
    return decide(facts, duty.rules)


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


def test_a_decision_of_just_before_noon_is_explained_as_it_was_made(duty: Duty, at: At) -> None:
    morning = at("2026-11-23 11:59:59")
    made = decided(duty, morning)
    line = ["1795304994", CALL, "HOTLINE", "NONE", "ROUTED", "yunnan", "3", "pressed", "native", "open"]
    line += [plan_text(made.plan), made.reason.value, made.rule, str(made.version)]
    parsed = parse_line("|".join(line))
    assert parsed is not None
    told = decision_of(read_routed(parsed), duty, at("2026-11-23 12:00:01"))
    assert (told.because, told.plan, told.instant) == (made.because, made.plan, morning)


@pytest.mark.parametrize("rule", ["no-duty-table", "undecided/fault", "something-newer"])
def test_a_decision_that_no_calendar_stood_behind_says_so(duty: Duty, rule: str) -> None:
    fields = ("yunnan", "3", "pressed", "native", "undecided", "guangzhou-staff:300", "undecided_group", rule, "")
    parsed = parse_line("|".join(("1795304994", CALL, "HOTLINE", "NONE", "ROUTED", *fields)))
    assert parsed is not None
    told = decision_of(read_routed(parsed), duty, NOON)
    assert (told.reason, told.group, told.version) == (Reason.UNDECIDED_GROUP, "guangzhou-staff", None)
    assert "无法判断由谁应答" in told.because.zh
    assert told.because.zh.endswith("；按配置转广州客服。")


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.builds(Step, st.from_regex(r"[a-z]{1,8}-[a-z]{1,8}", fullmatch=True).map(GroupId), st.integers(1, 999)))
)
def test_a_plan_is_read_as_it_was_written(plan: list[Step]) -> None:
    assert read_plan(plan_text(plan)) == tuple(plan)


def a_busy_hour(path: Path, duty: Duty) -> None:
    """Calls of every kind, one into the other, and Asterisk dying in between."""
    log = Log(path)
    decision = decided(duty, NOON)
    for number, kind in enumerate(("answered", "missed", "menu", "callback", "lost", "answered")):
        log.call = f"n1-17953{number:05}.0"
        log.arrived(f"1380013800{number}")
        log.later(3)
        if kind == "menu":
            log.ended("menu")
            continue
        log.routed(decision, by="visit" if number % 2 else "native")
        log.write("yunnan-staff", "NONE", "ENTERQUEUE", "", "", "1")
        log.later(5)
        match kind:
            case "answered":
                log.write("yunnan-staff", "yn-staff-1", "CONNECT", "5", f"n1-8{number}.1", "4")
                log.later(30)
                log.write("yunnan-staff", "yn-staff-1", "COMPLETECALLER", "5", "30", "1")
                log.ended()
            case "missed":
                log.write("yunnan-staff", "NONE", "ABANDON", "1", "1", "5")
                log.ended("queue")
            case "callback":
                log.write("yunnan-staff", "NONE", "EXITEMPTY", "1", "1", "5")
                log.ours("UNSERVED", "nobody_available")
                log.ours("CALLBACK", "")
                log.ended("callback")
            case _:
                log.call = "NONE"
                log.write("NONE", "NONE", "QUEUESTART", "")


TABLES = {
    "calls": 'call, outcome, answered_by, answered_at, ended_at, waited_s, talked_s, because_zh, "order"',
    "ledger": 'call, kind, ordinal, at, witness, "group", person, data',
    "orders": "number, call, state, owner, clock_starts_at, fill_due_at, conversation_ended_at, callback_wanted_at",
    "order_history": "number, what, ordinal, at, who",
}


async def tables(db: Database) -> dict[str, list[tuple[object, ...]]]:
    async with db.reading() as tx:
        return {
            name: sorted((tuple(row) for row in await tx.execute(text(f"SELECT {columns} FROM {name}"))), key=repr)  # noqa: S608 our own words
            for name, columns in TABLES.items()
        }


@settings(max_examples=4, deadline=None)
@given(cuts=st.lists(st.integers(0, 2_000), max_size=3))
def test_whatever_is_read_again_changes_nothing(cuts: list[int], migrated_file: Path, vault: Vault, duty: Duty) -> None:
    """Parts of the log are read, forgotten and read again; in the end it is as if all was read once."""

    async def read(folder: Path, prefixes: list[int]) -> dict[str, list[tuple[object, ...]]]:
        async def duty_of(_tx: Transaction, _version: VersionHash | None) -> Duty:
            return duty

        a_busy_hour(folder / "whole", duty)
        whole = (folder / "whole").read_bytes()
        shutil.copy(migrated_file, folder / "hotline.db")
        async with Database(f"sqlite+aiosqlite:///{folder / 'hotline.db'}") as db:
            tools = Tools(db, vault, duty_of, lambda: NOON, lambda at: at.astimezone(ZONE))
            for length in (*prefixes, len(whole)):
                (folder / "queue_log").write_bytes(whole[:length])
                async with db.transaction() as tx:
                    await tx.execute(text("DELETE FROM witness_places"))
                await Witness("n1", folder / "queue_log", tools).catch_up()
            return await tables(db)

    with tempfile.TemporaryDirectory() as first, tempfile.TemporaryDirectory() as second:
        once = asyncio.run(read(Path(first), []))
        assert asyncio.run(read(Path(second), sorted(cuts))) == once
    assert len(once["orders"]) == 5
    assert LedgerKind.LOST.value in {row[1] for row in once["ledger"]}
