"""What a process has used: processor time and memory, as the kernel counts them in ``/proc``."""

from __future__ import annotations

import os
import re
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


def cpu_seconds(pid: int) -> float:
    """Processor time of a process so far, and of its children that have ended and were waited for."""
    return read_cpu(Path(f"/proc/{pid}/stat").read_text("utf-8")) / _TICKS_PER_S


def read_cpu(stat: str) -> int:
    """utime + stime + cutime + cstime in ticks, from a line of ``/proc/<pid>/stat`` (proc(5): fields 14 to 17)."""
    after_name = stat.rpartition(")")[2].split()  # a name may hold blanks and parentheses; field 3 follows it
    return sum(int(field) for field in after_name[11:15])


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
