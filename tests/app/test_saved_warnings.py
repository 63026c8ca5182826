"""What a save brought that is probably not meant is told once, where the operator looks."""

from __future__ import annotations

import logging
import shutil
from datetime import datetime
from pathlib import Path

import pytest

from app.clock import SHANGHAI
from app.saved_warnings import SavedWarnings
from schedules.bundle import read_bundle
from tests.app.conftest import CONFIG

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)
WAITING = "leave:\n  - {person: gz-staff-7, from: 2026-12-10, until: 2026-12-10, why: 事假}\n"


async def test_a_warning_is_told_when_its_file_is_saved_and_not_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.getLogger("app.operator"), "propagate", True)
    config = tmp_path / "config"
    shutil.copytree(CONFIG, config)
    warnings = SavedWarnings(lambda: NOW, None)
    told: list[int] = []
    texts = ("", WAITING, WAITING, f"# 备注\n{WAITING}", "", WAITING)
    for text in texts:
        (config / "leave.yaml").write_text(text, "utf-8")
        caplog.clear()
        await warnings.look(read_bundle(config))
        told.append(len(caplog.messages))
    assert told == [0, 1, 0, 0, 0, 1]
    assert "leave.yaml:2:14: gz-staff-7 的请假未经批准，不生效 — 批准后请写 approved_by" in caplog.text
    assert "write approved_by once it is" in caplog.text


async def test_what_stood_there_before_is_no_news(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    config = tmp_path / "config"
    shutil.copytree(CONFIG, config)
    (config / "leave.yaml").write_text(WAITING, "utf-8")
    warnings = SavedWarnings(lambda: NOW, None)
    for _ in range(2):
        await warnings.look(read_bundle(config))
    assert caplog.messages == []
