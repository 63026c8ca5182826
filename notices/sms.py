"""Short messages through a provider's HTTP interface, as ``config/notices.yaml`` describes it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from urllib.parse import quote, quote_plus

from aiohttp import ClientError, ClientSession, ClientTimeout

from storage.masked import masked_text

from .notice import Channel, Letter
from .postman import NotSent
from .settings import Contact, SmsGateway

MOST_ANSWER = 64 * 1024  # bytes of a gateway's answer that are read
SECRET = "{secret}"  # noqa: S105 the place of the secret in a header, not a secret


class SmsSender:
    """``secret`` is asked for at each message, so that a new one needs no restart."""

    def __init__(self, gateway: SmsGateway, contacts: Mapping[str, Contact], secret: Callable[[], str]) -> None:
        self._gateway = gateway
        self._contacts = contacts
        self._secret = secret

    async def send(self, letter: Letter) -> None:
        phone = self._contacts.get(letter.to, Contact()).address(Channel.SMS)
        if not phone:
            raise NotSent(f"{letter.to} has no phone")
        gateway, places = self._gateway, filled(letter, phone)
        headers = {name: value.replace(SECRET, self._secret()) for name, value in gateway.headers.items()}
        headers |= {"Content-Type": gateway.content_type} if gateway.body else {}
        timeout = ClientTimeout(total=gateway.timeout.total_seconds())
        try:
            async with (
                ClientSession(timeout=timeout) as session,
                session.request(
                    gateway.method,
                    fill(gateway.url, places, lambda text: quote(text, safe="")),
                    data=fill(gateway.body, places, escape_for(gateway.content_type)).encode() or None,
                    headers=headers,
                    allow_redirects=False,
                ) as answer,
            ):
                body = (await answer.content.read(MOST_ANSWER)).decode("utf-8", "replace")
                self._judge(answer.status, body)
        except (ClientError, TimeoutError, OSError) as error:
            raise NotSent(masked_text(f"{type(error).__name__}: {error}")) from error

    def _judge(self, status: int, body: str) -> None:
        if not 200 <= status < 300 or self._gateway.accepted not in body:
            raise NotSent(masked_text(f"HTTP {status}: {' '.join(body.split())[:200]}"))


def filled(letter: Letter, to: str) -> dict[str, str]:
    """What stands in the places of a template."""
    return {
        "to": to,
        "text": letter.zh,
        "text_en": letter.en,
        "key": letter.key,
        "kind": letter.kind,
        "subject": letter.subject,
    }


def fill(template: str, places: Mapping[str, str], escape: Callable[[str], str]) -> str:
    """The template with each ``{place}`` filled in; any other brace is a brace, as JSON has many."""
    return re.sub(r"\{(\w+)\}", lambda found: escape(places[found[1]]) if found[1] in places else found[0], template)


def escape_for(content_type: str) -> Callable[[str], str]:
    """How a text is written in a body of this type."""
    if "json" in content_type:
        return lambda text: json.dumps(text, ensure_ascii=False)[1:-1]
    if "form-urlencoded" in content_type:
        return quote_plus
    if "xml" in content_type:
        return lambda text: text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    return str
