"""A real Asterisk on a rendered configuration, in a folder and on ports of its own, for the tests beside this file.

    with booted(example_values(folder)) as house:
        async with house.caller() as call: ...
        await house.line(LogEvent.ENDED)

Prompts are noise, a different one each, so that a caller's ear can tell which one is played.
"""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import socket
import subprocess
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from app.rehearsal.sip.caller import Call, Destination, Identity, dial
from app.rehearsal.sip.digest import Account
from app.rehearsal.sip.ear import Known, prompts_in
from app.rehearsal.sip.message import Address
from app.rehearsal.sip.phone import Manners, Phone
from app.rehearsal.waiting import until
from app.setup.asterisk import AsteriskMissing, AsteriskProgram, find_asterisk
from dialplan.control import Console
from dialplan.files import lay_out, write_all, write_whole
from dialplan.menu import Announcement, Key, Menu, Node, ToLine, ToMenu
from dialplan.prompts_used import prompts_used
from dialplan.render import render
from dialplan.values import AsteriskValues, Misconduct, Places, Ports, Switches, Undecided

ROOT = Path(__file__).resolve().parents[2]
NUMBER = "4001595598"
PROMPT_BYTES = 160 * 12  # 0.24 s each: long enough to press into, short enough to wait for
START_S, STOP_S = 20.0, 5.0


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of Asterisk's queue_log."""

    at: int
    call: str
    queue: str
    agent: str
    event: str
    data: tuple[str, ...]


@dataclass(slots=True)
class Pbx:
    """A running Asterisk and what its tests do with it."""

    values: AsteriskValues
    console: Console
    process: subprocess.Popen[bytes]
    known: Known = field(repr=False)
    read_from: int = 0
    """Where this test's part of queue_log begins."""

    @property
    def sip(self) -> Address:
        return self.values.ports.address, self.values.ports.sip

    @property
    def queue_log(self) -> Path:
        return self.values.places.var / "log" / "asterisk" / "queue_log"

    def begin(self) -> None:
        """A new test: what stands in queue_log now is not its own."""
        self.read_from = self.queue_log.stat().st_size if self.queue_log.exists() else 0

    def log(self) -> list[LogLine]:
        """All lines since the test began."""
        raw = self.queue_log.read_bytes()[self.read_from :] if self.queue_log.exists() else b""
        return [_log_line(line) for line in raw.decode().splitlines()]

    def events(self) -> list[str]:
        return [line.event for line in self.log()]

    async def line(self, event: str, within: float = 5.0) -> LogLine:
        """Wait for the first line with this event."""
        found = await until(
            f"{event} in queue_log",
            lambda: [line for line in self.log() if line.event == event],
            within=within,
            step=0.02,
        )
        return found[0]

    @asynccontextmanager
    async def caller(self, number: str = NUMBER, who: str = "13800138000") -> AsyncIterator[Call]:
        async with dial(Destination(number, self.sip), Identity(who), known=self.known) as call:
            try:
                yield call
            finally:
                await call.hang_up()

    @asynccontextmanager
    async def agent(self, account: str, *queues: str, manners: Manners | None = None) -> AsyncIterator[Phone]:
        """A registered phone whose owner is ready in these queues."""
        secret = self.values.agents[account]
        async with Phone(Account(account, secret), self.sip, manners or Manners(rings=0.2)) as phone:
            device = f"PJSIP/{account}"
            for queue in queues:
                await self.console.say(f"queue add member {device} to {queue} penalty 0 as {account}")
            await self._ready(account)
            try:
                yield phone
            finally:
                for queue in queues:
                    await self.console.say(f"queue remove member {device} from {queue}")

    async def _ready(self, account: str) -> None:
        async def reachable() -> bool:
            return "Not in use" in await self.console.say(f"pjsip show endpoint {account}")

        await until(f"{account}'s phone is reachable", reachable, within=5)

    async def silent(self, within: float = 5.0) -> None:
        """Wait until no call is up."""

        async def nothing_up() -> bool:
            return await self.console.channels_up() == 0

        await until("no call is up", nothing_up, within=within)


