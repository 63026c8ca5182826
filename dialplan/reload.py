"""Putting a new duty table into a running Asterisk, and back the old one when it is not taken whole."""

from __future__ import annotations

import asyncio
from pathlib import Path

from .control import Console, NoAsterisk
from .duty import SEAL, DutyFile
from .files import put_back, read_if_there, write_whole


class NotTaken(Exception):
    """Asterisk did not take the duty table; the one before it stands."""


async def activate(duty: DutyFile, target: Path, console: Console) -> None:
    """Write the table and have Asterisk read it. Raises :class:`NotTaken` when what it then shows is not this table.

    The file changes in one instant, so a reload at any moment, ours or an operator's, reads a whole table.
    """
    before = await asyncio.to_thread(read_if_there, target)
    await asyncio.to_thread(write_whole, target, duty.text)
    try:
        await console.say("dialplan reload")
        missing = await _not_as_rendered(duty, console)
    except NoAsterisk as error:
        missing = str(error)
    if missing:
        await asyncio.to_thread(put_back, target, before)
        await _read_again(console)
        raise NotTaken(f"the duty table was not taken: {missing}")


async def active_seal(console: Console) -> str | None:
    """The seal of the table that Asterisk runs on; None when it has none, or one that was not read to its end."""
    for line in (await console.say(f"dialplan show {SEAL}")).splitlines():
        _, bracket, rest = line.partition("NoOp(")
        if bracket:
            return rest.partition(")")[0]
    return None


async def _not_as_rendered(duty: DutyFile, console: Console) -> str | None:
    if await active_seal(console) != duty.seal:
        return "its last line is missing"
    for context, size in duty.sizes.items():
        shown = await console.priorities(context)
        if shown != size:
            return f"[{context}] has {shown} steps instead of {size}"
    return None


async def _read_again(console: Console) -> None:
    try:
        await console.say("dialplan reload")
    except NoAsterisk:
        return  # not running: it reads the table when it starts
