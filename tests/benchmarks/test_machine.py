"""What the kernel and programs tell of themselves."""

from __future__ import annotations

import pytest

from benchmarks.machine import cpu_model, first_version, memory_mib


def test_the_processor_is_named_once_for_all_cores() -> None:
    core = "processor\t: {}\nmodel name\t: Intel(R) Xeon(R) Processor\nflags\t\t: fpu\n\n"
    assert cpu_model(core.format(0) + core.format(1)) == "Intel(R) Xeon(R) Processor"


def test_a_kernel_that_names_no_processor_leaves_its_architecture() -> None:
    assert cpu_model("processor\t: 0\nBogoMIPS\t: 50.00\n") != ""


def test_memory_is_counted_in_mebibytes() -> None:
    assert memory_mib("MemTotal:       24683624 kB\nMemFree: 1 kB\n") == 24_105
    assert memory_mib("") == 0


@pytest.mark.parametrize(
    ("printed", "version"),
    [
        ("\n SIPp v3.6.1-SCTP-PCAP-RTPSTREAM.\n", "3.6.1"),
        ("Chromium 156.0.8078.79 built on Debian GNU/Linux 12 (bookworm)", "156.0.8078.79"),
        ("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)", "15.18"),
        ("", ""),
    ],
)
def test_a_version_is_found_in_a_programs_words(printed: str, version: str) -> None:
    assert first_version(printed) == version
