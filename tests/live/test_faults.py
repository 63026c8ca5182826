"""When things go wrong: whatever breaks, callers reach people, and every call has exactly one order."""

from __future__ import annotations

import asyncio
import sqlite3
import urllib.request
import wave
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

import pytest
import pytest_asyncio

from app.house import House
from app.rehearsal.agents import at_work, signed_in
from app.rehearsal.sip.caller import Destination, Identity, dial
from app.rehearsal.sip.ear import Known, prompts_in
from app.rehearsal.sip.phone import Manners
from app.rehearsal.waiting import until
from dialplan.control import NoAsterisk
from tests.live.asterisk_house import short_folder
from tests.live.books import Books
from tests.live.crowd import SPEAKS_EVERY, Outcome, arriving, check_callers, new_number, one_call, patience
from tests.live.houses import hotline_of, running, stage
from tests.live.queue_log import calls_by_number, routed, talk_seconds
from tests.live.recorded import listen_to

pytestmark = [pytest.mark.live, pytest.mark.asyncio(loop_scope="session")]  # where the house lives

LINES = {"1": "guangdong", "2": "guangxi", "3": "yunnan", "4": "guizhou", "6": "guangzhou"}
PEOPLE = (
    *(f"gd-staff-{n}" for n in range(1, 7)),
    *(f"gx-staff-{n}" for n in range(1, 5)),
    *(f"yn-expert-{n}" for n in range(1, 7)),
    *(f"yn-staff-{n}" for n in range(1, 4)),
    *(f"gz-staff-{n}" for n in range(1, 9)),
    *(f"can-staff-{n}" for n in range(1, 7)),
)
PATIENT = {"last_group_seconds": "120"}  # nobody gives up on a machine that computes something else as well
VOICE = (6_000, 7_999)  # ports: whoever waits on such a machine keeps four of them, and nobody is to be refused
ORDER_FOLLOWS_WITHIN_S = 5.0  # after the node is back
HEARD_AT_LEAST = 0.5  # of two seconds: a telephone on a busy machine takes its time to begin
CUT_OFF_S = 1.5  # of a talk's length: the queue counts whole seconds
WAVE_HEADER = 44  # bytes


@dataclass(frozen=True, slots=True)
class Staffed:
    """Everybody of five lines is at work and quick to answer."""

    house: House
    books: Books
    known: Known


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def staffed() -> AsyncIterator[Staffed]:
    """One house for all that goes wrong: after each fault it is right again, or the next test tells."""
    staged = stage(short_folder("faults"), changes=PATIENT, whole_prompts=True)
    settings = replace(staged, listen=replace(staged.listen, rtp_first=VOICE[0], rtp_last=VOICE[1]))
    async with running(settings) as house:
        manners = {person: Manners(rings=0.1) for person in PEOPLE}
        async with at_work(house.settings, house.url, PEOPLE, manners):
            yield Staffed(house, Books(house.settings.var / "hotline.db"), prompts_in(house.settings.sounds / "zh"))


async def nothing_is_left(house: House) -> None:
    await until("no channel is left", lambda: _no_channels(house), within=10, step=0.2)


async def _no_channels(house: House) -> bool:
    return "0 active channels" in await house.asterisk_rx("core show channels count")


async def check_books(house: House, books: Books, outcomes: list[Outcome]) -> None:
    """Every call has its record, the key that was pressed, and exactly one order."""
    ids = calls_by_number(house.settings.queue_log)
    wanted = {ids[outcome.number]: outcome for outcome in outcomes}
    await until(
        "every call has an order",
        lambda: set(wanted) <= {row["call"] for row in books.orders()},
        within=ORDER_FOLLOWS_WITHIN_S * patience(),
    )
    orders = Counter(row["call"] for row in books.orders() if row["call"] in wanted)
    assert set(orders.values()) == {1}
    assert len({row["number"] for row in books.orders()}) == len(books.orders())

    def all_answered() -> bool:
        calls = books.calls()
        return all(calls[call]["outcome"] == "answered" and calls[call]["ended_at"] for call in wanted)

    await until("every call is answered and over in the books", all_answered, within=10)
    calls = books.calls()
    wrong = [
        (call, calls[call]["key"], calls[call]["line"]) for call, o in wanted.items() if calls[call]["key"] != o.key
    ]
    assert not wrong, f"digits lost: {wrong[:5]}"
    assert all(calls[call]["line"] == LINES[outcome.key] for call, outcome in wanted.items())


