"""What processes and the machine spent, from ``/proc``."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
TICKS_PER_S = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Machine:
    """Ticks of all cores since the machine started."""

    busy: int
    whole: int

    def share_since(self, before: Machine) -> float:
        """How busy the machine was in between: 0 to 1."""
        return (self.busy - before.busy) / max(self.whole - before.whole, 1)


def process_s(pid: int, proc: Path = PROC) -> float:
    """Processor seconds of a process, user and system, with all of its threads."""
    return process_ticks((proc / str(pid) / "stat").read_text()) / TICKS_PER_S


def process_ticks(stat: str) -> int:
    """utime + stime of ``/proc/PID/stat``; the name in it may hold blanks and brackets."""
    fields = stat.rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def machine(proc: Path = PROC) -> Machine:
    return machine_ticks((proc / "stat").read_text())


def machine_ticks(stat: str) -> Machine:
    """From ``/proc/stat``; time that the host took from us (steal) is not idle."""
    spent = [int(field) for field in stat.partition("\n")[0].split()[1:9]]
    idle = spent[3] + spent[4]  # idle, iowait
    return Machine(sum(spent) - idle, sum(spent))
