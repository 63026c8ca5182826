"""An agent's telephone: how Asterisk names it, and how it is doing."""

from __future__ import annotations

from enum import StrEnum

from storage.ids import PersonId

_TECHNOLOGY = "PJSIP/"


class PhoneState(StrEnum):
    REGISTERED = "registered"
    UNREACHABLE = "unreachable"
    IN_USE = "in_use"
    UNKNOWN = "unknown"


_BY_NAME = {
    "NOT_INUSE": PhoneState.REGISTERED,
    "INUSE": PhoneState.IN_USE,
    "BUSY": PhoneState.IN_USE,
    "RINGING": PhoneState.IN_USE,
    "RINGINUSE": PhoneState.IN_USE,
    "ONHOLD": PhoneState.IN_USE,
    "UNAVAILABLE": PhoneState.UNREACHABLE,
    "INVALID": PhoneState.UNREACHABLE,
    "UNKNOWN": PhoneState.UNKNOWN,
}


def device_of(person: PersonId) -> str:
    return f"{_TECHNOLOGY}{person}"


def person_of(device: str) -> PersonId | None:
    """Whose telephone this is; None for a device that is nobody's, such as a trunk's technology or a local channel."""
    return PersonId(device.removeprefix(_TECHNOLOGY)) if device.startswith(_TECHNOLOGY) else None


def person_of_channel(channel: str) -> PersonId | None:
    """Whose telephone a channel such as ``PJSIP/yn-expert-1-0000001f`` belongs to, if it is a SIP channel at all."""
    device, _, _ = channel.rpartition("-")
    return person_of(device)


def phone_state(name: str) -> PhoneState:
    """Asterisk's device state in our words; a word it may learn later is ``unknown``."""
    return _BY_NAME.get(name, PhoneState.UNKNOWN)
