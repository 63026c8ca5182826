"""Who works at the hotline, and what each role may do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from storage.ids import GroupId, PersonId, UnitId


class Role(StrEnum):
    AGENT = "agent"
    DISPATCHER = "dispatcher"  # 服务调度
    DEPARTMENT = "department"  # 业务部门
    HEAD = "head"  # 部门负责人
    MANAGER = "manager"  # 市场管理部
    SUPERVISOR = "supervisor"
    LISTENER = "listener"  # 录音调听：与其他角色同时授予
    ADMIN = "admin"


class Action(StrEnum):
    """What somebody may want to do at the desk; every door of the web asks for one of these."""

    CHANGE_OWN_PASSWORD = "change_own_password"  # noqa: S105 an action's name
    SEE_NOW = "see_now"  # the house's clock, name and alarms
    ANSWER = "answer"  # presence, the screen-pop
    SEE_OWN_WORK = "see_own_work"  # own calls and orders
    SEE_ORDER = "see_order"  # an order by its number; which of them this person sees, the order says
    HANDLE_ORDER = "handle_order"  # do what the closed loop gives this person to do
    EXPORT_ORDERS = "export_orders"  # take a list of the orders that this person sees out of the house, masked
    OVERSEE = "oversee"  # what concerns the service as a whole: samples drawn, today's calls against the usual
    SEE_ALL_CALLS = "see_all_calls"
    REPLAY_DECISION = "replay_decision"
    SEE_DUTY = "see_duty"
    EDIT_DUTY = "edit_duty"  # the duty files: read, publish, roll back, order overrides, enter leave
    READ_AUDIT = "read_audit"
    HOLD_RECORDS = "hold_records"  # say what must be kept however old it becomes, and that it need not any more
    END_RECORDS = "end_records"  # delete what is older than it is kept
    SEE_RECORDS = "see_records"  # what is held, and the proofs of what was deleted
    HEAR_RECORDING = "hear_recording"  # listen to the recordings of orders that this person sees, with a reason
    SAVE_RECORDING = "save_recording"  # and keep a copy
    CHECK_IDENTITY = "check_identity"  # look up participants, masked; note and verify who calls
    KEEP_REGISTER = "keep_register"  # bring the participant register in step with a table


_EVERYBODY = frozenset({Action.CHANGE_OWN_PASSWORD, Action.SEE_NOW})
_ORDERS = frozenset({Action.SEE_ORDER, Action.HANDLE_ORDER})

PERMISSIONS: Mapping[Role, frozenset[Action]] = {
    Role.AGENT: _EVERYBODY | _ORDERS | {Action.ANSWER, Action.SEE_OWN_WORK, Action.SEE_DUTY, Action.CHECK_IDENTITY},
    Role.DISPATCHER: _EVERYBODY | _ORDERS | {Action.SEE_DUTY, Action.OVERSEE},
    Role.DEPARTMENT: _EVERYBODY | _ORDERS | {Action.SEE_DUTY},
    Role.HEAD: _EVERYBODY | _ORDERS | {Action.SEE_DUTY, Action.EXPORT_ORDERS},
    Role.MANAGER: _EVERYBODY
    | _ORDERS
    | {Action.SEE_DUTY, Action.OVERSEE, Action.EXPORT_ORDERS, Action.HOLD_RECORDS, Action.SEE_RECORDS},
    Role.SUPERVISOR: _EVERYBODY
    | _ORDERS
    | {Action.OVERSEE, Action.SEE_ALL_CALLS, Action.REPLAY_DECISION, Action.SEE_DUTY, Action.EDIT_DUTY}
    | {Action.CHECK_IDENTITY, Action.KEEP_REGISTER, Action.HOLD_RECORDS, Action.SEE_RECORDS}
    | {Action.HEAR_RECORDING, Action.SAVE_RECORDING, Action.EXPORT_ORDERS},
    # Of itself it shows no order: given with another role, it opens the recordings of the orders seen by that.
    Role.LISTENER: _EVERYBODY | {Action.HEAR_RECORDING},
    # An administrator keeps the house running and reads no participant's business (separation of duties, MLPS 3).
    Role.ADMIN: _EVERYBODY
    | {Action.SEE_DUTY, Action.EDIT_DUTY, Action.READ_AUDIT, Action.END_RECORDS, Action.SEE_RECORDS},
}


@dataclass(frozen=True, slots=True)
class Person:
    id: PersonId
    name: str
    roles: frozenset[Role]
    groups: tuple[GroupId, ...]
    units: tuple[UnitId, ...] = ()
    """The departments or crews whose orders they handle."""


def may(person: Person, action: Action) -> bool:
    """True when one of the person's roles allows it."""
    return any(action in PERMISSIONS[role] for role in person.roles)