async def orders_have_followed(house: House, books: Books) -> None:
    """Called when the node is back: every call that was routed by now has its order within five seconds."""
    before = routed(house.settings.queue_log)
    await until(
        "orders of calls routed while the node was away",
        lambda: before <= {row["call"] for row in books.orders()},
        within=ORDER_FOLLOWS_WITHIN_S * patience(),
    )


async def node_answers(house: House, old: int | None) -> None:
    """A new node process listens."""

    async def listening() -> bool:
        if house.pid("node") in (None, old):
            return False
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", house.settings.listen.fastagi)
        except OSError:
            return False
        writer.close()
        return True

    await until("the node listens again", listening, within=30)


async def torment_the_node(house: House, books: Books) -> None:
    """Stop, start, freeze, thaw, kill: the order of the issue."""
    await asyncio.sleep(2)
    old = house.pid("node")
    house.kill_node()
    await node_answers(house, old)
    await orders_have_followed(house, books)
    old = house.pid("node")
    await house.stop_node()
    await asyncio.sleep(3)
    house.start_node()
    await node_answers(house, old)
    await orders_have_followed(house, books)
    house.freeze_node()
    await asyncio.sleep(8)
    house.thaw_node()
    await orders_have_followed(house, books)
    old = house.pid("node")
    house.kill_node()
    await node_answers(house, old)
    await orders_have_followed(house, books)


async def test_ten_calls_a_second_while_the_node_is_killed_restarted_frozen_thawed_and_killed_again(
    staffed: Staffed,
) -> None:
    house, books, known = staffed.house, staffed.books, staffed.known
    async with asyncio.TaskGroup() as group:
        storm = group.create_task(arriving(hotline_of(house), LINES, known, per_second=10, seconds=30))
        await torment_the_node(house, books)
        outcomes = await storm
        check_callers(outcomes)
        await check_books(house, books, outcomes)
        await check_recordings(house, books, outcomes)
        await nothing_is_left(house)
        late = sum(row["opened_late"] for row in books.orders())
        assert late, "the witness had something to do"
        await until("the metrics tell of them", lambda: _metric(house, "hotline_orders_opened_late") == late, within=20)


def _metric(house: House, name: str) -> float:
    with urllib.request.urlopen(f"{house.url}/metrics", timeout=5) as answer:  # noqa: S310 our own house
        lines = answer.read().decode().splitlines()
    return next(float(line.split(" ")[1]) for line in lines if line.startswith(f"{name} "))


async def check_recordings(house: House, books: Books, outcomes: list[Outcome]) -> None:
    """Who spoke with an agent is recorded, both of them, from the bridge to the end, and filed as it lies there."""
    ids = calls_by_number(house.settings.queue_log)
    spoke = {ids[outcome.number] for outcome in outcomes if outcome.spoke}
    assert len(spoke) >= len(outcomes) // SPEAKS_EVERY
    await until("all of them are filed", lambda: spoke <= books.recordings().keys(), within=10 * patience())
    filed, talked = books.recordings(), talk_seconds(house.settings.queue_log)
    kept, heard = 0.0, list[float]()
    for call in spoke:
        found = listen_to(house.settings.recordings / filed[call]["file"])
        assert (filed[call]["bytes"], filed[call]["sha256"]) == (found.bytes, found.sha256)
        assert filed[call]["seconds"] == pytest.approx(found.seconds, abs=0.001)
        longest = talked[call] + CUT_OFF_S * patience()
        assert found.seconds < longest, f"{call}: they talked for {talked[call]} s"
        heard.append(min(found.heard.values()))
        kept += found.seconds
    assert min(heard) > 0, "both are in every one"
    assert median(heard) >= HEARD_AT_LEAST, heard
    assert kept > sum(talked[call] for call in spoke) / 2, "telephones on a busy machine leave gaps, no more"


