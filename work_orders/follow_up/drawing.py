"""The day's draw, made once and kept; and the archiving of what it left out, which goes on wherever it stopped."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from schedules.times import at_minute, local
from storage.audit import Deed, record
from storage.database import Transaction
from work_orders.loop.follow_up import FollowUp
from work_orders.loop.loop import Loop

from . import store
from .fate import SAMPLE, categories
from .sample import SEED_BYTES, Sample, draw
from .store import KeptSample

WHO = "desk"
DREW = "follow_up_drawn"


def last_planned(rules: FollowUp, now: datetime) -> datetime:
    """The latest instant at which a draw was due: today's or, before its time, yesterday's."""
    today = local(now).date()
    planned = at_minute(today, rules.draw_at)
    return planned if planned <= now else at_minute(today - timedelta(days=1), rules.draw_at)


def next_planned(rules: FollowUp, now: datetime) -> datetime:
    today = local(now).date()
    planned = at_minute(today, rules.draw_at)
    return planned if planned > now else at_minute(today + timedelta(days=1), rules.draw_at)


async def draw_if_due(tx: Transaction, loop: Loop, now: datetime) -> KeptSample | None:
    """Draw what was due last, unless it was drawn, or nobody is followed up by sample.

    Two desks that try at once make one draw. A draw that was missed while the desk was down is made late, from the
    orders that wait then.
    """
    rules = loop.follow_up
    if rules is None or not categories(loop, SAMPLE):
        return None
    planned = last_planned(rules, now)
    return None if await store.was_drawn(tx, planned) else await draw_now(tx, loop, planned, now)


async def draw_now(tx: Transaction, loop: Loop, planned: datetime, now: datetime) -> KeptSample | None:
    """None where another desk was quicker."""
    rules = loop.follow_up
    if rules is None:
        return None
    rounds = await store.undrawn(tx, loop)
    sample = draw(local(planned).date(), secrets.token_hex(SEED_BYTES), rules.share, rounds)
    if not await store.keep_sample(tx, sample, rounds, planned_at=planned, at=now):
        return None
    await record(tx, Deed(now, WHO, DREW, planned.isoformat(), _told(sample)))
    return next(one for one in await store.samples_of(tx, sample.day) if one.planned_at == planned)


def _told(sample: Sample) -> dict[str, str]:
    return {
        "day": sample.day.isoformat(),
        "candidates": str(len(sample.candidates)),
        "drawn": " ".join(sample.drawn),
    }
