"""Ports that nobody listens on, so that two runs of the tests never meet."""

from __future__ import annotations

import random
import socket
from contextlib import ExitStack


def free_base() -> int:
    """A number from which on the ports of a house are free."""
    while True:
        base = random.randrange(20_000, 32_000, 600)  # noqa: S311 below the ports that the system hands out
        with ExitStack() as stack:
            try:
                for offset in range(4):
                    stack.enter_context(socket.socket()).bind(("127.0.0.1", base + offset))
                stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)).bind(("127.0.0.1", base))
            except OSError:
                continue
            return base
