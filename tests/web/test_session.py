"""Signing in and out; who is away when a session ends; what an idle page may not keep alive."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from prometheus_client import CollectorRegistry

from agent_bridge.intention import PresenceState
from people import store as people
from people.person import Person, Role
from people.sign_in import give_first_passwords
from routing.shelf import Shelf
from storage.ids import GroupId, PersonId
from web.guard import Open
from web.house import House
from web.keeper import Keeper
from web.measures import Measures
from web.pages import Pages
from web.routes import routes
from web.sockets import Sockets

Visitor = Callable[[str], Awaitable[Any]]

PASSWORD = "correct horse battery"
AGENT = PersonId("yn-expert-1")
NEWCOMER = Person(PersonId("yn-staff-9"), "新同事", frozenset({Role.AGENT}), (GroupId("yunnan-staff"),))


def keeper(desk: Any) -> Keeper:
    return Keeper(House(desk.services, Sockets(), Measures(CollectorRegistry()), Shelf()))


async def test_who_signed_in_is_known_by_a_cookie_that_scripts_cannot_read(visitor: Visitor) -> None:
    client = await visitor("nobody")
    response = await client.post("/api/session", json={"id": AGENT, "password": PASSWORD})
    cookie = response.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    told = await (await client.get("/api/session")).json()
    assert told["person"] == {"id": AGENT, "name": "周敏", "roles": ["agent"], "groups": ["yunnan-experts"]}
    assert told["expires_at"].endswith("+08:00")


async def test_a_wrong_password_and_an_unknown_account_are_not_told_apart(visitor: Visitor) -> None:
    client = await visitor("nobody")
    wrong = await client.post("/api/session", json={"id": AGENT, "password": "wrong"})
    unknown = await client.post("/api/session", json={"id": "nobody-at-all", "password": "wrong"})
    assert (wrong.status, await wrong.json()) == (unknown.status, await unknown.json())
    assert wrong.status == 401


async def test_five_wrong_passwords_lock_the_account(visitor: Visitor) -> None:
    client = await visitor("nobody")
    for _ in range(5):
        await client.post("/api/session", json={"id": AGENT, "password": "wrong"})
    locked = await client.post("/api/session", json={"id": AGENT, "password": PASSWORD})
    body = await locked.json()
    assert (locked.status, body["error"]["code"]) == (423, "locked")
    assert body["retry_at"].endswith("+08:00")


async def test_signing_out_ends_the_session_and_makes_the_person_away(visitor: Visitor, desk: Any) -> None:
    client = await visitor("agent")
    await client.put("/api/presence", json={"state": "ready"})
    assert (await client.delete("/api/session")).status == 204
    assert (await client.get("/api/session")).status == 401
    assert desk.presence.view(AGENT).state is PresenceState.AWAY


async def test_a_person_with_another_session_stays_ready(visitor: Visitor, desk: Any) -> None:
    first, _second = await visitor("agent"), await visitor("agent")
    await first.put("/api/presence", json={"state": "ready"})
    await first.delete("/api/session")
    assert desk.presence.view(AGENT).state is PresenceState.READY


async def test_a_page_that_asks_by_itself_keeps_no_session_alive(visitor: Visitor, desk: Any) -> None:
    client = await visitor("agent")
    for _ in range(14):
        desk.clock.move(timedelta(minutes=1))
        assert (await client.get("/api/now")).status == 200
    desk.clock.move(timedelta(minutes=1))
    assert (await client.get("/api/now")).status == 401


async def test_a_person_who_works_stays_signed_in(visitor: Visitor, desk: Any) -> None:
    client = await visitor("agent")
    for _ in range(30):
        desk.clock.move(timedelta(minutes=1))
        assert (await client.put("/api/session")).status == 200


async def test_a_session_does_not_end_in_the_middle_of_a_call(visitor: Visitor, desk: Any) -> None:
    client = await visitor("agent")
    await client.put("/api/presence", json={"state": "ready"})
    desk.presence.calls.add(AGENT)
    desk.clock.move(timedelta(minutes=40))
    await keeper(desk).look_after_sessions()
    assert (await client.get("/api/session")).status == 200
    assert desk.presence.view(AGENT).state is PresenceState.READY


async def test_whoever_does_nothing_but_answer_short_calls_stays_signed_in(visitor: Visitor, desk: Any) -> None:
    await (await visitor("agent")).put("/api/presence", json={"state": "ready"})
    for _ in range(4):
        desk.clock.move(timedelta(minutes=10))
        desk.presence.over.add(AGENT)
        await keeper(desk).look_after_sessions()
    assert desk.presence.view(AGENT).state is PresenceState.READY


async def test_an_idle_sessions_end_makes_the_person_away(visitor: Visitor, desk: Any) -> None:
    client = await visitor("agent")
    await client.put("/api/presence", json={"state": "ready"})
    desk.clock.move(timedelta(minutes=16))
    await keeper(desk).look_after_sessions()
    assert desk.presence.view(AGENT).state is PresenceState.AWAY


async def test_a_new_password_is_taken_and_a_weak_one_is_refused_in_words(visitor: Visitor) -> None:
    client = await visitor("agent")
    weak = await client.post("/api/password", json={"old": PASSWORD, "new": "short"})
    assert (weak.status, (await weak.json())["error"]["code"]) == (422, "too_short")
    wrong = await client.post("/api/password", json={"old": "wrong", "new": "another good passphrase"})
    assert wrong.status == 403
    done = await client.post("/api/password", json={"old": PASSWORD, "new": "another good passphrase"})
    assert done.status == 204


async def test_with_a_first_password_one_can_only_choose_another(visitor: Visitor, desk: Any) -> None:
    async with desk.services.db.transaction() as tx:
        await people.sync(tx, [NEWCOMER])
    first = (await give_first_passwords(desk.services.db, lambda _: None, now=desk.clock()))[NEWCOMER.id]
    client = await visitor("nobody")
    signed_in = await client.post("/api/session", json={"id": NEWCOMER.id, "password": first})
    assert (await signed_in.json())["first_password"]
    for route in routes(Pages(None)):
        if isinstance(route.needs, Open) or route.first_password:
            continue
        refused = await client.request(route.method, re.sub(r"\{\w+\}", "x-1", route.path), json={})
        assert (refused.status, (await refused.json())["error"]["code"]) == (403, "password_due"), route.path
    guessed = await client.post("/api/password", json={"old": first, "new": "Password1234!"})
    assert (guessed.status, (await guessed.json())["error"]["code"]) == (422, "easily_guessed")
    done = await client.post("/api/password", json={"old": first, "new": "evening tram to the lake"})
    assert done.status == 204
    assert not (await (await client.get("/api/session")).json())["first_password"]
    assert (await client.get("/api/presence")).status == 200


async def test_presence_is_the_persons_own_word(visitor: Visitor) -> None:
    client = await visitor("agent")
    paused = await client.put("/api/presence", json={"state": "paused", "reason": "午餐"})
    told = await paused.json()
    assert (told["state"], told["reason"], told["phone"]) == ("paused", "午餐", "registered")
    assert told["groups"] == [
        {
            "id": "yunnan-experts",
            "line": "yunnan",
            "name_zh": "云南专家",
            "name_en": "Yunnan experts",
            "duty": "on",
            "until": None,
        }
    ]
    for reason in ("长" * 41, "a\x00b", "a\x1bb"):
        assert (await client.put("/api/presence", json={"state": "paused", "reason": reason})).status == 400
    for body in ({"state": "asleep"}, {"state": 1}, {}, {"state": "ready", "more": 1}):
        assert (await client.put("/api/presence", json=body)).status == 400
