"""What is pushed to each person's screens: numbered pop changes with replay, and news that need no number."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from agent_bridge.pops import Pop, PopBoard, PopChange, PopGone, PopShown
from agent_bridge.presence import PresenceView
from storage.ids import OrderNumber, PersonId

MOST_REPLAYED = 64  # pop changes of one person that a reconnecting screen can catch up with
MOST_UNREAD = 256  # news that one screen may lie behind before it is cut off and must come again


@dataclass(frozen=True, slots=True)
class Numbered:
    """A change of the person's pops; numbers rise by one."""

    seq: int
    change: PopChange


@dataclass(frozen=True, slots=True)
class OrderChanged:
    """One of the person's orders is new or not what it was."""

    number: OrderNumber


@dataclass(frozen=True, slots=True)
class Hello:
    """The number reached. 0 tells a screen to forget all it shows."""

    seq: int


@dataclass(frozen=True, slots=True)
class NoticesWaiting:
    """So many notices the person has not seen; told when that changes."""

    unseen: int


@dataclass(frozen=True, slots=True)
class BoardsMoved:
    """Something changed among the orders that the person sees; what it is, their board asks for."""


News = Numbered | OrderChanged | NoticesWaiting | BoardsMoved | PresenceView | Hello


class FellBehind(Exception):
    """A screen did not read; it is cut off and comes again with its last number."""


class Screen:
    """One open window of a person. Iterate over it for what is pushed."""

    def __init__(self, person: PersonId) -> None:
        self.person = person
        self._news: deque[News] = deque()
        self._arrived = asyncio.Event()
        self._behind = False

    def push(self, news: News) -> None:
        self._behind = self._behind or len(self._news) >= MOST_UNREAD
        if not self._behind:
            self._news.append(news)
        self._arrived.set()

    async def __aiter__(self) -> AsyncIterator[News]:
        """Never ends by itself; raises :class:`FellBehind`."""
        while True:
            while self._news:
                yield self._news.popleft()
            if self._behind:
                raise FellBehind(f"a screen of {self.person} lies {MOST_UNREAD} messages behind")
            self._arrived.clear()
            await self._arrived.wait()


class Feed:
    """Every person's numbered changes and open screens, over one board.

    Numbers begin at ``first_seq``, which must grow from one start of the process to the next (the start's milliseconds
    since 1970 do), so that a number from before a restart is never mistaken for one of ours.
    """

    def __init__(self, board: PopBoard, *, first_seq: int) -> None:
        self._board = board
        self._first_seq = first_seq
        self._logs: dict[PersonId, deque[Numbered]] = {}
        self._seqs: dict[PersonId, int] = {}
        self._screens: dict[PersonId, list[Screen]] = {}

    @contextmanager
    def screen(self, person: PersonId) -> Iterator[Screen]:
        """A window that is told everything of this person from now on, and of nobody else."""
        screen = Screen(person)
        self._screens.setdefault(person, []).append(screen)
        try:
            screen.push(Hello(self._seq(person)))
            yield screen
        finally:
            self._screens[person].remove(screen)

    def people(self) -> frozenset[PersonId]:
        """Everybody who has a screen open."""
        return frozenset(person for person, screens in self._screens.items() if screens)

    def publish(self, changes: tuple[PopChange, ...]) -> None:
        for change in changes:
            person = change.pop.person
            numbered = Numbered(self._next(person), change)
            self._log(person).append(numbered)
            self.tell(person, numbered)

    def tell(self, person: PersonId, news: News) -> None:
        for screen in self._screens.get(person, ()):
            screen.push(news)

    def tell_if_open(self, person: PersonId, news: Callable[[], News]) -> None:
        """Like ``tell``, for news that is put together only where somebody looks."""
        if self._screens.get(person):
            self.tell(person, news())

    def resume(self, screen: Screen, seq: int) -> None:
        """Push what was missed after ``seq``, and the current pops in any case.

        What cannot be replayed any more begins anew: ``Hello(0)``, then what stands now.
        """
        missed = self._missed(screen.person, seq)
        if missed is None:
            screen.push(Hello(0))
        for numbered in missed or ():
            screen.push(numbered)
        for pop in self._board.current(screen.person):
            screen.push(Numbered(self._number_of(pop), PopShown(pop)))

    def _missed(self, person: PersonId, seq: int) -> tuple[Numbered, ...] | None:
        if seq in {0, self._seq(person)}:
            return ()
        log = self._log(person)
        if not log or not log[0].seq - 1 <= seq <= log[-1].seq:
            return None
        return tuple(numbered for numbered in log if numbered.seq > seq)

    def _number_of(self, pop: Pop) -> int:
        """The number under which this pop was last shown."""
        return next(
            (
                numbered.seq
                for numbered in reversed(self._log(pop.person))
                if not isinstance(numbered.change, PopGone) and numbered.change.pop == pop
            ),
            self._seq(pop.person),
        )

    def _log(self, person: PersonId) -> deque[Numbered]:
        return self._logs.setdefault(person, deque(maxlen=MOST_REPLAYED))

    def _seq(self, person: PersonId) -> int:
        return self._seqs.get(person, self._first_seq)

    def _next(self, person: PersonId) -> int:
        self._seqs[person] = self._seq(person) + 1
        return self._seqs[person]
