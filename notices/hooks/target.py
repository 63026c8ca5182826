"""Where events may go: to hosts and networks that ``config/notices.yaml`` names, and nowhere else.

A name is checked when it is subscribed and again at each delivery, and the address that it resolved to at the moment
of connecting: a name that points somewhere else meanwhile leads nowhere. Pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

LONGEST_URL = 2_000
_NAME = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*")
_TRANSLATED = tuple(ip_network(one) for one in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32"))
"""IPv6 addresses with an IPv4 address in them, which a gateway would go to."""


@dataclass(frozen=True, slots=True)
class HookSettings:
    """``webhooks`` of ``config/notices.yaml``."""

    hosts: frozenset[str] = frozenset()
    """By name, or by the address as it is written in the URL."""
    networks: tuple[Network, ...] = ()
    plain_http: bool = False
    """Whether ``http://`` will do."""
    timeout: timedelta = timedelta(seconds=10)
    give_up_after: timedelta = timedelta(hours=72)

    def may_connect(self, host: str, address: str) -> bool:
        """Whether a connection for this host of a URL may go to this address."""
        there = _plain(address)
        if there is None:
            return False
        if any(there in network for network in self.networks):
            return True
        return host.lower() in self.hosts and is_ordinary(there)


@dataclass(frozen=True, slots=True)
class NotAllowed:
    """Why nothing may be sent to a URL: ``bad_url``, ``more_than_an_address``, ``not_encrypted``, ``not_allowed``."""

    code: str
    about: str = ""

    def __str__(self) -> str:
        return f"{self.code}: {self.about}" if self.about else self.code


def host_of(url: str) -> str:
    """The host of a URL that was checked, as ``hosts`` has it."""
    return (urlsplit(url).hostname or "").lower()


def why_not(url: str, settings: HookSettings) -> NotAllowed | None:  # noqa: PLR0911 one answer for each reason
    """What is wrong with a URL, before any name is looked up; None where nothing is."""
    if len(url) > LONGEST_URL or not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        return NotAllowed("bad_url")
    try:
        parts, port = urlsplit(url), urlsplit(url).port
    except ValueError:
        return NotAllowed("bad_url")
    host = (parts.hostname or "").lower()
    if parts.scheme not in {"http", "https"} or port == 0 or not is_host(host):
        return NotAllowed("bad_url")
    written = f"[{host}]" if ":" in host else host
    if parts.fragment or not re.fullmatch(re.escape(written) + r"(:[0-9]+)?", parts.netloc.lower()):
        return NotAllowed("more_than_an_address")  # a name and password would lie open in lists and logs
    if parts.scheme == "http" and not settings.plain_http:
        return NotAllowed("not_encrypted")
    literal = as_address(host)
    named = host in settings.hosts
    if literal is not None and not settings.may_connect(host, str(literal)):
        return NotAllowed("not_allowed", host)
    if literal is None and not named and not settings.networks:
        return NotAllowed("not_allowed", host)
    return None


def is_host(text: str) -> bool:
    """A name in letters, digits, hyphens and dots, or an address."""
    if as_address(text) is not None:
        return True
    digits_alone = re.fullmatch(r"[0-9.]+|0x[0-9a-f.x]+", text) is not None  # 2130706433, 127.1: addresses in disguise
    return len(text) <= 253 and not digits_alone and _NAME.fullmatch(text) is not None


def as_address(text: str) -> Address | None:
    """None for what is none, or is good on one link alone (``fe80::1%eth0``)."""
    try:
        return ip_address(text) if "%" not in text else None
    except ValueError:
        return None


def as_network(text: str) -> Network | None:
    """``10.20.0.0/16``; None for what is none, or has bits beside it."""
    try:
        return ip_network(text) if "/" in text else None
    except ValueError:
        return None


def is_ordinary(address: Address) -> bool:
    """An address of another machine: what a name may resolve to without its network being named."""
    odd = address.is_loopback or address.is_link_local or address.is_multicast or address.is_unspecified
    reserved = address.is_reserved or (isinstance(address, IPv4Address) and address == IPv4Address("255.255.255.255"))
    return not odd and not reserved and not any(address in network for network in _TRANSLATED)


def _plain(text: str) -> Address | None:
    """The address that is really meant: ``::ffff:127.0.0.1`` is ``127.0.0.1``. Without the zone of a link."""
    found = as_address(text.partition("%")[0])
    return found.ipv4_mapped or found if isinstance(found, IPv6Address) else found
