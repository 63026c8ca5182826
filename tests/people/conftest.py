"""A few people, and passwords that hash quickly."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from argon2 import PasswordHasher

from people import store
from people.passwords import Passwords
from people.person import Person, Role
from people.sign_in import SignIn
from storage.database import Database
from storage.ids import GroupId, PersonId

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)

AGENT = Person(PersonId("yn-expert-1"), "周敏", frozenset({Role.AGENT}), (GroupId("yunnan-experts"),))
SUPERVISOR = Person(PersonId("supervisor"), "林海", frozenset({Role.SUPERVISOR}), ())
ADMIN = Person(PersonId("admin"), "何静", frozenset({Role.ADMIN}), ())


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def agent() -> Person:
    return AGENT


@pytest.fixture
def everyone() -> list[Person]:
    return [AGENT, SUPERVISOR, ADMIN]


@pytest.fixture
def quick() -> Passwords:
    return Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
async def door(db: Database, quick: Passwords, everyone: list[Person]) -> SignIn:
    """The staff's door; the agent's password is ``correct horse battery``."""
    async with db.transaction() as tx:
        await store.sync(tx, everyone)
        await store.set_password(tx, AGENT.id, await quick.hashed("correct horse battery"), at=NOW)
    return SignIn(db, quick)
