"""The Python environment: ``.venv``, filled with exactly the packages of a hashed lock file."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from app.setup.console import Console
from app.setup.said import Said
from app.setup.stamps import Stamps, digest

PIP_INSTALL = ("-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--require-hashes", "-r")

_PATH_FILE = "hotline-clone.pth"
_SCRIPT = """#!{python}
import sys

from app.__main__ import main

sys.exit(main())
"""


class PythonEnvironment:
    """Step: ``.venv`` with the locked packages, in which our own rooms are importable from any folder.

    Our code is not installed but pointed at, so that what is edited is what runs. Each lock file has its own stamp:
    the tests' lock is a superset of the plain one, so that a test run and a plain run do not undo each other.
    """

    title = Said("Python 环境", "Python environment")

    def __init__(self, root: Path, stamps: Stamps, lock: str) -> None:
        self._root, self._stamps, self._lock = root, stamps, lock
        self._venv = root / ".venv"
        self.python = self._venv / "bin" / "python"

    def missing(self) -> str | None:
        version = self._version()
        if version is None:
            return f"python -m venv .venv, pip install -r {self._lock}"
        return None if self._stamps.matches(self._lock, self._digest(version)) else f"pip install -r {self._lock}"

    def do(self, console: Console) -> None:
        self._stamps.forget(self._lock)
        if self._version() is None:
            if self._venv.exists():
                shutil.rmtree(self._venv)
            console.run([sys.executable, "-m", "venv", str(self._venv)])
        console.run([str(self.python), *PIP_INSTALL, str(self._root / self._lock)])
        self._point_at_our_code()
        self._stamps.record(self._lock, self._digest(self._version() or ""))

    def _point_at_our_code(self) -> None:
        site = next((self._venv / "lib").glob("python*/site-packages"))
        (site / _PATH_FILE).write_text(f"{self._root}\n")
        script = self._venv / "bin" / "hotline"
        script.write_text(_SCRIPT.format(python=self.python))
        script.chmod(0o755)

    def _digest(self, version: str) -> str:
        return digest([self._root / self._lock], version, str(self._root))

    def _version(self) -> str | None:
        """Of the environment's Python; ``None`` when there is none, or its base was removed, or it is too old."""
        ask = "import sys, pip; assert sys.version_info >= (3, 11); print(sys.version)"
        try:
            found = subprocess.run(
                [self.python, "-I", "-c", ask], capture_output=True, text=True, timeout=30, check=True
            )
        except (OSError, subprocess.SubprocessError):
            return None
        return found.stdout.strip()
