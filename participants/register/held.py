"""What the register holds of a participant, as hashes: enough to compare with, nothing to read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from participants.participant import ContactId, ItemId, Kind, ParticipantId
from participants.safe import ValueKey

HeldKeys = Mapping[ItemId, frozenset[ValueKey]]


@dataclass(frozen=True, slots=True)
class HeldContact:
    id: ContactId
    administrator: bool
    keys: HeldKeys


@dataclass(frozen=True, slots=True)
class Held:
    """``gone``: a complete table no longer named them; they are found, and no ground for a verification."""

    id: ParticipantId
    kind: Kind
    name: str
    lines: tuple[str, ...]
    classes: tuple[str, ...]
    gone: bool
    own: HeldKeys
    contacts: tuple[HeldContact, ...]

    @property
    def speakers(self) -> tuple[HeldContact, ...]:
        """Whose values count in a check: the person, or the company's administrators."""
        if self.kind is Kind.PERSON:
            return self.contacts
        return tuple(one for one in self.contacts if one.administrator)
