"""Contacts are told by a real SMS gateway and a real mail server: each once, while these are away and desks die."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

from notices import store as outbox
from notices.mail import MailSender
from notices.notice import Channel
from notices.postman import Postman, Sender
from notices.settings import MailServer, SmsGateway
from notices.sms import SmsSender
from tests.notices.conftest import Gateway, PostOffice, gateway, post_office
from tests.urgent.test_course import an_open_one
from tests.urgent.urgent_house import DISPATCHER, HEAD, UrgentHouse
from urgent import store
from urgent.event import Deed
from urgent.tell import letter_keys, news_key

__all__ = ["gateway", "post_office"]  # fixtures

BODY = '{"mobile": "{to}", "content": "{text}", "id": "{key}"}'
HALF_DAY = timedelta(hours=12)


def through(urgent: UrgentHouse, sms: Gateway, mail: PostOffice) -> None:
    """The house's notices go through these."""
    second = timedelta(seconds=2)
    urgent.settings = replace(
        urgent.settings,
        sms=SmsGateway(sms.url, "POST", "application/json", {}, BODY, '"code": 0', second),
        email=MailServer("127.0.0.1", mail.port, "none", "hotline@example.com", "", second),
    )


def a_postman(urgent: UrgentHouse) -> Postman:
    """As a desk has it that has just started."""
    settings = urgent.settings
    assert settings.sms is not None
    assert settings.email is not None
    senders: dict[Channel, Sender] = {
        Channel.SMS: SmsSender(settings.sms, settings.contacts, str),
        Channel.EMAIL: MailSender(settings.email, "南方区域统一服务热线", settings.contacts, str),
    }
    return Postman(urgent.db, lambda: senders, lambda: timedelta(hours=24), lambda: urgent.now)


async def emptied(urgent: UrgentHouse) -> None:
    postman = a_postman(urgent)
    while await postman.round():
        pass


def mobiles(sms: Gateway) -> list[str]:
    return sorted(json.loads(body)["mobile"] for _, _, body in sms.heard)


async def test_all_numbers_and_addresses_are_told_once_though_gateways_were_away(
    urgent: UrgentHouse, gateway: Gateway, post_office: PostOffice
) -> None:
    through(urgent, gateway, post_office)
    gateway.status, post_office.busy = 503, True
    id_ = await an_open_one(urgent)
    await emptied(urgent)
    assert len(gateway.heard) == 3
    assert post_office.mails == []
    gateway.heard.clear()
    gateway.status, post_office.busy = 200, False
    urgent.now += HALF_DAY
    await emptied(urgent)
    await emptied(urgent)
    assert mobiles(gateway) == ["02012345678", "13700000000", "13800000000"]
    (mail,) = post_office.mails
    assert mail["To"] == "shen@example.com"
    assert "紧急报告 UE-20261123-001" in mail["Subject"]
    said = json.loads(gateway.heard[0][2])["content"]
    assert said.startswith("紧急报告 UE-20261123-001：话务突增。云南专线来电突增。")

    event = await urgent.event(id_)
    async with urgent.db.reading() as tx:
        (confirm,) = [row for row in await store.entries_of(tx, id_) if row.what is Deed.CONFIRM]
    (head,) = [one for one in urgent.rules.contacts_of(event.units) if one.person == HEAD.id]
    assert letter_keys(head, news_key(event, confirm), urgent.settings) == (f"{id_}/confirm/2/sms/{HEAD.id}",)


async def test_what_a_desk_had_in_hand_when_it_died_goes_with_the_next(
    urgent: UrgentHouse, gateway: Gateway, post_office: PostOffice
) -> None:
    through(urgent, gateway, post_office)
    id_ = await an_open_one(urgent)
    assert len(await urgent_claimed(urgent)) == 4
    await emptied(urgent)
    assert gateway.heard == [], "another has them in hand"
    urgent.now += timedelta(minutes=4)
    await emptied(urgent)
    assert (len(gateway.heard), len(post_office.mails)) == (3, 1)
    await urgent.must(id_, DISPATCHER, Deed.REMIND)
    await emptied(urgent)
    assert (len(gateway.heard), len(post_office.mails)) == (6, 1), "the departments are reminded"


async def urgent_claimed(urgent: UrgentHouse) -> list[str]:
    """A desk takes the letters and dies."""
    async with urgent.db.transaction() as tx:
        return [one.key for one in await outbox.claim_due(tx, urgent.now, urgent.now + timedelta(minutes=3), limit=9)]
