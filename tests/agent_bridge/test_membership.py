"""Queues are made equal to what people intend; nobody is taken out of a call."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis.strategies import booleans, builds, dictionaries, just, sampled_from, tuples

from agent_bridge.device import PhoneState
from agent_bridge.events import MemberChanged
from agent_bridge.intention import Intention, PresenceState
from agent_bridge.membership import Add, Correction, Pause, Remove, Seat, corrections
from storage.ids import GroupId, PersonId

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
EXPERTS, STAFF = GroupId("yunnan-experts"), GroupId("yunnan-staff")
ZHOU, LI = PersonId("yn-expert-1"), PersonId("yn-expert-2")
GROUPS = {ZHOU: (EXPERTS,), LI: (EXPERTS, STAFF)}


def intends(person: PersonId, state: PresenceState, reason: str = "") -> dict[PersonId, Intention]:
    return {person: Intention(person, state, reason, NOW)}


def member(group: GroupId, person: PersonId, *, paused: bool = False, in_call: bool = False) -> MemberChanged:
    return MemberChanged(group, person, paused, in_call, PhoneState.REGISTERED)


def seats(members: Iterable[MemberChanged]) -> dict[Seat, MemberChanged]:
    return {(one.group, one.person): one for one in members}


def test_whoever_is_ready_sits_in_every_group_they_belong_to() -> None:
    found = corrections(intends(LI, PresenceState.READY), GROUPS, {})
    assert found == (Add(EXPERTS, LI, paused=False, reason=""), Add(STAFF, LI, paused=False, reason=""))


def test_whoever_pauses_stays_and_is_not_rung() -> None:
    found = corrections(intends(ZHOU, PresenceState.PAUSED, "午餐"), GROUPS, seats([member(EXPERTS, ZHOU)]))
    assert found == (Pause(EXPERTS, ZHOU, paused=True, reason="午餐"),)


def test_whoever_is_away_leaves() -> None:
    found = corrections(intends(ZHOU, PresenceState.AWAY), GROUPS, seats([member(EXPERTS, ZHOU)]))
    assert found == (Remove(EXPERTS, ZHOU),)


def test_whoever_goes_away_in_a_call_is_only_paused() -> None:
    found = corrections(intends(ZHOU, PresenceState.AWAY), GROUPS, seats([member(EXPERTS, ZHOU, in_call=True)]))
    assert found == (Pause(EXPERTS, ZHOU, paused=True, reason=""),)


def test_a_call_in_one_group_keeps_the_person_in_the_other_too() -> None:
    actual = seats([member(EXPERTS, LI, in_call=True), member(STAFF, LI)])
    found = corrections(intends(LI, PresenceState.AWAY), GROUPS, actual)
    assert {type(one) for one in found} == {Pause}


def test_a_member_that_nobody_intended_is_removed() -> None:
    assert corrections({}, GROUPS, seats([member(EXPERTS, ZHOU)])) == (Remove(EXPERTS, ZHOU),)


def test_a_person_who_left_a_group_leaves_its_queue() -> None:
    found = corrections(intends(ZHOU, PresenceState.READY), {ZHOU: (STAFF,)}, seats([member(EXPERTS, ZHOU)]))
    assert set(found) == {Add(STAFF, ZHOU, paused=False, reason=""), Remove(EXPERTS, ZHOU)}


people, groups = sampled_from([ZHOU, LI]), sampled_from([EXPERTS, STAFF])
intentions = dictionaries(people, builds(Intention, just(ZHOU), sampled_from(PresenceState), just(""), just(NOW)))
actuals = dictionaries(
    tuples(groups, people),
    builds(MemberChanged, just(EXPERTS), just(ZHOU), booleans(), booleans(), just(PhoneState.REGISTERED)),
)


def applied(steps: tuple[Correction, ...], actual: dict[Seat, MemberChanged]) -> dict[Seat, MemberChanged]:
    after = dict(actual)
    for step in steps:
        seat = (step.group, step.person)
        if isinstance(step, Remove):
            assert not after[seat].in_call
            del after[seat]
        else:
            in_call = after[seat].in_call if seat in after else False
            after[seat] = member(step.group, step.person, paused=step.paused, in_call=in_call)
    return after


@settings(max_examples=50)
@given(intended=intentions, actual=actuals)
def test_once_corrected_there_is_nothing_left_to_correct(
    intended: dict[PersonId, Intention], actual: dict[Seat, MemberChanged]
) -> None:
    after = applied(corrections(intended, GROUPS, actual), actual)
    assert corrections(intended, GROUPS, after) == ()
