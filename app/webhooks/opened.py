"""What the commands for webhooks work on: the house's database, its vault, and where events may go."""

from __future__ import annotations

import argparse
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from app.cannot_open import CannotOpen
from app.clock import Clock
from app.house_database import house_database
from app.installation import Installation
from app.notices_file import read_notices
from app.settings import Settings
from notices.hooks import store
from notices.hooks.subscription import Subscription
from notices.hooks.target import HookSettings, NotAllowed
from schedules.finding import Bilingual
from storage.database import Database
from storage.vault import Vault

WHY = {
    "bad_url": Bilingual(
        "不是 http(s) 网址：主机名用字母、数字、点和连字符", "no http(s) address with a host in letters and digits"
    ),
    "more_than_an_address": Bilingual("网址中不能带用户名、密码或 #", "an address has no name, password or # in it"),
    "not_encrypted": Bilingual(
        "须用 https://；确需 http 时在 notices.yaml 中将 plain_http 设为 true",
        "only https:// will do; for http set plain_http in notices.yaml to true",
    ),
    "not_allowed": Bilingual(
        "不在允许推送之列：先写入 config/notices.yaml 的 webhooks: allowed",
        "not among those that may be told: enter it in config/notices.yaml at webhooks: allowed",
    ),
}


@dataclass(frozen=True, slots=True)
class OpenedHooks:
    db: Database
    vault: Vault
    settings: HookSettings
    now: datetime


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[OpenedHooks]:
    """Raises ``BadFiles`` when ``notices.yaml`` or the house's own files cannot be used."""
    hooks = read_notices(settings.config).webhooks
    house = Installation.open(settings)
    async with house_database(settings) as db:
        yield OpenedHooks(db, house.vault, hooks, Clock(settings.shift).now())


def add_which(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "which", metavar="WHICH", help="订阅编号或网址，见 webhooks list · a subscription's number, or its address"
    )


async def subscription_of(house: OpenedHooks, which: str) -> Subscription:
    """``CannotOpen`` where there is none."""
    async with house.db.reading() as tx:
        found = await (store.by_id(tx, int(which)) if _is_number(which) else store.by_url(tx, which))
    if found is None:
        raise CannotOpen([f"没有订阅 “{which}”，见 hotline webhooks list · there is no subscription “{which}”"])
    return found


def refusal(url: str, reason: NotAllowed) -> CannotOpen:
    words = WHY[reason.code]
    return CannotOpen([f"{url}：{words.zh} · {words.en}"])


def _is_number(which: str) -> bool:
    return which.isascii() and which.isdecimal() and len(which) < 10
