"""The gateways: what they are sent, and what they must say for it to count as taken."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from notices.mail import MailSender
from notices.notice import Channel
from notices.postman import NotSent
from notices.settings import Contact, MailServer, SmsGateway
from notices.sms import SmsSender
from tests.notices.conftest import Gateway, PostOffice, a_letter

CONTACTS = {"head": Contact("13800001234", "head@example.com")}
SECONDS = timedelta(seconds=5)


def sms(gateway: Gateway, **more: object) -> SmsSender:
    settings = SmsGateway(
        url=gateway.url,
        method="POST",
        content_type="application/json",
        headers={"Authorization": "Bearer {secret}"},
        body='{"mobile": "{to}", "content": "{text}", "id": "{key}", "ext": {"n": 1}}',
        accepted='"code": 0',
        timeout=SECONDS,
    )
    return SmsSender(replace(settings, **more), CONTACTS, lambda: "s3cret")  # type: ignore[arg-type]


async def test_a_gateway_is_sent_what_the_template_says_and_the_letters_key(gateway: Gateway) -> None:
    letter = replace(a_letter(), zh='工单"急"\n请办')
    await sms(gateway).send(letter)
    ((_method, path, body),) = gateway.heard
    said = {"mobile": "13800001234", "content": '工单"急"\n请办', "id": letter.key, "ext": {"n": 1}}
    assert (path, json.loads(body)) == ("/sms", said)
    assert gateway.headers[0]["Authorization"] == "Bearer s3cret"


async def test_a_gateway_that_takes_forms_or_addresses_is_written_to_as_they_are_written(gateway: Gateway) -> None:
    form = "application/x-www-form-urlencoded"
    await sms(gateway, content_type=form, body="to={to}&msg={text}").send(replace(a_letter(), zh="a&b 甲"))
    await sms(gateway, url=f"{gateway.url}?to={{to}}&msg={{text}}", method="GET", body="").send(
        replace(a_letter(), zh="a&b 甲")
    )
    assert gateway.heard[0][2] == "to=13800001234&msg=a%26b+%E7%94%B2"
    assert gateway.heard[1] == ("GET", "/sms?to=13800001234&msg=a%26b%20%E7%94%B2", "")


@pytest.mark.parametrize(
    ("status", "answer"),
    [(500, '{"code": 0}'), (200, '{"code": 7, "phone": "13800001234"}'), (302, '{"code": 0}'), (401, "")],
)
async def test_what_a_gateway_does_not_accept_is_not_sent_and_no_number_is_repeated(
    gateway: Gateway, status: int, answer: str
) -> None:
    gateway.status, gateway.answer = status, answer
    with pytest.raises(NotSent) as failure:
        await sms(gateway).send(a_letter())
    assert "13800001234" not in str(failure.value)
    assert not failure.value.final
    assert len(gateway.heard) == 1  # a redirection is not followed


async def test_a_gateway_that_is_away_is_a_failure_like_any(gateway: Gateway) -> None:
    with pytest.raises(NotSent):
        await sms(gateway, url="http://127.0.0.1:9/sms").send(a_letter())
    with pytest.raises(NotSent, match="nobody has no phone"):
        await sms(gateway).send(a_letter(to="nobody"))


def mail(office: PostOffice, **more: object) -> MailSender:
    server = MailServer("127.0.0.1", office.port, "none", "hotline@example.com", "", SECONDS)
    return MailSender(replace(server, **more), "服务热线", CONTACTS, lambda: "s3cret")  # type: ignore[arg-type]


async def test_a_mail_arrives_with_both_languages_and_the_same_id_when_it_is_tried_again(
    post_office: PostOffice,
) -> None:
    letter = a_letter(Channel.EMAIL)
    await mail(post_office).send(letter)
    await mail(post_office).send(replace(letter, attempts=2))
    first, again = post_office.mails
    assert first["To"] == "head@example.com"
    assert first["Subject"] == "服务热线：工单 YN-20261123-0007 处置并回单已超时"
    assert "late" in first.get_content()
    assert (first["Auto-Submitted"], first["Message-ID"]) == ("auto-generated", again["Message-ID"])


async def test_a_mailbox_that_is_not_there_is_final_and_a_busy_server_is_not(post_office: PostOffice) -> None:
    post_office.refuses.add("head@example.com")
    with pytest.raises(NotSent, match="550") as unknown:
        await mail(post_office).send(a_letter(Channel.EMAIL))
    assert unknown.value.final
    assert post_office.mails == []
    post_office.busy = True
    with pytest.raises(NotSent) as busy:
        await mail(post_office).send(a_letter(Channel.EMAIL))
    assert not busy.value.final


async def test_a_server_without_encryption_is_refused_where_it_is_asked_for(post_office: PostOffice) -> None:
    with pytest.raises(NotSent, match="STARTTLS"):
        await mail(post_office, security="starttls").send(a_letter(Channel.EMAIL))
    assert post_office.mails == []
