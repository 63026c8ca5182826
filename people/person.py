"""Who works at the hotline, and what each role may do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from storage.ids import GroupId, PersonId


class Role(StrEnum):
    AGENT = "agent"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"


class Action(StrEnum):
    """What somebody may want to do at the desk; every door of the web asks for one of these."""

    CHANGE_OWN_PASSWORD = "change_own_password"  # noqa: S105 an action's name
    SEE_NOW = "see_now"  # the house's clock, name and alarms
    ANSWER = "answer"  # presence, the screen-pop
    SEE_OWN_WORK = "see_own_work"  # own calls and orders
    SEE_ORDER = "see_order"  # any order by its number, as a colleague must who is asked about it
    SEE_ALL_CALLS = "see_all_calls"
    REPLAY_DECISION = "replay_decision"
    SEE_DUTY = "see_duty"
    EDIT_DUTY = "edit_duty"  # the duty files: read, publish, roll back, order overrides, enter leave
    READ_AUDIT = "read_audit"


_EVERYBODY = frozenset({Action.CHANGE_OWN_PASSWORD, Action.SEE_NOW})

PERMISSIONS: Mapping[Role, frozenset[Action]] = {
    Role.AGENT: _EVERYBODY | {Action.ANSWER, Action.SEE_OWN_WORK, Action.SEE_ORDER, Action.SEE_DUTY},
    Role.SUPERVISOR: _EVERYBODY
    | {Action.SEE_ORDER, Action.SEE_ALL_CALLS, Action.REPLAY_DECISION, Action.SEE_DUTY, Action.EDIT_DUTY},
    # An administrator keeps the house running and reads no participant's business (separation of duties, MLPS 3).
    Role.ADMIN: _EVERYBODY | {Action.SEE_DUTY, Action.EDIT_DUTY, Action.READ_AUDIT},
}


@dataclass(frozen=True, slots=True)
class Person:
    id: PersonId
    name: str
    roles: frozenset[Role]
    groups: tuple[GroupId, ...]


def may(person: Person, action: Action) -> bool:
    """True when one of the person's roles allows it."""
    return any(action in PERMISSIONS[role] for role in person.roles)
