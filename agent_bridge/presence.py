"""Who is ready: the person's intention is kept in the database, and Asterisk's queues are made equal to it.

A queue's members are the ready people among those who take the group's calls by the duty calendar (``rota.py``).
"""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from agent_bridge import store
from agent_bridge.attendance import REMEMBERED, Attendance
from agent_bridge.conversations import Conversations
from agent_bridge.device import PhoneState
from agent_bridge.directory import Names
from agent_bridge.events import MemberChanged, MemberRemoved
from agent_bridge.intention import Intention, PresenceState, intend
from agent_bridge.link import Asterisk, AsteriskError
from agent_bridge.membership import Correction, corrections
from agent_bridge.relief import Watch
from agent_bridge.rota import Rota, SeatDuty
from agent_bridge.seats import Seats
from storage.database import Database
from storage.ids import GroupId, LineId, PersonId

log = logging.getLogger(__name__)

_AT_REST = frozenset((PhoneState.REGISTERED, PhoneState.UNREACHABLE))


@dataclass(frozen=True, slots=True)
class GroupSeat:
    """A group the person belongs to, as their desk names it."""

    id: GroupId
    line: LineId
    names: Names
    duty: SeatDuty = SeatDuty.ON
    until: datetime | None = None
    """When that changes, as far as the calendar can say."""


@dataclass(frozen=True, slots=True)
class PresenceView:
    """What a desk shows of one person."""

    person: PersonId
    state: PresenceState
    reason: str
    since: datetime
    phone: PhoneState
    groups: tuple[GroupSeat, ...]


@dataclass(frozen=True, slots=True)
class GroupCount:
    """How many of a group are ready, paused or in a call now."""

    ready: int
    paused: int
    in_call: int


