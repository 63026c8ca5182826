"""What was measured on: without it a figure says nothing, and two runs cannot be compared."""

from __future__ import annotations

import os
import platform
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.rehearsal.postgresql import programs
from app.setup.asterisk import AsteriskMissing, find_asterisk

_PATIENCE = 20.0  # seconds a program may take to tell its version
_DIGITS = re.compile(r"\d+(?:\.\d+)+")


@dataclass(frozen=True, slots=True)
class Machine:
    """The machine, what ran on it, and which sources of ours."""

    cores: int
    cpu: str
    memory_mib: int
    kernel: str
    load: float
    """Processes that wanted a core in the minute before we began."""
    versions: dict[str, str]
    commit: str
    dirty: bool
    """The sources differ from the commit."""

    def same_as(self, other: Machine) -> bool:
        """Alike enough for its times to be compared, not only its ratios."""
        mine, its = (self.cores, self.cpu, self.kernel), (other.cores, other.cpu, other.kernel)
        return mine == its and abs(self.memory_mib - other.memory_mib) < 512


def look_at_machine(root: Path) -> Machine:
    """What this one is, now; ``root`` is the clone that is measured. What is not there is empty."""
    return Machine(
        cores=len(os.sched_getaffinity(0)),
        cpu=cpu_model(_text("/proc/cpuinfo")),
        memory_mib=memory_mib(_text("/proc/meminfo")),
        kernel=platform.release(),
        load=os.getloadavg()[0],
        versions=_versions(root),
        commit=_printed(("git", "-C", str(root), "rev-parse", "HEAD")).strip(),
        dirty=bool(_printed(("git", "-C", str(root), "status", "--porcelain", "--untracked-files=no")).strip()),
    )


def cpu_model(cpuinfo: str) -> str:
    """The processor's name as the kernel tells it; its architecture where it tells none (ARM)."""
    found = re.search(r"^model name\s*:\s*(.+)$", cpuinfo, re.MULTILINE)
    return found[1].strip() if found else platform.machine()


def memory_mib(meminfo: str) -> int:
    found = re.search(r"^MemTotal:\s*(\d+) kB", meminfo, re.MULTILINE)
    return int(found[1]) // 1024 if found else 0


def first_version(printed: str) -> str:
    """The first thing in a program's words that looks like a version: ``3.6.1``."""
    found = _DIGITS.search(printed)
    return found[0] if found else ""


def _versions(root: Path) -> dict[str, str]:
    return {
        "Python": platform.python_version(),
        "Asterisk": _asterisk(root),
        "SIPp": first_version(_printed(("sipp", "-v"))),
        "Chromium": first_version(_printed(("chromium", "--version"))),
        "SQLite": sqlite3.sqlite_version,
        "PostgreSQL": _postgresql(),
    }


def _asterisk(root: Path) -> str:
    try:
        return str(find_asterisk(root).version)
    except AsteriskMissing:
        return ""


def _postgresql() -> str:
    folder = programs()
    return first_version(_printed((str(folder / "postgres"), "--version"))) if folder else ""


def _printed(command: Sequence[str]) -> str:
    """What a program prints, whatever its exit code: SIPp tells its version with an error."""
    if shutil.which(command[0]) is None:
        return ""
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=_PATIENCE, check=False, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout


def _text(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
