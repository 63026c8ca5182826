"""A house of one's own on loopback, for whoever rehearses, tests or measures: free ports, a copy of ``config/``."""

from __future__ import annotations

import os
import random
import re
import shutil
import socket
from collections import deque
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

from app.clock import shift_to
from app.settings import Listen, Settings, sqlite_url

CLAIMS = "127.0.0.254"  # nobody listens there: who holds a number on it is about to open a house with that number
CLAIMS_KEPT = 4  # of one process: by then the first of them listens, or never will
_claimed: deque[int] = deque()  # file descriptors, which end with the process


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
    """A number from which on the ports of a house are free, below those that the system hands out.

    It is claimed for this process: two that look at the same instant never find the same number.
    """
    while True:
        base = random.randrange(20_000, 32_000, 600)  # noqa: S311 no secret
        try:
            _claimed.append(_claim(base))
        except OSError:
            continue
        if len(_claimed) > CLAIMS_KEPT:
            os.close(_claimed.popleft())
        return base


def _claim(base: int) -> int:
    """A file descriptor: the number is ours until it is closed.

    Raises ``OSError`` where another process claims that number or listens there.
    """
    with ExitStack() as unless_free:
        claim = unless_free.enter_context(socket.socket())
        claim.bind((CLAIMS, base))
        with ExitStack() as tried:
            for offset in range(4):
                tried.enter_context(socket.socket()).bind(("127.0.0.1", base + offset))
            tried.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)).bind(("127.0.0.1", base))
        unless_free.pop_all()
    return claim.detach()
