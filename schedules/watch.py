"""Publishing on save: the desk watches ``config/`` and publishes what a supervisor saves, once it is whole."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime
from pathlib import Path

from watchfiles import Change, awatch

from schedules.bundle import PROMPTS, Bundle, is_ours, read_bundle
from schedules.document import BadFiles, Finding
from schedules.homecoming import publish_saved
from storage.database import Database

SETTLE = 0.3  # seconds without a change after which a save is taken for finished
RESCAN_MS = 3_000  # a change that the system did not report (a network share) is found this late

WHO = "file"  # who publishes when a file is saved: the file does not say

Publish = Callable[[Bundle, str], Awaitable[object]]
OnRefused = Callable[[tuple[Finding, ...]], None]
OnSaved = Callable[[Bundle], Awaitable[None]]


async def _say_nothing(_: Bundle) -> None:
    """For who does not care what was saved."""


async def watch_and_publish(
    db: Database,
    config: Path,
    *,
    on_refused: OnRefused,
    now: Callable[[], datetime],
    on_saved: OnSaved = _say_nothing,
    settle: float = SETTLE,
) -> None:
    """Publish what stands in ``config`` now and after each save, until cancelled; ``on_saved`` hears what is good."""
    seen = await asyncio.to_thread(_stamp, config)

    async def publish_it(bundle: Bundle, why: str) -> None:
        await publish_saved(db, bundle, who=WHO, why=why, now=now())
        await on_saved(bundle)

    watcher = Watcher(config, publish_it, on_refused)
    await watcher.look()
    async for _ in _saves(config, seen, settle):
        await watcher.look()


class Watcher:
    """Looks at the folder and acts on what is new in it.

    ``on_refused`` hears all findings of a save that cannot be used, once; and hears of none, ``()``, when the
    folder is right again.
    """

    def __init__(self, config: Path, publish_it: Publish, on_refused: OnRefused) -> None:
        self._config = config
        self._publish = publish_it
        self._on_refused = on_refused
        self._good: Bundle | None = None
        self._refused: tuple[Finding, ...] = ()

    async def look(self) -> None:
        try:
            bundle = await asyncio.to_thread(read_bundle, self._config)
            if bundle != self._good:
                await self._publish(bundle, self._why(bundle))
        except BadFiles as bad:
            self._tell(bad.findings)
        else:
            self._good = bundle
            self._tell(())

    def _why(self, bundle: Bundle) -> str:
        if self._good is None:
            return "启动 · start"
        before, after = self._good.files, bundle.files
        names = sorted(name for name in {*before, *after} if before.get(name) != after.get(name))
        return f"保存 · saved {', '.join(names)}"

    def _tell(self, findings: tuple[Finding, ...]) -> None:
        if findings != self._refused:
            self._refused = findings
            self._on_refused(findings)


Stamp = dict[Path, tuple[int, int]]


async def _saves(config: Path, seen: Stamp, settle: float) -> AsyncIterator[None]:
    """Something of ours was saved, and nothing has changed since for a moment: no half-saved file is read."""

    def ours(_: Change, path: str) -> bool:
        return _concerns(Path(path), config)

    async for _ in awatch(config, watch_filter=ours, step=100, rust_timeout=RESCAN_MS, yield_on_timeout=True):
        now = await asyncio.to_thread(_stamp, config)
        if now != seen:
            seen = await _settled(config, now, settle)
            yield


async def _settled(config: Path, last: Stamp, settle: float) -> Stamp:
    while True:
        await asyncio.sleep(settle)
        now = await asyncio.to_thread(_stamp, config)
        if now == last:
            return now
        last = now


def _concerns(path: Path, config: Path) -> bool:
    """Also where announcements get their texts: a roster that was refused for one is good once it is written."""
    return is_ours(path, config) or path == config / PROMPTS


def _stamp(config: Path) -> Stamp:
    """What the folder's files look like from outside: size and time of each."""
    stamp: Stamp = {}
    for path in (*config.glob("*.yaml"), *config.glob("rosters/*.yaml")):
        try:
            status = path.stat()
        except OSError:
            continue  # gone between listing and looking: a change that the next stamp shows
        if _concerns(path, config):
            stamp[path] = status.st_size, status.st_mtime_ns
    return stamp
