"""A folder's own ``config/``, laid down from the reference that the program brings. A clone has it already."""

from __future__ import annotations

import shutil
from pathlib import Path

from app.setup.console import Console
from app.setup.said import Said, SetupRefused

REFERENCE = Path(__file__).resolve().parents[2] / "config"


class Configuration:
    """Step: the files that people edit. What is there is never touched."""

    title = Said("配置文件", "Configuration")

    def __init__(self, root: Path, reference: Path = REFERENCE) -> None:
        self._config, self._reference = root / "config", reference

    def missing(self) -> str | None:
        return None if (self._config / "hotline.yaml").is_file() else f"→ {self._config}"

    def do(self, console: Console) -> None:
        if self._config.exists():
            raise SetupRefused(
                Said(f"{self._config} 已存在，但没有 hotline.yaml", f"{self._config} exists, without a hotline.yaml"),
                Said("换一个目录，或恢复该文件", "choose another folder, or restore that file"),
            )
        shutil.copytree(self._reference, self._config, ignore=shutil.ignore_patterns("__pycache__"))
        console.say(Said(f"参考配置在 {self._config}，请按需修改", "edit the reference configuration as needed"))
