"""Who answers for what a command does, where that is not for everybody: a person of the house whose role allows it."""

from __future__ import annotations

import argparse

from people import store as people
from people.person import Action, may
from storage.database import Database
from storage.ids import PersonId

from .cannot_open import CannotOpen


def add_responsible_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--who", required=True, metavar="PERSON", help="由谁：people.yaml 中的账号 · a person's account"
    )


async def responsible(db: Database, who: str, action: Action) -> str:
    """The person's id. ``CannotOpen`` where there is no such person, or their role does not allow this."""
    async with db.reading() as tx:
        account = await people.account(tx, PersonId(who))
    if account is None or not account.enabled:
        raise CannotOpen([f"没有账号 {who}（见 people.yaml） · there is no account {who} in people.yaml"])
    if not may(account.person, action):
        raise CannotOpen([f"{who} 的角色无权进行此操作 · the role of {who} does not allow this"])
    return account.person.id
