"""The scanner of attachments: a command that reads the file and says whether it is clean."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from enum import StrEnum

log = logging.getLogger(__name__)

WITHIN_S = 60.0


class Verdict(StrEnum):
    CLEAN = "clean"
    INFECTED = "infected"
    NO_ANSWER = "no_answer"
    NOT_SCANNED = "not_scanned"
    """No scanner is set up."""


Scan = Callable[[bytes], Awaitable[Verdict]]


async def not_scanned(_data: bytes) -> Verdict:
    return Verdict.NOT_SCANNED


def scanner(command: Sequence[str]) -> Scan:
    """The command gets the file on its standard input: it ends with 0 for a clean file and 1 for an infected one.

    So do clamdscan and clamscan, given ``--no-summary -``. Whatever else happens is no answer.
    """

    async def scan(data: bytes) -> Verdict:
        try:
            async with asyncio.timeout(WITHIN_S):
                return await _run(command, data)
        except (OSError, TimeoutError) as error:
            log.warning("the scanner of attachments did not answer: %s", error)
            return Verdict.NO_ANSWER

    return scan if command else not_scanned


async def _run(command: Sequence[str], data: bytes) -> Verdict:
    null = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(*command, stdin=asyncio.subprocess.PIPE, stdout=null, stderr=null)
    try:
        await process.communicate(data)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    verdicts = {0: Verdict.CLEAN, 1: Verdict.INFECTED}
    if process.returncode not in verdicts:
        log.warning("the scanner of attachments ended with %s", process.returncode)
    return verdicts.get(process.returncode or 0, Verdict.NO_ANSWER)
