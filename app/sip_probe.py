"""Asks our own Asterisk for entry without a password. It must refuse, or nothing is served.

A configuration may look right while the module that demands passwords is missing; only a real request tells.
"""

from __future__ import annotations

import asyncio
import secrets

ANSWER_SECONDS = 3.0
_CHALLENGE = b"401"


class _Answer(asyncio.DatagramProtocol):
    def __init__(self) -> None:
        self.status: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:  # noqa: ARG002 asyncio's signature
        parts = data.split(b" ", 2)
        if parts[0] == b"SIP/2.0" and len(parts) > 1 and not parts[1].startswith(b"1") and not self.status.done():
            self.status.set_result(parts[1])


async def guards_its_door(address: tuple[str, int], account: str) -> bool:
    """True when a REGISTER for this account without a password is asked for one (RFC 3261 §10.3, §22.4)."""
    return await _status(address, account) == _CHALLENGE


async def _status(address: tuple[str, int], user: str) -> bytes:
    loop = asyncio.get_running_loop()
    transport, answer = await loop.create_datagram_endpoint(_Answer, remote_addr=address)
    try:
        transport.sendto(_register(address, transport.get_extra_info("sockname"), user))
        async with asyncio.timeout(ANSWER_SECONDS):
            return await answer.status
    except TimeoutError:
        return b""
    finally:
        transport.close()


def _register(server: tuple[str, int], here: tuple[str, int], user: str) -> bytes:
    tag = secrets.token_hex(8)
    lines = (
        f"REGISTER sip:{server[0]}:{server[1]} SIP/2.0",
        f"Via: SIP/2.0/UDP {here[0]}:{here[1]};branch=z9hG4bK{tag};rport",
        "Max-Forwards: 70",
        f"From: <sip:{user}@{server[0]}>;tag={tag}",
        f"To: <sip:{user}@{server[0]}>",
        f"Call-ID: {tag}@{here[0]}",
        "CSeq: 1 REGISTER",
        f"Contact: <sip:{user}@{here[0]}:{here[1]}>",
        "Expires: 60",
        "Content-Length: 0",
        "",
        "",
    )
    return "\r\n".join(lines).encode()
