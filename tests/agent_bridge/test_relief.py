"""At a change of shift: who takes the calls, who stays because nobody came, and whom to tell of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_bridge.attendance import Attendance
from agent_bridge.directory import Names
from agent_bridge.intention import Intention, PresenceState
from agent_bridge.relief import Turn, Watch, watch
from storage.ids import GroupId, PersonId

START = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)  # 19:00 in Shanghai: the night begins
STAFF = GroupId("guizhou-staff")
DAY, NIGHT, LATE = Names("甲班（day）", "甲 (day)"), Names("乙班（night）", "乙 (night)"), Names("丙班", "丙")
WU, LONG, SHI, YANG, WANG = (PersonId(f"gz-staff-{number}") for number in range(1, 6))
READY, PAUSED, AWAY = PresenceState.READY, PresenceState.PAUSED, PresenceState.AWAY


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


DAY_TURN = Turn(STAFF, (WU, LONG), at(-660), at(0), DAY)
NIGHT_TURN = Turn(STAFF, (SHI, YANG), at(0), at(780), NIGHT)
AFTER = Turn(STAFF, (WANG,), at(780), at(1_440), LATE)


def said(person: PersonId, state: PresenceState, minutes: float) -> Intention:
    return Intention(person, state, "", at(minutes))


DAY_IS_THERE = (said(WU, READY, -650), said(LONG, READY, -650))


def found(minutes: float, *words: Intention, turns: Iterable[Turn] = (NIGHT_TURN, DAY_TURN)) -> Watch:
    return watch(tuple(turns), Attendance(words), at(minutes))


def test_where_the_relief_is_there_it_takes_over() -> None:
    seen = found(0, *DAY_IS_THERE, said(SHI, READY, -5))
    assert (seen.takes, seen.missing, seen.alarming) == ((SHI, YANG), (), False)


def test_whoever_is_not_relieved_stays_and_somebody_is_told() -> None:
    seen = found(0, *DAY_IS_THERE)
    assert seen.staying == (WU, LONG)
    assert seen.takes == (SHI, YANG, WU, LONG), "the relief takes calls as soon as it is ready"
    assert (seen.missing, seen.alarming) == ((SHI, YANG), True)


def test_whoever_went_home_does_not_stay_and_whoever_pauses_is_not_rung() -> None:
    assert found(1, *DAY_IS_THERE, said(WU, AWAY, 0), said(LONG, PAUSED, 0)).staying == ()
    assert found(3, *DAY_IS_THERE, said(LONG, PAUSED, 0), said(LONG, READY, 2)).staying == (WU, LONG)


def test_it_ends_with_the_first_of_the_relief_and_a_pause_of_theirs_calls_nobody_back() -> None:
    late = said(YANG, READY, 7)
    assert found(6, *DAY_IS_THERE, late).missing
    assert found(7, *DAY_IS_THERE, late) == Watch(NIGHT_TURN)
    assert found(30, *DAY_IS_THERE, late, said(YANG, PAUSED, 20)) == Watch(NIGHT_TURN)


def test_a_relief_that_came_early_and_left_before_the_shift_did_not_come() -> None:
    assert found(0, *DAY_IS_THERE, said(SHI, READY, -30), said(SHI, AWAY, -10)).missing == (SHI, YANG)


def test_whoever_has_leave_does_not_stay() -> None:
    night = replace(NIGHT_TURN, on_leave=frozenset({WU}))
    assert found(0, *DAY_IS_THERE, turns=(night, DAY_TURN)).staying == (LONG,)


def test_somebodys_leave_is_no_change_of_shift() -> None:
    before, after = replace(NIGHT_TURN, until=at(60)), replace(NIGHT_TURN, people=(YANG,), since=at(60))
    turns = (after, before, DAY_TURN)
    assert found(61, *DAY_IS_THERE, said(SHI, READY, 5), turns=turns) == Watch(after), "the night came"
    waiting = found(61, *DAY_IS_THERE, turns=turns)
    assert (waiting.staying, waiting.missing) == ((WU, LONG), (YANG,)), "it did not, and who stays goes on staying"


def test_a_shift_that_nobody_relieved_stays_through_the_next_one_too() -> None:
    turns = (AFTER, NIGHT_TURN, DAY_TURN)
    assert found(781, *DAY_IS_THERE, turns=turns).staying == (WU, LONG)
    relieved = (*DAY_IS_THERE, said(SHI, READY, 10))
    assert found(781, *relieved, turns=turns).staying == (SHI,), "the day was relieved in the night"


@pytest.mark.parametrize("change", [{"called": False}, {"shift": None}])
def test_nobody_is_told_where_no_calls_come_or_there_are_no_shifts(change: dict[str, bool | None]) -> None:
    night = replace(NIGHT_TURN, **change)  # type: ignore[arg-type] # either field of the two
    assert not found(0, *DAY_IS_THERE, turns=(night, DAY_TURN)).alarming


def test_a_group_without_shifts_has_no_relief() -> None:
    everybody = Turn(STAFF, (WU, LONG))
    assert found(0, turns=(everybody,)) == Watch(everybody)


people = st.sampled_from((WU, LONG, SHI, YANG, WANG))
words = st.lists(st.builds(said, people, st.sampled_from(PresenceState), st.integers(-700, 1_500)), max_size=25)
crews = st.lists(st.lists(people, max_size=3, unique=True).map(tuple), min_size=1, max_size=5)


@given(crews=crews, words=words, into=st.integers(0, 59))
def test_whatever_happened_the_shift_takes_its_calls_and_only_ready_people_stay(
    crews: list[tuple[PersonId, ...]], words: list[Intention], into: int
) -> None:
    now = -60 * (len(crews) - 1)
    turns = [
        Turn(STAFF, crew, at(now + 60 * place), at(now + 60 * place + 60), DAY) for place, crew in enumerate(crews)
    ]
    attendance, moment = Attendance(words), at(into)
    seen = watch(turns[::-1], attendance, moment)
    assert seen.takes[: len(crews[-1])] == crews[-1]
    assert len(set(seen.takes)) == len(seen.takes)
    assert all(attendance.ready(person, moment) for person in seen.staying)
    assert not seen.staying or seen.missing, "nobody stays without somebody to wait for"
    assert set(seen.missing) <= set(crews[-1])
    if any(attendance.ready(person, moment) for person in crews[-1]):
        assert (seen.staying, seen.missing) == ((), ())
    assert all(any(person in crew for crew in crews[:-1]) for person in seen.staying)


@given(words=words, person=people, later=st.integers(0, 100))
def test_once_relieved_always_relieved(words: list[Intention], person: PersonId, later: int) -> None:
    turns = (NIGHT_TURN, DAY_TURN)
    came = [*words, said(SHI, READY, 50)]
    assert not watch(turns, Attendance(came), at(50)).missing
    gone = [*came, said(person, AWAY, 50 + later)]
    assert not watch(turns, Attendance(gone), at(51 + later)).missing
