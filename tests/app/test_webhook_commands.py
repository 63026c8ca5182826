"""``hotline webhooks``: subscribing, looking, changing the secret, removing; each in the audit log."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.cli import main
from notices.hooks import store
from notices.hooks.queue import store as queue
from storage import audit
from storage.database import Database
from tests.notices.hook_house import NOW, HookHouse, an_event, receiving
from tests.notices.verifier import verified

Cli = Callable[..., int]
URL = "https://esb.example.com/hotline"


@pytest.fixture
def webhooks(config: Path, var: Path) -> Cli:
    """``hotline webhooks WHAT …`` on a copy that allows some hosts; the exit code."""
    file = config / "notices.yaml"
    text = file.read_text("utf-8").replace("allowed: []", "allowed: [esb.example.com, 127.0.0.0/8]")
    file.write_text(text.replace("plain_http: false", "plain_http: true"), "utf-8")
    where = ("--config", str(config), "--var", str(var), "--lang", "en")
    return lambda what, *more: main(["webhooks", what, *where, *more])


@pytest.fixture
def house(var: Path) -> Callable[[Callable[[HookHouse], Coroutine[Any, Any, object]]], Any]:
    """Does something with the house's database."""

    async def done(deed: Callable[[HookHouse], Coroutine[Any, Any, object]]) -> object:
        async with Database(f"sqlite+aiosqlite:///{var / 'hotline.db'}") as db:
            return await deed(HookHouse(db))

    return lambda deed: asyncio.run(done(deed))


async def deeds(there: HookHouse) -> list[str]:
    async with there.db.reading() as tx:
        return [f"{row.deed.what} {row.deed.target}" for row in reversed(await audit.rows(tx))]


def shown(webhooks: Cli, capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    capsys.readouterr()
    assert webhooks("list", "--json") == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_subscription_from_its_beginning_to_its_end(
    webhooks: Cli, house: Callable[..., Any], capsys: pytest.CaptureFixture[str]
) -> None:
    assert webhooks("add", URL, "--events", "order.*，clock.breached", "--lines", "yunnan", "--who", "甲") == 0
    secret = capsys.readouterr().out.split()[-1]
    assert secret.startswith("whsec_")
    (one,) = shown(webhooks, capsys)
    assert (one["id"], one["url"], one["standing"]) == (1, URL, "not told yet")
    assert (one["events"], one["lines"], one["created_by"]) == (["order.*", "clock.breached"], ["yunnan"], "甲")
    assert webhooks("list") == 0
    assert webhooks("rotate", "1", "--both", "2", "--who", "甲") == 0
    told = capsys.readouterr().out
    assert "whsec_" in told
    assert secret not in told
    assert webhooks("remove", URL, "--who", "甲") == 1  # nobody to ask
    assert webhooks("remove", URL, "--yes", "--who", "甲") == 0
    assert shown(webhooks, capsys) == []
    done = ["subscribed a webhook webhook 1", "rotated a webhook's secret webhook 1", "removed a webhook webhook 1"]
    assert house(deeds) == done


def test_no_secret_stands_in_the_database_or_the_log(
    webhooks: Cli, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert webhooks("add", URL, "--events", "*", "--json") == 0
    secret = json.loads(capsys.readouterr().out)["secret"]
    there = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert secret.removeprefix("whsec_").encode() not in there


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("https://other.example.com@esb.example.com/", "--events", "*"), "name, password"),
        (("https://[::1]/", "--events", "*"), "webhooks: allowed"),
        (("https://10.0.0.1/", "--events", "*"), "webhooks: allowed"),
        (("not an address", "--events", "*"), "no http(s) address"),
        ((URL, "--events", "order.openend"), "order.openend"),
        ((URL, "--events", ","), "no such events"),
        ((URL, "--events", "*", "--lines", "yunan"), "yunan"),
    ],
)
def test_what_is_wrong_is_refused_in_words(
    webhooks: Cli, arguments: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert webhooks("add", *arguments) == 1
    assert said in capsys.readouterr().err


def test_an_address_is_subscribed_once_and_unknown_ones_are_told(
    webhooks: Cli, capsys: pytest.CaptureFixture[str]
) -> None:
    assert webhooks("add", URL, "--events", "*") == 0
    assert webhooks("add", URL, "--events", "order.*") == 1
    for command in (("rotate", "7"), ("remove", "https://x/", "--yes"), ("test", "x"), ("resume", "2" * 30)):
        assert webhooks(*command) == 1
    assert capsys.readouterr().err.count("there is no subscription") == 4


def test_replays_and_dead_letters_go_on_their_way_once_more(
    webhooks: Cli, house: Callable[..., Any], capsys: pytest.CaptureFixture[str]
) -> None:
    assert webhooks("add", URL, "--events", "*") == 0

    async def two_die(there: HookHouse) -> None:
        await there.happens(an_event(order=1), an_event(order=2))
        await there.dispatcher().look()
        async with there.db.transaction() as tx:
            await queue.bury(tx, 1, NOW + timedelta(hours=1), NOW, "HTTP 503")

    async def stand(there: HookHouse) -> tuple[int, int]:
        found = await there.stand(1)
        return found.waiting, found.dead

    house(two_die)
    capsys.readouterr()
    assert webhooks("dead", "--json") == 0
    letters = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {(one["subject"], one["error"]) for one in letters} == {
        ("YN-20261123-0001", "HTTP 503"),
        ("YN-20261123-0002", "HTTP 503"),
    }
    assert webhooks("dead") == 0
    assert webhooks("replay", "1", "--id", letters[0]["id"]) == 0
    assert house(stand) == (1, 1)
    assert webhooks("dead", "--retry") == 0
    assert house(stand) == (2, 0)
    assert webhooks("replay", "1", "--since", "2026-11-23 09:00", "--until", "2026-11-23 10:00") == 1
    assert webhooks("replay", "1") == 1


def test_one_that_said_it_is_gone_goes_on_when_it_is_resumed(
    webhooks: Cli, house: Callable[..., Any], capsys: pytest.CaptureFixture[str]
) -> None:
    assert webhooks("add", URL, "--events", "*") == 0

    async def gone(there: HookHouse) -> None:
        async with there.db.transaction() as tx:
            health = (await there.one(1)).health
            await store.save_health(tx, 1, replace(health, disabled_at=NOW, last_error="HTTP 410"))

    house(gone)
    assert shown(webhooks, capsys)[0]["standing"] == "disabled"
    assert webhooks("list") == 0
    assert "since 2026-11-23 10:00: HTTP 410" in capsys.readouterr().out
    assert webhooks("resume", URL) == 0
    assert shown(webhooks, capsys)[0]["standing"] == "not told yet"


def test_a_try_says_what_the_receiver_said(webhooks: Cli, capsys: pytest.CaptureFixture[str]) -> None:
    async def tried() -> None:
        async with receiving() as receiver:
            assert await asyncio.to_thread(webhooks, "add", receiver.url, "--events", "*", "--json") == 0
            secret = json.loads(capsys.readouterr().out)["secret"]
            assert await asyncio.to_thread(webhooks, "test", receiver.url) == 0
            heard = receiver.heard[0]
            now = int(heard.headers["webhook-timestamp"])
            assert verified(secret, heard.headers, heard.body, now)["type"] == "webhook.test"
            receiver.status = 500
            assert await asyncio.to_thread(webhooks, "test", "1") == 1
            assert "HTTP 500" in capsys.readouterr().out

    asyncio.run(tried())
