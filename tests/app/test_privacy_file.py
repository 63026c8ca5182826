"""``config/privacy.yaml``: read as it stands, or refused with line, column and remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.privacy_file import FILE, RecordClass, read_privacy, sealing_wanted
from schedules.document import BadFiles


def test_the_reference_file_keeps_everything_for_five_years(config: Path) -> None:
    privacy = read_privacy(config)
    assert privacy.sealing == "aes-256-gcm"
    assert privacy.years == dict.fromkeys(RecordClass, 5)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("orders: 5", "orders: 4", "4 is out of range"),
        ("calls: 5", "calls: 0", "0 is out of range"),
        ("audit: 5", "audit: five", "is not a whole number"),
        ("messages: 5", "letters: 5", "“messages” is missing"),
        ("sealing: aes-256-gcm", "sealing: rot13", "“rot13” is not known here"),
        ("keep_years:", "keep:", "“keep_years” is missing"),
    ],
)
def test_a_fault_is_named_where_it_stands(config: Path, old: str, new: str, problem: str) -> None:
    text = (config / FILE).read_text("utf-8")
    assert old in text
    (config / FILE).write_text(text.replace(old, new), "utf-8")
    with pytest.raises(BadFiles) as bad:
        read_privacy(config)
    assert any(problem in finding.problem.en for finding in bad.value.findings)


def test_a_house_from_before_there_was_such_a_file_seals_as_it_did(config: Path) -> None:
    (config / FILE).unlink()
    assert sealing_wanted(config) == "aes-256-gcm"