def example_menu(**changes: object) -> Menu:
    """Two lines, a node below the first, an announcement, a repeat key."""
    keys: dict[str, Key] = {"0": ToLine("spot"), "3": ToLine("yunnan"), "7": ToMenu("more"), "8": Announcement("news")}
    nodes = {"main": Node(("menu-main",), keys, "9"), "more": Node(("menu-more",), {"*": ToLine("yunnan")})}
    values: dict[str, object] = {"wait_seconds": 1, **changes}
    return Menu(nodes, "main", "spot", **values)  # type: ignore[arg-type] # the fields' own types hold


def example_values(var: Path, program: AsteriskProgram, **changes: object) -> AsteriskValues:
    """A small hotline on free ports."""
    places = Places(var, var / "sounds", program.modules_dir, program.documentation, program.moh_dir)
    sip, ami, fastagi = free_ports(3)
    rtp = random.randrange(30_000, 58_000, 2)  # noqa: S311 — not a secret
    fields: dict[str, object] = {
        "node": "ntest",
        "places": places,
        "ports": Ports("127.0.0.1", sip, rtp, rtp + 398, ami, fastagi),
        "numbers": (NUMBER,),
        "trunks": {"loopback": ("127.0.0.1",)},
        "menu": example_menu(),
        "lines": {"spot": ("spot-experts",), "yunnan": ("yunnan-experts", "yunnan-staff")},
        "agents": {account: f"secret-of-{account}" for account in ("xh-expert-1", "yn-expert-1", "yn-staff-1")},
        "agi_token": "token-of-this-test",
        "ami_secret": "secret-of-the-desk",
        "misconduct": Misconduct(("misconduct-number", "digits/0"), after_keys=True, when_closed=True),
        "when_undecided": Undecided("spot-experts", 5),
        "switches": Switches(ring_seconds=3, message_seconds=10),
        **changes,
    }
    return AsteriskValues(**fields)  # type: ignore[arg-type] # the fields' own types hold


@contextmanager
def booted(values: AsteriskValues, program: AsteriskProgram) -> Iterator[Pbx]:
    """Render, write, start, wait until it has loaded everything; stopped at the end."""
    lay_out(values.places)
    write_all(values.places.etc, render(values))
    _make_prompts(values)
    console = Console(program.command, values.places.conf)
    command = [*program.command, "-C", str(values.places.conf), "-f"]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        asyncio.run(console.fully_booted(START_S))
        yield Pbx(values, console, process, prompts_in(values.places.sounds / "zh"))
    finally:
        _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.communicate(timeout=STOP_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()


def asterisk_or_skip() -> AsteriskProgram:
    """The machine's Asterisk; where there is none, the test says so and is skipped."""
    try:
        return find_asterisk(ROOT)
    except AsteriskMissing as missing:
        pytest.skip(str(missing))


def short_folder(name: str) -> Path:
    """A new folder with a short path: a control socket's may have 100 bytes, pytest's own folders are longer.

    It stays for whoever wants to read the logs, until the next run.
    """
    for earlier in Path("/tmp").glob(f"hotline-{name}-*"):  # noqa: S108 — see above
        if not Path(f"/proc/{earlier.name.rpartition('-')[2]}").exists():
            shutil.rmtree(earlier, ignore_errors=True)
    folder = Path(f"/tmp/hotline-{name}-{os.getpid()}")  # noqa: S108 — see above
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    return folder


def write_duty(values: AsteriskValues, text: str) -> None:
    """The duty table as it lies there when Asterisk starts."""
    lay_out(values.places)
    write_whole(values.places.duty, text)


def free_ports(count: int) -> Sequence[int]:
    """Ports that nobody has, for UDP as for TCP."""
    probes = [socket.socket(socket.AF_INET, kind) for kind in (socket.SOCK_STREAM,) * count]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in probes]
    finally:
        for probe in probes:
            probe.close()


def _make_prompts(values: AsteriskValues) -> None:
    zh = values.places.sounds / "zh"
    for name in prompts_used(values.menu, values.lines, values.misconduct.prompts):
        noise = random.Random(name)  # noqa: S311 — the same noise for the same name
        for ending in ("ulaw", "alaw"):
            file = zh / f"{name}.{ending}"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(noise.randbytes(PROMPT_BYTES))


def _log_line(text: str) -> LogLine:
    at, call, queue, agent, event, *data = text.split("|")
    return LogLine(int(at), call, queue, agent, event, tuple(data))
