"""What the machine itself must have: found by looking for the thing, installed from its own apt sources if missing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from app.setup.console import Console, ToolFailed
from app.setup.said import Said, SetupRefused

APT = ("apt-get", "-q", "-o", "DPkg::Lock::Timeout=300")
_QUIET = {"DEBIAN_FRONTEND": "noninteractive"}


@dataclass(frozen=True, slots=True)
class Need:
    """A Debian package, and how to see that what it brings is already here, by whatever way it came."""

    package: str
    present: Callable[[], bool]


def program(package: str, *names: str) -> Need:
    """A package needed for one of these programs."""
    return Need(package, lambda: any(shutil.which(name) for name in names))


def files(package: str, pattern: str) -> Need:
    """A package needed for files at an absolute path, given as a pattern."""
    return Need(package, lambda: any(Path("/").glob(pattern.lstrip("/"))))


def python_venv() -> Need:
    """Debian's python3 comes without the part of ``venv`` that installs pip."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    return Need(f"python{version}-venv", lambda: find_spec("ensurepip") is not None)


SOUND = (program("sox", "sox"), files("libsox-fmt-base", "/usr/lib/*/sox/libsox_fmt_flac.so"))
"""To convert the prompts; everything else that serves comes with the Python environment and Asterisk."""

SERVING = (python_venv(), *SOUND)

UNPACKING = (
    program("mmdebstrap", "mmdebstrap"),
    files("debian-archive-keyring", "/usr/share/keyrings/debian-archive-keyring.*"),
    files("ca-certificates", "/etc/ssl/certs/ca-certificates.crt"),
)
"""To unpack an Asterisk, where the system has no good one."""

TESTING = (
    program("sip-tester", "sipp"),
    program("chromium", "chromium"),
    files("fonts-wqy-microhei", "/usr/share/fonts/truetype/wqy/*"),
    files("postgresql", "/usr/lib/postgresql/*/bin/initdb"),
)
"""Peers of the live tests: SIP callers, a browser that can show Chinese, a database server's programs."""


class SystemPackages:
    """Step: install those packages that are missing, and say which."""

    title = Said("系统软件包", "System packages")

    def __init__(self, needs: Sequence[Need]) -> None:
        self._needs = needs

    def missing(self) -> str | None:
        packages = self._missing()
        return f"apt-get install {' '.join(packages)}" if packages else None

    def do(self, console: Console) -> None:
        packages = self._missing()
        become_root = _become_root(console, packages)
        try:
            console.run([*become_root, *APT, "update"], env=_QUIET)
        except ToolFailed:
            # Often only some third party's repository is ill; if it matters, the installation will say so.
            console.say(Said("apt-get update 有错误，继续安装", "apt-get update reported errors, installing anyway"))
        console.run([*become_root, *APT, "install", "-y", "--no-install-recommends", *packages], env=_QUIET)
        if still := self._missing():
            raise SetupRefused(
                Said(f"安装后仍缺少：{'、'.join(still)}", f"still missing after installation: {', '.join(still)}"),
                Said(f"请查看 {console.log}", f"look into {console.log}"),
            )

    def _missing(self) -> list[str]:
        return [need.package for need in self._needs if not need.present()]


def _become_root(console: Console, packages: Sequence[str]) -> list[str]:
    """What to put before a command that only root may run."""
    wanted = " ".join(packages)
    if not shutil.which("apt-get"):
        raise SetupRefused(
            Said("这台机器没有 apt-get", "this machine has no apt-get"),
            Said(
                f"请用本机的方式安装与这些 Debian 软件包相当的程序：{wanted}",
                f"install by hand what these Debian packages hold: {wanted}",
            ),
        )
    if os.geteuid() == 0:
        return []
    if not shutil.which("sudo"):
        raise SetupRefused(
            Said(
                "需要安装系统软件包，但当前用户不是 root，也没有 sudo",
                "system packages are missing, and there is neither root nor sudo",
            ),
            Said(f"请管理员执行：apt-get install {wanted}", f"ask an administrator to run: apt-get install {wanted}"),
        )
    _ask_password(console, wanted)
    return ["sudo", "-n", "env", *(f"{key}={value}" for key, value in _QUIET.items())]


def _ask_password(console: Console, wanted: str) -> None:
    """Let sudo ask on the terminal, before any line of ours moves there."""
    console.say(Said(f"以 sudo 安装：{wanted}", f"installing with sudo: {wanted}"))
    interactive = [] if sys.stdin.isatty() else ["-n"]
    if subprocess.run(["sudo", *interactive, "-v"], check=False).returncode:
        raise SetupRefused(
            Said("sudo 未获授权", "sudo was refused"),
            Said(f"请管理员执行：apt-get install {wanted}", f"ask an administrator to run: apt-get install {wanted}"),
        )
