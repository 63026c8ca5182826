"""Who has a caller, as the queues' events tell it: by the telephone's channel, from the answer to the end."""

from __future__ import annotations

from collections.abc import Collection

from storage.ids import PersonId


class Conversations:
    """Asterisk sends a member's state before it counts the member as in a call, and nothing afterwards: that flag is
    true only when it is asked for."""

    def __init__(self) -> None:
        self._with: dict[str, PersonId] = {}
        self._lately: set[PersonId] = set()

    def begin(self, channel: str, person: PersonId) -> None:
        self._with[channel] = person
        self._lately.add(person)

    def end(self, channel: str) -> PersonId | None:
        """Whose it was; None where there was none, or it has ended already."""
        return self._with.pop(channel, None)

    def forget(self) -> None:
        """Asterisk was asked for everything: from now on its word holds."""
        self._with.clear()

    @property
    def people(self) -> Collection[PersonId]:
        return self._with.values()

    def lately(self) -> frozenset[PersonId]:
        """Everybody who has answered since this was asked last."""
        answered = frozenset(self._lately)
        self._lately.clear()
        return answered
