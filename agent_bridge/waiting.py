"""Callers who wait in a queue, as Asterisk lists them; and the port through which they can be taken out of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from agent_bridge.headers import Headers
from dialplan.words import Variable
from storage.ids import GroupId, LineId

MARKS = (Variable.LINE, Variable.CLOSED)
"""The channel variables that are asked for with the list of channels."""


@dataclass(frozen=True, slots=True)
class WaitingCaller:
    """One who waits, at this place from 1."""

    channel: str
    group: GroupId
    place: int
    line: LineId
    knows: bool
    """The line closed while he waited, and he is where he is because of it."""


class Queues(Protocol):
    """Who waits, and the way back into the dialplan. Raises ``AsteriskError``."""

    async def waiting(self) -> tuple[WaitingCaller, ...]: ...

    async def withdraw(self, caller: WaitingCaller, info: str) -> None: ...


def waiting_callers(queues: Iterable[Headers], channels: Iterable[Headers]) -> Iterator[WaitingCaller]:
    """From the rows of ``QueueStatus`` and ``Status``; who has left between the two lists is left out."""
    marks = {row.text("Channel"): row.asked_for() for row in channels if row.name == "Status"}
    for row in queues:
        channel = row.text("Channel", default="")
        if row.name != "QueueEntry" or channel not in marks:
            continue
        said: Mapping[str, str] = marks[channel]
        yield WaitingCaller(
            channel=channel,
            group=GroupId(row.text("Queue")),
            place=row.integer("Position"),
            line=LineId(said.get(Variable.LINE, "")),
            knows=said.get(Variable.CLOSED) == "yes",
        )
