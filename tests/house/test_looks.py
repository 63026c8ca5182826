"""Clear numbers leave through one place: nobody else reads the digits of a number or opens what is sealed."""

from __future__ import annotations

import ast

from tests.house.test_rooms import Source, sources

SERVING = sources(
    *("storage", "people", "schedules", "dialplan", "routing", "work_orders", "participants", "ivr", "agent_bridge"),
    *("notices", "web", "app"),
)
TELL = {
    "storage/looks.py",  # and records it
    "storage/masked.py",
    "web/participants/identity.py",  # to find whose number it is; what it shows is masked
}
"""May read ``PhoneNumber.digits``."""
HEARD = {"app/rehearsal/sip/media.py"}
"""Keys that a rehearsal's telephone heard."""
OPEN = {
    "storage/looks.py",
    "storage/reseal.py",  # to seal it again
    "storage/reseal_files.py",  # the same
    "web/names.py",  # makes a PhoneNumber of it, which masks itself
    "agent_bridge/briefing.py",  # the same
    "participants/safe.py",  # compares, and never tells
    "work_orders/case/means.py",  # the same
    "notices/hooks/dispatch.py",  # a subscription's secret, to sign
    "app/webhooks/try_out.py",  # the same
    "work_orders/attachments/folder.py",  # a file, for whoever may see its order
}
"""May open what the vault sealed."""


def attributes(source: Source, *names: str) -> list[ast.Attribute]:
    """Wherever the file reads one of these of something."""
    if not any(name in source.text for name in names):
        return []
    nodes = ast.walk(ast.parse(source.text))
    return [node for node in nodes if isinstance(node, ast.Attribute) and node.attr in names]


def test_the_digits_of_a_number_are_told_in_one_place() -> None:
    found = {source.name for source in SERVING if attributes(source, "digits")}
    assert found - TELL - HEARD == set()


def test_what_is_sealed_is_opened_where_it_stays_inside() -> None:
    found = {
        source.name
        for source in SERVING
        for node in attributes(source, "opened", "open", "open_bytes")
        if "vault" in ast.unparse(node.value)
    }
    assert found - OPEN == set()