class Presence:
    """Intentions, telephones and queue members of everybody.

    ``announce`` is told whose view has changed, and gets it when somebody looks. The one who reads Asterisk's events
    calls ``resync`` after each login and the ``…_changed`` methods in between.
    """

    def __init__(
        self,
        db: Database,
        asterisk: Asterisk,
        rota: Rota,
        *,
        now: Callable[[], datetime],
        announce: Callable[[PersonId, Callable[[], PresenceView]], None],
    ) -> None:
        self._db = db
        self._asterisk = asterisk
        self._rota = rota
        self._now = now
        self._announce = announce
        self._began = now()
        self._correcting = asyncio.Lock()
        self._intended: dict[PersonId, Intention] = {}
        self._phones: dict[PersonId, PhoneState] = {}
        self._queues = Seats(asterisk, self._phone)
        self._conversations = Conversations()
        self._attendance = Attendance()
        self._watches: dict[GroupId, Watch] = {}

    async def load(self) -> None:
        """Read what everybody intended when we were here last."""
        async with self._db.reading() as tx:
            self._intended = await store.intentions(tx)
            self._attendance = Attendance(await store.words(tx, self._now() - REMEMBERED))

    def view(self, person: PersonId) -> PresenceView:
        intention = self._intended.get(person) or Intention(person, PresenceState.AWAY, "", self._began)
        seats = tuple(self._seats(person))
        return PresenceView(person, intention.state, intention.reason, intention.since, self._phone(person), seats)

    def _phone(self, person: PersonId) -> PhoneState:
        return self._phones.get(person, PhoneState.UNKNOWN)

    def _seats(self, person: PersonId) -> Iterator[GroupSeat]:
        """The groups that the person belongs to, and those where they stand in for somebody now."""
        directory, now = self._rota.directory(), self._now()
        stands_in = (group for group, found in self._watches.items() if person in found.takes)
        for group in dict.fromkeys((*directory.groups_of(person), *stands_in)):
            line = directory.line_of(group)
            if line is not None:
                found = self._watches.get(group) or self._rota.watch(group, self._attendance, now)
                duty, until = self._rota.seat(person, found)
                yield GroupSeat(group, line, directory.group_names(group), duty, until)

    def unrelieved(self) -> tuple[Watch, ...]:
        """Shifts whose people are not there although calls come; none before the first look, when nobody is known."""
        return tuple(found for found in self._watches.values() if found.alarming)

    def seconds_to_edge(self) -> float:
        """Until other people are on duty somewhere by the calendar; infinite where it never changes."""
        now = self._now()
        edge = self._rota.next_edge(now)
        return math.inf if edge is None else (edge - now).total_seconds()

    def counts(self, group: GroupId) -> GroupCount:
        members = self._queues.of(group)
        phones = [self._phones.get(member.person) for member in members if not member.paused]
        ready, in_call = phones.count(PhoneState.REGISTERED), phones.count(PhoneState.IN_USE)
        return GroupCount(ready, len(members) - len(phones), in_call)

    def in_call(self, person: PersonId) -> bool:
        """Whether a hotline's caller is with this person now."""
        return person in self.talking()

    def at_work(self) -> frozenset[PersonId]:
        """Everybody who is ready or paused."""
        return frozenset(who for who, one in self._intended.items() if one.state is not PresenceState.AWAY)

    def talking(self) -> frozenset[PersonId]:
        """Everybody with whom a hotline's caller is now."""
        return self._queues.talking().union(self._conversations.people)

    def talked(self) -> frozenset[PersonId]:
        """The same, with everybody else who has talked since this was asked last: a short call is work as well."""
        return self.talking() | self._conversations.lately()

    async def set(self, person: PersonId, state: PresenceState, reason: str = "") -> PresenceView:
        """The person's word: kept first, then brought to Asterisk, now or after its next login."""
        intention = intend(person, state, reason, self._now())
        async with self._db.transaction() as tx:
            await store.keep(tx, intention)
        self._intended[person] = intention
        self._attendance.note(intention)
        await self.correct([person])
        view = self.view(person)
        self._announce(person, lambda: view)
        return view

    async def resync(self) -> None:
        """Ask Asterisk for all of its state and correct what differs from the intentions."""
        members = await self._asterisk.members()
        self._queues.take(members)
        self._conversations.forget()
        self._phones = {member.person: member.phone for member in members} | dict(await self._known_phones())
        await self.correct()
        self._tell(self._rota.directory().people)

    async def _known_phones(self) -> Mapping[PersonId, PhoneState]:
        try:
            return await self._asterisk.phones()
        except AsteriskError as error:  # a module may be missing; members and events still tell most of it
            log.warning("telephones' states are not to be had: %s", error)
            return {}

    async def correct(self, people: Iterable[PersonId] | None = None) -> bool:
        """Make Asterisk's queues equal to the intentions, of these people or of everybody.

        Where other people take a group's calls than a moment ago, they are all brought in step, and told.
        False where Asterisk did not do all of it; it is then to be asked again what it has.
        """
        async with self._correcting:
            turned = self._turned()
            done = await self._queues.correct(self._corrections(None if people is None else {*people, *turned}))
        self._tell(turned)
        return done

    def _tell(self, people: Iterable[PersonId]) -> None:
        for person in people:
            self._announce(person, partial(self.view, person))

    def _turned(self) -> frozenset[PersonId]:
        """Look at the calendar: the people whose duty is not what it was when we last looked."""
        before, now = self._watches, self._rota.watches(self._attendance, self._now())
        changed = [group for group in {**before, **now} if before.get(group) != now.get(group)]
        self._watches = now
        return frozenset(
            person
            for watches in (before, now)
            for group in changed
            if group in watches
            for person in watches[group].takes
        )

    def _corrections(self, whom: Collection[PersonId] | None) -> tuple[Correction, ...]:
        """For these people; for everybody where it is None."""
        groups: dict[PersonId, tuple[GroupId, ...]] = {}
        for group, found in self._watches.items():
            for person in found.takes if whom is None else set(found.takes).intersection(whom):
                groups[person] = (*groups.get(person, ()), group)
        return corrections(_of(whom, self._intended), groups, self._queues.members(whom, self.talking()))

    async def _free_again(self, person: PersonId) -> None:
        """Whoever went away during the call leaves the queues now. Others' duty was looked at a moment ago."""
        if self._watches:
            async with self._correcting:
                await self._queues.correct(self._corrections({person}))

    def connected(self, channel: str, person: PersonId) -> None:
        """A caller and this person talk, on this channel of the person's telephone."""
        self._conversations.begin(channel, person)

    async def parted(self, channel: str) -> None:
        """The caller or the person hung up; may be told of any channel, and twice."""
        person = self._conversations.end(channel)
        if person is not None and not self.in_call(person):
            await self._free_again(person)

    async def member_changed(self, member: MemberChanged) -> None:
        was_in_call = self.in_call(member.person)
        self._queues.changed(member)
        self.phone_changed(member.person, member.phone)
        if was_in_call and not self.in_call(member.person):
            await self._free_again(member.person)

    def member_removed(self, removed: MemberRemoved) -> None:
        self._queues.removed(removed)

    def phone_changed(self, person: PersonId, phone: PhoneState) -> None:
        if self._phones.get(person) is not phone:
            self._phones[person] = phone
            if person in self._rota.directory().people:
                self._tell([person])

    async def device_changed(self, person: PersonId, phone: PhoneState) -> None:
        """What Asterisk says of the telephone itself; one that is at rest is in none of the calls found at a resync."""
        self.phone_changed(person, phone)
        if phone not in _AT_REST:
            return
        if self._queues.calls_over(person) and not self.in_call(person):
            await self._free_again(person)


def _of(whom: Collection[PersonId] | None, intended: Mapping[PersonId, Intention]) -> Mapping[PersonId, Intention]:
    return intended if whom is None else {person: intended[person] for person in whom if person in intended}
