"""The two ends of one call: tags, sequence numbers, and the requests that belong to it."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.rehearsal.sip.link import Exchange, Link
from app.rehearsal.sip.message import Address, Headers, Message, fresh_branch, uri


@dataclass(slots=True)
class Dialog:
    """What both sides agreed on. ``local`` and ``remote`` are whole From/To values with their tags."""

    link: Link
    peer: Address
    call_id: str
    local: str
    remote: str
    target: str
    sequence: int = field(default=1)

    def ask(self, method: str) -> Exchange:
        """Send a request inside the call."""
        self.sequence += 1
        return self.link.ask(self.message(method, self.sequence), self.peer)

    def message(self, method: str, sequence: int, more: Headers = (), body: bytes = b"") -> Message:
        return request(
            method,
            self.target,
            (("From", self.local), ("To", self.remote), ("Call-ID", self.call_id), ("CSeq", f"{sequence} {method}")),
            self.link.address,
            more=more,
            body=body,
        )

    @classmethod
    def answered(cls, link: Link, peer: Address, invite: Message, response: Message) -> Dialog:
        """The dialog of an INVITE of ours that was answered."""
        target = uri(response["Contact"]) or uri(invite["To"])
        return cls(link, peer, invite["Call-ID"], invite["From"], response["To"], target, invite.cseq)

    @classmethod
    def accepted(cls, link: Link, peer: Address, invite: Message, response: Message) -> Dialog:
        """The dialog of an INVITE that we answered."""
        return cls(link, peer, invite["Call-ID"], response["To"], invite["From"], uri(invite["Contact"]))


def request(
    method: str, target: str, ends: Headers, local: Address, *, more: Headers = (), body: bytes = b""
) -> Message:
    """A request from this socket; ``ends`` are From, To, Call-ID and CSeq."""
    host, port = local
    headers: Headers = (
        ("Via", f"SIP/2.0/UDP {host}:{port};rport;branch={fresh_branch()}"),
        ("Max-Forwards", "70"),
        *ends,
        ("Contact", f"<sip:here@{host}:{port}>"),
        *more,
        *((("Content-Type", "application/sdp"),) if body else ()),
    )
    return Message(f"{method} {target} SIP/2.0", headers, body)
