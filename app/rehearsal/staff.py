"""The desk's door as a member of staff uses it: sign in, be ready, look at calls and orders. Plain HTTP, no library."""

from __future__ import annotations

import asyncio
import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from urllib.parse import quote, urlsplit

Json = Mapping[str, object]

DEADLINE_S = 15.0


class Refused(Exception):
    """The desk answered with something else than success."""


@dataclass(frozen=True, slots=True)
class SeenCall:
    """A call as the supervisor's page shows it."""

    call: str
    number_masked: str
    key: str
    line: str
    line_words: str
    group: str
    group_words: str
    because: str
    order: str
    outcome: str
    answered_by: str
    waited_s: int | None
    talked_s: int | None
    survey: int | None

    @classmethod
    def read(cls, said: Json, language: str) -> SeenCall:
        def text(key: str) -> str:
            return str(said.get(key) or "")

        def number(key: str) -> int | None:
            value = said.get(key)
            return int(value) if isinstance(value, int | float) else None

        return cls(
            call=text("call"),
            number_masked=text("number_masked"),
            key=text("key"),
            line=text("line"),
            line_words=text(f"line_{language}"),
            group=text("group"),
            group_words=text(f"group_{language}"),
            because=text(f"because_{language}"),
            order=text("order"),
            outcome=text("outcome"),
            answered_by=text("answered_by"),
            waited_s=number("waited_s"),
            talked_s=number("talked_s"),
            survey=number("survey"),
        )


@dataclass(frozen=True, slots=True)
class SeenOrder:
    """A work order's page: the parts that a rehearsal looks at."""

    number: str
    state: str
    opened_at: datetime
    callback_wanted: bool
    message_seconds: int | None
    rang_at: datetime | None
    """When a phone was first rung for it."""

    @classmethod
    def read(cls, said: Json) -> SeenOrder:
        order, story = cast(Json, said["order"]), cast("list[Json]", said["story"])
        rung = [datetime.fromisoformat(str(row["at"])) for row in story if row["kind"] == "rung"]
        seconds = order["message_seconds"]
        return cls(
            number=str(order["number"]),
            state=str(order["state"]),
            opened_at=datetime.fromisoformat(str(order["opened_at"])),
            callback_wanted=bool(order["callback_wanted"]),
            message_seconds=int(seconds) if isinstance(seconds, int) else None,
            rang_at=min(rung, default=None),
        )


class Staff:
    """One person's session at the desk."""

    def __init__(self, url: str, person: str, password: str) -> None:
        parts = urlsplit(url)
        self.person = person
        self._host, self._port = parts.hostname or "", parts.port
        self._password = password
        self._cookie = ""

    async def sign_in(self) -> bool:
        """True where the password is the one that set-up made: nothing else is allowed until it is changed."""
        said = await self._ask("POST", "/api/session", {"id": self.person, "password": self._password})
        return bool(said["first_password"])

    async def choose_password(self, chosen: str) -> None:
        await self._ask("POST", "/api/password", {"old": self._password, "new": chosen})
        self._password = chosen

    async def be(self, state: str, reason: str | None = None) -> Json:
        """Say ready, paused or away."""
        wanted = {"state": state} if reason is None else {"state": state, "reason": reason}
        return await self._ask("PUT", "/api/presence", wanted)

    async def presence(self) -> Json:
        return await self._ask("GET", "/api/presence")

    async def calls(self, day: datetime, language: str = "zh") -> list[SeenCall]:
        """All calls of that day; for supervisors."""
        said = await self._ask("GET", f"/api/calls?day={day:%Y-%m-%d}")
        return [SeenCall.read(call, language) for call in cast("list[Json]", said["calls"])]

    async def replays_the_same(self, call: str) -> bool:
        """True when the recorded decision comes out again from its own duty version; for supervisors."""
        return bool((await self._ask("GET", f"/api/calls/{quote(call)}/decision"))["same"])

    async def order(self, number: str) -> SeenOrder:
        return SeenOrder.read(await self._ask("GET", f"/api/orders/{quote(number)}"))

    async def ask(self, path: str) -> Json:
        """Anything else that the desk tells by GET."""
        return await self._ask("GET", path)

    async def send(self, method: str, path: str, body: Json) -> Json:
        """Anything else that is done at the desk."""
        return await self._ask(method, path, body)

    @property
    def cookie(self) -> str:
        """The session, as a browser or a WebSocket would bring it."""
        return self._cookie

    async def _ask(self, method: str, path: str, body: Json | None = None) -> Json:
        return await asyncio.to_thread(self._asked, method, path, body)

    def _asked(self, method: str, path: str, body: Json | None) -> Json:
        connection = http.client.HTTPConnection(self._host, self._port, timeout=DEADLINE_S)
        headers = {"X-Hotline": "1", "Content-Type": "application/json", "Cookie": self._cookie}
        try:
            connection.request(method, path, json.dumps(body) if body is not None else None, headers)
            response = connection.getresponse()
            text = response.read().decode()
        finally:
            connection.close()
        if response.status >= 300:
            raise Refused(f"{method} {path} by {self.person}: {response.status} {text[:300]}")
        if session := response.getheader("Set-Cookie"):
            self._cookie = session.partition(";")[0]
        return cast(Json, json.loads(text)) if text else {}
