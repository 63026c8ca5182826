"""Which private values the register holds, and what is asked of a caller: ``config/identity.yaml`` as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import cached_property

from .participant import ItemId, Kind

NAME = ItemId("name")
"""The one item that every configuration has: what a contact is called."""


class Form(StrEnum):
    """How an item is written: decides how it is made comparable, masked, and which slip of the hand is noticed."""

    NAME = "name"
    ID_NUMBER = "id_number"
    PHONE = "phone"
    ACCOUNT = "account"
    CREDIT_CODE = "credit_code"
    DIGITS = "digits"


class Whose(StrEnum):
    CONTACT = "contact"
    """Of each person who speaks for the participant, and of a participant who is a person."""
    COMPANY = "company"


@dataclass(frozen=True, slots=True)
class Item:
    """A kind of private value. ``zh`` and ``en`` are what agents and tables call it."""

    id: ItemId
    zh: str
    en: str
    whose: Whose
    form: Form


@dataclass(frozen=True)  # no slots: items by owner are sorted out once
class IdentityRules:
    """Everything that ``identity.yaml`` says.

    ``tries_per_call`` and ``tries_per_day`` (of one participant) count wrong answers; ``verified_for`` is how long a
    verification holds where no call of ours marks its end, as when an agent calls back.
    """

    items: Mapping[ItemId, Item]
    recorded: tuple[ItemId, ...]
    """What is noted of a caller for the level *recorded*."""
    asked_of_person: tuple[ItemId, ...]
    """All of them, in this order."""
    drawn_for_company: tuple[ItemId, ...]
    """What the desk draws from; items of a contact are those of an administrator."""
    draw: int
    searched: tuple[ItemId, ...]
    """By which items a participant is found when the whole value is typed."""
    tries_per_call: int
    tries_per_day: int
    verified_for: timedelta

    def of(self, whose: Whose) -> tuple[Item, ...]:
        return self._by_owner[whose]

    @cached_property
    def _by_owner(self) -> Mapping[Whose, tuple[Item, ...]]:
        return {whose: tuple(one for one in self.items.values() if one.whose is whose) for whose in Whose}

    def asked_of(self, kind: Kind) -> int:
        """How many items a participant of this kind is asked."""
        return len(self.asked_of_person) if kind is Kind.PERSON else self.draw
