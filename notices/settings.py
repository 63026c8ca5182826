"""Which notices go which ways, through which gateways, to whom: what ``config/notices.yaml`` says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta, tzinfo

from .hooks.target import HookSettings
from .notice import Channel, Kind

PLACES = frozenset({"to", "text", "text_en", "key", "kind", "subject"})
"""What a template of a gateway's request may name."""


@dataclass(frozen=True, slots=True)
class SmsGateway:
    """An HTTP interface that takes short messages. ``body`` is a template: each ``{place}`` is filled in.

    In a JSON body what is filled in is written as JSON writes it, in a form as forms do.
    """

    url: str
    method: str
    content_type: str
    headers: Mapping[str, str]
    body: str
    accepted: str
    """What its answer must contain besides a status of 2xx; empty: nothing."""
    timeout: timedelta


@dataclass(frozen=True, slots=True)
class MailServer:
    host: str
    port: int
    security: str
    """``none``, ``starttls`` or ``tls``."""
    sender: str
    """The address that mails come from."""
    user: str
    """Empty: without signing in."""
    timeout: timedelta


@dataclass(frozen=True, slots=True)
class Contact:
    """How a person is reached outside the house; empty where not at all."""

    phone: str = ""
    email: str = ""

    def address(self, channel: Channel) -> str:
        return {Channel.SMS: self.phone, Channel.EMAIL: self.email}.get(channel, "")


@dataclass(frozen=True, slots=True)
class Way:
    """How notices of one kind go out, besides the screen, which shows them all."""

    channels: frozenset[Channel] = frozenset()
    at_any_hour: bool = False


@dataclass(frozen=True, slots=True)
class NoticeSettings:
    sms: SmsGateway | None = None
    email: MailServer | None = None
    ways: Mapping[Kind, Way] = field(default_factory=dict)
    contacts: Mapping[str, Contact] = field(default_factory=dict)
    """By the ids of persons."""
    hours: tuple[time, time] = (time(8), time(20))
    """When SMS and e-mail may be sent, on the hotline's clock; what comes at night waits for the morning."""
    give_up_after: timedelta = timedelta(hours=24)
    """From the notice on."""
    webhooks: HookSettings = field(default_factory=HookSettings)

    def open_channels(self) -> frozenset[Channel]:
        """Those that are configured."""
        there = {Channel.SMS: self.sms, Channel.EMAIL: self.email}
        return frozenset(channel for channel, gateway in there.items() if gateway is not None)

    def outward(self, kind: Kind, person: str) -> tuple[Channel, ...]:
        """The ways on which this person hears of such a notice outside the house."""
        contact, way = self.contacts.get(person, Contact()), self.ways.get(kind, Way())
        return tuple(sorted(one for one in way.channels & self.open_channels() if contact.address(one)))

    def not_before(self, kind: Kind, at: datetime, zone: tzinfo) -> datetime:
        """When it may go out that is told at this instant."""
        start, end = self.hours
        here = at.astimezone(zone)
        if self.ways.get(kind, Way()).at_any_hour or start <= here.time() < end:
            return at
        day = here.date() if here.time() < start else here.date() + timedelta(days=1)
        return datetime.combine(day, start, zone)


def unknown_places(template: str) -> tuple[str, ...]:
    """Names in braces that nobody fills in. Other braces are braces: JSON has many."""
    return tuple(name for name in re.findall(r"\{(\w+)\}", template) if name not in PLACES)
