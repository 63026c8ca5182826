"""What the kernel counts, as ``/proc`` writes it."""

from __future__ import annotations

import os

from benchmarks.processes import CoreTime, Memory, core_time, cpu_seconds, memory, read_core_time, read_cpu, read_memory


def test_own_and_childrens_ticks_are_added_whatever_the_name_is() -> None:
    fields = " ".join(str(number) for number in range(4, 53))
    assert read_cpu(f"7 (a) b (c) S {fields}") == 14 + 15 + 16 + 17


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
