"""Accounts that match ``people.yaml``, and first passwords for those who have none."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from functools import partial
from pathlib import Path

from people import store
from people.sign_in import give_first_passwords
from schedules.book import DutyBook
from storage.database import Database
from storage.ids import PersonId
from storage.secret_file import write_secret

from .installation import Installation

log = logging.getLogger(__name__)

FIRST_PASSWORDS = "first-passwords.txt"


async def bring_in_step(house: Installation, db: Database, book: DutyBook) -> None:
    """Create, change and disable accounts; whoever is new finds a password in the file of first passwords."""
    path = house.settings.var / "secrets" / FIRST_PASSWORDS
    async with db.transaction() as tx:
        await store.sync(tx, book.people.values())
        waiting = await store.with_first_password(tx)
    _forget(path, [person for person in first_passwords(path) if person not in waiting])
    await give_first_passwords(db, partial(_keep, path), now=house.clock.now())


def first_passwords(path: Path) -> dict[PersonId, str]:
    """Those that still wait to be changed, as they are to be handed out."""
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    pairs = (line.split(" ", 1) for line in lines if line)
    return {PersonId(person): password for person, password in pairs}


def forget_first_password(house: Installation, person: PersonId) -> None:
    """This person has chosen another. One that cannot be struck out opens nothing, and goes at the next start."""
    try:
        _forget(house.settings.var / "secrets" / FIRST_PASSWORDS, [person])
    except OSError as error:
        log.warning("the first password of %s still stands in its file: %s", person, error)


def _keep(path: Path, given: Mapping[PersonId, str]) -> None:
    """Written down once, for the administrator to hand out; nobody can read them from the database."""
    _write(path, {**first_passwords(path), **given})


def _forget(path: Path, people: Collection[PersonId]) -> None:
    known = first_passwords(path)
    left = {person: password for person, password in known.items() if person not in people}
    if left != known:
        _write(path, left)


def _write(path: Path, passwords: Mapping[PersonId, str]) -> None:
    write_secret(path, "".join(f"{person} {password}\n" for person, password in passwords.items()))
