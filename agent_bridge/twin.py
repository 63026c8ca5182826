"""A strict twin of Asterisk's manager port, for tests: speaks the wire, keeps queues, refuses what it does not know.

It answers as Asterisk 22 does, to the few actions that the desk may send and to their exact headers; anything else is
an error there and a reason to fail here (``surprises``).
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

Message = dict[str, str]
Row = Mapping[str, str | list[str]]

_HEADERS = {
    "login": {"username", "secret", "events"},
    "ping": set(),
    "queueadd": {"queue", "interface", "stateinterface", "membername", "paused"},
    "queueremove": {"queue", "interface"},
    "queuepause": {"queue", "interface", "paused", "reason"},
    "queuestatus": set(),
    "queuewithdrawcaller": {"queue", "caller", "withdrawinfo"},
    "status": {"variables"},
    "devicestatelist": set(),
}


@dataclass(frozen=True, slots=True)
class Member:
    queue: str
    interface: str
    paused: bool = False
    reason: str = ""
    in_call: bool = False
    status: int = 1

    def headers(self) -> Message:
        name = self.interface.removeprefix("PJSIP/")
        return {
            "Queue": self.queue,
            "MemberName": name,
            "Name": name,
            "Interface": self.interface,
            "Location": self.interface,
            "StateInterface": self.interface,
            "Membership": "dynamic",
            "Penalty": "0",
            "InCall": str(int(self.in_call)),
            "Status": str(self.status),
            "Paused": str(int(self.paused)),
            "PausedReason": self.reason,
        }


@dataclass
class ManagerTwin:
    """One Asterisk, as far as its manager port shows. Use as an async context manager."""

    user: str = "desk"
    secret: str = "secret"  # noqa: S105 a test's
    port: int = 0
    booted: bool = True
    banner: bytes = b"Asterisk Call Manager/11.0.0\r\n"
    silent: set[str] = field(default_factory=set)
    """Actions, in lower case, that get no answer; ``*`` for all."""
    members: dict[tuple[str, str], Member] = field(default_factory=dict)
    channels: list[Row] = field(default_factory=list)
    callers: list[Row] = field(default_factory=list)
    """Those who wait, as ``QueueEntry`` tells them."""
    devices: Message = field(default_factory=dict)
    heard: list[Message] = field(default_factory=list)
    surprises: list[str] = field(default_factory=list)

    async def __aenter__(self) -> ManagerTwin:
        self.logged_in = asyncio.Event()
        self._writers: set[asyncio.StreamWriter] = set()
        self._changed = asyncio.Condition()
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """As a killed Asterisk: nobody listens, every link is cut."""
        self._server.close()
        self.cut()

    def cut(self) -> None:
        self.logged_in.clear()
        for writer in tuple(self._writers):
            writer.close()

    def send(self, event: str, headers: Row) -> None:
        self.send_bytes(_encoded({"Event": event, **headers}))

    def send_bytes(self, data: bytes) -> None:
        for writer in self._writers:
            writer.write(data)

    async def until_heard(self, action: str, times: int = 1) -> Message:
        """The ``times``-th message of this action, as soon as it is there."""
        async with self._changed:
            await self._changed.wait_for(lambda: len(self.all_heard(action)) >= times)
        return self.all_heard(action)[times - 1]

    def all_heard(self, action: str) -> list[Message]:
        return [one for one in self.heard if one["action"].lower() == action.lower()]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        writer.write(self.banner)
        try:
            while True:
                block = await reader.readuntil(b"\r\n\r\n")
                message = dict(_header(line) for line in block.decode().strip().split("\r\n"))
                async with self._changed:
                    self.heard.append(message)
                    self._changed.notify_all()
                if not self._answer(message, writer):
                    return
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            self._writers.discard(writer)
            writer.close()

    def _answer(self, message: Message, writer: asyncio.StreamWriter) -> bool:
        """False where Asterisk closes the link."""
        action = message["action"].lower()
        known = _HEADERS.get(action)
        if known is None or not set(message) <= known | {"action", "actionid"}:
            self.surprises.append(f"{message}")
            self._reply(writer, message, "Error", "Invalid/unknown command: " + action)
            return True
        if action in self.silent or "*" in self.silent:
            return True
        answer: bool | None = getattr(self, f"_on_{action}")(message, writer)
        return answer is not False

    def _reply(self, writer: asyncio.StreamWriter, message: Message, response: str, text: str, **more: str) -> None:
        writer.write(_encoded({"Response": response, "ActionID": message["actionid"], **more, "Message": text}))

    def _list(self, writer: asyncio.StreamWriter, message: Message, rows: Sequence[Row], end: str) -> None:
        self._reply(writer, message, "Success", "List will follow", EventList="start")
        for row in rows:
            writer.write(_encoded({**row, "ActionID": message["actionid"]}))
        count = str(len(rows))
        last = {"Event": end, "ActionID": message["actionid"], "EventList": "Complete", "ListItems": count}
        writer.write(_encoded(last))

    def _on_login(self, message: Message, writer: asyncio.StreamWriter) -> bool:
        if (message["username"], message["secret"]) != (self.user, self.secret):
            self._reply(writer, message, "Error", "Authentication failed")
            return False
        self._reply(writer, message, "Success", "Authentication accepted")
        if self.booted:
            writer.write(_encoded({"Event": "FullyBooted", "Status": "Fully Booted"}))
        self.logged_in.set()
        return True

    def _on_ping(self, message: Message, writer: asyncio.StreamWriter) -> None:
        writer.write(_encoded({"Response": "Success", "ActionID": message["actionid"], "Ping": "Pong"}))

    def _on_queueadd(self, message: Message, writer: asyncio.StreamWriter) -> None:
        seat = (message["queue"], message["interface"])
        if seat in self.members:
            self._reply(writer, message, "Error", "Unable to add interface: Already there")
            return
        self.members[seat] = Member(*seat, paused=message["paused"] == "true")
        self._reply(writer, message, "Success", "Added interface to queue")
        self.send("QueueMemberAdded", self.members[seat].headers())

    def _on_queueremove(self, message: Message, writer: asyncio.StreamWriter) -> None:
        member = self.members.pop((message["queue"], message["interface"]), None)
        if member is None:
            self._reply(writer, message, "Error", "Unable to remove interface: Not there")
            return
        self._reply(writer, message, "Success", "Removed interface from queue")
        self.send("QueueMemberRemoved", member.headers())

    def _on_queuepause(self, message: Message, writer: asyncio.StreamWriter) -> None:
        seat = (message["queue"], message["interface"])
        if seat not in self.members:
            self._reply(writer, message, "Error", "Interface not found")
            return
        paused = message["paused"] == "true"
        self.members[seat] = replace(self.members[seat], paused=paused, reason=message.get("reason", ""))
        self._reply(writer, message, "Success", "Interface paused successfully")
        self.send("QueueMemberPause", self.members[seat].headers())

    def _on_queuestatus(self, message: Message, writer: asyncio.StreamWriter) -> None:
        rows: list[Row] = [{"Event": "QueueMember", **member.headers()} for member in self.members.values()]
        rows += [{"Event": "QueueEntry", **one} for one in self.callers]
        self._list(writer, message, rows, "QueueStatusComplete")

    def _on_queuewithdrawcaller(self, message: Message, writer: asyncio.StreamWriter) -> None:
        found = [one for one in self.callers if (one["Queue"], one["Channel"]) == (message["queue"], message["caller"])]
        if not found:
            self._reply(writer, message, "Error", "Unable to request withdraw from queue: No such caller")
            return
        self.callers.remove(found[0])
        self._reply(writer, message, "Success", "Withdraw requested successfully")

    def _on_status(self, message: Message, writer: asyncio.StreamWriter) -> None:
        self._list(writer, message, [{"Event": "Status", **one} for one in self.channels], "StatusComplete")

    def _on_devicestatelist(self, message: Message, writer: asyncio.StreamWriter) -> None:
        rows = [
            {"Event": "DeviceStateChange", "Device": device, "State": state} for device, state in self.devices.items()
        ]
        self._list(writer, message, rows, "DeviceStateListComplete")


def _header(line: str) -> tuple[str, str]:
    name, _, value = line.partition(": ")
    return name.lower(), value


def _encoded(headers: Row) -> bytes:
    lines = [
        f"{name}: {one}\r\n"
        for name, value in headers.items()
        for one in (value if isinstance(value, list) else [value])
    ]
    return ("".join(lines) + "\r\n").encode()
