"""Asks a node one question as Asterisk does, without Asterisk: who takes a call to this line now?"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field
from itertools import count

from dialplan.words import Question, Variable

_PATIENCE = 3.0  # seconds
_ARRIVED = 1_795_399_200  # the Monday morning of the house that is asked
_COUNTED = "QUEUE_MEMBER("
_SET = re.compile(r'EXEC MSet "([^"\n]*)"')


@dataclass(slots=True)
class Visitor:
    """Visits the node that listens on ``port``, each time for a new call of nobody."""

    port: int
    token: str
    _calls: count[int] = field(default_factory=count)

    async def choose(self, line: str) -> dict[str, str]:
        """The variables of the answer. Two members of each group are free."""
        async with asyncio.timeout(_PATIENCE):
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            try:
                writer.write(self._header(line, f"bench-{_ARRIVED}.{next(self._calls)}").encode())
                return await _answer(reader, writer)
            finally:
                writer.close()

    def _header(self, line: str, call: str) -> str:
        said = {
            "network_script": f"{Question.CHOOSE}?line={line}&choice=pressed&key=6&arrived={_ARRIVED}",
            "uniqueid": call,
            "callerid": "unknown",
            "dnid": "4001595598",
            "arg_1": self.token,
        }
        return "".join(f"agi_{name}: {value}\n" for name, value in said.items()) + "\n"


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> dict[str, str]:
    while line := (await reader.readline()).decode():
        groups = line.count(_COUNTED) // 3
        counted = f" ({' '.join(['3', '2', '2'] * groups)})" if groups else ""
        writer.write(f"200 result=1{counted}\n".encode())
        if found := _SET.match(line):
            variables = dict(pair.split("=", 1) for pair in found[1].split(","))
            if variables.get(Variable.DONE) == "1":
                return variables
    raise ConnectionError("the node left without an answer")
