"""Asterisk's control socket, reached the way an operator does: ``asterisk -C … -rx "…"``. Every wait has a deadline."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from .conf import plain

NOT_YET_SECONDS = 0.1  # between two tries while Asterisk starts

_MODULE = re.compile(r"^\s*(?:require|load)\s*=\s*(\S+)", re.MULTILINE)
_REQUIRED = re.compile(r"^\s*require\s*=\s*(\S+)", re.MULTILINE)
_RUNNING = re.compile(r"^(\S+\.so)\s.*\s\d+\s+Running\b", re.MULTILINE)  # a declined one says "Not Running"
_CHANNELS = re.compile(r"^(\d+) active channels?", re.MULTILINE)
_PRIORITIES = re.compile(r"-= \d+ extensions? \((\d+) priorit(?:y|ies)\) in 1 context")


class NoAsterisk(Exception):
    """Asterisk does not answer on its control socket."""


@dataclass(frozen=True, slots=True)
class Console:
    """One running Asterisk: the command that starts it, and the configuration by which its socket is found."""

    program: tuple[str, ...]
    conf: Path
    deadline: float = 5.0

    async def say(self, command: str) -> str:
        """What Asterisk prints to this command. Raises :class:`NoAsterisk` when it is not there or does not answer."""
        words = (*self.program, "-C", str(self.conf.absolute()), "-rx", plain(command))
        process = await asyncio.create_subprocess_exec(
            *words, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
        )
        try:
            async with asyncio.timeout(self.deadline):
                printed, _ = await process.communicate()
        except TimeoutError as error:
            raise NoAsterisk(f"no answer to {command!r} in {self.deadline:g} s") from error
        finally:
            await _ended(process)
        text = printed.decode(errors="replace")
        if process.returncode != 0 or text.startswith("Unable to connect"):
            raise NoAsterisk(text.strip() or f"{command!r} ended with {process.returncode}")
        return text

    async def fully_booted(self, within: float) -> None:
        """Return when Asterisk has loaded everything; raise :class:`NoAsterisk` when it has not ``within`` seconds."""
        try:
            async with asyncio.timeout(within):
                while not await self._booted():  # noqa: ASYNC110 — another process starts, and tells nobody
                    await asyncio.sleep(NOT_YET_SECONDS)
        except TimeoutError as error:
            raise NoAsterisk(f"not started in {within:g} s") from error

    async def _booted(self) -> bool:
        try:
            return "fully booted" in await self.say("core waitfullybooted")
        except NoAsterisk:
            return False

    async def modules_running(self) -> frozenset[str]:
        return frozenset(_RUNNING.findall(await self.say("module show")))

    async def missing_modules(self, required: Iterable[str]) -> list[str]:
        """Those of ``required`` that do not run; digest authentication may be among them, so this is looked at."""
        return sorted(set(required) - await self.modules_running())

    async def channels_up(self) -> int:
        found = _CHANNELS.search(await self.say("core show channels count"))
        if found is None:
            raise NoAsterisk("it does not tell its channels")
        return int(found[1])

    async def priorities(self, context: str) -> int:
        """How many steps a context of the dialplan has; 0 when there is none."""
        found = _PRIORITIES.search(await self.say(f"dialplan show {context}"))
        return int(found[1]) if found else 0


def required_modules(modules_conf: str) -> list[str]:
    """The modules without which the hotline is not served."""
    return _REQUIRED.findall(modules_conf)


def named_modules(modules_conf: str) -> list[str]:
    """All modules that may be loaded."""
    return _MODULE.findall(modules_conf)


async def _ended(process: asyncio.subprocess.Process) -> None:
    """Leave no process behind, whether it answered, hung, or we were cancelled."""
    if process.returncode is None:
        process.kill()
        await process.wait()
