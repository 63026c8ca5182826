"""Where this house stands: folders, ports, database, clock. Read once, from ``config/hotline.yaml`` and the options."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from schedules.document import Bilingual, Section

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
        return Listen(self.address, *(port + by for port in self.ports()))

    def ports(self) -> tuple[int, int, int, int, int, int]:
        return self.sip, self.rtp_first, self.rtp_last, self.ami, self.fastagi, self.web


@dataclass(frozen=True, slots=True)
class Settings:
    """One installation, as all of its processes see it."""

    root: Path
    """The project's folder: prompts' masters, shipped Asterisk configuration, built pages."""
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
    def sounds(self) -> Path:
        return self.root / "var" / "sounds"

    @property
    def queue_log(self) -> Path:
        return self.var / "log" / "asterisk" / "queue_log"

    @property
    def recordings(self) -> Path:
        return self.var / "recordings"

    def arguments(self) -> list[str]:
        """The options under which another process of ours sees the same house."""
        return [
            *("--config", str(self.config), "--var", str(self.var)),
            *("--ports", ",".join(map(str, self.listen.ports())), "--shift", str(int(self.shift.total_seconds()))),
        ]

    def rehearsing(self, shift: timedelta, by: int) -> Settings:
        """The same house at another time: its own folder, database and ports."""
        var = self.var / "rehearsal"
        return replace(self, var=var, listen=self.listen.moved(by), shift=shift, database_url=sqlite_url(var))


def sqlite_url(var: Path) -> str:
    return f"sqlite+aiosqlite:///{var / 'hotline.db'}"


def read_listen(section: Section) -> Listen:
    first, last = _range(section, "rtp")
    return Listen(
        address=section.text("address"),
        sip=section.integer("sip", **PORT_RANGE),
        rtp_first=first,
        rtp_last=last,
        ami=section.integer("ami", **PORT_RANGE),
        fastagi=section.integer("fastagi", **PORT_RANGE),
        web=section.integer("web", **PORT_RANGE),
    )


def _range(section: Section, key: str) -> tuple[int, int]:
    first, dash, last = section.text(key).partition("-")
    good = dash and first.isdecimal() and last.isdecimal() and 0 < int(first) < int(last) <= 65_535
    if not good:
        section.fail(
            key, Bilingual("不是端口范围", "not a range of ports"), Bilingual("例：16000-16999", "e.g. 16000-16999")
        )
        return 0, 0
    return int(first), int(last)
