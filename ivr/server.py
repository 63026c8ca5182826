"""The FastAGI server: many short visits, none of which can stop or slow another.

A visit is given its time, its token is compared, its question is looked up, and whatever goes wrong stays inside it.
The dialplan waits 2 s for a visit and then answers by itself, so a refused visit never costs a caller the call.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from dialplan.words import Question
from storage.ids import CallId

from .agi import LINE_BYTES, AgiSession, PeerGone, Refused

log = logging.getLogger(__name__)

VISIT_SECONDS = 3.0  # longer than the dialplan waits: whatever is still open then serves nobody
HEADER_SECONDS = 1.0  # Asterisk sends the header in one piece
VISITS_AT_ONCE = 1_000
QUERY_FIELDS = 16  # our own dialplan sends four


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of the dialplan: by which call, about what."""

    call: CallId
    caller_number: str
    dialled: str
    question: Question
    arguments: Mapping[str, str]


Answerer = Callable[[Asked, AgiSession], Awaitable[None]]
"""Answers one question by setting the channel's variables, ``HOTLINE_DONE`` last."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a visit may take, and how long its peer may take to say what it wants."""

    visit: float = VISIT_SECONDS
    header: float = HEADER_SECONDS


class FastAgiServer:
    """Listens on loopback for visits that carry ``token``; ``answer`` is called for each."""

    def __init__(
        self, address: tuple[str, int], token: str, answer: Answerer, *, patience: Patience = Patience()
    ) -> None:
        self._address = address
        self._token = token
        self._answer = answer
        self._patience = patience
        self._visits: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> FastAgiServer:
        host, port = self._address
        self._server = await asyncio.start_server(self._visit, host, port, limit=LINE_BYTES, backlog=512)
        return self

    async def __aexit__(self, *_: object) -> None:
        """No new visits; those under way are answered: each is a caller who would wait two seconds for nothing."""
        if self._server is not None:
            self._server.close()  # its wait_closed() does not wait for connections before Python 3.12
        if self._visits:
            await asyncio.wait(self._visits, timeout=self._patience.visit)

    async def _visit(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        visit = asyncio.current_task()
        assert visit is not None  # noqa: S101 asyncio runs this in a task of its own
        self._visits.add(visit)
        try:
            if len(self._visits) <= VISITS_AT_ONCE:
                async with asyncio.timeout(self._patience.visit):
                    await self._serve(AgiSession(reader, writer))
        except (PeerGone, TimeoutError) as error:
            log.info("visit ended early: %s", error or "out of time")
        finally:
            self._visits.discard(visit)
            writer.close()

    async def _serve(self, session: AgiSession) -> None:
        began = time.monotonic()
        async with asyncio.timeout(self._patience.header):
            header = await session.header()
        asked = read_question(header, self._token)
        if asked is None:
            log.warning("visit refused: wrong token or unknown question")
            return
        try:
            await self._answer(asked, session)
        except PeerGone:
            raise
        except Refused as error:
            log.warning("call %s, %s: Asterisk refused: %s", asked.call, asked.question, error)
        except Exception:
            log.exception("call %s, %s failed", asked.call, asked.question)
        else:
            log.info("call %s: %s answered in %.1f ms", asked.call, asked.question, 1000 * (time.monotonic() - began))


def read_question(header: Mapping[str, str], token: str) -> Asked | None:
    """The question in a visit's header, or None when the token or the question is not ours."""
    name, _, query = header.get("agi_network_script", "").partition("?")
    given = header.get("agi_arg_1", "")
    if not hmac.compare_digest(given.encode(), token.encode()) or name not in {question.value for question in Question}:
        return None
    try:
        arguments = dict(parse_qsl(query, max_num_fields=QUERY_FIELDS))
    except ValueError:
        return None
    return Asked(
        call=CallId(header.get("agi_uniqueid", "")),
        caller_number=_shown(header.get("agi_callerid", "")),
        dialled=_shown(header.get("agi_dnid", "")),
        question=Question(name),
        arguments=arguments,
    )


def _shown(value: str) -> str:
    return "" if value == "unknown" else value
