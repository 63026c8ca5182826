"""The one guarded door to Asterisk's manager interface.

:meth:`AmiLink.run` keeps one login alive for as long as it runs: reconnects with back-off, pings and checks the answer,
and puts everything that arrives, in order, into one bounded inbox. ``LinkUp`` stands in that inbox wherever the reader
must compare what it believes with Asterisk's own state, because AMI replays nothing.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from agent_bridge.ami_protocol import ConnectionEnded, OneConnection
from agent_bridge.device import PhoneState, device_of
from agent_bridge.events import DeviceChanged, Event, FullyBooted, MemberChanged
from agent_bridge.headers import BadEvent, Headers
from agent_bridge.inbox import Inbox
from agent_bridge.link import (
    LinkDown,
    LinkFault,
    LinkUp,
    LiveChannel,
    Received,
    Refused,
    Unanswered,
)
from agent_bridge.parse import CARRIED, PARSERS, device_changed, live_channel, member_changed, parse
from agent_bridge.waiting import MARKS, WaitingCaller, waiting_callers
from dialplan.conf import Unsendable, ami_value
from storage.ids import GroupId, PersonId

log = logging.getLogger(__name__)

MOST_WAITING = 20_000  # events; a reader so far behind is better off asking for the state


@dataclass(frozen=True, slots=True)
class AmiAccount:
    """Where Asterisk's manager listens, and as whom we log in."""

    host: str
    port: int
    user: str
    secret: str

    def __repr__(self) -> str:
        return f"AmiAccount({self.user}@{self.host}:{self.port})"


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds; every wait for Asterisk has one."""

    connect: float = 2.0
    boot: float = 30.0
    action: float = 2.0
    listing: float = 5.0
    ping_every: float = 2.0
    back_off: tuple[float, ...] = (0.25, 0.5, 1.0, 2.0)


class _Down(Exception):
    """The link could not be made, or ended."""

    def __init__(self, fault: LinkFault, detail: str) -> None:
        super().__init__(f"{fault}: {detail}")
        self.fault = fault
        self.detail = detail


class AmiLink:
    """Implements :class:`agent_bridge.link.Asterisk` over one AMI login at a time."""

    def __init__(
        self,
        account: AmiAccount,
        *,
        now: Callable[[], datetime],
        patience: Patience | None = None,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._account = account
        self._now = now
        self._patience = patience or Patience()
        self._pause = pause
        self._inbox: Inbox[Received] = Inbox(MOST_WAITING)
        self._connection: OneConnection | None = None
        self._booted = asyncio.Event()
        self.bad_events = 0
        self.fault: LinkDown | None = LinkDown(LinkFault.UNREACHABLE, "not tried yet")
        """Why there is no link now; None while there is one."""

    async def run(self) -> None:
        """Keeps the link until cancelled."""
        failures = 0
        while True:
            try:
                await self._one_login()
            except _Down as down:
                failures = 0 if self.fault is None else failures + 1
                self._mourn(LinkDown(down.fault, down.detail))
            steps = self._patience.back_off
            await self._pause(steps[min(failures, len(steps) - 1)])

    @property
    def dropped(self) -> int:
        """Events that were thrown away because nobody kept up with them, ever."""
        return self._inbox.dropped

    def received(self) -> AsyncIterator[Received]:
        return aiter(self._inbox)

    # What we ask of Asterisk

    async def members(self) -> tuple[MemberChanged, ...]:
        rows = await self._list("QueueStatus")
        return tuple(member_changed(row) for row in rows if row.name == "QueueMember")

    async def channels(self) -> tuple[LiveChannel, ...]:
        # Status, not CoreShowChannels: our AMI user may write `agent,call` only, and that one wants `system`.
        rows = await self._list("Status", Variables=",".join(CARRIED))
        return tuple(live_channel(row) for row in rows if row.name == "Status")

    async def phones(self) -> Mapping[PersonId, PhoneState]:
        rows = await self._list("DeviceStateList")
        changes = (device_changed(row) for row in rows if row.name == "DeviceStateChange")
        return {change.person: change.phone for change in changes if isinstance(change, DeviceChanged)}

    async def waiting(self) -> tuple[WaitingCaller, ...]:
        queues = await self._list("QueueStatus")
        return tuple(waiting_callers(queues, await self._list("Status", Variables=",".join(MARKS))))

    async def withdraw(self, caller: WaitingCaller, info: str) -> None:
        """Refused where he has left the queue meanwhile."""
        await self._do("QueueWithdrawCaller", Queue=caller.group, Caller=caller.channel, WithdrawInfo=info)

    async def add_member(self, group: GroupId, person: PersonId, *, paused: bool) -> None:
        device = device_of(person)
        await self._do(
            "QueueAdd",
            Queue=group,
            Interface=device,
            StateInterface=device,
            MemberName=person,
            Paused=str(paused).lower(),
        )

    async def remove_member(self, group: GroupId, person: PersonId) -> None:
        await self._do("QueueRemove", Queue=group, Interface=device_of(person))

    async def pause_member(self, group: GroupId, person: PersonId, *, paused: bool, reason: str) -> None:
        fields = {"Reason": reason} if paused and reason else {}
        await self._do("QueuePause", Queue=group, Interface=device_of(person), Paused=str(paused).lower(), **fields)

    # One login, from connecting to its end

    async def _one_login(self) -> None:
        connection = OneConnection(self._take, read=PARSERS)
        self._booted.clear()
        try:
            await self._open(connection)
            self._connection = connection
            await self._log_in()
            await self._wait_for_boot(connection)
            self.fault = None
            self._put(LinkUp())
            await self._watch(connection)
        finally:
            self._connection = None
            if connection.protocol is not None:
                connection.close()

    async def _open(self, connection: OneConnection) -> None:
        try:
            async with asyncio.timeout(self._patience.connect):
                await connection.open(self._account.host, self._account.port)
        except (OSError, TimeoutError) as error:
            raise _Down(LinkFault.UNREACHABLE, str(error) or "no connection in time") from error

    async def _log_in(self) -> None:
        try:
            await self._do("Login", Username=self._account.user, Secret=self._account.secret, Events="on")
        except Refused as error:
            raise _Down(LinkFault.REFUSED, str(error)) from error
        except Unanswered as error:
            lost = self._connection is not None and self._connection.ended.done()
            raise _Down(LinkFault.NOT_ASTERISK if lost else LinkFault.SILENT, str(error)) from error

    async def _wait_for_boot(self, connection: OneConnection) -> None:
        """Before FullyBooted queues may not be loaded yet; afterwards Asterisk says it right after the login."""
        booted = asyncio.ensure_future(self._booted.wait())
        try:
            either: set[asyncio.Future[object]] = {booted, connection.ended}  # type: ignore[arg-type] # invariant
            await asyncio.wait(either, timeout=self._patience.boot, return_when=asyncio.FIRST_COMPLETED)
            if connection.ended.done():
                raise _Down(LinkFault.LOST, connection.ended.result())
            if not booted.done():
                raise _Down(LinkFault.NOT_BOOTED, "no FullyBooted: may the AMI user read `system`?")
        finally:
            booted.cancel()

    async def _watch(self, connection: OneConnection) -> None:
        """Returns never: raises when the link ends or a ping stays without an answer."""
        while True:
            await asyncio.wait({connection.ended}, timeout=self._patience.ping_every)
            if connection.ended.done():
                raise _Down(LinkFault.LOST, connection.ended.result())
            try:
                await self._do("Ping")
            except (Refused, Unanswered) as error:
                raise _Down(LinkFault.SILENT, str(error)) from error

    # What arrives

    def _take(self, message: Mapping[str, object]) -> None:
        """Called for every event from inside the reading of the socket: must be quick and may not raise."""
        try:
            event = parse(Headers(message))
        except BadEvent as error:
            self.bad_events += 1
            log.warning("an event was not what its name promises: %s", error)
            return
        except Exception:  # raising here would end the link and lose what came in the same segment
            self.bad_events += 1
            log.exception("an event could not be read")
            return
        if isinstance(event, FullyBooted):
            self._booted.set()
        elif event is not None:
            self._put(event)

    def _put(self, what: Event | LinkUp | LinkDown) -> None:
        at = self._now()
        self._inbox.put(Received(what, at), on_overflow=Received(LinkUp(), at))

    def _mourn(self, down: LinkDown) -> None:
        if self.fault is None or self.fault.fault is not down.fault:
            log.warning("no link to Asterisk's manager at %r: %s (%s)", self._account, down.fault, down.detail)
        if self.fault is None:
            self._put(down)
        self.fault = down

    # Asking

    async def _do(self, action: str, **fields: str) -> None:
        await self._ask(action, fields, self._patience.action, listing=False)

    async def _list(self, action: str, **fields: str) -> tuple[Headers, ...]:
        return await self._ask(action, fields, self._patience.listing, listing=True)

    async def _ask(
        self, action: str, fields: Mapping[str, str], patience: float, *, listing: bool
    ) -> tuple[Headers, ...]:
        try:
            headers = {name: ami_value(value) for name, value in fields.items()}
        except Unsendable as error:
            raise Refused(f"{action}: {error}") from error
        if self._connection is None:
            raise Unanswered(f"{action}: no link to Asterisk")
        try:
            async with asyncio.timeout(patience):
                messages = await self._connection.ask(action, headers, listing=listing)
        except TimeoutError as error:
            raise Unanswered(f"{action}: no answer within {patience:g} s") from error
        except ConnectionEnded as error:
            raise Unanswered(f"{action}: {error}") from error
        answer = tuple(Headers(message) for message in messages)
        if answer[0].text("Response", default="") == "Error":
            raise Refused(f"{action}: {answer[0].text('Message', default='refused')}")
        return answer
