"""What the kernel counts, as ``/proc`` writes it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from benchmarks.processes import (
    CoreTime,
    Memory,
    core_time,
    cpu_seconds,
    memory,
    read_core_time,
    read_cpu,
    read_memory,
    read_parent,
)

BUSY_S = 0.2
WORKS = f"import time\nwhile time.process_time() < {BUSY_S}: pass\nprint(flush=True)\ninput()"
"""A program that has worked so long when it prints a line, and ends when it is given one.

The kernel counts in whole ticks, apart in user mode and in its own: half of it is there for certain, or counted twice.
"""


def test_own_and_childrens_ticks_are_added_whatever_the_name_is() -> None:
    fields = " ".join(str(number) for number in range(4, 53))
    assert read_cpu(f"7 (a) b (c) S {fields}") == 14 + 15 + 16 + 17
    assert read_parent(f"7 (a) b (c) S {fields}") == 4


def test_a_child_is_counted_while_it_lives_and_once_only_when_it_has_ended() -> None:
    before = cpu_seconds(os.getpid())
    with subprocess.Popen([sys.executable, "-c", WORKS], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        alone = read_cpu(Path(f"/proc/{os.getpid()}/stat").read_text("utf-8")) / os.sysconf("SC_CLK_TCK")
        living = cpu_seconds(os.getpid())
        assert living - alone > BUSY_S / 2
        child.communicate(b"\n")
    ended = cpu_seconds(os.getpid())
    assert living - before > BUSY_S / 2
    assert ended - living < BUSY_S / 2


def test_memory_is_read_in_mib() -> None:
    text = "00400000-7ffe [rollup]\nRss:                2048 kB\nPss:                1024 kB\nPss_Anon: 512 kB\n"
    assert read_memory(text) == Memory(2.0, 1.0)


def test_this_process_has_used_something() -> None:
    assert cpu_seconds(os.getpid()) > 0
    assert memory(os.getpid()).rss >= memory(os.getpid()).pss > 0


def test_what_the_host_took_away_is_told_apart() -> None:
    ticks = os.sysconf("SC_CLK_TCK")
    line = "cpu  " + " ".join(str(seconds * ticks) for seconds in (10, 1, 5, 70, 3, 1, 2, 8, 0, 0))
    assert read_core_time(line) == CoreTime(busy=19, stolen=8, whole=100)
    assert read_core_time(line).stolen_share == 0.08
    assert (core_time() - core_time()).busy <= 0
