"""Who takes part in the market, as the register holds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NewType

ParticipantId = NewType("ParticipantId", str)
"""The exchange's registration code (市场主体编码), upper case; the same over all imports."""

ContactId = NewType("ContactId", str)
"""Someone who speaks for a participant; unique within that participant, and says nothing."""

ItemId = NewType("ItemId", str)
"""A kind of private value of ``config/identity.yaml``, e.g. ``id_number``."""

Values = Mapping[ItemId, tuple[str, ...]]
"""Private values in clear by their kind; a company may have several bank accounts. Never logged, never printed."""


class Kind(StrEnum):
    COMPANY = "company"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Contact:
    """A person who speaks for a participant. A participant who is a person has one contact: that person."""

    values: Values = field(repr=False)
    administrator: bool = False
    """Whether the exchange's platform knows them as the participant's administrator (管理员)."""


@dataclass(frozen=True, slots=True)
class Participant:
    """One participant in full, as a table brings it. ``name`` is a company's; a person's is private and a value."""

    id: ParticipantId
    kind: Kind
    name: str = ""
    lines: tuple[str, ...] = ()
    """Codes of the lines at whose exchange they are registered, e.g. ``GD``."""
    classes: tuple[str, ...] = ()
    """What they are in the market, e.g. 发电企业, 售电公司, 电力用户."""
    values: Values = field(default_factory=dict, repr=False)
    contacts: tuple[Contact, ...] = ()
