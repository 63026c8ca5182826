"""The call path against a strict twin of Asterisk and a real database."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import make_url

from ivr.visits import DATABASE_BUDGET, Visits
from routing import store as calls
from routing.call import CallRecord, DecidedBy
from routing.duty import Duty
from routing.ledger import LedgerKind, Witness
from schedules.answer import DutyState
from schedules.times import ZONE
from storage.database import Database
from storage.ids import CallId
from storage.vault import Vault
from tests.ivr.asterisk_twin import USAGE, AsteriskTwin, Visit
from work_orders import store as orders
from work_orders.order import BirthState, WorkOrder

TOKEN = "the-right-token"
CALL = CallId("n1-1795304994.0")
ARRIVED = datetime(2026, 11, 23, 12, 29, 30, tzinfo=ZONE)
YUNNAN = f"choose?line=yunnan&choice=pressed&key=3&arrived={ARRIVED.timestamp():.0f}"
STAFFED = {"yunnan-experts": (2, 1, 1), "yunnan-staff": (2, 2, 2), "guangzhou-staff": (1, 1, 1)}
Listening = Callable[..., AbstractAsyncContextManager[tuple[str, int]]]
At = Callable[[str], datetime]
House = Callable[[Visits], AbstractAsyncContextManager[AsteriskTwin]]


@pytest.fixture
def visits(db: Database, vault: Vault, duty: Duty, playable: frozenset[str], at: At) -> Visits:
    """On a Monday at noon."""
    return Visits(db, vault, lambda: duty, lambda: at("2026-11-23 12:30"), playable)


@pytest.fixture
def asterisk(listening: Listening) -> House:
    @asynccontextmanager
    async def house(visits: Visits) -> AsyncIterator[AsteriskTwin]:
        async with listening(visits) as address:
            yield AsteriskTwin(address, TOKEN, members=STAFFED)

    return house


async def record(db: Database) -> CallRecord | None:
    async with db.reading() as tx:
        return await calls.by_id(tx, CALL)


async def order(db: Database) -> WorkOrder | None:
    async with db.reading() as tx:
        return await orders.by_call(tx, CALL)


@contextmanager
def locked(db: Database) -> Iterator[None]:
    """Somebody else holds the database's write lock."""
    with closing(sqlite3.connect(make_url(db.url).database or "", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


async def test_a_choice_is_an_order_before_the_dialplan_goes_on(db: Database, visits: Visits, asterisk: House) -> None:
    seen: list[WorkOrder | None] = []

    async def before(_visit: Visit, command: str) -> None:
        if command.startswith("EXEC MSet"):
            seen.append(await order(db))

    async with asterisk(visits) as twin:
        visit = await replace(twin, before=before).ask(YUNNAN)
    assert None not in seen
    opened = seen[0]
    assert opened is not None
    assert opened.decided is not None
    assert (opened.state, opened.opened_late, opened.decided.group) == (BirthState.OFFERED, False, "yunnan-staff")
    assert list(visit.variables)[-1] == "HOTLINE_DONE"
    assert {name.removeprefix("HOTLINE_"): value for name, value in visit.variables.items()} == {
        "LINE": "yunnan",
        "STATE": "open",
        "PLAN": "yunnan-staff:300",
        "GROUP": "yunnan-staff",
        "CLOSES": "",
        "AT_CLOSING": "",
        "REASON": "on_duty",
        "RULE": opened.decided.rule,
        "VERSION": opened.decided.version,
        "ORDER": "YN-20261123-0001",
        "SAY": "",
        "DONE": "1",
    }
    known = await record(db)
    assert known is not None
    assert known.routed is not None
    assert (known.order, known.routed.decided_by, known.routed.key) == (opened.number, DecidedBy.VISIT, "3")


async def test_asterisk_is_asked_once_for_all_groups(visits: Visits, asterisk: House, at: At) -> None:
    async with asterisk(replace(visits, now=lambda: at("2026-11-23 11:59:59"))) as twin:
        visit = await twin.ask(YUNNAN)
    assert sum(command.startswith("GET") for command in visit.commands) == 1
    assert visit.variables["HOTLINE_PLAN"] == "yunnan-experts:20&yunnan-staff:300"


@pytest.mark.parametrize(
    "refusal", [USAGE, b"200 result=0\n", b"200 result=1 (1 2)\n", b"200 result=1 (a b c d e f)\n"]
)
async def test_where_asterisk_will_not_count_it_finds_out_itself(
    visits: Visits, asterisk: House, at: At, refusal: bytes
) -> None:
    async with asterisk(replace(visits, now=lambda: at("2026-11-23 11:30"))) as twin:
        visit = await replace(twin, members={}, refusal=refusal).ask(YUNNAN)
    assert visit.done
    assert visit.variables["HOTLINE_PLAN"] == "yunnan-experts:20&yunnan-staff:300"


async def test_nobody_signed_in_is_an_unserved_order_that_can_be_worked_on_at_once(
    db: Database, visits: Visits, asterisk: House, at: At
) -> None:
    async with asterisk(visits) as twin:
        visit = await replace(twin, members={}).ask(YUNNAN)
    opened = await order(db)
    assert opened is not None
    assert (visit.variables["HOTLINE_PLAN"], visit.variables["HOTLINE_REASON"]) == ("", "nobody_signed_in")
    assert (opened.state, opened.clock_starts_at) == (BirthState.UNSERVED, at("2026-11-23 12:30"))


async def test_a_closed_line_says_its_hours_asks_nobody_and_opens_an_order_for_the_next_duty(
    db: Database, visits: Visits, asterisk: House, at: At, playable: frozenset[str]
) -> None:
    async with asterisk(replace(visits, now=lambda: at("2026-11-21 12:30"))) as twin:
        visit = await twin.ask(YUNNAN)
    opened = await order(db)
    assert opened is not None
    assert (visit.variables["HOTLINE_STATE"], visit.variables["HOTLINE_PLAN"]) == ("closed", "")
    said = visit.variables["HOTLINE_SAY"].split("&")
    assert said[0] == "hours/yunnan"
    assert set(said) <= playable
    assert not any(command.startswith("GET") for command in visit.commands)
    assert (opened.state, opened.clock_starts_at) == (BirthState.UNSERVED, at("2026-11-23 09:00"))


async def test_an_undecided_call_goes_to_the_configured_group(visits: Visits, asterisk: House, at: At) -> None:
    async with asterisk(replace(visits, now=lambda: at("2023-11-23 12:30"))) as twin:
        visit = await twin.ask(YUNNAN)
    assert (visit.variables["HOTLINE_STATE"], visit.variables["HOTLINE_PLAN"]) == ("undecided", "guangzhou-staff:300")
    assert visit.variables["HOTLINE_REASON"] == "undecided_group"


async def test_a_call_asked_about_twice_has_one_order(db: Database, visits: Visits, asterisk: House) -> None:
    async with asterisk(visits) as twin:
        first, second = await twin.ask(YUNNAN), await twin.ask(YUNNAN)
    assert first.variables["HOTLINE_ORDER"] == second.variables["HOTLINE_ORDER"] == "YN-20261123-0001"
    async with db.reading() as tx:
        kinds = [(row.kind, row.witness) for row in await calls.story(tx, CALL)]
    assert kinds == [(LedgerKind.ARRIVED, Witness.AGI), (LedgerKind.ROUTED, Witness.AGI)]


async def test_an_order_counts_to_the_day_on_which_its_call_arrived(visits: Visits, asterisk: House, at: At) -> None:
    midnight = at("2026-11-24 00:00")
    before = (midnight - timedelta(seconds=1)).timestamp()
    async with asterisk(replace(visits, now=lambda: midnight)) as twin:
        visit = await twin.ask(f"choose?line=yunnan&choice=pressed&key=3&arrived={before:.0f}")
    assert visit.variables["HOTLINE_ORDER"] == "YN-20261123-0001"


async def test_the_call_is_in_the_books_with_its_order(
    db: Database, vault: Vault, visits: Visits, asterisk: House
) -> None:
    async with asterisk(visits) as twin:
        await twin.ask(YUNNAN)
    known = await record(db)
    assert known is not None
    assert known.caller is not None
    assert vault.open(known.caller.sealed) == "13800138000"
    assert (known.dialled, known.line, known.arrived_at) == ("4001595598", "yunnan", ARRIVED)


async def test_a_caller_without_a_number_is_served_like_any_other(
    db: Database, visits: Visits, asterisk: House
) -> None:
    async with asterisk(visits) as twin:
        assert (await replace(twin, caller="").ask(YUNNAN)).done
    known, opened = await record(db), await order(db)
    assert known is not None
    assert opened is not None
    assert (known.caller, opened.caller) == (None, None)


async def test_while_the_database_is_locked_callers_are_routed_and_their_orders_follow(
    db: Database, visits: Visits, asterisk: House
) -> None:
    async with asterisk(replace(visits, budget=0.05)) as twin:
        with locked(db):
            choice = await twin.ask(YUNNAN)
    assert choice.done
    assert (choice.variables["HOTLINE_ORDER"], choice.variables["HOTLINE_PLAN"]) == ("", "yunnan-staff:300")
    assert await record(db) is None
    assert await order(db) is None


def test_waiting_for_the_database_leaves_room_in_the_time_that_the_dialplan_waits() -> None:
    assert DATABASE_BUDGET <= 0.5


@pytest.mark.parametrize(
    "question",
    [
        *("choose", "choose?line=yunnan", "choose?line=nowhere&choice=pressed&arrived=1795408170"),
        *("choose?line=yunnan&choice=shouted&arrived=1795408170", "choose?line=yunnan&choice=pressed&arrived=noon"),
        "choose?line=yunnan&choice=pressed",
    ],
)
async def test_a_question_that_is_not_ours_is_left_to_the_native_answer(
    db: Database, visits: Visits, asterisk: House, question: str
) -> None:
    async with asterisk(visits) as twin:
        visit = await twin.ask(question)
    assert not visit.done
    assert await order(db) is None


def test_states_are_those_of_the_dialplan() -> None:
    assert {state.value for state in DutyState} == {"open", "closed", "undecided"}


async def test_the_dialplan_is_told_when_the_line_closes_and_who_takes_those_who_wait(
    visits: Visits, asterisk: House, night: Duty, at: At
) -> None:
    staffed = {"yunnan-experts": (2, 1, 1), "yunnan-staff": (2, 1, 1), "guizhou-staff": (1, 1, 1)}
    async with asterisk(replace(visits, duty=lambda: night, now=lambda: at("2026-11-27 11:58"))) as twin:
        visit = await replace(twin, members=staffed).ask(YUNNAN)
    assert visit.variables["HOTLINE_PLAN"] == "yunnan-staff:20&yunnan-experts:100"
    assert visit.variables["HOTLINE_CLOSES"] == str(int(at("2026-11-27 12:00").timestamp()))
    assert visit.variables["HOTLINE_AT_CLOSING"] == "yunnan-staff:300"


async def test_an_exceptions_announcement_and_its_seconds_reach_the_dialplan(
    visits: Visits, asterisk: House, night: Duty, at: At
) -> None:
    announced = replace(visits, duty=lambda: night, playable=frozenset({*visits.playable, "notice-new-rule"}))
    async with asterisk(replace(announced, now=lambda: at("2026-11-24 08:30"))) as twin:
        assert (await twin.ask(YUNNAN)).variables["HOTLINE_SAY"] == "notice-new-rule"
    async with asterisk(replace(announced, now=lambda: at("2026-11-27 15:00"))) as twin:
        assert (await twin.ask(YUNNAN)).variables["HOTLINE_PLAN"] == "yunnan-experts:30&yunnan-staff:300"


@pytest.mark.parametrize("recorded", [True, False])
async def test_a_closings_announcement_comes_before_the_hours_and_one_that_was_never_recorded_is_left_out(
    visits: Visits, asterisk: House, night: Duty, at: At, recorded: bool
) -> None:
    playable = frozenset({*visits.playable, *(["closed-maintenance"] if recorded else [])})
    closed = replace(visits, duty=lambda: night, playable=playable, now=lambda: at("2026-11-25 10:00"))
    async with asterisk(closed) as twin:
        said = (await twin.ask(YUNNAN)).variables["HOTLINE_SAY"].split("&")
    assert ("closed-maintenance" in said) is recorded
    assert said.index("closed-maintenance") == 0 if recorded else True
    assert "hours/next" in said
