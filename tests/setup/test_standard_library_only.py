"""Set-up runs before the Python environment exists: it may import the standard library and itself, nothing else."""

import ast
import sys
from pathlib import Path

import pytest

SETUP = Path(__file__).resolve().parents[2] / "app" / "setup"


def imported(file: Path) -> set[str]:
    modules: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            modules.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            modules.add(node.module or "")
    return modules


@pytest.mark.parametrize("file", sorted(SETUP.glob("*.py")), ids=lambda file: file.name)
def test_set_up_needs_nothing_that_must_be_installed(file: Path) -> None:
    for module in imported(file):
        assert module.startswith("app.setup.") or module.split(".")[0] in sys.stdlib_module_names


def test_the_package_above_imports_nothing() -> None:
    assert imported(SETUP.parent / "__init__.py") == set()
