"""What a hold is on, from what somebody typed. A hold on what does not exist would keep nothing."""

from __future__ import annotations

from collections.abc import Collection

from routing import store as calls
from routing.number import normalised
from storage.database import Transaction
from storage.holds import HoldKind, Subject
from storage.ids import CallId, OrderNumber
from storage.vault import Vault
from work_orders import store as orders


async def subject_of(
    tx: Transaction, vault: Vault, lines: Collection[str], kind: HoldKind, said: str
) -> Subject | None:
    """None where there is no such thing. ``lines``: the ids of the hotline's lines."""
    match kind:
        case HoldKind.ALL if not said:
            return Subject(kind)
        case HoldKind.CALLER if normalised(said):
            caller = vault.caller(normalised(said))
            return Subject(kind, caller.key, caller.sealed)
        case HoldKind.ORDER if await orders.by_number(tx, OrderNumber(said)):
            return Subject(kind, said)
        case HoldKind.CALL if await calls.by_id(tx, CallId(said)):
            return Subject(kind, said)
        case HoldKind.LINE if said in lines:
            return Subject(kind, said)
    return None
