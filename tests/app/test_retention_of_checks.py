"""The end of identity checks and of urgent events: by their own years, and never before what they rest on."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from app.privacy_file import RecordClass
from app.retention.end import planned
from participants.identity import store as identity
from participants.identity.level import Event, Happened, Occasion
from participants.participant import ItemId
from participants.tables import events as identity_events
from participants.tables import notes, tries
from storage import holds
from storage.holds import HoldKind, Subject
from tests.app.ending import (
    FIVE,
    NEW,
    NOW,
    OLD,
    SUPERVISOR,
    counts,
    gone_after_a_hold,
    house,
    lived,
    proofs,
    ran,
    refused,
)
from tests.app.old_house import OldHouse, call_id, number
from urgent.tables import urgent_entries, urgent_events

__all__ = ["house"]


async def test_what_callers_said_of_themselves_goes_with_their_calls_and_orders(house: OldHouse) -> None:
    await lived(house, 1, OLD)
    await lived(house, 2, NEW)
    occasions = [Occasion(f"{kind}{n}") for kind, n in (("call:n1-", "1.0"), ("call:n1-", "2.0"))]
    occasions += [Occasion("order:YN-1"), Occasion("order:YN-2")]
    day = "p1 2021-05-06"  # how often one participant was asked on a day: nothing of anybody's conversation
    async with house.db.transaction() as tx:
        for occasion in occasions:
            await identity.keep_notes(tx, occasion, {ItemId("phone"): house.vault.seal("13800000001")})
            await identity.claim_tries(tx, occasion)
        await identity.claim_tries(tx, day)
    await ran(house)
    async with house.db.reading() as tx:
        assert set(await tx.scalars(select(notes.c.occasion))) == {"call:n1-2.0", "order:YN-2"}
        assert set(await tx.scalars(select(tries.c.subject))) == {"call:n1-2.0", "order:YN-2", day}
    assert "identity_notes 1" in (await proofs(house))[-1].data["rows"]


async def checked(house: OldHouse, occasion: str, at: datetime) -> None:
    """Somebody was verified in this conversation."""
    async with house.db.transaction() as tx:
        for n, what in enumerate((Happened.DRAWN, Happened.VERIFIED)):
            when = at + timedelta(minutes=n)
            await identity.append(tx, Event(when, "yn-staff-1", Occasion(occasion), what))


async def occasions(house: OldHouse) -> list[str]:
    async with house.db.reading() as tx:
        return sorted(await tx.scalars(select(identity_events.c.occasion).distinct()))


async def test_that_identities_were_checked_goes_by_its_own_years_and_with_proof(house: OldHouse) -> None:
    await lived(house, 1, OLD)
    await lived(house, 2, NEW)
    for n, at in ((1, OLD), (2, NEW)):
        await checked(house, f"call:{call_id(n)}", at)
        await checked(house, f"order:YN-{n}", at)
    longer = replace(FIVE, years={**FIVE.years, RecordClass.IDENTITY: 10})
    await ran(house, longer)
    assert len(await occasions(house)) == 4, "their calls are gone, their own years are not over"
    assert counts(await planned(house.db, FIVE, NOW)) == {"identity": (4, 0, 0)}
    assert await ran(house) == {"identity": 4}
    assert await occasions(house) == ["call:n1-2.0", "order:YN-2"]
    proof = (await proofs(house))[-1]
    assert (proof.target, proof.data["rows"], proof.data["records"]) == ("identity", "identity_events 4", "4")


@pytest.mark.parametrize("kind", [HoldKind.ORDER, HoldKind.CALL, HoldKind.CALLER, HoldKind.LINE])
@pytest.mark.parametrize("occasion", ["call:n1-1.0", "order:YN-1"])
async def test_a_hold_keeps_that_its_callers_identity_was_checked(
    house: OldHouse, kind: HoldKind, occasion: str
) -> None:
    await lived(house, 1, OLD)
    await checked(house, occasion, OLD)
    names = {HoldKind.ORDER: "YN-1", HoldKind.CALL: call_id(1), HoldKind.LINE: "yunnan"}
    name = names.get(kind) or house.vault.caller_key(number(1))
    async with house.db.transaction() as tx:
        await holds.put(tx, Subject(kind, name), SUPERVISOR)
    assert await ran(house) == {}
    assert await occasions(house) == [occasion]


async def test_identity_checks_go_at_their_old_end_only_and_never_unannounced(house: OldHouse) -> None:
    for n, at in ((1, OLD), (2, NEW), (3, OLD)):
        await checked(house, f"call:n1-{n}.9", at)
    await refused(house, "DELETE FROM identity_events WHERE occasion = 'call:n1-1.9'")
    await ran(house)
    assert await occasions(house) == ["call:n1-2.9"]
    for change in ("DELETE FROM identity_events", "DELETE FROM record_cuts", "UPDATE record_cuts SET at = 0"):
        await refused(house, change)


async def test_an_urgent_event_goes_with_its_history_once_the_orders_it_rests_on_are_gone(house: OldHouse) -> None:
    for n, at in ((1, OLD), (2, OLD), (3, NEW)):
        await house.order(n, at, archived=at)
    await house.event("UE-20210506-001", OLD, rests_on=["YN-1", "YN-2"])
    await house.event("UE-20210506-002", OLD, rests_on=["YN-1", "YN-3"])
    await house.event("UE-20210506-003", OLD, rests_on=[], over=False)
    await house.event("UE-20240506-001", NEW, rests_on=[])
    assert counts(await planned(house.db, FIVE, NOW)) == {"orders": (2, 0, 0), "urgent": (1, 0, 1)}
    assert await ran(house) == {"orders": 2, "urgent": 1}
    async with house.db.reading() as tx:
        left = sorted(await tx.scalars(select(urgent_events.c.id)))
        assert sorted(await tx.scalars(select(urgent_entries.c.event))) == left
    assert left == ["UE-20210506-002", "UE-20210506-003", "UE-20240506-001"]
    proof = (await proofs(house))[-1]
    assert (proof.target, proof.data["rows"]) == ("urgent", "urgent_entries 1, urgent_events 1")


@pytest.mark.parametrize("kind", [HoldKind.ORDER, HoldKind.CALLER, HoldKind.LINE, HoldKind.ALL])
async def test_a_hold_on_an_order_keeps_the_urgent_events_that_rest_on_it(house: OldHouse, kind: HoldKind) -> None:
    await house.order(1, OLD, archived=OLD)
    await house.event("UE-20210506-001", OLD, rests_on=["YN-1"])
    assert await gone_after_a_hold(house, kind) == {"orders": 1, "urgent": 1}
