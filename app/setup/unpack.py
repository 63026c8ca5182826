"""Unpacking Debian's Asterisk into ``var/asterisk-root``, where the system has none that will do.

The packages are fetched by apt's own rules from the Debian mirror that this machine uses, checked against Debian's
keys, and only extracted: no script of theirs runs, nothing is installed, root is not needed.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from app.setup.apt_sources import debian_mirrors, read_sources
from app.setup.asterisk import (
    PACKAGES,
    WANTED,
    AsteriskMissing,
    complain,
    find_asterisk,
    unpacked_asterisk,
    unpacked_root,
)
from app.setup.console import Console, ToolFailed
from app.setup.said import Said, SetupRefused

SUITE = "sid"  # the only suite of Debian that has Asterisk
MIRROR_VARIABLE = "HOTLINE_DEBIAN_MIRROR"

_KEYRINGS = ("/usr/share/keyrings/debian-archive-keyring.pgp", "/usr/share/keyrings/debian-archive-keyring.gpg")
_MACHINE_POLICY = re.compile(
    r'^Acquire::(?:Check-Valid-Until|Check-Date|Retries|https?::(?:Proxy|Timeout|CAInfo)) ".*";$', re.IGNORECASE
)
_SNAPSHOT = re.compile(r"/\d{8}T\d{6}Z/?$")


class Asterisk:
    """Step: an Asterisk that the hotline can run on."""

    title = Said("Asterisk", f"Asterisk {WANTED}")

    def __init__(self, root: Path) -> None:
        self._root = root

    def missing(self) -> str | None:
        try:
            find_asterisk(self._root)
        except AsteriskMissing:
            return f"Debian {SUITE} → var/asterisk-root"
        return None

    def do(self, console: Console) -> None:
        target = unpacked_root(self._root)
        for left_over in target.parent.glob(f"{target.name}.*"):
            shutil.rmtree(left_over)
        fresh = target.with_name(f"{target.name}.new")
        self._unpack_from_some_mirror(console, fresh)
        self._refuse_if_unfit(fresh)
        if target.exists():
            target.rename(target.with_name(f"{target.name}.old"))
        fresh.rename(target)
        shutil.rmtree(target.with_name(f"{target.name}.old"), ignore_errors=True)

    def _unpack_from_some_mirror(self, console: Console, fresh: Path) -> None:
        mirrors = mirrors_to_try(os.environ.get(MIRROR_VARIABLE), read_sources())
        dump = subprocess.run(["apt-config", "dump"], capture_output=True, text=True, check=True).stdout
        policy = machine_policy(dump)
        for mirror in mirrors:
            try:
                console.run(unpack_command(mirror, fresh, policy))
            except ToolFailed as failure:
                shutil.rmtree(fresh, ignore_errors=True)
                last = failure
            else:
                return
        tried = "、".join(mirrors)
        raise SetupRefused(
            Said(f"未能从 {tried} 取得 Asterisk", f"could not fetch Asterisk from {tried}\n{last.tail}"),
            Said(
                f"请检查网络，或用 {MIRROR_VARIABLE} 指定含 {SUITE} 的 Debian 镜像",
                f"check the network, or name a Debian mirror that has {SUITE} in {MIRROR_VARIABLE}",
            ),
        )

    def _refuse_if_unfit(self, fresh: Path) -> None:
        if complaint := complain(unpacked_asterisk(fresh)):
            shutil.rmtree(fresh)
            raise SetupRefused(
                Said(f"镜像上的 Asterisk 不合用：{complaint.zh}", f"the mirror's Asterisk will not do: {complaint.en}"),
                Said(
                    f"请用 {MIRROR_VARIABLE} 指定含 Asterisk {WANTED} 的镜像，或 snapshot.debian.org 的某日快照",
                    f"name a mirror, or a day of snapshot.debian.org, that has Asterisk {WANTED} in {MIRROR_VARIABLE}",
                ),
            )


def mirrors_to_try(told: str | None, sources: dict[str, str]) -> list[str]:
    """The mirror the operator named; otherwise those of this machine."""
    mirrors = [told.rstrip("/")] if told else debian_mirrors(sources)
    if mirrors:
        return mirrors
    raise SetupRefused(
        Said(
            "本机的 apt 源里没有 Debian 镜像，也没有可用的 Asterisk",
            "no Debian mirror in this machine's apt sources, and no fit Asterisk",
        ),
        Said(
            f"请指定一个 Debian 镜像后重试：{MIRROR_VARIABLE}=http://…/debian ./run",
            f"name a Debian mirror and run again: {MIRROR_VARIABLE}=http://…/debian ./run",
        ),
    )


def unpack_command(mirror: str, target: Path, policy: list[str]) -> list[str]:
    """The mmdebstrap call. Signatures are always checked against Debian's own keys.

    A release's age is checked as this machine checks its own; for a snapshot, which somebody named on purpose and
    whose date lies in the past by nature, it is not.
    """
    keyring = next((path for path in _KEYRINGS if Path(path).exists()), _KEYRINGS[-1])
    options = [*policy, 'Acquire::Check-Valid-Until "false";'] if _SNAPSHOT.search(mirror) else policy
    return [
        *("mmdebstrap", "--variant=extract", "--mode=chrootless", f"--include={','.join(PACKAGES)}"),
        *(f"--aptopt={option}" for option in options),
        *(SUITE, str(target), f"deb [signed-by={keyring}] {mirror} {SUITE} main"),
    ]


def machine_policy(dump: str) -> list[str]:
    """How this machine's own apt fetches: proxies, retries, age of a release. mmdebstrap itself starts from none."""
    return [line for line in dump.splitlines() if _MACHINE_POLICY.match(line)]
