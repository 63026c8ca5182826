"""``config/notices.yaml`` as it was last good, and the ways out that it describes; taken up as it is saved."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from notices.hooks.target import HookSettings
from notices.mail import MailSender
from notices.notice import Channel
from notices.postman import NotSent, Sender
from notices.settings import Contact, NoticeSettings
from notices.sms import SmsSender
from schedules.document import BadFiles, Finding

from .notices_file import FILE, read_notices

log = logging.getLogger(__name__)


class NoticesInForce:
    """``outward`` is False in a rehearsal: whatever the file says, nothing leaves the house.

    Until the file is right for the first time notices stay on the screens. ``named``: addresses that another file has.
    """

    def __init__(
        self, config: Path, secrets: Path, hotline: str, *, outward: bool, named: Mapping[str, Contact] | None = None
    ) -> None:
        self._config = config
        self._secrets = secrets
        self._hotline = hotline
        self._outward = outward
        self._named = dict(named or {})
        self._stamp: tuple[int, int] | None = (0, 0)
        self._settings = NoticeSettings()
        self._senders: Mapping[Channel, Sender] = {}
        self._findings: tuple[Finding, ...] = ()

    def settings(self) -> NoticeSettings:
        return self._settings

    def senders(self) -> Mapping[Channel, Sender]:
        return self._senders

    def findings(self) -> tuple[Finding, ...]:
        """What is wrong with the file that was saved last."""
        return self._findings

    def look(self) -> None:
        """Take up what was saved; reads a small file where it changed."""
        stamp = self._stamped()
        if stamp == self._stamp:
            return
        self._stamp = stamp
        try:
            found = read_notices(self._config)
        except BadFiles as bad:
            self._findings = bad.findings
            log.warning("%s is not in force: %s", FILE, bad.findings[0])
            return
        self._findings = ()
        found = replace(found, contacts={**self._named, **found.contacts})
        self._settings = found if self._outward else replace(found, sms=None, email=None, webhooks=HookSettings())
        self._senders = self._ways_out(self._settings)

    def _ways_out(self, settings: NoticeSettings) -> Mapping[Channel, Sender]:
        found: dict[Channel, Sender] = {}
        if settings.sms:
            found[Channel.SMS] = SmsSender(settings.sms, settings.contacts, self._secret(Channel.SMS))
        if settings.email:
            password = self._secret(Channel.EMAIL)
            found[Channel.EMAIL] = MailSender(settings.email, self._hotline, settings.contacts, password)
        return found

    def _secret(self, channel: Channel) -> Callable[[], str]:
        path = self._secrets / f"notices-{channel.value}"

        def secret() -> str:
            try:
                return path.read_text("utf-8").strip()
            except OSError as error:
                raise NotSent(f"{path.name} in var/secrets cannot be read: {error.strerror}") from error

        return secret

    def _stamped(self) -> tuple[int, int] | None:
        try:
            found = (self._config / FILE).stat()
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns
