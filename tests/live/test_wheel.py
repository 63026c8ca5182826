"""The wheel carries what serves, and serves: in a folder of its own, without Node and without this repository."""

from __future__ import annotations

import asyncio
import io
import os
import shutil
import subprocess
import sys
import venv
import zipfile
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.rehearsal.loopback import free_base
from app.rehearsal.sip.caller import Destination, Identity, dial
from app.rehearsal.sip.ear import prompts_in
from app.setup.asterisk import unpacked_root
from app.setup.console import Console
from app.setup.wheel import build_wheel
from recordings.masters import prompt_names
from tests.live.asterisk_house import NUMBER, asterisk_or_skip, short_folder
from tests.live.books import Books

pytestmark = pytest.mark.live

ROOT = Path(__file__).resolve().parents[2]
MONDAY = "2026-11-23 10:00"
QUICK_S, STOP_S = 60, 30


@dataclass(frozen=True, slots=True)
class Installed:
    """A Python environment of its own with the wheel in it, and an empty folder for the hotline."""

    environment: Path
    folder: Path

    @property
    def packages(self) -> Path:
        return next(self.environment.glob("lib/python*/site-packages"))

    def command(self, *arguments: str) -> list[str]:
        return [str(self.environment / "bin" / "hotline"), *arguments]

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = self.command(*arguments)
        return subprocess.run(
            command, cwd=self.folder, env=alone(), capture_output=True, text=True, timeout=QUICK_S, check=False
        )

    def files(self) -> set[Path]:
        """What lies among the packages, but for Python's own caches."""
        return {path for path in self.packages.rglob("*") if path.suffix != ".pyc" and path.name != "__pycache__"}


def alone() -> dict[str, str]:
    """This environment without what could lead to the clone."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "HOTLINE", "VIRTUAL"))}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    return build_wheel(ROOT, folder, Console(io.StringIO(), folder / "build.log"))


@pytest.fixture(scope="module")
def wheel_names(wheel: Path) -> frozenset[str]:
    with zipfile.ZipFile(wheel) as archive:
        return frozenset(archive.namelist())


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installed]:
    environment = tmp_path_factory.mktemp("installed") / "environment"
    venv.create(environment)
    ours = Installed(environment, short_folder("wheel"))
    pip = [sys.executable, "-m", "pip", "--python", str(environment), "install", "--no-deps", "--quiet"]
    subprocess.run([*pip, "--disable-pip-version-check", str(wheel)], check=True, env=alone(), cwd=environment)
    # The libraries it depends on are those of the tests; a path added so brings them and no clone.
    (ours.packages / "libraries.pth").write_text(f"{Path(pytest.__file__).parents[1]}\n")
    yield ours
    shutil.rmtree(ours.folder)


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


def test_in_an_empty_folder_every_command_says_what_to_do_and_makes_nothing(installed: Installed) -> None:
    for command in ("serve", "check", "agents"):
        refused = installed.run(command)
        assert refused.returncode == 1
        assert "hotline install" in refused.stderr
        assert "Traceback" not in refused.stderr
    assert list(installed.folder.iterdir()) == []


async def test_from_an_empty_folder_to_a_call_that_is_answered(installed: Installed) -> None:
    program, before, base = asterisk_or_skip(), installed.files(), free_base()
    ours = unpacked_root(ROOT)
    if Path(program.command[0]).is_relative_to(ours):  # as if unpacked here; fetching it is another test's
        shutil.copytree(ours, unpacked_root(installed.folder), copy_function=os.link, symlinks=True)
    done = await asyncio.to_thread(installed.run, "install")
    assert done.returncode == 0, done.stdout + done.stderr
    checked = await asyncio.to_thread(installed.run, "check", "--port-base", str(base))
    assert checked.returncode == 0, checked.stdout
    sounds = installed.folder / "var" / "sounds" / "zh"
    assert not sounds.exists(), "looking changes nothing"
    async with serving(installed, "--port-base", str(base), "--clock", MONDAY):
        assert all((sounds / f"{name}.ulaw").is_file() for name in prompt_names(ROOT / "recordings" / "masters"))
        to = Destination(NUMBER, ("127.0.0.1", base))
        async with dial(to, Identity("13800138000"), known=prompts_in(sounds)) as call:
            await call.hears("welcome", within=10)
            call.press("3")
            await call.hears("nobody-available", within=15)  # whose people nobody signed in
            await call.hang_up()
        (order,) = Books(installed.folder / "var" / "rehearsal" / "hotline.db").orders()
        assert order["line"] == "yunnan"
    assert installed.files() == before, "nothing is written among the packages"


@asynccontextmanager
async def serving(installed: Installed, *options: str) -> AsyncIterator[None]:
    """``hotline serve``, from the line that says it is open to its end, which is a good one."""
    command = installed.command("serve", *options)
    house = await asyncio.create_subprocess_exec(*command, cwd=installed.folder, env=alone(), stdout=PIPE)
    assert house.stdout is not None
    try:
        async with asyncio.timeout(QUICK_S):
            while b"the hotline is open" not in (line := await house.stdout.readline()):
                assert line, "it did not open"
        yield
    finally:
        house.terminate()
        async with asyncio.timeout(STOP_S):
            await house.wait()
    assert house.returncode == 0
