"""``config/notices.yaml`` as values: which notices leave the house, through which gateways, to whom."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import time, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from notices.notice import Channel, Kind
from notices.settings import PLACES, Contact, MailServer, NoticeSettings, SmsGateway, Way, unknown_places
from schedules.document import Bilingual, Section, parse
from schedules.times import DAY_MINUTES, read_span

from .config_text import config_text
from .webhooks.section import read_webhooks_section

FILE = "notices.yaml"
OUTWARD = (Channel.SMS.value, Channel.EMAIL.value)
MOST_SECONDS, MOST_HOURS = 60, 240
_PHONE = re.compile(r"\+?[0-9]{5,15}")
_MAIL = re.compile(r"[^@\s<>]+@[^@\s<>]+")
_HEADER = re.compile(r"[A-Za-z0-9-]+")


def read_notices(config: Path) -> NoticeSettings:
    """Read the file; without one everything stays on the screens.

    Raises ``BadFiles`` with all findings, each with line, column and remedy.
    """
    if not (config / FILE).exists():
        return NoticeSettings()
    top = parse(FILE, config_text(config, FILE))
    settings = read_notices_section(top)
    top.finish()
    return settings


def read_notices_section(top: Section) -> NoticeSettings:
    """The same of a file that is open already; faults become its findings."""
    kinds = top.section("kinds", optional=True)
    return NoticeSettings(
        sms=_sms(top.section("sms", optional=True)),
        email=_email(top.section("email", optional=True)),
        ways={kind: _way(kinds.section(kind, optional=True)) for kind in Kind},
        contacts={name: _contact(section) for name, section in top.sections("contacts", optional=True).items()},
        hours=_hours(top),
        give_up_after=timedelta(hours=top.integer("give_up_after_hours", 24, at_least=1, at_most=MOST_HOURS)),
        webhooks=read_webhooks_section(top.section("webhooks", optional=True)),
    )


def _way(section: Section) -> Way:
    channels = []
    for index, said in enumerate(section.texts("to", ())):
        if said in OUTWARD:
            channels.append(Channel(said))
        else:
            problem = Bilingual(f"没有这种途径：“{said}”", f"there is no way “{said}”")
            section.fail("to", problem, Bilingual("可用：sms、email", "one of: sms, email"), index)
    return Way(frozenset(channels), section.flag("any_hour", False))


def _hours(top: Section) -> tuple[time, time]:
    said = top.text("hours", "08:00-20:00")
    span = read_span(said)
    if span is None or span.end >= DAY_MINUTES:
        problem = Bilingual(f"“{said}” 不是一天之内的时段", f"“{said}” is no range of hours within a day")
        top.fail("hours", problem, Bilingual("例：08:00-20:00", "e.g. 08:00-20:00"))
        return time(8), time(20)
    return time(span.start // 60, span.start % 60), time(span.end // 60, span.end % 60)


def _sms(section: Section) -> SmsGateway | None:
    """None where it is switched off; what stands there is checked all the same."""
    headers = section.section("headers", optional=True)
    gateway = SmsGateway(
        url=_address(section),
        method=section.choice("method", ("POST", "PUT", "GET"), "POST"),
        content_type=section.text("content_type", "application/json"),
        headers=_headers(headers),
        body=_template(section, "body"),
        accepted=section.text("accepted", ""),
        timeout=timedelta(seconds=section.integer("seconds", 10, at_least=1, at_most=MOST_SECONDS)),
    )
    on = section.flag("on", False)
    if on and not gateway.url:
        section.fail("on", Bilingual("没有写网关地址", "there is no gateway"), Bilingual("填写 url", "enter a url"))
    return gateway if on else None


def _address(section: Section) -> str:
    said = _template(section, "url")
    parts = urlsplit(said)
    if said and (parts.scheme not in {"http", "https"} or not parts.hostname):
        problem = Bilingual(f"“{said}” 不是网址", f"“{said}” is no address")
        section.fail("url", problem, Bilingual("以 https:// 开头", "begin with https://"))
    return said


def _template(section: Section, key: str) -> str:
    said = section.text(key, "")
    for name in unknown_places(said):
        problem = Bilingual(f"没有 {{{name}}} 可填", f"there is nothing to put at {{{name}}}")
        listed = ", ".join(f"{{{place}}}" for place in sorted(PLACES))
        section.fail(key, problem, Bilingual(f"可用：{listed}", f"one of: {listed}"))
    return said


def _headers(section: Section) -> Mapping[str, str]:
    found = {name: section.text(name) for name in section.names}
    for name, value in found.items():
        if not _HEADER.fullmatch(name) or not value.isprintable():
            problem = Bilingual(f"“{name}” 不能作为请求头", f"“{name}” cannot be a header")
            section.fail(name, problem, Bilingual("名称用字母和连字符，内容为一行", "letters and hyphens; one line"))
    return found


def _email(section: Section) -> MailServer | None:
    sender = section.text("from", "")
    server = MailServer(
        host=section.text("host", ""),
        port=section.integer("port", 25, at_least=1, at_most=65_535),
        security=section.choice("security", ("none", "starttls", "tls"), "starttls"),
        sender=sender,
        user=section.text("user", ""),
        timeout=timedelta(seconds=section.integer("seconds", 20, at_least=1, at_most=MOST_SECONDS)),
    )
    if sender and not _MAIL.fullmatch(sender):
        section.fail("from", Bilingual(f"“{sender}” 不是邮箱地址", f"“{sender}” is no e-mail address"), _MAIL_REMEDY)
    on = section.flag("on", False)
    if on and not (server.host and sender):
        problem = Bilingual("没有写邮件服务器或发件人", "server or sender is missing")
        section.fail("on", problem, Bilingual("填写 host 和 from", "enter host and from"))
    return server if on else None


def _contact(section: Section) -> Contact:
    phone, email = section.text("phone", "").replace(" ", "").replace("-", ""), section.text("email", "")
    if phone and not _PHONE.fullmatch(phone):
        problem = Bilingual("电话号码应为数字", "a phone number has digits")
        section.fail("phone", problem, Bilingual('例："13800000000"', 'e.g. "13800000000"'))
    if email and not _MAIL.fullmatch(email):
        section.fail("email", Bilingual(f"“{email}” 不是邮箱地址", f"“{email}” is no e-mail address"), _MAIL_REMEDY)
    return Contact(phone, email)


_MAIL_REMEDY = Bilingual("例：tang@example.com", "e.g. tang@example.com")
