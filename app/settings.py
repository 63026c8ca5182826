"""Where this house stands: folders, ports, database, clock. Read once, from ``config/hotline.yaml`` and the options."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from ipaddress import IPv4Address
from pathlib import Path

from schedules.document import Bilingual, Section
from work_orders.attachments.folder import ATTACHMENTS

PORT_RANGE = {"at_least": 1, "at_most": 65_535}
RTP_PORTS_OF_A_BASE = range(20, 520)  # below --port-base: two ports a call leg


@dataclass(frozen=True, slots=True)
class Listen:
    """Addresses and ports. AMI and FastAGI stay on loopback whatever ``address`` says."""

    address: str
    sip: int
    rtp_first: int
    rtp_last: int
    ami: int
    fastagi: int
    web: int

    @classmethod
    def from_base(cls, address: str, base: int) -> Listen:
        """All ports from one number on, so that two houses never meet."""
        rtp = RTP_PORTS_OF_A_BASE
        return cls(address, base, base + rtp.start, base + rtp.stop - 1, base + 1, base + 2, base + 3)

    def moved(self, by: int) -> Listen:
        """All ports so much higher; so much lower where there is no room above."""
        step = by if max(self.ports()) + by <= PORT_RANGE["at_most"] else -by
        return Listen(self.address, *(port + step for port in self.ports()))

    def ports(self) -> tuple[int, int, int, int, int, int]:
        return self.sip, self.rtp_first, self.rtp_last, self.ami, self.fastagi, self.web


@dataclass(frozen=True, slots=True)
class Settings:
    """One installation, as all of its processes see it."""

    root: Path
    """The folder of this hotline. Its ``var/`` keeps what all its houses share: Asterisk, the converted prompts."""
    config: Path
    var: Path
    listen: Listen
    shift: timedelta
    database_url: str

    @property
    def rehearsal(self) -> bool:
        return bool(self.shift)

    @property
    def active_json(self) -> Path:
        return self.var / "duty" / "active.json"

    @property
    def replaced(self) -> Path:
        """Where files of the configuration are kept that going back to an earlier version replaced."""
        return self.var / "duty" / "replaced"

    @property
    def sounds(self) -> Path:
        return self.root / "var" / "sounds"

    @property
    def queue_log(self) -> Path:
        return self.var / "log" / "asterisk" / "queue_log"

    @property
    def recordings(self) -> Path:
        return self.var / "recordings"

    @property
    def messages(self) -> Path:
        return self.var / "messages"

    @property
    def attachments(self) -> Path:
        return self.var / ATTACHMENTS

    def arguments(self) -> list[str]:
        """The options under which another process of ours sees the same house."""
        return [
            *("--root", str(self.root), "--config", str(self.config), "--var", str(self.var)),
            *("--ports", ",".join(map(str, self.listen.ports())), "--shift", str(int(self.shift.total_seconds()))),
        ]

    def rehearsing(self, shift: timedelta, by: int) -> Settings:
        """The same house at another time: its own folder, database and ports."""
        var = self.var / "rehearsal"
        shift = shift or timedelta(seconds=1)  # a shift is what tells a rehearsal, even one of this very second
        return replace(self, var=var, listen=self.listen.moved(by), shift=shift, database_url=sqlite_url(var))


def sqlite_url(var: Path) -> str:
    return f"sqlite+aiosqlite:///{var / 'hotline.db'}"


def read_listen(section: Section) -> Listen:
    first, last = _range(section, "rtp")
    listen = Listen(
        address=_address(section),
        sip=section.integer("sip", **PORT_RANGE),
        rtp_first=first,
        rtp_last=last,
        ami=section.integer("ami", **PORT_RANGE),
        fastagi=section.integer("fastagi", **PORT_RANGE),
        web=section.integer("web", **PORT_RANGE),
    )
    _apart(section, listen)
    return listen


def _address(section: Section) -> str:
    said = section.text("address")
    try:
        IPv4Address(said)
    except ValueError:
        problem = Bilingual(f"“{said}” 不是 IPv4 地址", f"“{said}” is no IPv4 address")
        if said:
            section.fail("address", problem, Bilingual("例：127.0.0.1", "e.g. 127.0.0.1"))
    return said


def _apart(section: Section, listen: Listen) -> None:
    """Two of our own doors at one port would look as if somebody else had taken it."""
    taken: dict[int, str] = {}
    for key, port in (("ami", listen.ami), ("fastagi", listen.fastagi), ("web", listen.web)):
        if port and port in taken:
            problem = Bilingual(f"端口 {port} 与 “{taken[port]}” 相同", f"port {port} is that of “{taken[port]}” too")
            section.fail(key, problem, Bilingual("换一个端口", "take another port"))
        taken[port] = key
    if listen.rtp_first <= listen.sip <= listen.rtp_last:
        problem = Bilingual("SIP 端口落在 rtp 范围内", "the SIP port lies within the range for rtp")
        section.fail("sip", problem, Bilingual("换一个端口", "take another port"))


def _range(section: Section, key: str) -> tuple[int, int]:
    first, dash, last = section.text(key).partition("-")
    good = dash and first.isdecimal() and last.isdecimal() and 0 < int(first) < int(last) <= 65_535
    if not good:
        section.fail(
            key, Bilingual("不是端口范围", "not a range of ports"), Bilingual("例：16000-16999", "e.g. 16000-16999")
        )
        return 0, 0
    return int(first), int(last)
