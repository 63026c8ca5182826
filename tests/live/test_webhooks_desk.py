"""A real desk, its commands and another system: subscribed while it runs, told within seconds, told after a kill."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from shutil import copytree
from typing import Any

import aiohttp
import pytest

from app.cli import main
from app.rehearsal.agents import signed_in
from app.rehearsal.loopback import free_base
from app.rehearsal.staff import Staff
from app.rehearsal.waiting import until
from app.settings import Listen, Settings, sqlite_url
from notices.hooks import store
from storage.database import Database
from tests.live.asterisk_house import short_folder
from tests.notices.hook_house import Receiver, receiving
from tests.notices.verifier import verified

ROOT = Path(__file__).parents[2]
ORDER = {
    "line": "yunnan",
    "source": "counter",
    "category": "inquiry",
    "matter": "settlement",
    "form": {"summary": "账单何时发布", "participant_name": "云岭新能源有限公司", "contact_phone": "13888001234"},
}

pytestmark = pytest.mark.live


@asynccontextmanager
async def a_desk(settings: Settings, base: int) -> AsyncIterator[asyncio.subprocess.Process]:
    """The process of the staff's side alone: no Asterisk is needed to work on orders."""
    where = ("--config", str(settings.config), "--var", str(settings.var), "--port-base", str(base))
    silent = asyncio.subprocess.DEVNULL
    desk = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "app", "desk", *where), cwd=ROOT, stdout=silent, stderr=silent
    )
    try:
        yield desk
    finally:
        if desk.returncode is None:
            desk.kill()
        await desk.wait()


async def test_another_system_hears_of_orders_from_its_subscription_on(capsys: pytest.CaptureFixture[str]) -> None:
    var, base = short_folder("hooks"), free_base()
    config = Path(copytree(ROOT / "config", var / "config"))
    notices = config / "notices.yaml"
    text = notices.read_text("utf-8").replace("allowed: []", "allowed: [127.0.0.0/8]")
    notices.write_text(text.replace("plain_http: false", "plain_http: true"), "utf-8")
    settings = Settings(ROOT, config, var, Listen.from_base("127.0.0.1", base), timedelta(0), sqlite_url(var))
    url = f"http://127.0.0.1:{settings.listen.web}"
    where = ("--config", str(config), "--var", str(var), "--lang", "en")
    assert await asyncio.to_thread(main, ["roster", "publish", "--yes", "--why", "test", *where]) == 0
    capsys.readouterr()
    async with receiving() as receiver:
        async with a_desk(settings, base) as desk:
            staff = await until("the desk is open", lambda: _came_in(settings, url), within=90)
            add = ["webhooks", "add", receiver.url, "--events", "order.*", "--json", *where]
            assert await asyncio.to_thread(main, add) == 0
            secret = json.loads(capsys.readouterr().out)["secret"]
            number = await until("somebody hears of an order", lambda: _told_of_one(staff, url, receiver), within=40)
            (heard,) = [one for one in receiver.heard if one.data["order"] == number]
            said = verified(secret, heard.headers, heard.body, int(heard.headers["webhook-timestamp"]))
            assert (said["type"], said["data"]["category"]) == ("order.opened", "inquiry")
            receiver.status = 503
            last = await _enter(staff, url)
            await until("the desk knows that it failed", lambda: _failing(settings), within=30)
            desk.kill()
        receiver.status = 204
        tried = len(receiver.heard)
        async with a_desk(settings, base):
            await until("it was told after all", lambda: last in _orders(receiver, since=tried), within=90)
        assert len({one.id for one in receiver.heard if one.data["order"] == last}) == 1
        assert b"".join(one.body for one in receiver.heard).decode().count("云岭") == 0


async def _came_in(settings: Settings, url: str) -> Staff | None:
    try:
        return await signed_in(settings, url, "yn-expert-1")
    except (OSError, LookupError):
        return None


async def _enter(staff: Staff, url: str) -> str:
    headers = {"X-Hotline": "1", "Cookie": staff.cookie}
    async with aiohttp.ClientSession() as client, client.post(f"{url}/api/orders", json=ORDER, headers=headers) as said:
        told: dict[str, Any] = await said.json()
        assert said.status < 300, told
        return str(told["case"]["number"])


async def _told_of_one(staff: Staff, url: str, receiver: Receiver) -> str | None:
    """The desk learns of a subscription within two seconds: enter orders until one of them is told."""
    entered = await _enter(staff, url)
    await asyncio.sleep(1.5)
    return entered if entered in _orders(receiver) else None


async def _failing(settings: Settings) -> bool:
    async with Database(settings.database_url) as db, db.reading() as tx:
        return any(one.health.failures for one in await store.everyone(tx))


def _orders(receiver: Receiver, since: int = 0) -> set[str]:
    return {str(one.data["order"]) for one in receiver.heard[since:]}
