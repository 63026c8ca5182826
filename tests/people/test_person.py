"""What each role may do: the whole table, so that a change of it is seen."""

from __future__ import annotations

from people.person import PERMISSIONS, Action, Person, Role, may
from storage.ids import PersonId


def test_the_roles_permissions() -> None:
    matrix = {role.value: sorted(action.value for action in allowed) for role, allowed in PERMISSIONS.items()}
    common = ["change_own_password", "see_duty", "see_now"]
    orders = ["handle_order", "see_order"]
    assert matrix == {
        "agent": sorted([*common, *orders, "answer", "see_own_work", "check_identity"]),
        "dispatcher": sorted([*common, *orders, "oversee"]),
        "department": sorted([*common, *orders]),
        "head": sorted([*common, *orders, "export_orders"]),
        "manager": sorted([*common, *orders, "oversee", "export_orders", "hold_records", "see_records"]),
        "supervisor": sorted(
            [
                *(*common, *orders, "see_all_calls", "replay_decision", "edit_duty"),
                *("check_identity", "keep_register", "hold_records", "see_records", "oversee"),
                *("hear_recording", "save_recording", "export_orders"),
            ]
        ),
        "listener": sorted(["change_own_password", "see_now", "hear_recording"]),
        "admin": sorted([*common, "read_audit", "edit_duty", "end_records", "see_records"]),
    }


def test_every_role_and_every_action_is_in_the_table() -> None:
    assert set(PERMISSIONS) == set(Role)
    assert frozenset.union(*PERMISSIONS.values()) == set(Action)


def test_roles_add_up_and_nobody_without_a_role_may_do_anything() -> None:
    both = Person(PersonId("x"), "x", frozenset({Role.AGENT, Role.SUPERVISOR}), ())
    none = Person(PersonId("y"), "y", frozenset(), ())
    assert may(both, Action.ANSWER)
    assert may(both, Action.SEE_ALL_CALLS)
    assert not any(may(none, action) for action in Action)
