"""The prompts cut short: a caller is at an agent in three seconds instead of ten, and every prompt is still told apart.

Where a test is about all that is said, or callers come in crowds, its house plays them whole.
"""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

from app.sounds import convert_prompts
from tests.live.asterisk_house import short_folder

BYTES_A_SECOND = 8_000  # of either law
LEFT = {"welcome": 2.0, "menu-main": 5.0}
"""Seconds: callers press keys into these."""
LEFT_OF_OTHERS = 0.6


@cache
def root_with_quick_prompts(root: Path) -> Path:
    """A folder that passes for ``root``, but for its prompts; made once by each process."""
    sounds = root / "var" / "sounds"
    convert_prompts(sounds)
    folder = short_folder("root")
    (folder / "config").symlink_to(root / "config")
    (folder / "var").mkdir()
    (folder / "var" / "asterisk-root").symlink_to(root / "var" / "asterisk-root")
    shutil.copytree(sounds, folder / "var" / "sounds")
    for path in (folder / "var" / "sounds").rglob("*.?law"):
        left = int(LEFT.get(path.stem, LEFT_OF_OTHERS) * BYTES_A_SECOND)
        path.write_bytes(path.read_bytes()[:left])
    return folder
