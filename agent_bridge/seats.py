"""The queues' members as Asterisk has them, and Asterisk told what is to be different.

Asterisk's events keep them; what it did at our word is known a moment before its event.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace

from agent_bridge.device import PhoneState
from agent_bridge.events import MemberChanged, MemberRemoved
from agent_bridge.link import Asterisk, AsteriskError
from agent_bridge.membership import Add, Correction, Pause, Remove, Seat
from storage.ids import GroupId, PersonId

log = logging.getLogger(__name__)


class Seats:
    """``phone_of`` tells what is known of a telephone, until Asterisk tells it of the seat."""

    def __init__(self, asterisk: Asterisk, phone_of: Callable[[PersonId], PhoneState]) -> None:
        self._asterisk = asterisk
        self._phone_of = phone_of
        self._members: dict[Seat, MemberChanged] = {}

    def take(self, members: Iterable[MemberChanged]) -> None:
        """Asterisk was asked for all of them: from now on its word holds."""
        self._members = {(member.group, member.person): member for member in members}

    def changed(self, member: MemberChanged) -> None:
        self._members[(member.group, member.person)] = member

    def removed(self, removed: MemberRemoved) -> None:
        self._members.pop((removed.group, removed.person), None)

    def calls_over(self, person: PersonId) -> bool:
        """The person's telephone is at rest: no seat of theirs is in a call. True where one was."""
        over = [seat for seat, member in self._members.items() if member.in_call and seat[1] == person]
        for seat in over:
            self._members[seat] = replace(self._members[seat], in_call=False)
        return bool(over)

    def of(self, group: GroupId) -> list[MemberChanged]:
        return [member for (where, _), member in self._members.items() if where == group]

    def talking(self) -> frozenset[PersonId]:
        """Everybody who is in a call by what Asterisk says of a seat."""
        return frozenset(who for (_, who), member in self._members.items() if member.in_call)

    def members(self, whom: Collection[PersonId] | None, talking: Collection[PersonId]) -> Mapping[Seat, MemberChanged]:
        """Of these people, or of everybody; in a call are those who talk."""
        return {
            seat: replace(member, in_call=seat[1] in talking)
            for seat, member in self._members.items()
            if whom is None or seat[1] in whom
        }

    async def correct(self, steps: Iterable[Correction]) -> bool:
        """Tell Asterisk; False where it did not do all of it."""
        done = True
        for step in steps:
            try:
                await self._apply(step)
            except AsteriskError as error:
                log.warning("%s was not done: %s", step, error)
                done = False
        return done

    async def _apply(self, step: Correction) -> None:
        if isinstance(step, Remove):
            await self._asterisk.remove_member(step.group, step.person)
            self._members.pop((step.group, step.person), None)
            return
        if isinstance(step, Add):
            await self._asterisk.add_member(step.group, step.person, paused=step.paused)
        if isinstance(step, Pause) or step.paused:
            await self._asterisk.pause_member(step.group, step.person, paused=step.paused, reason=step.reason)
        self._note(step)

    def _note(self, step: Add | Pause) -> None:
        """What Asterisk will say of this seat in an event anyway."""
        seat = (step.group, step.person)
        known = self._members.get(seat)
        phone = known.phone if known else self._phone_of(step.person)
        in_call = known.in_call if known else False
        self._members[seat] = MemberChanged(step.group, step.person, step.paused, in_call, phone)
