"""Telling people something, in the transaction of what it is about."""

from __future__ import annotations

from collections.abc import Collection
from zoneinfo import ZoneInfo

from storage.database import Transaction
from storage.ids import PersonId

from . import store
from .notice import Notice
from .settings import NoticeSettings

HOME = ZoneInfo("Asia/Shanghai")


async def tell(tx: Transaction, notice: Notice, people: Collection[PersonId], settings: NoticeSettings) -> None:
    """Put it on these people's screens, and into the outbox for those who are reached outside the house as well.

    Once for each key and person, whatever is told again; together with the rest of the transaction, or not at all.
    """
    await store.put_on_screens(tx, notice, people)
    not_before = notice.at if notice.at_any_hour else settings.not_before(notice.kind, notice.at, HOME)
    letters = [
        store.Outgoing(f"{notice.key}/{channel.value}/{person}", channel, person, notice, not_before)
        for person in sorted(people)
        for channel in settings.outward(notice.kind, person)
    ]
    await store.put_into_outbox(tx, letters)
