"""What a person sees while set-up works: one line a step; every tool's output goes to ``var/log/setup.log``."""

from __future__ import annotations

import itertools
import os
import shlex
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from app.setup.said import Said

TAIL_LINES = 25
_FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
_TICK_SECONDS = 0.12


class ToolFailed(Exception):
    """A tool that set-up called did not succeed; carries the end of what it printed."""

    def __init__(self, command: Sequence[str], code: int, tail: str) -> None:
        super().__init__(f"{shlex.join(command)} → {code}")
        self.tail = tail


class Console:
    """Reports steps and runs their tools. On a terminal the current line moves; elsewhere plain lines are written."""

    def __init__(self, stream: TextIO, log: Path) -> None:
        self._stream = stream
        self._moving = stream.isatty()
        self.log = log
        self._label = ""
        self._since = time.monotonic()

    def say(self, text: Said | str) -> None:
        self._clear()
        print(text, file=self._stream, flush=True)

    @contextmanager
    def step(self, number: int, of: int, title: Said, reason: str) -> Iterator[None]:
        """One numbered step, timed; what goes wrong in it is reported by the caller."""
        self._label, self._since = f"[{number}/{of}] {title}", time.monotonic()
        self.say(f"{self._label}: {reason} …")
        yield
        self._note(f"{self._label}: {self.elapsed:.0f} s")
        self.say(f"[{number}/{of}] ✓ {title.zh} {self.elapsed:.0f} s")

    @property
    def elapsed(self) -> float:
        return time.monotonic() - self._since

    def run(self, command: Sequence[str], *, cwd: Path | None = None, env: Mapping[str, str] | None = None) -> None:
        """Run a tool to its end, its output into the log; raises ``ToolFailed``."""
        start = self._note(f"$ {shlex.join(command)}")
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                command, cwd=cwd, env={**os.environ, **(env or {})}, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        try:
            self._wait(process)
        except BaseException:  # Ctrl-C, too: never leave a tool working behind a set-up that has ended
            with suppress(PermissionError):  # under sudo it is root's; the terminal's Ctrl-C has reached it
                process.terminate()
            process.wait()
            raise
        if process.returncode:
            raise ToolFailed(command, process.returncode, self._tail(start))

    def _wait(self, process: subprocess.Popen[bytes]) -> None:
        for frame in itertools.cycle(_FRAMES):
            try:
                process.wait(timeout=_TICK_SECONDS if self._moving else None)
            except subprocess.TimeoutExpired:
                print(f"\r\x1b[K{frame} {self._label} {self.elapsed:.0f} s", end="", file=self._stream, flush=True)
            else:
                return

    def _note(self, text: str) -> int:
        """Write a line of ours into the log; returns where what follows begins."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("a", encoding="utf-8") as log:
            log.write(f"{text}\n")
            return log.tell()

    def _tail(self, start: int) -> str:
        with self.log.open("rb") as log:
            log.seek(start)
            lines = log.read().decode(errors="replace").splitlines()
        return "\n".join(lines[-TAIL_LINES:])

    def _clear(self) -> None:
        if self._moving:
            print("\r\x1b[K", end="", file=self._stream)
