"""Acting on orders in the database: one deed, one transaction, one revision, one row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from storage.database import Database
from storage.ids import CallId, OrderNumber, PersonId
from storage.vault import Vault
from tests.reference import reference_book
from tests.work_orders.desk_cases import INQUIRY, MORNING, SUMMARY
from tests.work_orders.desk_people import AGENTS, COLLEAGUE, DISPATCHER, LEAD, OWNER, PEOPLE, STRANGER, YUNNAN
from work_orders import progress
from work_orders import store as orders
from work_orders.case import store, use
from work_orders.case.birth import NewOrder
from work_orders.case.case import Acting, Attempt, Case
from work_orders.case.enter import enter
from work_orders.case.form import FormChange
from work_orders.case.kin import Wish, link_to, merge_into, take_out, unlink_from
from work_orders.case.means import Means
from work_orders.case.refusal import Refused, Stale
from work_orders.case.use import Outcome, Seen
from work_orders.clock import store as clocks
from work_orders.clock.hours import DutyHours
from work_orders.intake.bring import take_in
from work_orders.loop.loop import ActionId, Loop
from work_orders.open import open_order
from work_orders.order import Opening

CALL = CallId("n1-1795304994.0")
Openings = Callable[..., Opening]


@dataclass
class Office:
    """People acting one minute after another on the database."""

    db: Database
    means: Means
    opening: Openings
    now: datetime = MORNING
    told: list[str] = field(default_factory=list)

    async def called(self, call: str = CALL) -> OrderNumber:
        """A call that was answered by the owner and has ended."""
        async with self.db.transaction() as tx:
            order = await open_order(tx, self.opening(call, at=self.now))
            steps = [
                progress.answered(OWNER.id, self.now),
                progress.conversation_ended(self.now + timedelta(minutes=2)),
            ]
            await progress.make_progress(tx, {CallId(call): steps})
        return order.number

    async def take_in(self) -> list[OrderNumber]:
        async with self.db.transaction() as tx:
            return await take_in(tx, self.means, self.now)

    async def case(self, number: OrderNumber) -> Case:
        async with self.db.reading() as tx:
            case = await store.by_number(tx, number)
        assert case is not None
        return case

    async def fills(self, who: Acting, number: OrderNumber, revision: int, **change: object) -> Outcome:
        self.now += timedelta(minutes=1)
        async with self.db.transaction() as tx:
            wanted = FormChange(who, self.now, **change)  # type: ignore[arg-type]
            return await use.fill_in(tx, self.means, Seen(number, revision), wanted)

    async def does(self, who: Acting, number: OrderNumber, revision: int, action: str, **inputs: str) -> Outcome:
        self.now += timedelta(minutes=1)
        async with self.db.transaction() as tx:
            attempt = Attempt(ActionId(action), who, self.now, inputs)
            return await use.act(tx, self.means, Seen(number, revision), attempt)

    async def passed_on(self, call: str = CALL) -> OrderNumber:
        number = await self.called(call)
        assert isinstance(await self.fills(OWNER, number, 0, **INQUIRY, form=SUMMARY), Case)
        assert isinstance(await self.does(OWNER, number, 1, "pass_on"), Case)
        return number

    async def wish(
        self, deed: Callable[..., object], number: OrderNumber, other: OrderNumber, **more: object
    ) -> object:
        self.now += timedelta(minutes=1)
        revision = (await self.case(number)).revision
        async with self.db.transaction() as tx:
            facts: dict[str, object] = {"by": DISPATCHER, "at": self.now, "reason": "同一诉求"} | more
            return await deed(tx, self.means, Wish(Seen(number, revision), other, **facts))  # type: ignore[arg-type, misc]

    async def running(self, number: OrderNumber) -> dict[str, bool]:
        """The clocks that are not ended, and whether each runs."""
        async with self.db.reading() as tx:
            return {row.clock: row.runs for row in await clocks.of_order(tx, number) if row.ended_at is None}


@pytest.fixture
def office(db: Database, opening: Openings, loop: Loop) -> Office:
    hours = DutyHours(reference_book(), loop.calendars)
    vault = Vault(b"a secret of thirty-two bytes, yes")
    return Office(db, Means(loop, hours, vault, AGENTS, {YUNNAN: "YN"}, people=PEOPLE), opening)


async def test_an_order_of_a_call_comes_to_the_desk_once_with_its_clocks(office: Office) -> None:
    number = await office.called()
    assert await office.take_in() == [number]
    assert await office.take_in() == []
    case = await office.case(number)
    assert (case.revision, case.step, case.owner, case.source) == (0, "fill", OWNER.id, "phone")
    assert (case.opened_at, case.talk_ended_at) == (MORNING, MORNING + timedelta(minutes=2))
    assert await office.running(number) == {"fill": True}


async def test_what_the_call_tells_later_is_brought_to_the_desk(office: Office) -> None:
    number = await office.called()
    await office.take_in()
    async with office.db.transaction() as tx:
        later = [
            progress.conversation_ended(MORNING + timedelta(minutes=9)),
            progress.answered(COLLEAGUE.id, MORNING - timedelta(seconds=5)),
        ]
        await progress.make_progress(tx, {CALL: later})
    assert await office.take_in() == [number]
    case = await office.case(number)
    assert (case.talk_ended_at, case.owner, case.revision) == (MORNING + timedelta(minutes=9), COLLEAGUE.id, 0)


async def test_an_earlier_answer_told_late_takes_no_order_from_whom_it_was_given(office: Office) -> None:
    number = await office.called()
    assert isinstance(await office.does(OWNER, number, 0, "hand_over", person="colleague", reason="休假"), Case)
    async with office.db.transaction() as tx:
        await progress.make_progress(tx, {CALL: [progress.answered(PersonId("other"), MORNING - timedelta(seconds=5))]})
    await office.take_in()
    assert (await office.case(number)).owner == COLLEAGUE.id


async def test_acting_takes_in_what_the_desk_has_not_seen(office: Office) -> None:
    number = await office.passed_on()
    case = await office.case(number)
    assert (case.step, case.revision) == ("review", 2)
    assert await office.running(number) == {"whole": True, "review": True}
    async with office.db.reading() as tx:
        history = await store.entries_of(tx, number)
    assert [(row.what, row.revision, row.who) for row in history] == [
        ("form_saved", 1, OWNER.id),
        ("pass_on", 2, OWNER.id),
    ]


async def test_what_is_refused_leaves_no_trace(office: Office) -> None:
    number = await office.called()
    refused = await office.does(OWNER, number, 0, "pass_on")
    assert isinstance(refused, Refused)
    assert refused.code == "form_incomplete"
    assert (await office.case(number)).revision == 0
    async with office.db.reading() as tx:
        assert await store.entries_of(tx, number) == ()


async def test_the_second_editor_sees_what_the_first_did(office: Office) -> None:
    number = await office.called()
    await office.fills(OWNER, number, 0, **INQUIRY)
    stale = await office.fills(COLLEAGUE, number, 0, category="complaint")
    assert isinstance(stale, Stale)
    assert stale.case.category == "inquiry"
    assert [(row.who, row.changes) for row in stale.theirs] == [
        (OWNER.id, {"category": ("", "inquiry"), "matter": ("", "rules")})
    ]
    assert (await office.case(number)).revision == 1


async def test_orders_that_one_may_not_see_are_refused_before_anything_else(office: Office) -> None:
    number = await office.called()
    for outcome in (
        await office.does(STRANGER, number, 99, "pass_on"),
        await office.fills(LEAD, number, 99, form=SUMMARY),
    ):
        assert isinstance(outcome, Refused)
        assert outcome.code == "not_seen"
    missing = await office.does(OWNER, OrderNumber("YN-20261123-9999"), 0, "pass_on")
    assert isinstance(missing, Refused)
    assert missing.code == "no_such_order"


async def test_private_fields_are_sealed(office: Office) -> None:
    number = await office.called()
    await office.fills(OWNER, number, 0, form={"caller_name": "王女士", "contact_phone": "13800138000", **SUMMARY})
    case = await office.case(number)
    assert case.form == SUMMARY
    assert office.means.private_of(case) == {"caller_name": "王女士", "contact_phone": "13800138000"}
    async with office.db.reading() as tx:
        for table in ("order_cases", "order_entries", "order_words"):
            everything = str((await tx.execute(text(f"SELECT * FROM {table}"))).all())  # noqa: S608 our own names
            assert "王女士" not in everything
            assert "13800138000" not in everything


async def test_history_refuses_to_be_changed(office: Office) -> None:
    await office.passed_on()
    with pytest.raises(DBAPIError, match="append-only"):
        async with office.db.transaction() as tx:
            await tx.execute(text("UPDATE order_entries SET what = 'x'"))


async def test_an_order_without_a_call_is_numbered_with_the_others(office: Office) -> None:
    first = await office.called()
    new = NewOrder(YUNNAN, DISPATCHER, office.now)
    told = FormChange(DISPATCHER, office.now, source="letter", outside_number="信 7", **INQUIRY, form=SUMMARY)  # type: ignore[arg-type]
    async with office.db.transaction() as tx:
        case = await enter(tx, office.means, new, told)
    assert isinstance(case, Case)
    assert (first[-4:], case.number[-4:], case.revision, case.owner) == ("0001", "0002", 1, None)
    async with office.db.reading() as tx:
        order = await orders.by_number(tx, case.number)
        history = await store.entries_of(tx, case.number)
    assert order is not None
    assert (order.call, order.decided, order.state) == (None, None, "entered")
    assert [(row.what, row.revision) for row in history] == [("entered", 1)]
    assert case.number not in await office.take_in()
    assert (await office.running(case.number))["whole"]


async def test_no_number_is_taken_for_what_is_refused(office: Office) -> None:
    new = NewOrder(YUNNAN, DISPATCHER, office.now)
    async with office.db.transaction() as tx:
        assert isinstance(await enter(tx, office.means, new, FormChange(DISPATCHER, office.now, source="fax")), Refused)
    assert (await office.called())[-4:] == "0001"


async def test_a_merged_order_stands_still_and_is_archived_with_its_parent(office: Office) -> None:
    child, parent = await office.passed_on("n1-1.0"), await office.passed_on("n1-2.0")
    assert isinstance(await office.wish(merge_into, child, parent), Case)
    assert await office.running(child) == {"whole": False, "review": False}
    refused = await office.wish(merge_into, parent, await office.passed_on("n1-3.0"))
    assert isinstance(refused, Refused)
    assert refused.code == "has_children"
    revision = (await office.case(parent)).revision
    await office.does(DISPATCHER, parent, revision, "answer_at_review", result="已答复", person="owner")
    done = await office.does(OWNER, parent, revision + 1, "satisfied", service_score="1", handling_score="1")
    assert isinstance(done, Case)
    followed = await office.case(child)
    assert (followed.step, followed.result, followed.archived_at) == ("archived", "已答复", office.now)
    assert await office.running(child) == {}


async def test_an_order_taken_out_goes_on(office: Office) -> None:
    child, parent = await office.passed_on("n1-1.0"), await office.passed_on("n1-2.0")
    await office.wish(merge_into, child, parent)
    assert isinstance(await office.wish(take_out, child, parent), Case)
    assert await office.running(child) == {"whole": True, "review": True}
    assert (await office.case(child)).parent is None


async def test_orders_are_linked_once_and_unlinked(office: Office) -> None:
    one, other = await office.passed_on("n1-1.0"), await office.passed_on("n1-2.0")
    assert isinstance(await office.wish(link_to, one, other, kind="grew_from"), Case)
    assert isinstance(await office.wish(link_to, other, one, kind="related"), Refused)
    async with office.db.reading() as tx:
        assert await store.links_of(tx, other) == [(one, other, "grew_from")]
    assert isinstance(await office.wish(unlink_from, other, one), Case)
    async with office.db.reading() as tx:
        assert await store.links_of(tx, one) == []
        assert await store.entries_of(tx, one) != ()


async def test_open_orders_say_what_they_need_of_a_loop(office: Office) -> None:
    number = await office.passed_on()
    await office.does(DISPATCHER, number, 2, "assign", unit="platform")
    async with office.db.reading() as tx:
        use_now = await store.in_use(tx)
    assert (use_now.steps, use_now.categories, use_now.units) == ({"accept": 1}, {"inquiry": 1}, {"platform": 1})
