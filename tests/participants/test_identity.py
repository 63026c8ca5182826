"""Who a caller shows to be: drawn once, compared here, counted, and told in the story without a value."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from participants.identity import store
from participants.identity.check import CannotAsk, Checked, IdentityChecks, Left, NotDrawn, Talk, Verdict
from participants.identity.draw import answerable, asked, is_right
from participants.identity.level import Event, Happened, Level, Occasion, standing
from participants.identity.store import Draw
from participants.participant import ContactId, ItemId, Kind, ParticipantId
from participants.register.held import Held, HeldContact
from participants.rules import IdentityRules
from participants.safe import Safe
from participants.tables import notes
from storage.audit import rows as audit_rows
from storage.database import Database
from tests.participants import market
from tests.participants.conftest import NOW, Register

COMPANY, PERSON = ParticipantId("GD-00001"), ParticipantId("YN-P00001")
CALL = Occasion("call:n1-1.0")
TALK = Talk(CALL, "gd-staff-1", NOW)
ROWS = {COMPANY: market.company(1), PERSON: market.person(1)}


def first(items: Sequence[ItemId], count: int) -> list[ItemId]:
    """The draw of tests: no chance in it."""
    return list(items[:count])


@pytest.fixture
def checks(five: Register, db: Database, safe: Safe) -> IdentityChecks:
    return IdentityChecks(db, safe, first)


def truth(draw: Draw) -> list[str]:
    """What the participant would say."""
    row = {"联系人姓名": ROWS[draw.participant]["名称"], **ROWS[draw.participant]}
    return [row[market.HEADING_OF[item]] for item in draw.items]


async def drawn(checks: IdentityChecks, participant: ParticipantId, talk: Talk = TALK) -> Draw:
    draw = await checks.draw(talk, participant)
    assert isinstance(draw, Draw)
    return draw


async def happened(db: Database, occasion: Occasion = CALL) -> list[Happened]:
    async with db.reading() as tx:
        return [event.what for event in await store.events_of(tx, [occasion])]


async def level(db: Database) -> Level:
    async with db.reading() as tx:
        return standing(await store.events_of(tx, [CALL]), now=NOW, holds=None).level


async def test_a_person_is_asked_all_three_and_verified_when_all_are_right(
    checks: IdentityChecks, db: Database
) -> None:
    draw = await drawn(checks, PERSON)
    assert draw.items == ("name", "id_number", "login")
    assert await checks.check(TALK, PERSON, truth(draw)) == Checked(Verdict.VERIFIED, Left(3, 6))
    assert await happened(db) == [Happened.DRAWN, Happened.VERIFIED]
    assert await level(db) is Level.VERIFIED


async def test_a_company_is_asked_three_and_the_draw_stands_for_the_call(
    five: Register, db: Database, safe: Safe
) -> None:
    checks = IdentityChecks(db, safe)
    draw = await drawn(checks, COMPANY)
    assert len(set(draw.items)) == 3
    assert [await drawn(checks, COMPANY) for _ in range(5)] == [draw] * 5
    assert await happened(db) == [Happened.DRAWN]
    others = {(await drawn(checks, COMPANY, Talk(Occasion(f"call:{n}"), "a", NOW))).items for n in range(40)}
    assert len(others) > 1, "another call draws anew"


async def test_draws_at_the_same_time_are_one(checks: IdentityChecks, db: Database) -> None:
    draws = await asyncio.gather(*(checks.draw(TALK, COMPANY) for _ in range(8)))
    assert len({draw.items for draw in draws if isinstance(draw, Draw)}) == 1
    assert await happened(db) == [Happened.DRAWN]


@pytest.mark.parametrize("spoilt", [0, 1, 2])
async def test_one_wrong_item_is_a_wrong_answer_and_nobody_learns_which(
    checks: IdentityChecks, db: Database, spoilt: int
) -> None:
    said = truth(await drawn(checks, COMPANY))
    said[spoilt] = "1"
    assert await checks.check(TALK, COMPANY, said) == Checked(Verdict.WRONG, Left(2, 5))
    assert await level(db) is Level.UNRECORDED


async def test_answers_count_however_they_are_typed(checks: IdentityChecks) -> None:
    draw = await drawn(checks, COMPANY)
    said = [" ".join(value.lower()) for value in truth(draw)]
    assert (await checks.check(TALK, COMPANY, said)).verdict is Verdict.VERIFIED


async def test_after_three_wrong_answers_even_the_right_one_is_not_compared(
    checks: IdentityChecks, db: Database
) -> None:
    said = truth(await drawn(checks, COMPANY))
    wrong = ["", *said[1:]]
    verdicts = [(await checks.check(TALK, COMPANY, one)).verdict for one in (wrong, wrong, wrong, said)]
    assert verdicts == [Verdict.WRONG, Verdict.WRONG, Verdict.LOCKED_FOR_CALL, Verdict.LOCKED_FOR_CALL]
    assert (await happened(db))[-1] is Happened.LOCKED
    other = await drawn(checks, PERSON)
    assert (await checks.check(TALK, PERSON, truth(other))).verdict is Verdict.LOCKED_FOR_CALL, "whoever it is about"


async def test_a_participant_is_locked_for_the_day_over_all_calls(checks: IdentityChecks) -> None:
    for n in range(6):
        talk = Talk(Occasion(f"call:{n}"), "gd-staff-1", NOW)
        said = truth(await drawn(checks, COMPANY, talk))
        last = await checks.check(talk, COMPANY, ["", *said[1:]])
    assert last == Checked(Verdict.LOCKED_FOR_DAY, Left(2, 0))
    talk = Talk(Occasion("call:9"), "gd-staff-2", NOW)
    said = truth(await drawn(checks, COMPANY, talk))
    assert (await checks.check(talk, COMPANY, said)).verdict is Verdict.LOCKED_FOR_DAY
    tomorrow = Talk(Occasion("call:9"), "gd-staff-2", NOW + timedelta(hours=14))  # midnight in Shanghai
    assert (await checks.check(tomorrow, COMPANY, said)).verdict is Verdict.VERIFIED


async def test_guesses_sent_together_meet_the_same_limit(checks: IdentityChecks, db: Database) -> None:
    said = truth(await drawn(checks, COMPANY))
    results = await asyncio.gather(*(checks.check(TALK, COMPANY, [f"{n}", *said[1:]]) for n in range(12)))
    assert sum(one.verdict is Verdict.WRONG for one in results) == 2
    assert (await happened(db)).count(Happened.WRONG) == 3


async def test_only_an_answer_to_what_was_drawn_is_compared(checks: IdentityChecks) -> None:
    with pytest.raises(NotDrawn):
        await checks.check(TALK, COMPANY, ["1", "2", "3"])
    await drawn(checks, COMPANY)
    with pytest.raises(NotDrawn):
        await checks.check(TALK, COMPANY, ["1", "2"])


async def test_who_is_unknown_or_gone_or_of_whom_too_little_is_held_cannot_be_asked(
    checks: IdentityChecks, five: Register
) -> None:
    assert await checks.draw(TALK, ParticipantId("NOBODY")) is CannotAsk.UNKNOWN
    assert await five.takes(market.company(2, 银行账号="", 联系人电话号码=""), market.company(1), complete=True)
    assert await checks.draw(TALK, ParticipantId("GD-00002")) is CannotAsk.TOO_LITTLE_HELD
    assert await checks.draw(TALK, PERSON) is CannotAsk.GONE


async def test_who_went_after_the_draw_is_verified_no_more(checks: IdentityChecks, five: Register) -> None:
    said = truth(await drawn(checks, PERSON))
    assert await five.takes(market.company(1), complete=True)
    assert (await checks.check(TALK, PERSON, said)).verdict is Verdict.WRONG


async def test_what_a_caller_says_of_themselves_is_noted_sealed(
    checks: IdentityChecks, db: Database, safe: Safe
) -> None:
    said = {ItemId("name"): "王小明", ItemId("id_number"): market.id_number(9), ItemId("phone"): "13812345678"}
    with pytest.raises(ValueError, match="phone"):
        await checks.note(TALK, {**said, ItemId("phone"): " "})
    await checks.note(TALK, said)
    assert await level(db) is Level.RECORDED
    async with db.reading() as tx:
        kept = await store.notes_of(tx, CALL)
        raw = str((await tx.execute(select(notes))).all())
    assert {item: safe.opened(sealed) for item, sealed in kept.items()} == said
    assert not any(value in raw for value in said.values())


async def test_the_story_and_the_audit_log_hold_everything_but_what_was_said(
    checks: IdentityChecks, db: Database
) -> None:
    said = truth(await drawn(checks, COMPANY))
    await checks.check(TALK, COMPANY, ["geheim", *said[1:]])
    await checks.check(TALK, COMPANY, said)
    assert await happened(db) == [Happened.DRAWN, Happened.WRONG, Happened.VERIFIED]
    async with db.reading() as tx:
        deeds = [row.deed for row in await audit_rows(tx)][:3]
        raw = str((await tx.execute(text("SELECT * FROM identity_events"))).all())
    assert [one.what for one in deeds] == [
        "identity check: verified",
        "identity check: wrong",
        "drew what to ask for an identity check",
    ]
    assert all(one.target == CALL and one.data["participant"] == COMPANY for one in deeds)
    assert not any(value in raw + repr(deeds) for value in [*said, "geheim"])


@pytest.mark.parametrize("change", ["UPDATE identity_events SET who = 'x'", "DELETE FROM identity_events"])
async def test_what_happened_cannot_be_changed(checks: IdentityChecks, db: Database, change: str) -> None:
    await drawn(checks, COMPANY)
    with pytest.raises(DatabaseError, match="append-only"):
        async with db.transaction() as tx:
            await tx.execute(text(change))


# -- pure


def held(safe: Safe, own: Mapping[str, str], *contacts: Mapping[str, str], kind: Kind = Kind.COMPANY) -> Held:
    def keys(said: Mapping[str, str]) -> dict[ItemId, frozenset[str]]:
        return {ItemId(item): frozenset({key}) for item, text in said.items() if (key := safe.key(ItemId(item), text))}

    people = tuple(HeldContact(ContactId(str(n)), True, keys(one)) for n, one in enumerate(contacts))  # type: ignore[arg-type] # a key is a str
    return Held(COMPANY, kind, "甲", (), (), gone=False, own=keys(own), contacts=people)  # type: ignore[arg-type] # the same


def test_items_of_two_administrators_are_not_mixed(safe: Safe) -> None:
    one = held(safe, {}, {"id_number": "1", "phone": "2"}, {"id_number": "3", "phone": "4"})
    number, phone = ItemId("id_number"), ItemId("phone")
    assert is_right(safe, one, {number: "1", phone: "2"})
    assert is_right(safe, one, {number: "3", phone: "4"})
    assert not is_right(safe, one, {number: "1", phone: "4"})
    assert not is_right(safe, one, {})


def test_only_what_one_administrator_can_answer_is_asked(safe: Safe, rules: IdentityRules) -> None:
    split = held(safe, {"bank_account": "9"}, {"id_number": "1"}, {"phone": "4"})
    assert answerable(rules, split) == ("id_number", "bank_account")
    assert asked(rules, split, first) is None


def test_nothing_said_is_never_right(safe: Safe) -> None:
    nothing = held(safe, {}, {}, kind=Kind.PERSON)
    assert not is_right(safe, nothing, {ItemId("name"): ""})


@given(st.permutations(["id_number", "phone", "credit_code", "bank_account"]), st.integers(0, 2**4 - 1))
def test_whatever_is_drawn_the_truth_is_right_and_any_lie_is_wrong(
    safe: Safe, rules: IdentityRules, order: list[str], lies: int
) -> None:
    own = {"credit_code": market.credit_code(1), "bank_account": "62220001"}
    admin = {"id_number": market.id_number(1), "phone": "13800000000", "name": "王"}
    one = held(safe, own, admin)
    items = asked(rules, one, lambda listed, count: sorted(listed, key=order.index)[:count])
    assert items is not None
    said = {item: ("0" if lies >> n & 1 else {**own, **admin}[item]) for n, item in enumerate(items)}
    assert is_right(safe, one, said) is not any(lies >> n & 1 for n in range(len(items)))


def test_a_verification_outside_a_call_lapses_and_what_was_noted_stays() -> None:
    events = [
        Event(NOW, "a", CALL, Happened.RECORDED),
        Event(NOW, "a", CALL, Happened.VERIFIED, COMPANY),
    ]
    half_an_hour = timedelta(minutes=30)
    assert standing(events, now=NOW + timedelta(minutes=29), holds=half_an_hour).level is Level.VERIFIED
    later = standing(events, now=NOW + half_an_hour, holds=half_an_hour)
    assert (later.level, later.verified) == (Level.RECORDED, {})
    assert standing(events, now=NOW + timedelta(days=1), holds=None).verified == {COMPANY: NOW}
