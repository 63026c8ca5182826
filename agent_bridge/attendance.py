"""Who was ready, and when: everybody's words of the last days, asked about instants and stretches. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from agent_bridge.intention import Intention, PresenceState
from storage.ids import PersonId

REMEMBERED = timedelta(days=7)  # nobody stays on for a relief that was due longer ago


class Attendance:
    """Each word holds until the person's next one."""

    def __init__(self, words: Iterable[Intention] = ()) -> None:
        self._words: dict[PersonId, list[Intention]] = {}
        for word in sorted(words, key=lambda one: one.since):
            self.note(word)

    def note(self, word: Intention) -> None:
        """The person's latest word; what is too old to matter is forgotten."""
        words = self._words.setdefault(word.person, [])
        words.append(word)
        while len(words) > 1 and words[1].since < word.since - REMEMBERED:
            del words[0]

    def ready(self, person: PersonId, at: datetime) -> bool:
        """Whether the person's word at this instant was *ready*."""
        said = [word for word in self._words.get(person, ()) if word.since <= at]
        return bool(said) and said[-1].state is PresenceState.READY

    def ready_within(self, person: PersonId, start: datetime, end: datetime) -> bool:
        """Whether the person was ready at any moment of ``[start, end]``."""
        return self.ready(person, start) or any(
            word.state is PresenceState.READY and start <= word.since <= end for word in self._words.get(person, ())
        )
