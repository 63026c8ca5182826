"""Accounts that match ``people.yaml``, and first passwords for those who have none."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from people import store
from people.sign_in import give_first_passwords
from schedules.book import DutyBook
from storage.database import Database
from storage.ids import PersonId
from storage.secret_file import write_secret

from .installation import Installation

FIRST_PASSWORDS = "first-passwords.txt"


async def bring_in_step(house: Installation, db: Database, book: DutyBook) -> None:
    """Create, change and disable accounts; whoever is new finds a password in the file of first passwords."""
    async with db.transaction() as tx:
        await store.sync(tx, book.people.values())
    keep = partial(_keep, house.settings.var / "secrets" / FIRST_PASSWORDS)
    await give_first_passwords(db, keep, now=house.clock.now())


def _keep(path: Path, given: Mapping[PersonId, str]) -> None:
    """Written down once, for the administrator to hand out; nobody can read them from the database."""
    before = path.read_text("utf-8") if path.exists() else ""
    write_secret(path, before + "".join(f"{person} {password}\n" for person, password in given.items()))