async def test_callers_notice_nothing_of_a_database_that_is_locked_for_twenty_seconds(staffed: Staffed) -> None:
    house, books, known = staffed.house, staffed.books, staffed.known
    async with asyncio.TaskGroup() as group:
        path = house.settings.var / "hotline.db"
        with closing(sqlite3.connect(path, isolation_level=None)) as holder:
            holder.execute("BEGIN IMMEDIATE")
            calls = group.create_task(arriving(hotline_of(house), LINES, known, per_second=2, seconds=8))
            await asyncio.sleep(20)
            holder.execute("ROLLBACK")
        await orders_have_followed(house, books)
        outcomes = await calls
        check_callers(outcomes)
        await check_books(house, books, outcomes)
        await nothing_is_left(house)


async def test_asterisk_dies_under_calls_and_the_house_is_right_again(staffed: Staffed) -> None:
    house, books, known = staffed.house, staffed.books, staffed.known
    to, before = hotline_of(house), set(_recordings(house))
    async with asyncio.TaskGroup() as group:
        talking = [group.create_task(one_call(to, "1", known, talks=6)) for _ in range(3)]
        in_menu = group.create_task(_killed_in_the_menu(to, known))
        await until("three conversations", lambda: _talking(books) == 3, within=40)
        # Asterisk writes a recording out in pieces of two seconds: what it has not written dies with it.
        await until("three recordings grow", lambda: len(_grown(house) - before) == 3, within=10)
        old = house.pid("asterisk")
        house.kill_asterisk()
        await until("another Asterisk", lambda: house.pid("asterisk") not in (None, old), within=10)
        await until("it is up", lambda: _booted(house), within=20)
        await _desk_is_right(house)
    assert all(task.result().reached for task in talking)
    ids = calls_by_number(house.settings.queue_log)
    mine = {ids[number] for number in (in_menu.result(), *(task.result().number for task in talking))}
    await until("the ledger ends all four", lambda: _ended(books, mine), within=5)
    assert books.calls()[ids[in_menu.result()]]["outcome"] in ("left_in_menu", "lost")
    for task in talking:
        record = books.calls()[ids[task.result().number]]
        assert record["outcome"] == "answered"
        assert books.order_of(record["call"]) is not None
    await until("the recordings are repaired", lambda: _all_play(house), within=10 * patience())
    after = await one_call(to, "1", known)
    assert after.reached, f"calls are not served again: {after}"
    await check_books(house, books, [after])
    await nothing_is_left(house)


async def _killed_in_the_menu(to: Destination, known: Known) -> str:
    number = new_number()
    async with dial(to, Identity(number), known=known) as call:
        await call.hears("welcome", within=10)
        await call.ended(12)
    return number


def _talking(books: Books) -> int:
    return sum(1 for row in books.calls().values() if row["answered_at"] and not row["ended_at"])


def _ended(books: Books, wanted: set[str]) -> bool:
    calls = books.calls()
    return all(call in calls and calls[call]["ended_at"] for call in wanted)


def _recordings(house: House) -> list[Path]:
    return list(house.settings.recordings.rglob("*.wav"))


def _grown(house: House) -> set[Path]:
    return {path for path in _recordings(house) if path.stat().st_size > WAVE_HEADER}


def _all_play(house: House) -> bool:
    """Each file's header says what the file holds: the seconds before the death can be heard."""
    return all(_frames(path) > 0 for path in _recordings(house))


def _frames(path: Path) -> int:
    try:
        with wave.open(str(path)) as file:
            return file.getnframes() if path.stat().st_size - WAVE_HEADER == file.getnframes() * 2 else 0
    except (wave.Error, EOFError):
        return 0


async def _booted(house: House) -> bool:
    try:
        return "fully booted" in await house.asterisk_rx("core waitfullybooted")
    except NoAsterisk:
        return False


async def _desk_is_right(house: House) -> None:
    """Within five seconds the desk shows what Asterisk knows: ready, the phone there, nobody in a call."""
    staff = await signed_in(house.settings, house.url, "gd-staff-1")

    async def right() -> bool:
        presence = await staff.presence()
        member = await house.asterisk_rx("queue show guangdong-staff")
        return presence["state"] == "ready" and presence["phone"] == "registered" and "PJSIP/gd-staff-1" in member

    await until("the desk is right again", right, within=5)
