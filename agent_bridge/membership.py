"""Which corrections make Asterisk's queues equal to what people intend. Pure.

A person who is ready is a member of every group whose calls they take now. Whoever is in a call is never removed, only
paused; the removal follows when the call is over.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from agent_bridge.events import MemberChanged
from agent_bridge.intention import Intention, PresenceState
from storage.ids import GroupId, PersonId

Seat = tuple[GroupId, PersonId]


@dataclass(frozen=True, slots=True)
class Add:
    group: GroupId
    person: PersonId
    paused: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Pause:
    """Pause, or end the pause."""

    group: GroupId
    person: PersonId
    paused: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Remove:
    group: GroupId
    person: PersonId


Correction = Add | Pause | Remove


def corrections(
    intended: Mapping[PersonId, Intention],
    groups: Mapping[PersonId, tuple[GroupId, ...]],
    actual: Mapping[Seat, MemberChanged],
) -> tuple[Correction, ...]:
    """What to tell Asterisk, nothing where all is as it should be. ``groups``: whose calls each person takes now."""
    wanted = _wanted(intended, groups)
    return (*_for_wanted(wanted, actual), *_for_unwanted(wanted, actual))


def _wanted(
    intended: Mapping[PersonId, Intention], groups: Mapping[PersonId, tuple[GroupId, ...]]
) -> dict[Seat, Intention]:
    return {
        (group, person): intention
        for person, intention in intended.items()
        if intention.state is not PresenceState.AWAY
        for group in groups.get(person, ())
    }


def _for_wanted(wanted: Mapping[Seat, Intention], actual: Mapping[Seat, MemberChanged]) -> Iterable[Correction]:
    for (group, person), intention in wanted.items():
        paused = intention.state is PresenceState.PAUSED
        member = actual.get((group, person))
        if member is None:
            yield Add(group, person, paused, intention.reason)
        elif member.paused is not paused:
            yield Pause(group, person, paused, intention.reason)


def _for_unwanted(wanted: Mapping[Seat, Intention], actual: Mapping[Seat, MemberChanged]) -> Iterable[Correction]:
    busy = {person for (_, person), member in actual.items() if member.in_call}
    for (group, person), member in actual.items():
        if (group, person) in wanted:
            continue
        if person not in busy:
            yield Remove(group, person)
        elif not member.paused:
            yield Pause(group, person, paused=True, reason="")
