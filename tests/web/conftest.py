"""The web on a real database, with a presence that needs no Asterisk, and people who can sign in."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from argon2 import PasswordHasher
from prometheus_client import CollectorRegistry

from agent_bridge.device import PhoneState
from agent_bridge.directory import Names
from agent_bridge.feed import Feed
from agent_bridge.intention import Intention, PresenceState, intend
from agent_bridge.pops import PopBoard
from agent_bridge.presence import GroupCount, GroupSeat, PresenceView
from app.identity_file import read_identity
from people import store as people
from people.passwords import Passwords
from people.person import Action, Person, Role, may
from people.sign_in import SignIn
from schedules.bundle import read_bundle
from schedules.compile import compile_bundle
from schedules.follow import ActiveDuty
from schedules.publish import publish
from schedules.version import PublishedVersion
from storage.database import Database
from storage.ids import GroupId, LineId, OrderNumber, PersonId, UnitId
from storage.vault import Vault
from tests.reference import reference_loop
from tests.web.orders_desk import called
from tests.web.roster_desk import RosterDesk
from tests.web.urgent_desk import urgent_services
from web.app import make_app
from web.ports import Alarm, Sounds, WebServices, WebSettings, WorkServices
from work_orders.attachments.folder import Folder as AttachmentFolder
from work_orders.case.means import Means
from work_orders.clock.hours import DutyHours

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
PASSWORD = "correct horse battery"
CONFIG = Path(__file__).parents[2] / "config"
LOOP = reference_loop()
STAFF = {
    "agent": Person(PersonId("yn-expert-1"), "周敏", frozenset({Role.AGENT}), (GroupId("yunnan-experts"),)),
    "other": Person(PersonId("yn-expert-2"), "李想", frozenset({Role.AGENT}), (GroupId("yunnan-experts"),)),
    "listener": Person(
        *(PersonId("yn-staff-1"), "赵丽", frozenset({Role.AGENT, Role.LISTENER}), (GroupId("yunnan-staff"),))
    ),
    "stranger": Person(PersonId("gz-staff-1"), "吴燕", frozenset({Role.AGENT}), (GroupId("guizhou-staff"),)),
    "dispatcher": Person(PersonId("dispatcher-1"), "陆瑶", frozenset({Role.DISPATCHER}), ()),
    "department": Person(PersonId("platform-1"), "方远", frozenset({Role.DEPARTMENT}), (), (UnitId("platform"),)),
    "head": Person(PersonId("platform-head"), "高原", frozenset({Role.HEAD}), (), (UnitId("platform"),)),
    "manager": Person(PersonId("market-1"), "沈青", frozenset({Role.MANAGER}), ()),
    "supervisor": Person(PersonId("supervisor"), "林海", frozenset({Role.SUPERVISOR}), ()),
    "admin": Person(PersonId("admin"), "何静", frozenset({Role.ADMIN}), ()),
}

Client = TestClient[web.Request, web.Application]


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> datetime:
        return self.at

    def move_minutes(self, minutes: int) -> None:
        self.move(timedelta(minutes=minutes))

    def move(self, by: timedelta) -> None:
        self.at += by


@dataclass
class PresenceTwin:
    """Keeps intentions in memory by the same rules; everybody sits in one group."""

    intended: dict[PersonId, Intention] = field(default_factory=dict)
    calls: set[PersonId] = field(default_factory=set)
    over: set[PersonId] = field(default_factory=set)

    def view(self, person: PersonId) -> PresenceView:
        one = self.intended.get(person) or Intention(person, PresenceState.AWAY, "", NOW)
        seat = GroupSeat(GroupId("yunnan-experts"), LineId("yunnan"), Names("云南专家", "Yunnan experts"))
        return PresenceView(person, one.state, one.reason, one.since, PhoneState.REGISTERED, (seat,))

    def counts(self, group: GroupId) -> GroupCount:
        return GroupCount(ready=2 if group == "yunnan-experts" else 0, paused=1, in_call=0)

    def in_call(self, person: PersonId) -> bool:
        return person in self.calls

    def at_work(self) -> frozenset[PersonId]:
        return frozenset(who for who, one in self.intended.items() if one.state is not PresenceState.AWAY)

    def talking(self) -> frozenset[PersonId]:
        return frozenset(self.calls)

    def talked(self) -> frozenset[PersonId]:
        lately = self.calls | self.over
        self.over.clear()
        return frozenset(lately)

    async def set(self, person: PersonId, state: PresenceState, reason: str = "") -> PresenceView:
        self.intended[person] = intend(person, state, reason, NOW)
        return self.view(person)


@dataclass
class Desk:
    """The web and what stands behind it."""

    services: WebServices
    app: web.Application
    clock: Clock
    presence: PresenceTwin
    board: PopBoard
    feed: Feed
    alarms: list[Alarm]
    checks: dict[str, bool]
    roster: RosterDesk


@pytest.fixture(scope="session")
def duty() -> ActiveDuty:
    """The reference rosters, compiled once."""
    bundle = read_bundle(CONFIG)
    version = PublishedVersion(1, bundle.hash, None, NOW, "tests", "reference")
    return ActiveDuty(version, compile_bundle(bundle))


@pytest.fixture
def vault() -> Vault:
    return Vault(b"a secret of the tests, 32 bytes.")


async def employ(db: Database, passwords: Passwords) -> None:
    """Everybody, with the password of the tests."""
    async with db.transaction() as tx:
        await people.sync(tx, STAFF.values())
        for person in STAFF.values():
            await people.set_password(tx, person.id, await passwords.hashed(PASSWORD), at=NOW)


def built_pages(pages: Path) -> Path:
    (pages / "assets").mkdir(parents=True)
    (pages / "index.html").write_text("<!doctype html><title>热线</title>", encoding="utf-8")
    (pages / "assets" / "app-1a2b.js").write_text("export {}", encoding="utf-8")
    return pages


@pytest.fixture
async def desk(db: Database, vault: Vault, duty: ActiveDuty, tmp_path: Path) -> Desk:
    passwords = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    await employ(db, passwords)
    clock, presence, board = Clock(), PresenceTwin(), PopBoard()
    feed = Feed(board, first_seq=100)
    roster = RosterDesk.in_folder(tmp_path)
    alarms: list[Alarm] = []
    checks = {"asterisk": True}
    book = duty.book
    codes = {line.id: line.code for line in book.lines.values()}
    agents = frozenset(person.id for person in STAFF.values() if Role.AGENT in person.roles)
    workers = frozenset(person.id for person in STAFF.values() if may(person, Action.HANDLE_ORDER))
    means = Means(LOOP, DutyHours(book, LOOP.calendars), vault, agents, codes, people=workers)
    services = WebServices(
        db=db,
        vault=vault,
        sign_in=SignIn(db, passwords),
        presence=presence,
        pops=board,
        feed=feed,
        duty=lambda: roster.active or duty,
        now=clock,
        alarms=lambda: tuple(alarms),
        checks=lambda: checks,
        metrics=CollectorRegistry(),
        settings=WebSettings(
            "统一服务热线", ("4001595598",), keys={LineId("yunnan"): "3"}, pages=built_pages(tmp_path / "static")
        ),
        roster=roster.services(db),
        identity=read_identity(CONFIG),
        work=WorkServices(
            *(lambda: means, lambda: 1, AttachmentFolder(tmp_path / "attachments", vault)),
            sounds=Sounds(tmp_path / "recordings", tmp_path / "messages"),
        ),
        urgent=urgent_services(db, clock),
    )
    return Desk(services, make_app(services), clock, presence, board, feed, alarms, checks, roster)


@pytest.fixture
async def number(desk: Desk, vault: Vault) -> OrderNumber:
    """An order of a call, under the reference rosters."""
    await publish(desk.services.db, read_bundle(CONFIG), who="tests", why="reference", now=NOW)
    return await called(desk, vault)


Visitor = Callable[[str], Awaitable[Client]]


@pytest.fixture
async def visitor(desk: Desk) -> AsyncIterator[Visitor]:
    """A browser, signed in as one of the staff, or as ``nobody``."""
    server = TestServer(desk.app)
    await server.start_server()
    clients: list[Client] = []

    async def come(who: str) -> Client:
        client: Client = TestClient(server, headers={"X-Hotline": "1", "Origin": f"http://{server.host}:{server.port}"})
        clients.append(client)
        if who != "nobody":
            body = {"id": STAFF[who].id, "password": PASSWORD}
            assert (await client.post("/api/session", json=body)).status == 200
        return client

    yield come
    for client in clients:
        await client.session.close()
    await server.close()
