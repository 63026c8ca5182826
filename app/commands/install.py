"""``hotline install``: make a folder a hotline's own: its ``config/``, and what the machine lacks to serve from it."""

from __future__ import annotations

import argparse

from app.setup.__main__ import put_in_place
from app.setup.steps import steps_of_installed
from app.shipped import started_with


def add(_parser: argparse.ArgumentParser) -> None:
    """No options of its own; ``--root`` names the folder."""


def run(arguments: argparse.Namespace) -> int:
    root = arguments.root.resolve()
    code = put_in_place(root, lambda: steps_of_installed(root))
    if code == 0:
        print(f"{root} 已就绪 · is ready: {started_with()} check, {started_with()} serve")
    return code
