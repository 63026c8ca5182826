"""The orders' clocks on a real PostgreSQL: which desk leads, and that nothing is told twice whoever dies."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import text

from app.rehearsal.waiting import until
from notices import store as notices
from notices.notice import Channel, Kind, Letter
from notices.postman import Postman
from notices.settings import Contact, NoticeSettings, SmsGateway, Way
from notices.tell import tell
from storage.database import Database, Transaction
from storage.ids import CallId, LineId, OrderNumber, PersonId
from storage.leader import Leadership
from tests.live.second_desk import said, waiting_desk
from tests.notices.conftest import a_notice
from tests.work_orders.bell_house import STAFF, BellHouse
from tests.work_orders.clock_cases import TRADING, Journey, at
from tests.work_orders.conftest import an_opening
from work_orders.case import store as cases
from work_orders.case.case import Entry
from work_orders.clock import store as clocks
from work_orders.clock.bell import Bell, Ground, KeptOrders
from work_orders.clock.clock import ended
from work_orders.intake.store import unseen
from work_orders.loop.loop import CategoryId

LATE = at("2026-11-24 18:00")  # the participants should have been contacted
HEARD = {("trader", "breach"), ("trading-head", "breach"), ("dispatcher", "escalation")}

pytestmark = pytest.mark.live


async def complaints(db: Database, count: int) -> list[OrderNumber]:
    """So many complaints that were dispatched on Monday, kept as the desk keeps them."""
    house = BellHouse(db, at("10:00"))
    found = []
    for number in range(count):
        journey: Journey = await house.order(an_opening(CallId(f"n1-{number}.0"), line=LineId("yunnan")))
        await house.change(journey, category=CategoryId("complaint"))
        await house.take(journey, "pass_on")
        await house.take(journey, "assign", unit=TRADING, holder=TRADING)
        async with db.transaction() as tx:
            await cases.add(tx, journey.case)
        found.append(journey.case.number)
    return found


async def shown(db: Database) -> Counter[tuple[str, str, str]]:
    async with db.reading() as tx:
        found = [one for acting in STAFF for one in await notices.of_person(tx, acting.id, limit=1000)]
    return Counter((one.person, one.kind, one.subject) for one in found)


async def all_told(db: Database) -> bool:
    async with db.reading() as tx:
        following = await clocks.next_instant(tx)
    return following is None or following > LATE


async def told_to(db: Database, least: int) -> bool:
    return len(await shown(db)) >= least


def one_leads(leaders: Sequence[Leadership], leading: Sequence[int], cuts: int) -> bool:
    return len(leading) > cuts and sum(one.leads for one in leaders) == 1


async def a_desk(db: Database) -> asyncio.subprocess.Process:
    return await waiting_desk("tests.live.ringing", db.url, LATE.isoformat())


async def test_the_leader_killed_in_the_middle_leaves_the_rest_to_the_other_and_nothing_twice(pg: Database) -> None:
    orders = await complaints(pg, 40)
    first = await a_desk(pg)
    assert await said(first) == "leads"
    second = await a_desk(pg)
    try:
        await until("some is told", partial(told_to, pg, 20), within=30, step=0.005)
        first.kill()
        assert await said(second) == "leads"
        await until("all is told", partial(all_told, pg), within=30)
    finally:
        for desk in (first, second):
            if desk.returncode is None:
                desk.kill()
            await desk.wait()
    told = await shown(pg)
    assert set(told.values()) == {1}
    assert set(told) == {(person, kind, number) for person, kind in HEARD for number in orders}
    async with pg.reading() as tx:
        deeds = Counter([entry.what for number in orders for entry in await cases.entries_of(tx, number)])
    assert deeds == {"clock_breached": 40, "clock_escalated": 40}


async def test_one_leads_at_a_time_and_the_next_follows_when_its_connection_is_cut(pg: Database) -> None:
    leading: list[int] = []
    leaders = [Leadership(pg, "timers", every_s=0.05) for _ in range(3)]

    async def work(which: int) -> None:
        leading.append(which)
        await asyncio.Event().wait()

    tasks = [asyncio.create_task(one.run(partial(work, which))) for which, one in enumerate(leaders)]
    try:
        for cuts in range(3):
            await until("one leads", partial(one_leads, leaders, leading, cuts), within=20)
            async with pg.transaction() as tx:  # the server throws the leader out
                held = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted"
                assert (await tx.execute(text(held))).scalars().all() == [True]
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
    assert not any(one.leads for one in leaders)


async def test_desks_that_all_believe_they_lead_tell_each_thing_once(pg: Database) -> None:
    orders = await complaints(pg, 12)
    house = BellHouse(pg, LATE)
    ground = Ground(house.loop, house.hours, STAFF, house.settings)
    databases = [Database(pg.url) for _ in range(4)]
    bells = [Bell(db, KeptOrders(), lambda: ground, lambda: LATE) for db in databases]
    await asyncio.gather(*(bell.ring() for bell in bells))
    for db in databases:
        await db.close()
    told = await shown(pg)
    assert set(told.values()) == {1}
    assert len(told) == len(HEARD) * len(orders)


async def test_who_acts_while_the_bell_rings_waits_for_it_and_sees_what_was_told(pg: Database) -> None:
    (number,) = await complaints(pg, 1)
    house = BellHouse(pg, LATE)
    ground = Ground(house.loop, house.hours, STAFF, house.settings)
    async with pg.transaction() as acting:
        assert await cases.locked(acting, number)
        ringing = asyncio.create_task(Bell(pg, KeptOrders(), lambda: ground, lambda: LATE).ring())
        await asyncio.sleep(0.2)
        assert not ringing.done()
        rows = await clocks.locked_of_order(acting, number)
        (contact,) = [row for row in rows if row.clock == "contact"]
        await clocks.write(acting, [ended(contact, LATE - timedelta(minutes=1))])
    await ringing
    assert await shown(pg) == Counter()


async def test_taking_an_order_in_while_the_bell_rings_for_it_is_no_deadlock(pg: Database) -> None:
    (number,) = await complaints(pg, 1)
    house = BellHouse(pg, LATE)
    ground = Ground(house.loop, house.hours, STAFF, house.settings)

    class Slow(KeptOrders):
        """Has locked the case, and takes its time until the intake waits for it."""

        async def append(self, tx: Transaction, entries: Sequence[Entry]) -> None:
            await asyncio.sleep(0.3)
            await super().append(tx, entries)

    async def intake() -> list[OrderNumber]:
        async with pg.transaction() as tx:
            found = await unseen(tx, LATE, limit=9)
            await asyncio.sleep(0.1)
            assert await cases.locked(tx, number)
            return found

    ringing = asyncio.create_task(Bell(pg, Slow(), lambda: ground, lambda: LATE).ring())
    await asyncio.sleep(0.1)
    assert await intake() == [number]
    assert await ringing == 1
    assert len(await shown(pg)) == len(HEARD)


async def test_postmen_of_several_desks_send_each_letter_once(pg: Database) -> None:
    taken: list[str] = []

    class Sender:
        async def send(self, letter: Letter) -> None:
            taken.append(letter.key)

    gateway = SmsGateway("http://127.0.0.1:9/", "POST", "text/plain", {}, "{text}", "", timedelta(seconds=1))
    settings = NoticeSettings(
        sms=gateway, ways={Kind.BREACH: Way(frozenset({Channel.SMS}))}, contacts={"head": Contact(phone="13800001234")}
    )
    now = a_notice().at
    async with pg.transaction() as tx:
        for number in range(30):
            await tell(tx, a_notice(f"n{number}"), [PersonId("head")], settings)
    postmen = [Postman(pg, lambda: {Channel.SMS: Sender()}, lambda: timedelta(hours=1), lambda: now) for _ in range(4)]
    for _ in range(12):
        await asyncio.gather(*(postman.round() for postman in postmen))
    assert sorted(taken) == sorted(f"n{number}/sms/head" for number in range(30))
