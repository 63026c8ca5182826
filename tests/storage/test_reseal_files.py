"""Sealed files follow a change of keys as rows do."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from storage.ciphers import AES, SM4
from storage.keys import Ring
from storage.reseal import Batch
from storage.reseal_files import files_unlike, reseal_files, used_keys_of_files
from storage.vault import Vault, header_of

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


@dataclass
class Held:
    now: Ring

    def ring(self) -> Ring:
        return self.now


def test_each_file_is_sealed_again_and_others_are_left(tmp_path: Path) -> None:
    held = Held(Ring.make(AES.name, NOW))
    vault = Vault(held)
    for n in range(3):
        (tmp_path / f"{n}").write_bytes(vault.seal_bytes(bytes([n]) * 1000))
    (tmp_path / "foreign").write_bytes(Vault(b"x" * 32).seal_bytes(b"?"))
    (tmp_path / "plain").write_bytes(b"%PDF")
    held.now = held.now.with_waiting(SM4.name, NOW).changed_over(NOW)
    header = header_of(held.now.sealing_key)
    assert used_keys_of_files(tmp_path) == {0: 1, 1: 3}
    assert files_unlike(tmp_path, header) == 4
    assert Counter(reseal_files(vault, tmp_path, header)) == {Batch(1, 1, 0): 3, Batch(1, 0, 1): 1}
    assert used_keys_of_files(tmp_path) == {0: 1, 2: 3}
    held.now = held.now.without(1)
    for n in range(3):
        assert vault.open_bytes((tmp_path / f"{n}").read_bytes()) == bytes([n]) * 1000
    assert (tmp_path / "plain").read_bytes() == b"%PDF"


def test_a_folder_that_is_not_there_has_no_files(tmp_path: Path) -> None:
    assert used_keys_of_files(tmp_path / "none") == {}
