"""The ring on disk: followed while it changes, and never half written."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage.ciphers import AES, SM4
from storage.key_file import BadKeyFile, KeyFile
from storage.keys import Ring
from storage.vault import Vault

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


def _file(tmp_path: Path) -> KeyFile:
    file = KeyFile(tmp_path / "secrets" / "vault")
    file.make(lambda: Ring.make(AES.name, NOW))
    return file


def test_the_first_ring_stays(tmp_path: Path) -> None:
    file = _file(tmp_path)
    first = file.ring()
    file.make(lambda: Ring.make(SM4.name, NOW))
    assert KeyFile(tmp_path / "secrets" / "vault").ring() == first
    assert (tmp_path / "secrets" / "vault").stat().st_mode & 0o777 == 0o600


def test_a_running_process_knows_at_once_what_another_changed(tmp_path: Path) -> None:
    ours, theirs = _file(tmp_path), KeyFile(tmp_path / "secrets" / "vault")
    vault = Vault(ours)
    old = vault.seal("13812345678")
    theirs.change(lambda ring: ring.with_waiting(SM4.name, NOW).changed_over(NOW).with_next_hash(SM4.name, NOW))
    assert vault.seal("13812345678")[:7] != old[:7]
    assert vault.open(old) == "13812345678"
    assert Vault(theirs).open(vault.seal("x")) == "x"
    assert ours.ring() == theirs.ring()
    assert theirs.change(Ring.rehashed).hash_key.number == 2


def test_the_file_of_an_earlier_version_is_read_and_left_alone_until_it_changes(tmp_path: Path) -> None:
    path = tmp_path / "vault"
    path.write_text("ab" * 32 + "\n", "utf-8")
    file = KeyFile(path)
    file.make(lambda: Ring.make(AES.name, NOW))
    assert file.ring() == Ring.of_secret(b"\xab" * 32)
    assert path.read_text("utf-8") == "ab" * 32 + "\n"
    key = Vault(file).caller_key("13812345678")
    file.change(lambda ring: ring.with_waiting(AES.name, NOW))
    assert json.loads(path.read_text("utf-8"))["sealing"] == 0
    assert file.ring().keys[0].secret == b"\xab" * 32
    assert Vault(file).caller_key("13812345678") == key, "callers are found again"


@pytest.mark.parametrize("text", ["", "{}", "{", "abc", "[1]", "ab" * 31, '{"keys": [], "sealing": 1}'])
def test_a_spoilt_file_is_refused_without_quoting_it(tmp_path: Path, text: str) -> None:
    path = tmp_path / "vault"
    path.write_text(text, "utf-8")
    with pytest.raises(BadKeyFile, match="restore it from the backup") as refused:
        KeyFile(path).ring()
    assert refused.value.__cause__ is None
    assert len(text) < 3 or text not in str(refused.value)


def test_a_change_that_fails_leaves_the_ring(tmp_path: Path) -> None:
    file = _file(tmp_path)
    before = file.ring()
    with pytest.raises(ValueError, match="the one that seals"):
        file.change(lambda ring: ring.without(1))
    assert file.ring() == before


def test_a_file_that_is_spoilt_or_lost_while_a_process_runs_stops_no_call(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = _file(tmp_path)
    path, before = tmp_path / "secrets" / "vault", file.ring()
    kept = path.read_text("utf-8")
    path.write_text("{", "utf-8")
    assert file.ring() is before
    path.unlink()
    assert Vault(file).open(Vault(file).seal("x")) == "x"
    assert len(caplog.records) == 1, "told once"
    path.write_text(kept, "utf-8")
    assert file.ring() == before
