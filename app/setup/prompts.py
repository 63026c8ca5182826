"""The prompts that callers hear: masters converted to the telephone's formats when the masters changed."""

from __future__ import annotations

from pathlib import Path

from app.setup.console import Console
from app.setup.said import Said
from app.setup.stamps import Stamps, digest


class Prompts:
    """Step: ``var/sounds/zh`` from ``recordings/masters``. Needs the Python environment."""

    title = Said("语音提示", "Prompts")

    def __init__(self, root: Path, stamps: Stamps, python: Path) -> None:
        self._root, self._stamps, self._python = root, stamps, python
        self._masters = root / "recordings" / "masters"
        self._sounds = root / "var" / "sounds" / "zh"

    def missing(self) -> str | None:
        if self._sounds.is_dir() and self._stamps.matches("prompts", self._digest()):
            return None
        return "recordings/masters → var/sounds/zh"

    def do(self, console: Console) -> None:
        self._stamps.forget("prompts")
        wanted = self._digest()
        convert = [str(self._python), "-P", "-m", "recordings.convert", str(self._masters), str(self._sounds)]
        console.run(convert, cwd=self._root)
        self._stamps.record("prompts", wanted)

    def _digest(self) -> str:
        return digest([self._masters, self._root / "recordings" / "convert.py"])
