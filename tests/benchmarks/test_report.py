"""What is shown to people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from rich.console import Console

from app.language import speaker
from benchmarks.compare import Doubt, compared
from benchmarks.figures import Bar, Better, Count, Figure
from benchmarks.record import Run
from benchmarks.report import amount, bar_of, comparison, report

Make = Callable[..., Run]


def shown(what: object) -> str:
    console = Console(width=160, color_system=None)
    with console.capture() as capture:
        console.print(what, highlight=False)
    return capture.get()


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.651, "ms", "0.651 ms"),
        (12_400, "", "12,400"),
        (1.034, "×", "1.03 ×"),
        (0, "ms", "0 ms"),
        (99.96, "", "100"),
    ],
)
def test_an_amount_has_the_digits_that_matter(value: float, unit: str, text: str) -> None:
    assert amount(value, unit) == text


def test_a_bar_reads_in_its_own_direction(ratio: Figure, rate: Figure, took: Figure) -> None:
    assert bar_of(ratio) == "P1 ≤ 1.15 → 1.05"
    assert bar_of(replace(rate, bar=Bar("P3", 0.9, 0.95))) == "P3 ≥ 0.9 → 0.95"
    assert bar_of(took) == ""


def test_the_report_is_chinese_or_english(whole_run: Run) -> None:
    zh, en = (shown(report(whole_run, speaker(language))) for language in ("zh", "en"))
    assert "✓ 目标" in zh
    assert "开始前负载 0.10" in zh
    assert "✓ aim" in en
    assert "load before 0.10" in en
    for text in (zh, en):
        assert "1.03 ×" in text
        assert "Model T" in text
        assert "d207ac9" in text


def test_what_missed_its_bar_and_what_failed_is_said(a_run: Make, ratio: Figure, lost: Count) -> None:
    run = a_run(replace(ratio, value=1.3), replace(lost, value=2), failed="OSError: no room")
    text = shown(report(run, speaker("en")))
    assert "✗ missed" in text
    assert "duty: OSError: no room" in text


def test_a_comparison_shows_before_and_after(a_run: Make, ratio: Figure, took: Figure) -> None:
    after = (replace(ratio, value=1.24), replace(took, value=2.0, better=Better.LESS))
    text = shown(comparison(compared(a_run(ratio, took), a_run(*after)), speaker("en")))
    assert text.index("1.24 ×") < text.index("2 ms")
    for part in ("+20%", "worse", "-50%", "better"):
        assert part in text


def test_time_that_the_host_took_is_told_beside_the_machine(a_run: Make, ratio: Figure) -> None:
    quiet, disturbed = (a_run(ratio, stolen=stolen) for stolen in (0.001, 0.08))
    assert "steal" not in shown(report(quiet, speaker("en")))
    assert "duty: 8.0%" in shown(report(disturbed, speaker("en")))
    assert Doubt.STOLEN in compared(quiet, disturbed).doubts
    assert Doubt.STOLEN not in compared(quiet, quiet).doubts
