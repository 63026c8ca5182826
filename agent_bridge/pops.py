"""What stands on each agent's screen: a board folded from Asterisk's events. Pure; decides, sends nothing.

A pop belongs to one ringing of one telephone, so its key is the agent channel's unique id. Events may come twice or out
of order after a lost link: what is over once stays over, and no order of events leaves a pop for a finished call.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from agent_bridge.briefing import Briefing
from agent_bridge.events import AgentConnect
from storage.ids import CallId, GroupId, PersonId

MOST_REMEMBERED = 10_000  # channels that are over; far more than can still have an event under way


class PopState(StrEnum):
    RINGING = "ringing"
    TALKING = "talking"


class Gone(StrEnum):
    """Why a pop left the screen."""

    ANSWERED_ELSEWHERE = "answered_elsewhere"
    CALLER_LEFT = "caller_left"
    NOT_ANSWERED = "not_answered"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Pop:
    call: CallId
    group: GroupId
    person: PersonId
    agent_channel: str
    rang_at: datetime
    briefing: Briefing
    state: PopState = PopState.RINGING
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PopShown:
    """Show this pop, or show it as it is now."""

    pop: Pop


@dataclass(frozen=True, slots=True)
class PopGone:
    pop: Pop
    reason: Gone


PopChange = PopShown | PopGone


class _Memory:
    """Names that are over, the latest few thousand."""

    def __init__(self) -> None:
        self._names: OrderedDict[str, None] = OrderedDict()

    def add(self, name: str) -> None:
        self._names[name] = None
        if len(self._names) > MOST_REMEMBERED:
            self._names.popitem(last=False)

    def __contains__(self, name: str) -> bool:
        return name in self._names


class PopBoard:
    """All pops of all agents. Each method takes one fact and returns what changes on which screen."""

    def __init__(self) -> None:
        self._pops: dict[str, Pop] = {}
        self._over = _Memory()
        self._leaving = _Memory()

    def current(self, person: PersonId) -> tuple[Pop, ...]:
        """The person's pops, the one being talked to last."""
        mine = (pop for pop in self._pops.values() if pop.person == person)
        return tuple(sorted(mine, key=lambda pop: (pop.state is PopState.TALKING, pop.rang_at)))

    def by_channel(self, agent_channel: str) -> Pop | None:
        return self._pops.get(agent_channel)

    def __iter__(self) -> Iterator[Pop]:
        return iter(tuple(self._pops.values()))

    def takes(self, call: CallId, agent_channel: str) -> bool:
        """Whether a ringing that is heard of now could still be shown: new, and neither it nor its call is over."""
        known = agent_channel in self._pops or agent_channel in self._over or call in self._over
        return not known and not self._talking(call)

    def offer(self, pop: Pop) -> tuple[PopChange, ...]:
        """A telephone rings, or is found talking."""
        if not self.takes(pop.call, pop.agent_channel):
            return ()
        self._pops[pop.agent_channel] = pop
        return (PopShown(pop), *self._elsewhere(pop)) if pop.state is PopState.TALKING else (PopShown(pop),)

    def fill(self, agent_channel: str, briefing: Briefing) -> tuple[PopChange, ...]:
        """More is known of a call whose pop is on screen."""
        pop = self._pops.get(agent_channel)
        if pop is None or pop.briefing == briefing:
            return ()
        return self._show(replace(pop, briefing=briefing))

    def connected(self, event: AgentConnect, at: datetime) -> tuple[PopChange, ...]:
        """This agent talks now; the other telephones that rang for the call do no more."""
        pop = self._pops.get(event.agent_channel)
        if pop is None or pop.state is PopState.TALKING:
            return ()
        talking = replace(pop, state=PopState.TALKING, answered_at=at)
        return (*self._show(talking), *self._elsewhere(talking))

    def not_answered(self, agent_channel: str) -> tuple[PopChange, ...]:
        return self._end(agent_channel, Gone.NOT_ANSWERED)

    def completed(self, agent_channel: str) -> tuple[PopChange, ...]:
        return self._end(agent_channel, Gone.ENDED)

    def hanging_up(self, channel: str) -> None:
        """The far end of this channel hung up; tells a caller who left from a queue whose time was up."""
        self._leaving.add(channel)

    def is_leaving(self, call: CallId) -> bool:
        return call in self._leaving or call in self._over

    def left_queue(self, call: CallId, group: GroupId) -> tuple[PopChange, ...]:
        """Out of this queue unanswered; another queue may ring next."""
        reason = Gone.CALLER_LEFT if self.is_leaving(call) else Gone.NOT_ANSWERED
        ringing = [pop for pop in self if pop.call == call and pop.group == group and pop.state is PopState.RINGING]
        return self._end_all(ringing, reason)

    def hung_up(self, channel: str) -> tuple[PopChange, ...]:
        """A channel is no more: an agent's, or a caller's, whose call is then over for everybody."""
        pop = self._pops.get(channel)
        if pop is not None:
            return self._end(channel, self._why_gone(pop))
        self._over.add(channel)
        return tuple(
            change
            for pop in self
            if pop.call == channel
            for change in self._end(pop.agent_channel, self._why_gone(pop))
        )

    def retain(self, live: frozenset[str]) -> tuple[PopChange, ...]:
        """Only these channels exist: pops of all others vanish."""
        dead = [pop for pop in self if pop.agent_channel not in live or pop.call not in live]
        for pop in dead:
            if pop.call not in live:
                self._over.add(pop.call)
        return tuple(change for pop in dead for change in self._end(pop.agent_channel, self._why_gone(pop)))

    def _why_gone(self, pop: Pop) -> Gone:
        if pop.state is PopState.TALKING:
            return Gone.ENDED
        if self.is_leaving(pop.call):
            return Gone.CALLER_LEFT
        return Gone.ANSWERED_ELSEWHERE if self._talking(pop.call) else Gone.NOT_ANSWERED

    def _talking(self, call: CallId) -> bool:
        return any(pop.call == call and pop.state is PopState.TALKING for pop in self._pops.values())

    def _show(self, pop: Pop) -> tuple[PopChange, ...]:
        self._pops[pop.agent_channel] = pop
        return (PopShown(pop),)

    def _elsewhere(self, talking: Pop) -> tuple[PopChange, ...]:
        ringing = [pop for pop in self if pop.call == talking.call and pop.state is PopState.RINGING]
        return self._end_all(ringing, Gone.ANSWERED_ELSEWHERE)

    def _end_all(self, pops: Iterable[Pop], reason: Gone) -> tuple[PopChange, ...]:
        return tuple(change for pop in pops for change in self._end(pop.agent_channel, reason))

    def _end(self, agent_channel: str, reason: Gone) -> tuple[PopChange, ...]:
        self._over.add(agent_channel)
        pop = self._pops.pop(agent_channel, None)
        return (PopGone(pop, reason),) if pop else ()
