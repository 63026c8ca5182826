"""What a process and the whole machine have used: processor time and memory, as the kernel counts them in ``/proc``."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_TICKS_PER_S = os.sysconf("SC_CLK_TCK")
_KIB = re.compile(r"^(Rss|Pss):\s+(\d+) kB$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Memory:
    """MiB: ``rss`` with, ``pss`` without what is shared with others (their part of it only)."""

    rss: float
    pss: float


@dataclass(frozen=True, slots=True)
class CoreTime:
    """Seconds of all cores together since the machine began."""

    busy: float
    stolen: float
    """Wanted, and given to other machines by the host ("steal")."""
    whole: float

    def __sub__(self, earlier: CoreTime) -> CoreTime:
        return CoreTime(self.busy - earlier.busy, self.stolen - earlier.stolen, self.whole - earlier.whole)

    @property
    def stolen_share(self) -> float:
        return self.stolen / self.whole if self.whole > 0 else 0.0


def core_time() -> CoreTime:
    with Path("/proc/stat").open(encoding="utf-8") as stat:
        return read_core_time(stat.readline())


def read_core_time(line: str) -> CoreTime:
    """From the first line of ``/proc/stat`` (proc(5)): user nice system idle iowait irq softirq steal …"""
    seconds = [int(ticks) / _TICKS_PER_S for ticks in line.split()[1:9]]
    user, nice, system, _idle, _waiting, irq, softirq, steal = seconds
    return CoreTime(user + nice + system + irq + softirq, steal, sum(seconds))


def cpu_seconds(pid: int) -> float:
    """Processor time of a process so far, and of its children, whether they live or have ended."""
    children = list(_children(pid))
    own = _ticks(pid)
    try:
        return (own + sum(_ticks(child) for child in children)) / _TICKS_PER_S
    except (FileNotFoundError, ProcessLookupError):  # one ended meanwhile: now its time is told by its parent
        return cpu_seconds(pid)


def _children(pid: int) -> Iterator[int]:
    """Those that live; PostgreSQL's postmaster has one for each connection."""
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            with suppress(FileNotFoundError, ProcessLookupError):
                if read_parent((folder / "stat").read_text("utf-8")) == pid:
                    yield int(folder.name)


def _ticks(pid: int) -> int:
    return read_cpu(Path(f"/proc/{pid}/stat").read_text("utf-8"))


def read_cpu(stat: str) -> int:
    """utime + stime + cutime + cstime in ticks, from a line of ``/proc/<pid>/stat`` (proc(5): fields 14 to 17)."""
    return sum(int(field) for field in _after_name(stat)[11:15])


def read_parent(stat: str) -> int:
    """From the same line: field 4."""
    return int(_after_name(stat)[1])


def _after_name(stat: str) -> list[str]:
    """From field 3 on: the name before it may hold blanks and parentheses."""
    return stat.rpartition(")")[2].split()


def memory(pid: int) -> Memory:
    return read_memory(Path(f"/proc/{pid}/smaps_rollup").read_text("utf-8"))


def read_memory(rollup: str) -> Memory:
    found = {name: int(kib) / 1024 for name, kib in _KIB.findall(rollup)}
    return Memory(found["Rss"], found["Pss"])


def pin(pid: int, cores: frozenset[int]) -> None:
    """Every thread of a process, and what they start, on these cores only."""
    for thread in Path(f"/proc/{pid}/task").iterdir():
        with suppress(ProcessLookupError):
            os.sched_setaffinity(int(thread.name), cores)
