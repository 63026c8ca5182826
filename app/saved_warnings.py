"""What was probably not meant in a file that was saved: told once, at the console and in the log. It is in force."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterable
from datetime import datetime

from schedules.bundle import Bundle
from schedules.finding import Finding, Severity
from schedules.review.check import checked

from .process import operator

Known = frozenset[tuple[str, str]]


class SavedWarnings:
    """Remembers what was told; ``prompts``: the names that can be spoken, None: unknown."""

    def __init__(self, now: Callable[[], datetime], prompts: Collection[str] | None) -> None:
        self._now = now
        self._prompts = prompts
        self._known: Known | None = None

    async def look(self, bundle: Bundle) -> None:
        """Tell what this save brought. What stood in the folder when the desk came up is known already."""
        found = (await asyncio.to_thread(checked, bundle, [], self._now(), self._prompts)).findings
        warnings = [one for one in found if one.severity is Severity.WARNING]
        for one in _new(warnings, self._known):
            operator.warning("已生效，请留意 · in force, but look at it: %s", one)
        self._known = frozenset(map(_key, warnings))


def _new(warnings: Iterable[Finding], known: Known | None) -> list[Finding]:
    return [] if known is None else [one for one in warnings if _key(one) not in known]


def _key(one: Finding) -> tuple[str, str]:
    """Not the line: what is written above moves it."""
    return one.file, one.problem.zh
