"""The programme fits the reference hotline: its prompts, keys, lines, people and groups all exist and agree."""

from __future__ import annotations

import socket
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import pytest

from app.cannot_open import CannotOpen
from app.clock import SHANGHAI
from app.hotline_file import read_hotline
from app.rehearsal.loopback import free_base
from app.rehearsal.programme import AGENTS, HANGS_UP_FIRST, PROGRAMME, Hear, Part, Press
from app.rehearsal.sip.ear import AGENT
from app.rehearsal.stage import CLOSING_LINE, prepare
from app.settings import Listen, Settings, sqlite_url
from dialplan.menu import ToLine
from recordings.masters import prompt_names
from schedules.answer import DutyState
from schedules.book import DutyBook
from schedules.bundle import read_bundle
from schedules.compile import compile_bundle
from storage.ids import LineId, PersonId

ROOT: Final = Path(__file__).resolve().parents[2]
START = datetime(2026, 11, 23, 11, 59, 30, tzinfo=SHANGHAI)
NOON = START + timedelta(seconds=30)


def settings(var: Path) -> Settings:
    """At ports that are free now: other houses come and go beside these tests."""
    listen = Listen.from_base("127.0.0.1", free_base())
    return Settings(ROOT, ROOT / "config", var, listen, timedelta(hours=1), sqlite_url(var))


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> DutyBook:
    stage = prepare(settings(tmp_path_factory.mktemp("stage") / "rehearsal"), START)
    return compile_bundle(read_bundle(stage.settings.config))


def ids(part: Part) -> str:
    return part.what.en


def test_the_stage_turns_at_noon_and_is_set_afresh_each_time(tmp_path: Path) -> None:
    var = tmp_path / "rehearsal"
    var.mkdir()
    (var / "hotline.db").write_text("of an earlier rehearsal")
    stage = prepare(settings(var), START)
    assert stage.turn == NOON
    assert stage.settings.config == var / "config"
    assert not (var / "hotline.db").exists()


def test_a_rehearsal_that_plays_is_not_cleared_away(tmp_path: Path) -> None:
    mine = settings(tmp_path / "rehearsal")
    stage = prepare(mine, START)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as playing:
        playing.bind((stage.settings.listen.address, stage.settings.listen.sip))
        with pytest.raises(CannotOpen):
            prepare(mine, START)
    assert stage.settings.config.exists()


def test_a_start_just_before_the_full_minute_turns_at_the_next_one(tmp_path: Path) -> None:
    assert prepare(settings(tmp_path / "r"), START + timedelta(seconds=25)).turn == NOON + timedelta(minutes=1)


def test_one_line_closes_at_the_turn_and_not_before(book: DutyBook) -> None:
    before, after = (book.state_at(LineId(CLOSING_LINE), at) for at in (START, NOON))
    assert (before.state, after.state) == (DutyState.OPEN, DutyState.CLOSED)
    assert "演练" in book.explain(LineId(CLOSING_LINE), NOON).zh


@pytest.mark.parametrize("part", PROGRAMME, ids=ids)
def test_a_part_expects_what_the_rosters_say(part: Part, book: DutyBook) -> None:
    if not part.line:
        return
    answer = book.state_at(LineId(part.line), NOON if part.second_act else START)
    if part.outcome == "unserved":
        assert answer.state is DutyState.CLOSED
    else:
        assert answer.groups[0] == part.group


@pytest.mark.parametrize("part", PROGRAMME, ids=ids)
def test_a_part_presses_the_key_of_its_line_and_listens_for_prompts_that_exist(part: Part) -> None:
    menu = read_hotline(ROOT / "config").menu
    pressed = [step.keys for step in part.steps if isinstance(step, Press)]
    chosen = [meaning for key in pressed if (meaning := menu.nodes[menu.start].keys.get(key)) is not None]
    if pressed and part.line:
        assert chosen[0] == ToLine(part.line)
    heard = {name for step in part.steps if isinstance(step, Hear) for name in step.names}
    assert heard <= {AGENT, *prompt_names(ROOT / "recordings" / "masters")}


def test_every_key_is_pressed_and_every_caller_is_somebody_else() -> None:
    pressed = {step.keys for part in PROGRAMME for step in part.steps if isinstance(step, Press)}
    assert set("0123456") <= pressed
    assert len({part.number for part in PROGRAMME}) == len(PROGRAMME)


def test_everybody_at_work_is_on_the_staff_and_every_expected_group_has_somebody(book: DutyBook) -> None:
    assert {PersonId(name) for name in AGENTS} <= set(book.people)
    assert set(AGENTS) >= HANGS_UP_FIRST
    present = {group for name in AGENTS for group in book.people[PersonId(name)].groups}
    assert {part.group for part in PROGRAMME if part.group} <= present
