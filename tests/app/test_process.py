"""The log of a process: in order, and without anybody's number."""

from __future__ import annotations

import logging

import pytest

from app.process import log_to_stderr


@pytest.fixture
def untouched_logging() -> object:
    root = logging.getLogger()
    kept = root.handlers[:], root.level
    yield
    root.handlers[:], _ = kept
    root.setLevel(kept[1])


@pytest.mark.usefixtures("untouched_logging")
def test_a_number_that_is_logged_by_mistake_is_masked(capsys: pytest.CaptureFixture[str]) -> None:
    log_to_stderr()
    number = "13812345678"
    try:
        int(f"no such caller: {number}")
    except ValueError:
        logging.getLogger("tests").exception("call %s of %s", "n3f2a-1795304994.17", number)
    told = capsys.readouterr().err
    assert "13812345678" not in told
    assert told.count("138****5678") == 2
    assert "n3f2a-1795304994.17" in told
