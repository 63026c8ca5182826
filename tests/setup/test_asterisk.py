"""Choosing the Asterisk to start."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.setup.asterisk import AsteriskMissing, AsteriskProgram, complain, find_asterisk, unpacked_asterisk
from app.setup.version import Version


def unpack_fake(root: Path, version: str, machine: str = "x86_64") -> Path:
    """A folder shaped like Debian's, whose loader is a script that answers for Asterisk."""
    folder = root / "var" / "asterisk-root"
    libraries = folder / "usr" / "lib" / f"{machine}-linux-gnu"
    (libraries / "asterisk" / "modules").mkdir(parents=True)
    (libraries / "asterisk" / "modules" / "app_queue.so").touch()
    for part in ("documentation", "sounds/en_US_f_Allison", "moh"):
        (folder / "usr" / "share" / "asterisk" / part).mkdir(parents=True)
    loader = libraries / f"ld-linux-{machine}.so.2"
    loader.write_text(f"#!/bin/sh\necho Asterisk {version}+dfsg\n")
    loader.chmod(0o755)
    return folder


@pytest.fixture
def program(tmp_path: Path) -> AsteriskProgram:
    found = unpacked_asterisk(unpack_fake(tmp_path, "22.10.1"))
    assert found is not None
    return found


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_an_unpacked_asterisk_is_started_by_its_own_loader(tmp_path: Path, machine: str) -> None:
    folder = unpack_fake(tmp_path, "22.10.1", machine)
    program = unpacked_asterisk(folder)
    assert program is not None
    libraries = folder / "usr" / "lib" / f"{machine}-linux-gnu"
    assert program.command[1:] == ("--library-path", str(libraries), str(folder / "usr/sbin/asterisk"))
    assert program.version == Version(22, 10, 1)


def test_a_complete_asterisk_of_the_wanted_branch_is_good(program: AsteriskProgram) -> None:
    assert complain(program) is None


@pytest.mark.parametrize("version", [Version(20, 6, 0), Version(22, 10, 0), Version(23, 0, 0)])
def test_an_older_or_unproved_version_is_refused(program: AsteriskProgram, version: Version) -> None:
    assert f"version {version}" in str(complain(replace(program, version=version)))


def test_an_asterisk_without_music_says_so(program: AsteriskProgram) -> None:
    program.moh_dir.rmdir()
    assert "music on hold" in str(complain(program))


def test_with_nothing_fit_the_message_names_both_places_and_the_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.setup.asterisk.system_asterisk", lambda: None)
    unpack_fake(tmp_path, "20.6.0")
    with pytest.raises(AsteriskMissing, match=r"the system's: not there; var/asterisk-root: version 20\.6\.0.*\./run"):
        find_asterisk(tmp_path)
