"""Which house the options name, and that a child process sees the same one."""

from __future__ import annotations

import argparse
from datetime import timedelta
from pathlib import Path

import pytest

from app.cannot_open import CannotOpen
from app.clock import Clock
from app.options import add_house_options, settings_of
from app.settings import Listen, Settings
from app.shipped import PROGRAM, default_root, is_clone


def parsed(*options: str) -> Settings:
    parser = argparse.ArgumentParser()
    add_house_options(parser)
    return settings_of(parser.parse_args(options))


@pytest.mark.parametrize(
    "options",
    [
        (),
        ("--port-base", "20000"),
        ("--clock", "2026-11-23 12:30"),
        ("--clock", "2026-11-23 12:30:15", "--port-base", "30000"),
    ],
)
def test_a_child_sees_the_house_of_its_parent(config: Path, tmp_path: Path, options: tuple[str, ...]) -> None:
    parent = parsed("--config", str(config), "--var", str(tmp_path), *options)
    assert parsed(*parent.arguments()) == parent


def test_a_folder_named_by_option_or_environment_holds_config_and_var(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_option = parsed("--root", str(tmp_path))
    monkeypatch.setenv("HOTLINE_ROOT", str(tmp_path))
    assert parsed() == by_option
    assert (by_option.root, by_option.config, by_option.var) == (tmp_path, config, tmp_path / "var")


def test_a_clone_is_its_own_folder_and_a_package_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOTLINE_ROOT", raising=False)
    assert default_root() == PROGRAM
    assert (is_clone(PROGRAM), is_clone(tmp_path)) == (True, False)


def test_where_no_hotline_is_the_refusal_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(CannotOpen, match="install"):
        parsed("--root", str(tmp_path))


def test_without_options_the_file_says_where_to_listen(config: Path, tmp_path: Path) -> None:
    settings = parsed("--config", str(config), "--var", str(tmp_path))
    assert settings.listen == Listen("127.0.0.1", 15060, 16000, 16999, 15038, 14573, 18080)
    assert (settings.rehearsal, settings.database_url) == (False, f"sqlite+aiosqlite:///{tmp_path}/hotline.db")


def test_a_base_moves_all_ports_apart_from_each_other() -> None:
    listen = Listen.from_base("127.0.0.1", 20_000)
    assert len(set(listen.ports())) == 6
    assert not any(listen.rtp_first <= port <= listen.rtp_last for port in (listen.sip, listen.ami, listen.web))


def test_a_rehearsal_has_its_own_time_folder_database_and_ports(config: Path, tmp_path: Path) -> None:
    postgresql = "database: postgresql+psycopg://hotline@db/hotline"
    file = config / "hotline.yaml"
    file.write_text(file.read_text("utf-8").replace("database: sqlite", postgresql), "utf-8")
    service = parsed("--config", str(config), "--var", str(tmp_path))
    now = Clock().now()
    for when in ("2026-11-23 12:30", f"{now:%Y-%m-%d %H:%M:%S}"):
        rehearsal = parsed("--config", str(config), "--var", str(tmp_path), "--clock", when)
        assert rehearsal.rehearsal
        assert rehearsal.var == tmp_path / "rehearsal"
        assert rehearsal.database_url == f"sqlite+aiosqlite:///{tmp_path}/rehearsal/hotline.db"
        assert parsed(*rehearsal.arguments()).database_url == rehearsal.database_url != service.database_url
        assert set(rehearsal.listen.ports()).isdisjoint(service.listen.ports())


def test_a_rehearsal_finds_room_below_where_there_is_none_above() -> None:
    high = Listen("127.0.0.1", 65_060, 60_000, 60_999, 65_038, 64_573, 65_080)
    assert max(high.moved(2_000).ports()) <= 65_535
    assert set(high.moved(2_000).ports()).isdisjoint(high.ports())


def test_a_rehearsal_never_has_no_shift(config: Path, tmp_path: Path) -> None:
    service = parsed("--config", str(config), "--var", str(tmp_path))
    assert service.rehearsing(timedelta(0), by=0).rehearsal


@pytest.mark.parametrize(
    "options",
    [
        ("--port-base", "80"),
        ("--port-base", "65500"),
        ("--port-base", "x"),
        ("--clock", "noon"),
        ("--clock", "2026-02-30 12:00"),
    ],
)
def test_what_cannot_be_meant_is_refused(options: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as refused:
        parsed(*options)
    assert refused.value.code == 2
    assert options[0] in capsys.readouterr().err
