"""The phones' secrets, and what a person types into a phone. One account per person, named after them."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from storage.ids import PersonId
from storage.secret_file import write_secret

from .person import Action, Person, may


@dataclass(frozen=True, slots=True)
class PhoneSettings:
    """For one person's phone; every SIP phone asks for these words."""

    person: Person
    server: str
    port: int
    user: str
    secret: str = field(repr=False)
    transport: str = "udp"


def kept_secrets(path: Path, people: Iterable[Person]) -> dict[PersonId, str]:
    """The secret of everybody who answers calls: those kept in the file, new ones for new people.

    Who no longer answers loses theirs, so that an old phone cannot register again.
    """
    known: Mapping[str, str] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    answering = sorted(person.id for person in people if may(person, Action.ANSWER))
    wanted = {id_: known.get(id_) or secrets.token_urlsafe(24) for id_ in answering}
    if wanted != known:
        write_secret(path, json.dumps(wanted, indent=2) + "\n")
    return wanted


def phone_settings(
    people: Iterable[Person], secrets_: Mapping[PersonId, str], *, server: str, port: int
) -> list[PhoneSettings]:
    """What ``hotline agents`` shows, in the order of the people."""
    return [PhoneSettings(p, server, port, p.id, secrets_[p.id]) for p in people if p.id in secrets_]
