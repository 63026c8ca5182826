"""An Asterisk alone, with the house's modules, SIP, queues and prompts and a dialplan of another hand."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

from app.asterisk import asterisk_values
from app.child import Child
from app.installation import Installation
from app.rehearsal.loopback import free_base
from app.rehearsal.sip.caller import Destination
from app.setup.asterisk import AsteriskProgram, find_asterisk
from benchmarks.sipp.phones import phones
from benchmarks.ways.ours import stage
from benchmarks.ways.staffing import PER_LINE, Staff, duty_of
from benchmarks.ways.way import Way
from dialplan.conf import filled, name, path
from dialplan.control import Console
from dialplan.files import lay_out, write_all
from dialplan.hotline import CONVERSATION
from dialplan.render import render
from dialplan.values import AsteriskValues, Ports
from ivr.native import native_duties

ASTERISK = Path(__file__).parent / "asterisk"
SCRIPT = Path(__file__).with_name("route.py")
BOOT_S = 20.0
RTP_PORTS = 2_000
TEN_O_CLOCK = 10


@dataclass(frozen=True, slots=True)
class Hand:
    """Whose dialplan: its file, how it is called, and the first of its voice ports."""

    key: str
    zh: str
    en: str
    dialplan: str
    rtp: int


NATIVE = Hand("native", "纯拨号方案", "native dialplan", "native.conf", 12_000)
PROCESS_AGI = Hand("process_agi", "每呼叫一进程 AGI", "process AGI", "process_agi.conf", 16_000)


MIXMONITOR = Hand("mixmonitor", "仅 MixMonitor", "MixMonitor alone", "mixmonitor.conf", 20_000)


@dataclass(frozen=True, slots=True)
class Exchange:
    """An Asterisk that runs, and nothing else."""

    values: AsteriskValues
    staff: Staff
    console: Console
    child: Child

    @property
    def hotline(self) -> Destination:
        return Destination(self.values.numbers[0], (self.values.ports.address, self.values.ports.sip))

    @property
    def secrets(self) -> Mapping[str, str]:
        """SIP account → secret, of those at work."""
        return {str(person): self.values.agents[person] for person in self.staff.people}


@asynccontextmanager
async def plain(root: Path, folder: Path, hand: Hand, per_line: int = PER_LINE) -> AsyncIterator[Way]:
    """Running, with every agent reachable; stopped when left."""
    async with (
        exchange(root, folder, hand, per_line) as at,
        phones(folder / f"{hand.key}-phones", at.hotline.at, at.secrets) as telephones,
    ):
        way = Way(hand.key, hand.zh, hand.en, at.hotline, at.console, telephones, lambda: _pids(at.child))
        await way.ready(len(at.staff.people))
        yield way


@asynccontextmanager
async def exchange(root: Path, folder: Path, hand: Hand, per_line: int = PER_LINE) -> AsyncIterator[Exchange]:
    """Booted; stopped when left."""
    settings, staff = stage(root, folder / hand.key, per_line)
    installation, program = Installation.open(settings), find_asterisk(root)
    values = _values(installation, program, hand)
    _write(values, installation, staff, hand)
    child = Child(
        "asterisk", [*program.command, "-C", str(values.places.conf), "-f"], settings.var / "log" / "asterisk.log"
    )
    console = Console(program.command, values.places.conf)
    living = asyncio.create_task(child.keep_alive())
    try:
        await console.fully_booted(BOOT_S)
        yield Exchange(values, staff, console, child)
    finally:
        await child.stop()
        living.cancel()
        with suppress(asyncio.CancelledError):
            await living


def _pids(child: Child) -> Mapping[str, int]:
    return {} if child.pid is None else {"asterisk": child.pid}


def _values(installation: Installation, program: AsteriskProgram, hand: Hand) -> AsteriskValues:
    """The house's own, at other ports."""
    values = asterisk_values(installation, program, duty_of(installation.settings.config))
    base = free_base()
    ports = Ports(values.ports.address, base, hand.rtp, hand.rtp + RTP_PORTS - 1, base + 1, base + 2)
    return replace(values, ports=ports)


