"""What is asked of mmdebstrap, and what is refused before it is asked."""

from pathlib import Path

import pytest

from app.setup.said import SetupRefused
from app.setup.unpack import machine_policy, mirrors_to_try, unpack_command

UBUNTU = {"ubuntu.list": "deb http://archive.ubuntu.com/ubuntu noble main universe\n"}


def test_the_mirror_that_the_operator_names_is_the_only_one_tried() -> None:
    sources = {"sources.list": "deb http://mirror.example/debian bookworm main\n"}
    assert mirrors_to_try("http://intranet.example/debian/", sources) == ["http://intranet.example/debian"]


def test_without_a_debian_mirror_the_operator_is_told_which_variable_names_one() -> None:
    with pytest.raises(SetupRefused) as refused:
        mirrors_to_try(None, UBUNTU)
    assert "HOTLINE_DEBIAN_MIRROR=" in refused.value.remedy.zh
    assert "HOTLINE_DEBIAN_MIRROR=" in refused.value.remedy.en


def test_signatures_are_always_checked_against_debians_own_keys(tmp_path: Path) -> None:
    command = unpack_command("http://mirror.example/debian", tmp_path, [])
    assert "[signed-by=/usr/share/keyrings/debian-archive-keyring." in command[-1]
    assert not any("trusted" in word.lower() or "insecure" in word.lower() for word in command)


def test_the_age_of_a_release_is_checked_unless_somebody_chose_a_snapshot(tmp_path: Path) -> None:
    age = '--aptopt=Acquire::Check-Valid-Until "false";'
    assert age not in unpack_command("http://mirror.example/debian", tmp_path, [])
    assert age in unpack_command("http://snapshot.example/archive/debian/20261101T000000Z", tmp_path, [])


def test_proxies_of_the_machine_are_passed_on_and_hooks_are_not() -> None:
    dump = (
        'Acquire::http::Proxy "http://proxy.example:3128/";\nDPkg::Pre-Install-Pkgs:: "hook";\n'
        'Acquire::Languages "none";\nAcquire::Check-Valid-Until "false";\n'
        'Acquire::AllowInsecureRepositories "1";\n'
    )
    assert machine_policy(dump) == [
        'Acquire::http::Proxy "http://proxy.example:3128/";',
        'Acquire::Check-Valid-Until "false";',
    ]
