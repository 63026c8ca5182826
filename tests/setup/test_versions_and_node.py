"""Reading versions, and choosing the Node that builds the pages."""

import pytest

from app.setup.node import system_node
from app.setup.version import Version, parse_version


@pytest.mark.parametrize(
    ("printed", "version"),
    [
        ("Asterisk 22.10.1+dfsg+~cs6.17.60671434-1\n", Version(22, 10, 1)),
        ("Asterisk 20.6.0~dfsg+~cs6.13.40431414-2build5", Version(20, 6, 0)),
        ("v20.19.0\n", Version(20, 19, 0)),
        ("v18.20", Version(18, 20, 0)),
        ("not found", None),
    ],
)
def test_a_version_is_read_from_what_a_program_prints(printed: str, version: Version | None) -> None:
    assert parse_version(printed) == version


def test_versions_compare_by_number_not_by_spelling() -> None:
    assert Version(22, 9, 9) < Version(22, 10, 1) < Version(22, 10, 12) < Version(23)


@pytest.mark.parametrize(("printed", "good"), [("v20.19.0", True), ("v24.1.0", True), ("v18.20.4", False), ("", False)])
def test_the_systems_node_is_used_when_it_is_new_enough(printed: str, good: bool) -> None:
    node = system_node(which=lambda name: f"/usr/bin/{name}", version_of=lambda _: printed)
    assert (node is not None) == good
    assert node is None or node.npm == ("/usr/bin/npm",)


def test_a_node_without_npm_is_no_use() -> None:
    assert system_node(which={"node": "/usr/bin/node"}.get, version_of=lambda _: "v24.0.0") is None