def _write(values: AsteriskValues, installation: Installation, staff: Staff, hand: Hand) -> None:
    """Everything that Asterisk reads: the house's files, without its conversation and without AMI."""
    lay_out(values.places)
    table = values.places.var / "duty.json"
    table.write_text(json.dumps(_table(installation), separators=(",", ":")), "utf-8")
    script = values.places.var / "lib" / "agi" / SCRIPT.name
    script.write_text(f"#!{sys.executable}\n{SCRIPT.read_text('utf-8')}", "utf-8")
    script.chmod(0o700)
    files = render(values)
    files[CONVERSATION] = _dialplan(
        values, installation, hand, {"SCRIPT": path(str(script)), "TABLE": path(str(table))}
    )
    files["manager.conf"] = "[general]\nenabled = no\n"
    files["queues.conf"] = _with_members(files["queues.conf"], staff)
    write_all(values.places.etc, files)


def _dialplan(values: AsteriskValues, installation: Installation, hand: Hand, script: Mapping[str, str]) -> str:
    common, own = ((ASTERISK / file).read_text("utf-8") for file in ("common.conf", hand.dialplan))
    if hand is MIXMONITOR:
        return filled(own, {"NUMBER": values.numbers[0], "RECORDINGS": path(str(values.places.recordings))})
    rules = duty_of(installation.settings.config).rules
    now = datetime.now(UTC)
    known: dict[str, str | int] = {
        "NUMBER": values.numbers[0],
        "AFTER_KEYS": "".join(f"&{prompt}" for prompt in values.misconduct.prompts if values.misconduct.after_keys),
        "WAIT": values.menu.wait_seconds,
        "TRIES": values.menu.tries,
    }
    there = now.astimezone(where_it_is_ten(now))
    hours = {"ZONE": posix_zone(there), "DAY": str(there.day), "MONTH": f"{there:%b}".lower()}
    seconds = {"RING_SECONDS": rules.ring_seconds, "LAST_GROUP_SECONDS": rules.last_group_seconds}
    mine: Mapping[str, str | int] = dict(script) if hand is PROCESS_AGI else {**hours, **seconds}
    return filled(common, known) + "\n" + filled(own, mine)


def where_it_is_ten(now: datetime) -> timezone:
    """A zone in which it is between ten and eleven in the morning."""
    hours_east = (TEN_O_CLOCK - now.astimezone(UTC).hour + 11) % 24 - 11
    return timezone(timedelta(hours=hours_east))


def posix_zone(there: datetime) -> str:
    """The name of a whole hour's zone in the system's zone files, which count westwards."""
    hours_east = int((there.utcoffset() or timedelta()).total_seconds()) // 3600
    return f"Etc/GMT{-hours_east:+d}"


def _table(installation: Installation) -> dict[str, object]:
    """The compiled duty table: for each line the instants at which the answer changes, and the answers."""
    house = installation.clock
    duties = native_duties(duty_of(installation.settings.config), house.now(), installation.playable)
    shift = int(house.shift.total_seconds())
    table: dict[str, object] = {}
    for duty in duties:
        answers = list(dict.fromkeys(change.answer for change in duty.changes))
        table[duty.line] = {
            "since": [change.since - shift for change in duty.changes],
            "which": [answers.index(change.answer) for change in duty.changes],
            "answers": [{variable.value: value for variable, value in answer.variables()} for answer in answers],
        }
    return table


def _with_members(queues: str, staff: Staff) -> str:
    """Agents as an engineer lists them by hand: in the file."""
    lines = []
    for line in queues.splitlines():
        lines.append(line)
        group = line.strip()[1:-1] if line.startswith("[") else ""
        lines += [f"member = PJSIP/{name(person)},0,{person}" for person in staff.groups.get(group, ())]  # type: ignore[call-overload] # a text that is no group has no members
    return "\n".join(lines) + "\n"
