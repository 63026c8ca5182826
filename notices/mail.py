"""E-mail by SMTP, in a thread: a few messages an hour need no library of their own."""

from __future__ import annotations

import asyncio
import hashlib
import smtplib
import ssl
from collections.abc import Callable, Mapping
from email.message import EmailMessage
from email.utils import format_datetime

from storage.masked import masked_text

from .notice import Channel, Letter
from .postman import NotSent
from .settings import Contact, MailServer


class MailSender:
    """``secret`` is the password, asked for at each message; not asked for where nobody signs in."""

    def __init__(
        self, server: MailServer, hotline: str, contacts: Mapping[str, Contact], secret: Callable[[], str]
    ) -> None:
        self._server = server
        self._hotline = hotline
        self._contacts = contacts
        self._secret = secret

    async def send(self, letter: Letter) -> None:
        address = self._contacts.get(letter.to, Contact()).address(Channel.EMAIL)
        if not address:
            raise NotSent(f"{letter.to} has no e-mail address")
        message = message_of(letter, address, self._server.sender, self._hotline)
        try:
            await asyncio.to_thread(self._deliver, message)
        except smtplib.SMTPRecipientsRefused as refused:
            code, said = next(iter(refused.recipients.values()))
            raise NotSent(f"{letter.to}: {code} {_text(said)}", final=code >= 500) from refused
        except smtplib.SMTPResponseException as error:
            raise NotSent(masked_text(f"{error.smtp_code} {_text(error.smtp_error)}")) from error
        except (smtplib.SMTPException, OSError) as error:
            raise NotSent(masked_text(f"{type(error).__name__}: {error}")) from error

    def _deliver(self, message: EmailMessage) -> None:
        server, seconds = self._server, self._server.timeout.total_seconds()
        if server.security == "tls":
            context = ssl.create_default_context()
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=seconds, context=context)
        else:
            smtp = smtplib.SMTP(server.host, server.port, timeout=seconds)
        with smtp:
            if server.security == "starttls":
                smtp.starttls(context=ssl.create_default_context())
            if server.user:
                smtp.login(server.user, self._secret())
            smtp.send_message(message)


def message_of(letter: Letter, to: str, sender: str, hotline: str) -> EmailMessage:
    """The mail. Tried again it has the same Message-ID, by which mail servers and readers know it."""
    message = EmailMessage()
    message["From"], message["To"] = sender, to
    message["Subject"] = " ".join(f"{hotline}：{letter.zh}".split())[:200]
    message["Date"] = format_datetime(letter.at)
    name = hashlib.sha256(letter.key.encode()).hexdigest()[:32]
    message["Message-ID"] = f"<{name}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's absence notice answers it
    message.set_content(f"{letter.zh}\n\n{letter.en}\n")
    return message


def _text(said: bytes | str) -> str:
    return masked_text(said.decode("utf-8", "replace") if isinstance(said, bytes) else said)
