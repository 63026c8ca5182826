"""Secrets: made once, kept, and readable by their owner alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.secrets import Secrets, read_or_make
from storage.key_file import BadKeyFile


def test_they_are_made_once_and_stay_the_same(tmp_path: Path) -> None:
    first = read_or_make(tmp_path / "secrets")
    assert read_or_make(tmp_path / "secrets") == first
    assert read_or_make(tmp_path / "secrets").keys.ring() == first.keys.ring()
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
    assert (second.keys.ring(), second.agi_token, second.node) == (first.keys.ring(), first.agi_token, first.node)


def test_they_do_not_show_themselves(tmp_path: Path) -> None:
    secrets = read_or_make(tmp_path)
    assert secrets.agi_token not in repr(secrets)


def ours(one: Secrets) -> list[object]:
    return [one.keys.ring().sealing_key, one.keys.ring().hash_key, one.agi_token, one.ami_secret]


def test_the_first_key_is_for_the_algorithm_that_the_house_wants(tmp_path: Path) -> None:
    assert read_or_make(tmp_path, "sm4-gcm").keys.ring().sealing_key.suite == "sm4-gcm"
    assert read_or_make(tmp_path, "aes-256-gcm").keys.ring().sealing_key.suite == "sm4-gcm", "until keys are rotated"


def test_keys_that_cannot_be_read_are_heard_of_at_once(tmp_path: Path) -> None:
    read_or_make(tmp_path)
    (tmp_path / "vault").write_text("", "utf-8")
    with pytest.raises(BadKeyFile):
        read_or_make(tmp_path)


def test_two_houses_never_share_one(tmp_path: Path) -> None:
    one, other = read_or_make(tmp_path / "a"), read_or_make(tmp_path / "b")
    assert {*ours(one)}.isdisjoint(ours(other))
