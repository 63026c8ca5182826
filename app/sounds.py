"""The prompts as the telephone plays them, made from the shipped masters: looked at before the start, made at it.

Set-up makes them in a clone; an installed hotline has no set-up, and after an update the masters are others.
"""

from __future__ import annotations

import fcntl
import logging
import shutil
from collections.abc import Iterable
from pathlib import Path

from recordings.convert import ConversionFailed, convert

from .cannot_open import CannotOpen
from .shipped import MASTERS

log = logging.getLogger(__name__)

TOLD_EVERY = 100  # prompts


def convert_prompts(sounds: Path) -> None:
    """Bring ``sounds/zh`` up to date with the masters. Raises ``CannotOpen`` where a prompt cannot be made."""
    sounds.mkdir(parents=True, exist_ok=True)
    with (sounds / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # a rehearsal that starts beside the service shares them
        try:
            convert(MASTERS, sounds / "zh", progress=_tell)
        except ConversionFailed as failure:
            raise CannotOpen([f"语音提示无法转换 · prompts cannot be converted: {failure}"]) from failure


def unplayable(names: Iterable[str], sounds: Path) -> list[str]:
    """Which of these prompts would stay silent: not converted yet, and the start could not convert them either."""
    if shutil.which("sox"):
        return []
    missing = [name for name in sorted(names) if not (sounds / "zh" / f"{name}.ulaw").exists()]
    return [f"{name}: 未转换，请安装 sox 和 libsox-fmt-base · not converted, install them" for name in missing]


def _tell(done: int, total: int) -> None:
    if done % TOLD_EVERY == 0 or done == total:
        log.info("prompts: %d of %d converted", done, total)
