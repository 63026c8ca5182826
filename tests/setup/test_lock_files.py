"""The lock files: complete, hashed, and free of any place that only one machine knows."""

import re
import tomllib
from pathlib import Path

import pytest

from app.setup.lock import LOCKS

ROOT = Path(__file__).resolve().parents[2]


def normal(names: list[str]) -> set[str]:
    """Names as package indexes compare them."""
    return {re.sub(r"[-_.]+", "-", name).lower() for name in names}


def names(lock: str) -> set[str]:
    return normal(re.findall(r"^([a-z0-9][a-z0-9._-]*)(?:\[\w+\])?==", (ROOT / lock).read_text(), re.MULTILINE))


def wanted(requirements: list[str]) -> set[str]:
    return normal([re.split(r"[^A-Za-z0-9._-]", requirement)[0] for requirement in requirements])


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_hashes_and_no_line_names_an_index(lock: str) -> None:
    text = (ROOT / lock).read_text()
    for entry in re.split(r"\n(?=\S)", text):
        assert entry.startswith("#") or "--hash=sha256:" in entry
    assert "://" not in text
    assert not re.search(r"^--?[a-z]", text, re.MULTILINE)


def test_the_locks_hold_every_dependency_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    run = wanted(project["project"]["dependencies"])
    assert run <= names("requirements.lock")
    assert run | wanted(project["dependency-groups"]["test"]) <= names("requirements-test.lock")
    assert wanted(project["dependency-groups"]["pages"]) <= names("requirements-node.lock")


def test_the_tests_lock_is_a_superset_so_that_a_plain_run_does_not_undo_it() -> None:
    def pins(lock: str) -> set[str]:
        return set(re.findall(r"^(\S+==\S+)", (ROOT / lock).read_text(), re.MULTILINE))

    assert pins("requirements.lock") <= pins("requirements-test.lock")
