"""The whole house under one supervisor: Asterisk, node and desk as children that are kept alive until it closes."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import sys
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path

from dialplan.control import Console, NoAsterisk, required_modules

from .asterisk import console, places
from .cannot_open import CannotOpen
from .child import Child
from .installation import Installation
from .opening import Opened, open_house
from .process import CONSOLE
from .settings import Settings
from .shipped import ASTERISK_CONF, PROGRAM
from .sip_probe import guards_its_door

log = logging.getLogger(__name__)

BOOT_SECONDS = 30.0
READY_SECONDS = 30.0
LOOK_SECONDS = 0.1


class House:
    """``async with House(settings) as house``: open when entered, everything stopped when left.

    The verbs below do to the processes what faults do; the rehearsal and the tests use them.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.opened: Opened | None = None
        self._installation = Installation.open(settings)
        self._children: dict[str, Child] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._terminal: int | None = None

    @property
    def url(self) -> str:
        return f"http://{self.settings.listen.address}:{self.settings.listen.web}"

    @property
    def number(self) -> str:
        return self._installation.hotline.numbers[0]

    @property
    def console(self) -> Console:
        assert self.opened is not None  # noqa: S101 only inside the context
        return console(self._installation, self.opened.program)

    async def __aenter__(self) -> House:
        self.opened = await open_house(self._installation)
        try:
            await self._start()
        except BaseException:
            await self._stop()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stop()

    # Faults, on purpose

    def kill_node(self) -> None:
        self._children["node"].signal(signal.SIGKILL)

    def freeze_node(self) -> None:
        self._children["node"].signal(signal.SIGSTOP)

    def thaw_node(self) -> None:
        self._children["node"].signal(signal.SIGCONT)

    async def stop_node(self) -> None:
        await self._children["node"].stop()

    def start_node(self) -> None:
        self._children["node"].start()

    def kill_asterisk(self) -> None:
        self._children["asterisk"].signal(signal.SIGKILL)

    def kill_desk(self) -> None:
        self._children["desk"].signal(signal.SIGKILL)

    async def asterisk_rx(self, command: str) -> str:
        """What Asterisk's console prints."""
        return await self.console.say(command)

    def pid(self, name: str) -> int | None:
        """Of ``asterisk``, ``node`` or ``desk``; None while it is down."""
        return self._children[name].pid

    # Starting and stopping

    async def _start(self) -> None:
        assert self.opened is not None  # noqa: S101 set by __aenter__
        conf = places(self._installation, self.opened.program).conf
        logs = self.settings.var / "log"
        self._keep(Child("asterisk", [*self.opened.program.command, "-C", str(conf), "-f"], logs / "asterisk.log"))
        await self._asterisk_is_sound()
        self._terminal = os.dup(2)  # what our processes themselves print goes into their logs
        environment = {"PYTHONPATH": str(PROGRAM), CONSOLE: str(self._terminal)}
        for name in ("node", "desk"):
            command = [sys.executable, "-P", "-m", "app", name, *self.settings.arguments()]
            self._keep(Child(name, command, logs / f"{name}.log", environment, (self._terminal,)))
        await self._ready(logs)

    def _keep(self, child: Child) -> None:
        self._children[child.name] = child
        self._tasks.append(asyncio.create_task(child.keep_alive()))

    async def _asterisk_is_sound(self) -> None:
        """Booted, every module that we need is running, and nobody unknown gets in."""
        assert self.opened is not None  # noqa: S101 set by __aenter__
        try:
            await self.console.fully_booted(BOOT_SECONDS)
            wanted = required_modules((ASTERISK_CONF / "modules.conf").read_text("utf-8"))
            missing = await self.console.missing_modules(wanted)
        except NoAsterisk as error:
            raise CannotOpen([f"Asterisk: {error}；请看 · see {self.settings.var / 'log' / 'asterisk.log'}"]) from error
        if missing:
            raise CannotOpen([f"Asterisk 缺少模块 · lacks modules: {', '.join(missing)}"])
        await self._door_is_guarded()

    async def _door_is_guarded(self) -> None:
        listen = self.settings.listen
        account = next(iter(json.loads((self.settings.var / "secrets" / "sip.json").read_text("utf-8"))))
        if not await guards_its_door((listen.address, listen.sip), account):
            raise CannotOpen(["SIP 未要求认证，拒绝启动 · SIP would let phones in without a password; not started"])

    async def _ready(self, logs: Path) -> None:
        try:
            async with asyncio.timeout(READY_SECONDS):
                while not await asyncio.to_thread(_healthy, f"{self.url}/healthz"):  # noqa: ASYNC110 another process
                    await asyncio.sleep(LOOK_SECONDS)
        except TimeoutError as error:
            reason = f"{READY_SECONDS:.0f} 秒内未就绪 · not ready in time; see {logs}/node.log, {logs}/desk.log"
            raise CannotOpen([reason]) from error

    async def _stop(self) -> None:
        """The staff's side first, Asterisk last: whoever is in a call hears of it last."""
        for name in ("desk", "node", "asterisk"):
            if name in self._children:
                await self._children[name].stop()
        for task in self._tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        if self._terminal is not None:
            os.close(self._terminal)
            self._terminal = None


def _healthy(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 our own address, over http
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
