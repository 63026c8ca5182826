"""A child process that is kept alive: started, watched, started again when it dies, stopped when we stop."""

from __future__ import annotations

import asyncio
import ctypes
import logging
import os
import signal
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

log = logging.getLogger(__name__)

STOP_SECONDS = 8.0  # then the child is killed
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 10.0  # seconds before a dead child is started again
STEADY_SECONDS = 30.0  # a child that lived this long has earned a quick restart

_PR_SET_PDEATHSIG = 1  # prctl(2)


@dataclass(slots=True)
class Child:
    """One program of the house. ``environment`` is added to ours; its output goes to ``log_file``."""

    name: str
    command: Sequence[str]
    log_file: Path
    environment: dict[str, str] = field(default_factory=dict)
    inherits: tuple[int, ...] = ()
    """File descriptors of ours that it may use, under the same numbers."""
    starts: int = 0
    _process: asyncio.subprocess.Process | None = None
    _wanted: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def pid(self) -> int | None:
        running = self._process is not None and self._process.returncode is None
        return self._process.pid if self._process and running else None

    async def keep_alive(self) -> None:
        """Run until cancelled; then stop the child. The pause between restarts doubles while it keeps dying young."""
        pause = FIRST_PAUSE
        self._wanted.set()
        try:
            while True:
                await self._wanted.wait()
                born = time.monotonic()
                code = await self._run_once()
                if time.monotonic() - born > STEADY_SECONDS:
                    pause = FIRST_PAUSE
                if self._wanted.is_set():
                    log.warning("%s ended (%s); starting it again in %.1f s", self.name, code, pause)
                    await asyncio.sleep(pause)
                    pause = min(pause * 2, LONGEST_PAUSE)
        finally:
            await self.stop()

    async def _run_once(self) -> int | str:
        """Its exit code, or why it could not be started: a program that is being replaced comes back."""
        self.log_file.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._process = process = await self._spawn()
        except OSError as error:
            return str(error)
        self.starts += 1
        if not self._wanted.is_set():  # stopped while it was being started
            process.terminate()
        return await process.wait()

    async def _spawn(self) -> asyncio.subprocess.Process:
        with self.log_file.open("ab") as output:
            return await asyncio.create_subprocess_exec(
                *self.command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env={**os.environ, **self.environment},
                pass_fds=self.inherits,
                start_new_session=True,  # Ctrl-C is ours to pass on, in order
                preexec_fn=die_with_parent,
            )

    def signal(self, number: signal.Signals) -> None:
        """Send a signal, as an operator or a fault would."""
        if self.pid is not None:
            os.kill(self.pid, number)

    def start(self) -> None:
        """Let a child that was stopped run again."""
        self._wanted.set()

    async def stop(self) -> None:
        """Ask it to end, insist after a while; it is not started again until :meth:`start`."""
        self._wanted.clear()
        process = self._process
        if process is None or process.returncode is not None:
            return
        with suppress(ProcessLookupError):
            process.send_signal(signal.SIGCONT)
            process.terminate()
        try:
            async with asyncio.timeout(STOP_SECONDS):
                await process.wait()
        except TimeoutError:
            log.warning("%s did not end in %.0f s; killed", self.name, STOP_SECONDS)
            process.kill()
            await process.wait()


def die_with_parent() -> None:
    """Runs in the child: should we be killed, the kernel ends it too, and nothing is left holding our ports."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
