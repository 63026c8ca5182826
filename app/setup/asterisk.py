"""Which Asterisk runs the calls: the system's, where it is a good one, or ours, unpacked under ``var/asterisk-root``.

Ours is never installed nor entered by chroot: its own dynamic loader starts it with its own libraries, so that it runs
beside any system, without root, and is removed by deleting the folder.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.setup.said import Said
from app.setup.version import Version, parse_version

WANTED = Version(22, 10, 1)
"""The long-term branch on which every flow was proved; earlier 22.x have known security faults."""
TOO_NEW = Version(WANTED.major + 1)

PACKAGES = ("asterisk", "asterisk-core-sounds-en-wav", "asterisk-moh-opsound-wav")
ENGLISH_VOICE = "en_US_f_Allison"

_ABSENT = Said("未安装", "not there")
_SYSTEM_PROGRAMS = ("/usr/sbin/asterisk", "/usr/local/sbin/asterisk")
_SYSTEM_MODULES = ("/usr/lib/*/asterisk/modules", "/usr/lib/asterisk/modules", "/usr/local/lib/asterisk/modules")
_SYSTEM_DATA = ("/usr/share/asterisk", "/var/lib/asterisk")


class AsteriskMissing(Exception):
    """No Asterisk that the hotline can run on; the message says what to do."""


@dataclass(frozen=True, slots=True)
class AsteriskProgram:
    """An Asterisk that can be started, and where its parts are."""

    command: tuple[str, ...]
    """Start it with ``[*command, "-C", "/absolute/asterisk.conf", "-f"]``; a relative ``-C`` is silently ignored."""
    modules_dir: Path
    data_dir: Path
    """Holds ``documentation/`` and ``sounds/``; ours to read only, never Asterisk's ``astdatadir``."""
    moh_dir: Path
    version: Version

    @property
    def english_sounds(self) -> Path:
        """The core sounds in English. Debian's ``sounds/en`` is a link that is broken outside its own root."""
        voice = self.data_dir / "sounds" / ENGLISH_VOICE
        return voice if voice.is_dir() else self.data_dir / "sounds" / "en"

    @property
    def documentation(self) -> Path:
        return self.data_dir / "documentation"

    def missing_parts(self) -> list[Said]:
        """What a caller or a start-up would miss; empty when everything is there."""
        parts = {
            Said("模块", "modules"): self.modules_dir / "app_queue.so",
            Said("文档", "its documentation"): self.documentation,
            Said("英文核心语音", "English core sounds"): self.english_sounds,
            Said("等待音乐", "music on hold"): self.moh_dir,
        }
        return [
            Said(f"{name.zh}（{path}）", f"{name.en} ({path})") for name, path in parts.items() if not path.exists()
        ]


def unpacked_root(root: Path) -> Path:
    """Where set-up unpacks Asterisk, shared by every instance (``--var``) of this clone."""
    return root.absolute() / "var" / "asterisk-root"


def find_asterisk(root: Path) -> AsteriskProgram:
    """The Asterisk to start: a good one of the system, else the unpacked one of this clone.

    Raises ``AsteriskMissing`` when there is neither.
    """
    complaints = []
    for program in (system_asterisk(), unpacked_asterisk(unpacked_root(root))):
        complaint = complain(program)
        if program and not complaint:
            return program
        complaints.append(complaint or _ABSENT)
    system, ours = complaints
    raise AsteriskMissing(
        Said(
            f"没有合用的 Asterisk（系统的{system.zh}；var/asterisk-root {ours.zh}），请运行 ./run 或 hotline install",
            f"no Asterisk that will do (the system's: {system.en}; var/asterisk-root: {ours.en}), "
            "start ./run, or hotline install",
        )
    )


def complain(program: AsteriskProgram | None) -> Said | None:
    """Why this Asterisk will not do, or ``None`` when it will."""
    if program is None:
        return _ABSENT
    if not WANTED <= program.version < TOO_NEW:
        return Said(
            f"版本 {program.version}，需要 {WANTED} 以上、{TOO_NEW.major} 以下",
            f"version {program.version}, wanted {WANTED} or newer, before {TOO_NEW.major}",
        )
    if missing := program.missing_parts():
        return Said(
            f"缺少{'、'.join(part.zh for part in missing)}", f"without {', '.join(part.en for part in missing)}"
        )
    return None


def system_asterisk() -> AsteriskProgram | None:
    """The Asterisk installed on this machine, good or not."""
    found = shutil.which("asterisk") or next((path for path in _SYSTEM_PROGRAMS if Path(path).exists()), None)
    modules = _first(_SYSTEM_MODULES, holding="app_queue.so")
    data = _first(_SYSTEM_DATA, holding="documentation")
    if not (found and modules and data):
        return None
    return _probe((found,), modules, data)


def unpacked_asterisk(folder: Path) -> AsteriskProgram | None:
    """The Asterisk unpacked in ``folder``, good or not."""
    loader = next(iter(sorted(folder.glob("usr/lib/*-linux-gnu*/ld-linux*.so.*"))), None)
    if loader is None:
        return None
    libraries = loader.parent
    command = (str(loader), "--library-path", str(libraries), str(folder / "usr/sbin/asterisk"))
    return _probe(command, libraries / "asterisk/modules", folder / "usr/share/asterisk")


def _probe(command: Sequence[str], modules: Path, data: Path) -> AsteriskProgram | None:
    try:
        printed = subprocess.run([*command, "-V"], capture_output=True, text=True, timeout=20, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    version = parse_version(printed)
    return AsteriskProgram(tuple(command), modules, data, data / "moh", version) if version else None


def _first(patterns: Sequence[str], *, holding: str) -> Path | None:
    for pattern in patterns:
        for path in sorted(Path("/").glob(pattern.lstrip("/"))):
            if (path / holding).exists():
                return path
    return None
