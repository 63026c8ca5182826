"""A house of one's own on loopback, for whoever rehearses, tests or measures: free ports, a copy of ``config/``."""

from __future__ import annotations

import random
import re
import shutil
import socket
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

from app.clock import shift_to
from app.settings import Listen, Settings, sqlite_url


def house_of_its_own(root: Path, var: Path, at: datetime, changes: Mapping[str, str]) -> Settings:
    """Settings of a house in ``var`` at the instant ``at``; nothing is started.

    ``changes``: the first key of that name in the copy's ``hotline.yaml`` gets this value; ``LookupError`` without one.
    """
    config = var / "config"
    shutil.copytree(root / "config", config)
    hotline = config / "hotline.yaml"
    text = hotline.read_text(encoding="utf-8")
    for key, value in changes.items():
        text, found = re.subn(rf"^( *{key}:) *\S+", rf"\1 {value}", text, count=1, flags=re.MULTILINE)
        if not found:
            raise LookupError(f"hotline.yaml no longer has {key!r}")
    hotline.write_text(text, encoding="utf-8")
    return Settings(root, config, var, Listen.from_base("127.0.0.1", free_base()), shift_to(at), sqlite_url(var))


def free_base() -> int:
    """A number from which on the ports of a house are free, below those that the system hands out."""
    while True:
        base = random.randrange(20_000, 32_000, 600)  # noqa: S311 no secret
        with ExitStack() as stack:
            try:
                for offset in range(4):
                    stack.enter_context(socket.socket()).bind(("127.0.0.1", base + offset))
                stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)).bind(("127.0.0.1", base))
            except OSError:
                continue
            return base
