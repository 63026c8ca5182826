"""Told once, in the transaction of what it is about; nothing lost while a gateway is away, nothing sent twice."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta

import pytest

from notices import store
from notices.notice import Channel, Kind, Letter
from notices.postman import CLAIM, NotSent, Postman, Sender, pause_after
from notices.settings import Contact, MailServer, NoticeSettings, SmsGateway, Way
from notices.tell import HOME, tell
from storage.database import Database
from storage.ids import PersonId
from tests.notices.conftest import NOW, a_notice

HEAD, AGENT = PersonId("head"), PersonId("yn-staff-1")
GATEWAY = SmsGateway("http://127.0.0.1:9/", "POST", "application/json", {}, "{}", "", timedelta(seconds=1))
MAIL = MailServer("127.0.0.1", 9, "none", "hotline@example.com", "", timedelta(seconds=1))
SETTINGS = NoticeSettings(
    sms=GATEWAY,
    email=MAIL,
    ways={Kind.BREACH: Way(frozenset({Channel.SMS, Channel.EMAIL})), Kind.URGENT: Way(frozenset({Channel.SMS}), True)},
    contacts={"head": Contact("13800001234", "head@example.com"), "yn-staff-1": Contact("13900001234", "")},
)


@dataclass
class Exit:
    """A gateway that can be away, fail for good, or take a letter and then be cut off."""

    away: bool = False
    final: bool = False
    taken: list[str] = field(default_factory=list)
    tried: int = 0

    async def send(self, letter: Letter) -> None:
        self.tried += 1
        if self.away:
            raise NotSent("connection refused", final=self.final)
        self.taken.append(letter.key)


@dataclass
class House:
    """An outbox with its postman, at a time that is moved by hand."""

    db: Database
    now: datetime = NOW
    sms: Exit = field(default_factory=Exit)
    email: Exit = field(default_factory=Exit)
    off: bool = False

    def senders(self) -> Mapping[Channel, Sender]:
        return {} if self.off else {Channel.SMS: self.sms, Channel.EMAIL: self.email}

    def postman(self) -> Postman:
        return Postman(self.db, self.senders, lambda: timedelta(hours=24), lambda: self.now)

    async def emptied(self) -> None:
        """Everything that may go now has been tried."""
        postman = self.postman()
        while await postman.round():
            pass

    async def waits(self) -> store.Waiting:
        async with self.db.reading() as tx:
            return await store.waiting(tx, NOW)


@pytest.fixture
def house(db: Database) -> House:
    return House(db)


async def told(house: House, *people: PersonId, key: str = "n/breach", kind: Kind = Kind.BREACH) -> None:
    async with house.db.transaction() as tx:
        await tell(tx, a_notice(key, house.now, kind), people, SETTINGS)


async def test_a_notice_is_on_screens_and_goes_where_each_person_is_reached(house: House) -> None:
    await told(house, HEAD, AGENT)
    await house.emptied()
    assert sorted(house.sms.taken) == ["n/breach/sms/head", "n/breach/sms/yn-staff-1"]
    assert house.email.taken == ["n/breach/email/head"]
    async with house.db.reading() as tx:
        (shown,) = await store.of_person(tx, AGENT, limit=10)
        assert (shown.zh, shown.seen_at) == ("工单 YN-20261123-0007 处置并回单已超时", None)


async def test_told_again_under_its_key_it_is_not_told(house: House) -> None:
    for _ in range(2):
        await told(house, HEAD)
        await house.emptied()
    await told(house, HEAD)
    await house.emptied()
    assert len(house.sms.taken) == len(house.email.taken) == 1
    async with house.db.reading() as tx:
        assert len(await store.of_person(tx, HEAD, limit=10)) == 1


async def test_what_its_transaction_does_not_keep_was_never_told(house: House) -> None:
    async def fails() -> None:
        async with house.db.transaction() as tx:
            await tell(tx, a_notice(), [HEAD], SETTINGS)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fails()
    await house.emptied()
    assert house.sms.tried == 0
    async with house.db.reading() as tx:
        assert await store.of_person(tx, HEAD, limit=10) == []


async def test_while_a_gateway_is_away_nothing_is_lost_and_afterwards_nothing_comes_twice(house: House) -> None:
    house.sms.away = house.email.away = True
    for number in range(5):
        await told(house, HEAD, key=f"n{number}")
        await house.emptied()
        house.now += timedelta(minutes=7)
    house.sms.away = house.email.away = False
    for _ in range(10):
        await house.emptied()
        house.now += timedelta(minutes=30)
    assert sorted(house.sms.taken) == [f"n{number}/sms/head" for number in range(5)]
    assert sorted(house.email.taken) == [f"n{number}/email/head" for number in range(5)]
    assert await house.waits() == store.Waiting(0, None, 0, 0)


async def test_tries_come_ever_later_and_end_with_giving_up(house: House) -> None:
    house.sms.away = house.email.away = True
    await told(house, AGENT)
    while (stands := await house.waits()).next_at is not None:
        house.now = stands.next_at
        await house.emptied()
    assert house.sms.tried == 53  # seven ever further apart, then every half an hour
    assert (stands.letters, stands.given_up) == (0, 1)
    assert NOW + timedelta(hours=23) < house.now < NOW + timedelta(hours=24)
    assert [pause_after(n).total_seconds() for n in (1, 2, 3, 7, 40)] == [30, 60, 120, 1800, 1800]


async def test_what_can_never_arrive_is_given_up_at_once(house: House) -> None:
    house.sms.away = house.sms.final = True
    await told(house, AGENT)
    await house.emptied()
    assert (house.sms.tried, (await house.waits()).given_up) == (1, 1)


async def test_a_channel_that_was_switched_off_keeps_what_waits_until_it_is_on_again(house: House) -> None:
    await told(house, AGENT)
    house.off = True
    await house.emptied()
    house.off = False
    house.now += timedelta(minutes=1)
    await house.emptied()
    assert house.sms.taken == ["n/breach/sms/yn-staff-1"]


async def test_who_dies_with_a_letter_in_hand_leaves_it_to_the_next(house: House) -> None:
    await told(house, AGENT)
    async with house.db.transaction() as tx:  # claimed, and then the process is gone
        assert len(await store.claim_due(tx, house.now, house.now + CLAIM, limit=9)) == 1
    await house.emptied()
    assert house.sms.taken == []
    house.now += CLAIM
    await house.emptied()
    assert house.sms.taken == ["n/breach/sms/yn-staff-1"]


async def test_one_who_comes_late_with_the_outcome_of_a_claim_that_another_took_over_changes_nothing(
    house: House,
) -> None:
    await told(house, AGENT)
    async with house.db.transaction() as tx:
        (slow,) = await store.claim_due(tx, house.now, house.now + CLAIM, limit=9)
    house.now += CLAIM
    await house.emptied()
    async with house.db.transaction() as tx:
        await store.note_failed(tx, slow, "timed out", again=house.now, at=house.now)
    await house.emptied()
    assert house.sms.taken == ["n/breach/sms/yn-staff-1"]


async def test_two_postmen_at_once_send_each_letter_once(house: House) -> None:
    for number in range(12):
        await told(house, AGENT, key=f"n{number}")
    postmen = [house.postman() for _ in range(3)]
    for _ in range(12):
        await asyncio.gather(*(postman.round() for postman in postmen))
    assert sorted(house.sms.taken) == sorted(f"n{number}/sms/yn-staff-1" for number in range(12))


async def test_at_night_it_waits_for_the_morning_unless_it_is_urgent(house: House) -> None:
    house.now = datetime(2026, 11, 23, 23, 30, tzinfo=HOME).astimezone(UTC)
    await told(house, AGENT)
    await told(house, AGENT, key="urgent", kind=Kind.URGENT)
    await house.emptied()
    assert house.sms.taken == ["urgent/sms/yn-staff-1"]
    house.now = datetime(2026, 11, 24, 8, 0, tzinfo=HOME)
    await house.emptied()
    assert len(house.sms.taken) == 2


async def test_what_must_be_heard_at_once_goes_at_any_hour_whatever_its_kind(house: House) -> None:
    house.now = datetime(2026, 11, 23, 23, 30, tzinfo=HOME).astimezone(UTC)
    async with house.db.transaction() as tx:
        await tell(tx, replace(a_notice("n/risk", house.now, Kind.BREACH), at_any_hour=True), [AGENT], SETTINGS)
    await house.emptied()
    assert house.sms.taken == ["n/risk/sms/yn-staff-1"]


@pytest.mark.parametrize(
    ("at", "goes"),
    [(time(7, 59), "24 08:00"), (time(8), "24 08:00"), (time(19, 59), "24 19:59"), (time(20), "25 08:00")],
)
def test_the_hours_are_half_open(at: time, goes: str) -> None:
    moment = datetime.combine(datetime(2026, 11, 24, tzinfo=HOME).date(), at, HOME)
    assert f"{SETTINGS.not_before(Kind.BREACH, moment, HOME):%d %H:%M}" == goes


async def test_a_person_sees_their_own_and_marks_no_others(house: House) -> None:
    await told(house, HEAD, AGENT)
    await told(house, AGENT, key="another")
    async with house.db.transaction() as tx:
        mine, others = await store.of_person(tx, AGENT, limit=10), await store.of_person(tx, HEAD, limit=10)
        assert {person: count for person, (count, _) in (await store.unseen_counts(tx, [HEAD, AGENT])).items()} == {
            HEAD: 1,
            AGENT: 2,
        }
        await store.mark_seen(tx, AGENT, [mine[0].id, others[0].id], NOW)
        assert {person: count for person, (count, _) in (await store.unseen_counts(tx, [HEAD, AGENT])).items()} == {
            HEAD: 1,
            AGENT: 1,
        }
        await store.mark_seen(tx, AGENT, None, NOW)
        assert await store.of_person(tx, AGENT, limit=10, unseen=True) == []


async def test_old_notices_go_and_letters_that_wait_stay(house: House) -> None:
    house.sms.away = True
    await told(house, HEAD, AGENT)
    await house.emptied()  # the mail goes, two messages wait
    house.now += timedelta(days=100)
    await told(house, AGENT, key="new")
    async with house.db.transaction() as tx:
        await store.forget_before(tx, house.now - timedelta(days=90))
        assert [one.zh for one in await store.of_person(tx, HEAD, limit=9)] == []
        assert len(await store.of_person(tx, AGENT, limit=9)) == 1
        assert (await store.waiting(tx, NOW)).letters == 3
