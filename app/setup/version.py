"""Comparing the versions of the programs we need."""

from __future__ import annotations

import re
from typing import NamedTuple


class Version(NamedTuple):
    """The leading numbers of a program's version; Debian's suffixes say nothing about what it can do."""

    major: int
    minor: int = 0
    patch: int = 0

    def __str__(self) -> str:
        return ".".join(map(str, self))


def parse_version(text: str) -> Version | None:
    """The first version in what a program prints of itself, e.g. ``Asterisk 22.10.1+dfsg`` or ``v20.19.0``."""
    found = re.search(r"(?<![\w.])v?(\d+)\.(\d+)(?:\.(\d+))?", text)
    return Version(*(int(number or 0) for number in found.groups())) if found else None
