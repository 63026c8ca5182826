"""Secrets: made once, kept, and readable by their owner alone."""

from __future__ import annotations

import re
from pathlib import Path

from app.secrets import read_or_make


def test_they_are_made_once_and_stay_the_same(tmp_path: Path) -> None:
    first = read_or_make(tmp_path / "secrets")
    assert read_or_make(tmp_path / "secrets") == first
    assert len(first.vault) == 32
    assert min(len(first.agi_token), len(first.ami_secret)) >= 32
    assert re.fullmatch(r"n[0-9a-f]{4}", first.node)


def test_nobody_else_can_read_them(tmp_path: Path) -> None:
    read_or_make(tmp_path / "secrets")
    files = list((tmp_path / "secrets").iterdir())
    assert {file.name for file in files} == {"vault", "agi_token", "ami_secret", "node"}
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    assert (tmp_path / "secrets").stat().st_mode & 0o777 == 0o700


def test_a_secret_that_is_missing_is_made_and_the_others_stay(tmp_path: Path) -> None:
    first = read_or_make(tmp_path)
    (tmp_path / "ami_secret").unlink()
    second = read_or_make(tmp_path)
    assert second.ami_secret != first.ami_secret
    assert (second.vault, second.agi_token, second.node) == (first.vault, first.agi_token, first.node)


def test_they_do_not_show_themselves(tmp_path: Path) -> None:
    secrets = read_or_make(tmp_path)
    assert secrets.agi_token not in repr(secrets)


def test_two_houses_never_share_one(tmp_path: Path) -> None:
    one, other = read_or_make(tmp_path / "a"), read_or_make(tmp_path / "b")
    assert {one.vault, one.agi_token, one.ami_secret}.isdisjoint({other.vault, other.agi_token, other.ami_secret})
