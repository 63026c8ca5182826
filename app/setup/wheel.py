"""``.venv/bin/python -m app.setup.wheel [FOLDER]``: build the wheel, with the pages built, into ``dist/``.

The wheel holds what serves (rooms, pages, reference configuration, Asterisk templates, prompts' masters, migrations),
so that the machine in production needs neither Node nor this repository.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from app.setup.console import Console
from app.setup.pages import Pages
from app.setup.stamps import Stamps

ROOT = Path(__file__).resolve().parent.parent.parent
_NOT_SHIPPED = (
    ".git",
    ".venv",
    "var",
    "tests",
    "ui",
    "build",
    "dist",
    "node_modules",
    "__pycache__",
    "*.egg-info",
    ".*_cache",
)


def build_wheel(root: Path, folder: Path, console: Console) -> Path:
    """The wheel's path. Built from a copy, so that nothing left over from an earlier build gets in."""
    pages = Pages(root, Stamps(root / "var" / "setup"))
    if pages.missing():
        pages.do(console)
    with tempfile.TemporaryDirectory(prefix="hotline-wheel-") as work:
        source, built = Path(work) / "source", Path(work) / "built"
        shutil.copytree(root, source, ignore=shutil.ignore_patterns(*_NOT_SHIPPED))
        pip = [sys.executable, "-m", "pip", "wheel", "--disable-pip-version-check", "--no-deps"]
        console.run([*pip, "--wheel-dir", str(built), str(source)])
        folder.mkdir(parents=True, exist_ok=True)
        wheel = next(built.glob("*.whl"))
        return Path(shutil.move(wheel, folder / wheel.name))


def main(arguments: list[str]) -> int:
    folder = Path(arguments[0]) if arguments else ROOT / "dist"
    print(build_wheel(ROOT, folder, Console(sys.stderr, ROOT / "var" / "log" / "setup.log")))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
