"""What comes with the program and is only read. An installed hotline's own folder (``--root``) is another one.

In a clone both are the same folder; a wheel's program lies in ``site-packages``, which belongs to pip.
"""

from __future__ import annotations

import os
from pathlib import Path

PROGRAM = Path(__file__).resolve().parent.parent
MASTERS = PROGRAM / "recordings" / "masters"
ASTERISK_CONF = PROGRAM / "asterisk-conf"
PAGES = PROGRAM / "web" / "static"

ROOT_VARIABLE = "HOTLINE_ROOT"


def is_clone(program: Path = PROGRAM) -> bool:
    """Whether the program stands in its own repository, and not among other people's packages."""
    return (program / "pyproject.toml").is_file()


def default_root() -> Path:
    """Where ``config/`` and ``var/`` are when nothing else is said: ``HOTLINE_ROOT``, the clone, the current folder."""
    if named := os.environ.get(ROOT_VARIABLE):
        return Path(named)
    return PROGRAM if is_clone() else Path.cwd()


def started_with() -> str:
    """How a person starts our commands here."""
    return "./run" if is_clone() else "hotline"
