"""One running SIPp: started with a scenario, asked for its tally, stopped by its own pid."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from app.child import die_with_parent
from app.rehearsal.sip.message import Address
from benchmarks.sipp.statistics import Tally, read_tally

SCENARIOS = Path(__file__).parent / "scenarios"
HOST = "127.0.0.1"
AT_ONCE = "3000"  # SIPp would otherwise throttle itself
STOP_S = 3.0
SAID_BYTES = 2_000


class SippFailed(Exception):
    """SIPp is not there, may not do its work, or ended otherwise than it should."""


def require_sipp() -> None:
    """SIPp sends keys and voice through a raw socket, for which it has to be root."""
    if shutil.which("sipp") is None:
        raise SippFailed("没有 sipp（软件包 sip-tester）· SIPp is not installed (package sip-tester)")
    if os.geteuid() != 0:
        raise SippFailed("SIPp 发送按键需要 root 权限 · SIPp has to be run by root to send keys")


@dataclass(slots=True)
class Sipp:
    """One process and the files it writes."""

    process: asyncio.subprocess.Process
    statistics: Path
    output: Path
    errors: Path

    def tally(self) -> Tally:
        """As of the last whole second; exact once it has ended."""
        return read_tally(self.statistics.read_text("utf-8")) if self.statistics.exists() else Tally()

    def call_no_more(self) -> None:
        """Calls that are up are finished."""
        self._signal(signal.SIGUSR1)

    async def ended(self, within: float) -> Tally:
        """Wait until it ends by itself; raises :class:`SippFailed` when SIPp itself (not a call) failed."""
        async with asyncio.timeout(within):
            code = await self.process.wait()
        if code not in {0, 1} or not self.statistics.exists():  # 1: at least one call failed, which the tally tells
            raise SippFailed(f"SIPp ended with {code}: {self.said()}")
        return self.tally()

    def said(self) -> str:
        """What it complained of."""
        files = (file for file in (self.errors, self.output) if file.exists())
        return "\n".join(file.read_text("utf-8", "replace")[-SAID_BYTES:] for file in files)

    async def stop(self) -> None:
        if self.process.returncode is not None:
            return
        self._signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(STOP_S):
                await self.process.wait()
        except TimeoutError:
            self._signal(signal.SIGKILL)
            await self.process.wait()

    def _signal(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            self.process.send_signal(number)


@asynccontextmanager
async def sipp(folder: Path, scenario: str, to: Address, port: int, *options: str) -> AsyncIterator[Sipp]:
    """SIPp with this scenario in ``folder`` (made if need be), from ``port``; stopped when left."""
    output, statistics, errors = _fresh_files(folder)
    with output.open("wb") as said:
        process = await asyncio.create_subprocess_exec(
            *("sipp", f"{to[0]}:{to[1]}", "-sf", str(SCENARIOS / scenario), "-i", HOST, "-p", str(port), *options),
            *("-l", AT_ONCE, "-nostdin", "-trace_stat", "-stf", str(statistics), "-fd", "1"),
            *("-trace_err", "-error_file", str(errors)),
            cwd=folder,
            env={**os.environ, "TERM": "dumb"},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            start_new_session=True,
            preexec_fn=die_with_parent,
        )
    running = Sipp(process, statistics, output, errors)
    try:
        yield running
    finally:
        await running.stop()


def _fresh_files(folder: Path) -> tuple[Path, Path, Path]:
    folder.mkdir(parents=True, exist_ok=True)
    output, statistics, errors = folder / "output.txt", folder / "statistics.csv", folder / "errors.log"
    for old in (statistics, errors):
        old.unlink(missing_ok=True)
    return output, statistics, errors


def free_udp_ports(count: int) -> Sequence[int]:
    """Even ports that nobody has bound at this moment, with the next even one free as well (SIPp takes both)."""
    found: list[int] = []
    while len(found) < count:
        with (
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one,
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as two,
        ):
            one.bind((HOST, 0))
            port = one.getsockname()[1]
            try:
                two.bind((HOST, port + 2))
            except (OSError, OverflowError):
                continue
        if port % 2 == 0 and all(abs(port - other) > 2 for other in found):
            found.append(port)
    return found
