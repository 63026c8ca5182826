"""The counts of a day go when it is over; those of the day, and of conversations, stay."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from participants.identity.check import IdentityChecks, Talk
from participants.identity.level import Occasion
from participants.identity.store import forget_days_before
from participants.participant import ParticipantId
from participants.safe import Safe
from participants.tables import tries
from schedules.times import local
from storage.database import Database
from tests.participants.conftest import NOW, Register

COMPANY = ParticipantId("GD-00001")


async def test_wrong_answers_of_a_day_are_forgotten_when_it_is_over(five: Register, db: Database, safe: Safe) -> None:
    checks = IdentityChecks(db, safe)
    yesterday = Talk(Occasion("call:n1-1.0"), "gd-staff-1", NOW)
    today = Talk(Occasion("order:GD-2"), "gd-staff-1", NOW + timedelta(days=1))
    for talk in (yesterday, today):
        await checks.draw(talk, COMPANY)
        await checks.check(talk, COMPANY, ["1", "2", "3"])
    async with db.transaction() as tx:
        before = await checks.left(tx, today, COMPANY)
        await forget_days_before(tx, local(today.now).date())
    async with db.reading() as tx:
        assert await checks.left(tx, today, COMPANY) == before
        left = set(await tx.scalars(select(tries.c.subject)))
    assert left == {"call:n1-1.0", "order:GD-2", f"{COMPANY} 2026-11-24"}
