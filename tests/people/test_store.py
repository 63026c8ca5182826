"""Accounts follow the file of people."""

from __future__ import annotations

from dataclasses import replace

from people import store
from people.person import Person, Role
from people.store import Synced
from storage.database import Database


async def test_accounts_are_created_changed_disabled_and_enabled_again(db: Database, everyone: list[Person]) -> None:
    agent, supervisor, admin = everyone
    promoted = replace(supervisor, name="林海涛", roles=frozenset({Role.SUPERVISOR, Role.AGENT}))
    async with db.transaction() as tx:
        assert await store.sync(tx, everyone) == Synced((agent.id, supervisor.id, admin.id), (), ())
        assert await store.sync(tx, everyone) == Synced((), (), ())
        assert await store.sync(tx, [promoted, admin]) == Synced((), (supervisor.id,), (agent.id,))
        assert await store.everyone(tx) == [admin, promoted]
        assert await store.person(tx, agent.id) == agent  # for the name beside an old order
        assert await store.sync(tx, [agent, promoted, admin]) == Synced((), (agent.id,), ())
