"""One UDP socket that speaks SIP: repeats what is not answered, and answers repeats from memory (RFC 3261 §17)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import cast

from app.rehearsal.sip.message import Address, Message, fresh_tag, parameter, parse, reply

T1_S = 0.5
T2_S = 4.0
PATIENCE_S = 32.0  # 64 × T1

Serve = Callable[[Message], None]


class Exchange:
    """A request of ours and the responses to it, the last of them a 408 of our own making where none came."""

    def __init__(self, link: Link, request: Message, to: Address) -> None:
        self._link, self._request, self._to = link, request, to
        self._responses: asyncio.Queue[Message] = asyncio.Queue()
        self._loop = asyncio.get_running_loop()
        self._gives_up = self._loop.time() + PATIENCE_S
        self._heard = self._final = False
        self._ack: Message | None = None
        self._again(T1_S)

    async def response(self) -> Message:
        """The next response, provisional or final."""
        return await self._responses.get()

    async def final(self) -> Message:
        while (response := await self.response()).code < 200:
            pass
        return response

    def acknowledge(self, ack: Message) -> None:
        """Send the ACK of a final response to INVITE, now and whenever that response is repeated."""
        self._ack = ack
        self._link.send(ack, self._to)

    def receive(self, response: Message) -> None:
        self._heard = True
        if self._final:
            if self._ack is not None:
                self._link.send(self._ack, self._to)
            return
        self._final = response.code >= 200
        if self._final and response.code >= 300 and self._request.method == "INVITE":
            self.acknowledge(_refusal_ack(self._request, response))
        self._responses.put_nowait(response)

    def _again(self, delay: float) -> None:
        if self._final or (self._heard and self._request.method == "INVITE") or self._link.closed:
            return
        if self._loop.time() > self._gives_up:
            self._final = True
            self._responses.put_nowait(reply(self._request, 408, "Request Timeout", tag=fresh_tag()))
            return
        self._link.send(self._request, self._to)
        following = delay * 2 if self._request.method == "INVITE" else min(delay * 2, T2_S)
        self._loop.call_later(delay, self._again, following)


class Link(asyncio.DatagramProtocol):
    """The socket. Requests from the other side go to ``serve``, each once."""

    def __init__(self, serve: Serve) -> None:
        self.closed = False
        self._serve = serve
        self._exchanges: dict[tuple[str, str], Exchange] = {}
        self._answered: dict[tuple[str, str], Message | None] = {}
        self._unacknowledged: dict[str, tuple[Message, Address]] = {}
        self._transport: asyncio.DatagramTransport

    @classmethod
    async def open(cls, serve: Serve, local: Address) -> Link:
        _, link = await asyncio.get_running_loop().create_datagram_endpoint(lambda: cls(serve), local)
        return link

    @property
    def address(self) -> Address:
        host, port = self._transport.get_extra_info("sockname")[:2]
        return host, port

    def ask(self, request: Message, to: Address) -> Exchange:
        exchange = Exchange(self, request, to)
        self._exchanges[request.branch, request.method] = exchange
        return exchange

    def answer(self, request: Message, response: Message) -> None:
        """Answer a request; a repeat of it gets the same again, and a 200 to INVITE is repeated until its ACK."""
        to = came_from(request)
        self._answered[request.branch, request.method] = response
        self.send(response, to)
        if request.method == "INVITE" and 200 <= response.code < 300:
            self._unacknowledged[request["Call-ID"]] = (response, to)
            self._repeat_answer(request["Call-ID"], T1_S)

    def send(self, message: Message, to: Address) -> None:
        if not self.closed:
            self._transport.sendto(bytes(message), to)

    def close(self) -> None:
        self.closed = True
        self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)  # CPython's own class does not say that it is one

    def datagram_received(self, data: bytes, addr: Address) -> None:  # noqa: ARG002 asyncio's signature
        message = parse(data)
        if message is None:
            return
        if message.is_response:
            exchange = self._exchanges.get((message.branch, message.method))
            if exchange is not None:
                exchange.receive(message)
        elif message.method == "ACK":
            self._unacknowledged.pop(message["Call-ID"], None)
        else:
            self._request_received(message)

    def _request_received(self, request: Message) -> None:
        key = request.branch, request.method
        if key not in self._answered:
            self._answered[key] = None
            self._serve(request)
        elif (said := self._answered[key]) is not None:
            self.send(said, came_from(request))

    def _repeat_answer(self, call: str, delay: float) -> None:
        if call in self._unacknowledged and delay < PATIENCE_S and not self.closed:
            if delay > T1_S:
                self.send(*self._unacknowledged[call])
            asyncio.get_running_loop().call_later(delay, self._repeat_answer, call, delay * 2)


def _refusal_ack(request: Message, response: Message) -> Message:
    """The ACK of a refusal belongs to the INVITE's own transaction."""
    kept = tuple((key, value) for key, value in request.headers if key in ("Via", "From", "Call-ID", "Max-Forwards"))
    start = request.start.replace("INVITE", "ACK", 1)
    return Message(start, (*kept, ("To", response["To"]), ("CSeq", f"{request.cseq} ACK")))


def came_from(request: Message) -> Address:
    """Where a request came from and its responses go: the top Via, with what rport and received say."""
    via = request["Via"]
    host, _, port = via.split(";")[0].split()[-1].partition(":")
    return parameter(via, "received") or host, int(parameter(via, "rport") or port or 5060)
