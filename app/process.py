"""One process of ours: its log, its signals, its end."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal
from collections.abc import Coroutine
from contextlib import suppress
from datetime import datetime

from storage.masked import masked_text

CONSOLE = "HOTLINE_CONSOLE"
"""Names the file descriptor of the terminal from which the house was started, for its processes."""
operator = logging.getLogger("app.operator")
"""What whoever sits at that terminal should see at once; it stands in the process's log as well."""

LOG_FORM = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class _Lines(logging.Formatter):
    """Stamps with the zone and microseconds, so that lines of several processes can be put in order."""

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: ARG002 logging's signature
        return datetime.fromtimestamp(record.created).astimezone().isoformat(" ", "microseconds")

    def format(self, record: logging.LogRecord) -> str:
        """A net below the rule that no caller's number is logged: what looks like one is masked, in traces as well."""
        return masked_text(super().format(record))


def run_process(work: Coroutine[None, None, None]) -> int:
    """Run until it ends or is asked to (SIGTERM, SIGINT). What goes wrong is in the log; exit code 1 then."""
    log_to_stderr()
    with suppress(asyncio.CancelledError):
        asyncio.run(_until_asked(work))
    return 0


def keep_what_is_there() -> None:
    """What the start made stays: the collector shall not go over it again and again.

    Each time would stop the process for a tenth of a second, and a telephone rings meanwhile.
    """
    gc.collect()
    gc.freeze()


def log_to_stderr(level: int = logging.INFO) -> None:
    output = logging.StreamHandler()
    output.setFormatter(_Lines(LOG_FORM))
    logging.basicConfig(level=level, handlers=[output], force=True)
    for chatty in ("apscheduler", "alembic", "watchfiles", "asyncio", "aiosqlite", "panoramisk"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    if (terminal := os.environ.get(CONSOLE)) is not None:
        console = logging.StreamHandler(os.fdopen(int(terminal), "w", encoding="utf-8", closefd=False))
        console.setFormatter(logging.Formatter("⚠ %(message)s"))
        operator.handlers = [console]


async def _until_asked(work: Coroutine[None, None, None]) -> None:
    task = asyncio.ensure_future(work)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, task.cancel)
    await task
