"""The plain values from which Asterisk's whole configuration is rendered. ``app/`` fills them in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .menu import Menu

SHIPPED = Path(__file__).resolve().parent.parent / "asterisk-conf"


@dataclass(frozen=True, slots=True)
class Places:
    """Folders on this machine."""

    var: Path
    """This installation's ``var/`` (a rehearsal has its own)."""
    sounds: Path
    """Holds ``zh/``, the converted prompts."""
    modules: Path
    """Asterisk's loadable modules."""
    documentation: Path
    """Asterisk's ``core-en_US.xml``; some modules do not load without it."""
    music: Path
    """Music for those who wait; ``.wav`` files."""
    shipped: Path = SHIPPED
    """The project's ``asterisk-conf/``."""

    @property
    def etc(self) -> Path:
        return self.var / "etc" / "asterisk"

    @property
    def conf(self) -> Path:
        """What Asterisk is started with (``-C``); always absolute, or Asterisk silently uses its built-in defaults."""
        return self.etc / "asterisk.conf"

    @property
    def data(self) -> Path:
        return self.var / "lib" / "data"

    @property
    def duty(self) -> Path:
        return self.var / "duty" / "extensions_duty.conf"

    @property
    def recordings(self) -> Path:
        return self.var / "recordings"

    @property
    def messages(self) -> Path:
        return self.var / "messages"


@dataclass(frozen=True, slots=True)
class Ports:
    """Where Asterisk listens. AMI and FastAGI are always on loopback."""

    address: str
    sip: int
    rtp_first: int
    rtp_last: int
    ami: int
    fastagi: int


@dataclass(frozen=True, slots=True)
class Misconduct:
    """The sentence with the number for misconduct reports, as prompts, and when it is spoken."""

    prompts: tuple[str, ...] = ()
    after_keys: bool = False
    when_closed: bool = False


@dataclass(frozen=True, slots=True)
class Undecided:
    """Who answers when no duty table exists for a line; without it such callers get the offer."""

    group: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Switches:
    """What an operator can turn on, off or longer."""

    recording: bool = True
    survey: bool = True
    music: bool = True
    """False: callers who wait hear ringing instead."""
    position_every: int = 60
    """Seconds between position announcements; 0: none. No agent is rung while one is spoken."""
    ring_seconds: int = 15
    """How long one agent's phone rings before the queue tries another."""
    message_seconds: int = 120
    rtp_timeout: int = 90
    """A call without any voice packet for so long is dead and is hung up."""


@dataclass(frozen=True, slots=True)
class AsteriskValues:
    """Everything that Asterisk's configuration depends on."""

    node: str
    """``systemname``: call ids begin with it."""
    places: Places
    ports: Ports
    numbers: tuple[str, ...]
    trunks: Mapping[str, tuple[str, ...]]
    """Carriers by name, with the addresses they call from."""
    menu: Menu
    lines: Mapping[str, tuple[str, ...]]
    """Lines and the queues (groups) of each."""
    agents: Mapping[str, str]
    """SIP accounts (person ids) and their secrets."""
    agi_token: str
    ami_secret: str
    shift: int = 0
    """Seconds added to the machine's clock (a rehearsal)."""
    misconduct: Misconduct = Misconduct()
    when_undecided: Undecided | None = None
    switches: Switches = Switches()

    @property
    def queues(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(group for groups in self.lines.values() for group in groups))
