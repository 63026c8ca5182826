"""Doing the steps: only what is missing, numbered, explained when it fails."""

import io
import sys
from pathlib import Path

import pytest

from app.setup.__main__ import set_up
from app.setup.console import Console, ToolFailed
from app.setup.packages import Need, SystemPackages
from app.setup.said import Said
from app.setup.steps import PROFILES, steps


class Chore:
    """A step that remembers whether it was done."""

    def __init__(self, name: str, reason: str | None) -> None:
        self.title = Said(name, name)
        self._reason = reason
        self.done = False

    def missing(self) -> str | None:
        return self._reason

    def do(self, console: Console) -> None:
        console.say("done")
        self.done = True


@pytest.fixture
def screen() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def console(screen: io.StringIO, tmp_path: Path) -> Console:
    return Console(screen, tmp_path / "log" / "setup.log")


def test_only_the_steps_with_something_missing_are_done_and_counted(console: Console, screen: io.StringIO) -> None:
    chores = [Chore("甲", "x"), Chore("乙", None), Chore("丙", "z")]
    set_up(list(chores), console)
    assert [chore.done for chore in chores] == [True, False, True]
    assert "[1/2] 甲" in screen.getvalue()
    assert "[2/2] 丙" in screen.getvalue()


def test_when_everything_is_in_place_nothing_is_said(console: Console, screen: io.StringIO) -> None:
    set_up([Chore("甲", None)], console)
    assert screen.getvalue() == ""


def test_a_tools_output_goes_to_the_log_and_not_to_the_screen(console: Console, screen: io.StringIO) -> None:
    console.run([sys.executable, "-c", "print('many lines')"])
    assert "many lines" in console.log.read_text()
    assert screen.getvalue() == ""


def test_a_tool_that_fails_shows_the_end_of_its_own_output_only(console: Console) -> None:
    console.run([sys.executable, "-c", "print('earlier tool')"])
    with pytest.raises(ToolFailed) as failed:
        console.run([sys.executable, "-c", "import sys; print('no space left'); sys.exit(3)"])
    assert failed.value.tail == "no space left"
    assert "→ 3" in str(failed.value)


def test_missing_packages_are_named_before_anything_is_installed() -> None:
    packages = SystemPackages(
        [Need("here", lambda: True), Need("sip-tester", lambda: False), Need("sox", lambda: False)]
    )
    assert packages.missing() == "apt-get install sip-tester sox"


@pytest.mark.parametrize("profile", PROFILES)
def test_every_profile_sets_up_the_python_environment(profile: str, tmp_path: Path) -> None:
    assert "Python environment" in [step.title.en for step in steps(tmp_path, profile)]


def test_the_fast_profile_asks_for_neither_asterisk_nor_pages(tmp_path: Path) -> None:
    assert len(steps(tmp_path, "fast")) == 2
