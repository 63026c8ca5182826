"""The outbox before real gateways that are away, that fail, and that take a message without saying so."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from aiohttp import web

from notices import store
from notices.mail import MailSender
from notices.notice import Channel, Kind
from notices.postman import Postman, Sender
from notices.settings import Contact, MailServer, NoticeSettings, SmsGateway, Way
from notices.sms import SmsSender
from notices.tell import tell
from storage.database import Database
from storage.ids import PersonId
from tests.notices.conftest import NOW, Gateway, PostOffice, a_notice

BODY = '{"mobile": "{to}", "content": "{text}", "id": "{key}"}'
CONTACTS = {"head": Contact("13800001234", "head@example.com")}
SOON = timedelta(seconds=2)


@dataclass
class House:
    db: Database
    settings: NoticeSettings
    now: datetime = NOW

    def senders(self) -> Mapping[Channel, Sender]:
        assert self.settings.sms
        assert self.settings.email
        sms = SmsSender(self.settings.sms, CONTACTS, lambda: "")
        return {Channel.SMS: sms, Channel.EMAIL: MailSender(self.settings.email, "热线", CONTACTS, lambda: "")}

    async def live(self, span: timedelta) -> None:
        """So much time goes by, with a look whenever something may go."""
        end = self.now + span
        postman = Postman(self.db, self.senders, lambda: timedelta(hours=24), lambda: self.now)
        while True:
            while await postman.round():
                pass
            async with self.db.reading() as tx:
                stands = await store.waiting(tx, self.now)
            if stands.next_at is None or stands.next_at > end:
                break
            self.now = stands.next_at
        self.now = end

    async def told(self, key: str) -> None:
        async with self.db.transaction() as tx:
            await tell(tx, a_notice(key, self.now), [PersonId("head")], self.settings)


@pytest.fixture
def house(db: Database, gateway: Gateway, post_office: PostOffice) -> House:
    sms = SmsGateway(gateway.url, "POST", "application/json", {}, BODY, '"code": 0', SOON)
    mail = MailServer("127.0.0.1", post_office.port, "none", "hotline@example.com", "", SOON)
    ways = {Kind.BREACH: Way(frozenset({Channel.SMS, Channel.EMAIL}), at_any_hour=True)}
    return House(db, NoticeSettings(sms=sms, email=mail, ways=ways, contacts=CONTACTS))


async def test_a_morning_without_gateways_and_then_each_message_once(
    house: House, gateway: Gateway, post_office: PostOffice
) -> None:
    gateway.status, post_office.busy = 503, True
    for hour in range(4):
        await house.told(f"n{hour}")
        await house.live(timedelta(hours=1))
    refused = len(gateway.heard)
    assert refused > 8
    assert post_office.mails == []
    gateway.status, post_office.busy = 200, False
    await house.live(timedelta(hours=2))
    taken = [json.loads(body)["id"] for _, _, body in gateway.heard[refused:]]
    assert sorted(taken) == [f"n{hour}/sms/head" for hour in range(4)]
    assert len(post_office.mails) == 4
    assert len({mail["Message-ID"] for mail in post_office.mails}) == 4


async def test_what_a_gateway_took_without_an_answer_comes_again_under_the_same_id(
    house: House, gateway: Gateway
) -> None:
    cut = True
    plain = gateway.take

    async def takes_and_hangs_up(request: web.Request) -> web.Response:
        answer = await plain(request)
        if cut and request.transport:
            request.transport.abort()
        return answer

    gateway.answering = takes_and_hangs_up
    await house.told("n")
    await house.live(timedelta(seconds=10))
    cut = False
    await house.live(timedelta(minutes=5))
    ids = [json.loads(body)["id"] for _, _, body in gateway.heard]
    assert ids == ["n/sms/head", "n/sms/head"]  # by which the gateway knows that it has it
    async with house.db.reading() as tx:
        assert await store.waiting(tx, NOW) == store.Waiting(0, None, 0, 0)
