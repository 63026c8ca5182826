"""The wheel carries what serves: production needs neither Node nor this repository."""

import io
import zipfile
from pathlib import Path

import pytest

from app.setup.console import Console
from app.setup.wheel import build_wheel

pytestmark = pytest.mark.live

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel_names(tmp_path_factory: pytest.TempPathFactory) -> frozenset[str]:
    folder = tmp_path_factory.mktemp("wheel")
    wheel = build_wheel(ROOT, folder, Console(io.StringIO(), folder / "build.log"))
    with zipfile.ZipFile(wheel) as archive:
        return frozenset(archive.namelist())


@pytest.mark.parametrize(
    ("folder", "pattern"),
    [
        ("web/static", "**/*"),
        ("config", "**/*.yaml"),
        ("asterisk-conf", "**/*.conf"),
        ("recordings/masters", "**/*.flac"),
        ("storage/migrations", "**/*.py"),
    ],
)
def test_every_file_that_serving_reads_is_in_the_wheel(wheel_names: frozenset[str], folder: str, pattern: str) -> None:
    wanted = {str(file.relative_to(ROOT)) for file in (ROOT / folder).glob(pattern) if file.is_file()}
    assert wanted
    assert wanted <= wheel_names


def test_the_pages_are_built(wheel_names: frozenset[str]) -> None:
    assert "web/static/index.html" in wheel_names


def test_nothing_of_this_machine_or_of_the_workshop_is_in_the_wheel(wheel_names: frozenset[str]) -> None:
    for name in wheel_names:
        assert not name.startswith(("var/", "tests/", ".venv/", "web/ui/"))
        assert "node_modules" not in name
