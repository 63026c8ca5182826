"""The staff's door: who comes in, for how long, and who is kept out."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from people import attempts, store
from people.attempts import PER_ADDRESS
from people.passwords import Passwords
from people.person import Person
from people.sign_in import ABSOLUTE, IDLE, Locked, SignedIn, SignIn, Wrong, give_first_passwords
from people.strength import Weakness
from storage import audit
from storage.database import Database
from storage.ids import PersonId

RIGHT = "correct horse battery"
HERE = "127.0.0.1"
CHOSEN = "evening tram to the lake"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def id_(agent: Person) -> PersonId:
    return agent.id


async def enter(door: SignIn, id_: PersonId, now: datetime, password: str = RIGHT) -> SignedIn:
    signed = await door.sign_in(id_, password, address=HERE, now=now)
    assert isinstance(signed, SignedIn)
    return signed


async def test_the_right_password_opens_a_session(door: SignIn, agent: Person, now: datetime) -> None:
    signed = await enter(door, agent.id, now)
    assert signed.session.person == agent
    assert signed.session.expires_at == now + IDLE
    assert len(signed.token) >= 43  # 256 bits in base64
    assert await door.renew(signed.token, now=now) == signed.session


async def test_the_token_is_not_in_the_database(door: SignIn, id_: PersonId, now: datetime, tmp_path: Path) -> None:
    signed = await enter(door, id_, now)
    written = everything_below(tmp_path)
    assert signed.token.encode() not in written
    assert RIGHT.encode() not in written


def everything_below(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


@pytest.mark.parametrize("who", ["yn-expert-1", "nobody", "", "x" * 5000, "' OR 1=1 --", "\ud800", "\0"])
async def test_wrong_is_wrong_whoever_it_is(door: SignIn, who: str, now: datetime) -> None:
    assert await door.sign_in(PersonId(who), "wrong", address=HERE, now=now) == Wrong()


async def test_five_failures_lock_the_account_for_five_minutes(door: SignIn, id_: PersonId, now: datetime) -> None:
    for _ in range(5):
        assert await door.sign_in(id_, "wrong", address=HERE, now=now) == Wrong()
    until = now + 5 * MINUTE
    assert await door.sign_in(id_, RIGHT, address=HERE, now=until - MINUTE) == Locked(until)
    await enter(door, id_, until)


async def test_an_unknown_account_is_locked_as_a_known_one(door: SignIn, now: datetime) -> None:
    for _ in range(5):
        await door.sign_in(PersonId("nobody"), "wrong", address=HERE, now=now)
    answer = await door.sign_in(PersonId("nobody"), "wrong", address=HERE, now=now)
    assert answer == Locked(now + 5 * MINUTE)


async def test_guesses_sent_at_once_are_counted_one_by_one(door: SignIn, id_: PersonId, now: datetime) -> None:
    guesses = [door.sign_in(id_, f"guess {n}", address=HERE, now=now) for n in range(12)]
    answers = await asyncio.gather(*guesses)
    assert answers.count(Wrong()) == 5


async def test_a_right_password_forgives_the_failures_before_it(door: SignIn, id_: PersonId, now: datetime) -> None:
    for _ in range(2):
        for _ in range(4):
            await door.sign_in(id_, "wrong", address=HERE, now=now)
        await enter(door, id_, now)


async def test_an_address_that_tries_many_names_is_stopped(
    door: SignIn, db: Database, id_: PersonId, now: datetime
) -> None:
    async with db.transaction() as tx:
        for _ in range(PER_ADDRESS.failures - 1):
            address = attempts.subject("address", "10.9.8.7")
            assert await attempts.locked_until(tx, address, PER_ADDRESS, now=now) is None
    assert await door.sign_in(PersonId("nobody"), "wrong", address="10.9.8.7", now=now) == Wrong()
    assert isinstance(await door.sign_in(id_, RIGHT, address="10.9.8.7", now=now), Locked)
    await enter(door, id_, now)


async def test_an_idle_session_ends(door: SignIn, id_: PersonId, now: datetime) -> None:
    token = (await enter(door, id_, now)).token
    assert await door.renew(token, now=now + IDLE - MINUTE)
    assert await door.renew(token, now=now + 2 * IDLE - 2 * MINUTE)
    assert await door.renew(token, now=now + 3 * IDLE) is None
    assert await door.renew(token, now=now) is None  # ended for good


async def test_a_session_ends_after_twelve_hours_however_busy(door: SignIn, id_: PersonId, now: datetime) -> None:
    token = (await enter(door, id_, now)).token
    for hours in (4, 8, 11.9):
        assert await door.renew(token, now=now + timedelta(hours=hours), in_call=True)
    assert await door.renew(token, now=now + ABSOLUTE) is None


async def test_no_session_ends_in_a_call(door: SignIn, id_: PersonId, now: datetime) -> None:
    token = (await enter(door, id_, now)).token
    late = now + ABSOLUTE + MINUTE
    assert await door.renew(token, now=late, in_call=True)
    assert await door.end_stale(now=late, in_call={id_}) == []
    assert await door.renew(token, now=late + MINUTE) is None


async def test_a_long_call_keeps_the_session_of_its_agent_alive(door: SignIn, id_: PersonId, now: datetime) -> None:
    token = (await enter(door, id_, now)).token
    for minutes in range(0, 41, 10):
        await door.keep_alive({id_}, now=now + minutes * MINUTE)
    assert await door.renew(token, now=now + 41 * MINUTE)


async def test_stale_sessions_are_ended_and_named(door: SignIn, id_: PersonId, now: datetime) -> None:
    token = (await enter(door, id_, now)).token
    assert await door.end_stale(now=now + MINUTE, in_call=()) == []
    assert await door.end_stale(now=now + IDLE + MINUTE, in_call=()) == [id_]
    assert await door.renew(token, now=now) is None


async def test_signing_out_ends_this_session_only(door: SignIn, id_: PersonId, now: datetime) -> None:
    one, other = await enter(door, id_, now), await enter(door, id_, now)
    await door.sign_out(one.token, now=now)
    assert await door.renew(one.token, now=now) is None
    assert await door.renew(other.token, now=now)


async def test_a_person_no_longer_named_is_out_at_once(
    door: SignIn, db: Database, everyone: list[Person], id_: PersonId, now: datetime
) -> None:
    token = (await enter(door, id_, now)).token
    async with db.transaction() as tx:
        synced = await store.sync(tx, everyone[1:])
    assert synced.disabled == (id_,)
    assert await door.renew(token, now=now) is None
    assert await door.sign_in(id_, RIGHT, address=HERE, now=now) == Wrong()


async def test_a_changed_password_ends_the_other_sessions(door: SignIn, id_: PersonId, now: datetime) -> None:
    here, elsewhere = await enter(door, id_, now), await enter(door, id_, now)
    new = "a better password"
    assert await door.change_password(here.token, old=RIGHT, new=new, address=HERE, now=now) is None
    assert await door.renew(here.token, now=now)
    assert await door.renew(elsewhere.token, now=now) is None
    assert await door.sign_in(id_, RIGHT, address=HERE, now=now) == Wrong()
    await enter(door, id_, now, new)


async def test_a_password_is_changed_only_by_who_knows_the_old_one(door: SignIn, id_: PersonId, now: datetime) -> None:
    token = (await enter(door, id_, now)).token
    new = "a better password"
    answers = [await door.change_password(token, old="guess", new=new, address=HERE, now=now) for _ in range(6)]
    assert answers == [Wrong()] * 5 + [Locked(now + 5 * MINUTE)]
    assert await door.change_password("no token", old=RIGHT, new=new, address=HERE, now=now) == Wrong()


async def test_a_weak_password_is_refused(door: SignIn, id_: PersonId, now: datetime) -> None:
    token = (await enter(door, id_, now)).token
    answer = await door.change_password(token, old=RIGHT, new="123456", address=HERE, now=now)
    assert answer is Weakness.TOO_SHORT
    await enter(door, id_, now)


async def test_first_passwords_are_given_once_and_open_the_door(door: SignIn, db: Database, now: datetime) -> None:
    kept: dict[PersonId, str] = {}
    given = await give_first_passwords(db, kept.update, now=now)
    assert given == kept
    assert sorted(given) == ["admin", "supervisor"]  # the agent has one
    assert await give_first_passwords(db, kept.update, now=now) == {}
    await enter(door, PersonId("supervisor"), now, given[PersonId("supervisor")])


async def test_a_first_password_stands_until_its_person_chooses_another(
    db: Database, quick: Passwords, everyone: list[Person], now: datetime
) -> None:
    chose: list[PersonId] = []
    door, admin = SignIn(db, quick, chose.append), everyone[2].id
    async with db.transaction() as tx:
        await store.sync(tx, everyone)
    first = (await give_first_passwords(db, lambda _: None, now=now))[admin]
    signed = await enter(door, admin, now, first)
    assert signed.session.first_password
    refused = await door.change_password(signed.token, old=first, new="123456", address=HERE, now=now)
    assert (refused, chose) == (Weakness.TOO_SHORT, [])
    assert await door.change_password(signed.token, old=first, new=CHOSEN, address=HERE, now=now) is None
    assert chose == [admin]
    renewed = await door.renew(signed.token, now=now)
    assert renewed is not None
    assert not renewed.first_password
    async with db.reading() as tx:
        assert admin not in await store.with_first_password(tx)


async def test_a_first_password_that_could_not_be_kept_is_not_given(door: SignIn, db: Database, now: datetime) -> None:
    def full_disk(_: object) -> None:
        raise OSError("no space left")

    with pytest.raises(OSError, match="no space"):
        await give_first_passwords(db, full_disk, now=now)
    async with db.reading() as tx:
        assert await store.without_password(tx) == ["admin", "supervisor"]


async def test_the_audit_log_tells_who_came_and_who_was_refused(
    door: SignIn, db: Database, id_: PersonId, now: datetime
) -> None:
    await door.sign_in(id_, "wrong", address=HERE, now=now)
    await door.sign_in(PersonId("my secret word"), "wrong", address=HERE, now=now)
    await door.sign_out((await enter(door, id_, now)).token, now=now)
    async with db.reading() as tx:
        deeds = [row.deed for row in await audit.rows(tx)]
    told = [(deed.who, deed.what) for deed in reversed(deeds)]
    assert told == [(id_, "sign-in refused"), ("unknown", "sign-in refused"), (id_, "signed in"), (id_, "signed out")]
