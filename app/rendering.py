"""Keeps what Asterisk itself answers in step with the duty version: the duty table, telephones and queues."""

from __future__ import annotations

import asyncio
import logging

from app.setup.asterisk import AsteriskProgram
from dialplan.files import write_whole
from dialplan.reload import activate
from dialplan.render import render
from routing.duty import Duty

from .asterisk import asterisk_values, console, duty_file
from .installation import Installation

log = logging.getLogger(__name__)

RELOADABLE = {"pjsip.conf": "module reload res_pjsip.so", "queues.conf": "module reload app_queue.so"}
"""Files that a duty version may change (people, groups) and that Asterisk reads again without touching a call."""


class Rendering:
    """Renders and has Asterisk read; raises when Asterisk did not take it, so that the follower asks again.

    It computes in a thread: callers ask while it does.
    """

    def __init__(self, house: Installation, program: AsteriskProgram) -> None:
        self._house = house
        self._program = program
        self._console = console(house, program)

    async def render(self, duty: Duty) -> None:
        values = asterisk_values(self._house, self._program, duty)
        files = await asyncio.to_thread(render, values)
        for name, command in RELOADABLE.items():
            if write_whole(values.places.etc / name, files[name]):
                log.info("%s changed with the duty version", name)
                await self._console.say(command)
        table = await asyncio.to_thread(duty_file, self._house, duty, self._house.clock.now())
        await activate(table, values.places.duty, self._console)
        log.info("duty version %s is rendered", duty.book.version[:12])
