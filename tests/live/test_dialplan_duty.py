"""The rendered duty table on a real Asterisk: the same answer as the duty book at thousands of instants; reloads."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from dialplan.duty import DutyFile, render_duty
from dialplan.files import read_if_there, write_whole
from dialplan.reload import NotTaken, activate, active_seal
from ivr.native import native_duties
from routing.duty import Duty
from schedules.bundle import read_bundle
from schedules.compile import compile_bundle
from tests.live.asterisk_house import ROOT, Pbx, asterisk_or_skip, booted, example_values, short_folder, write_duty

pytestmark = pytest.mark.live

NOW = datetime(2026, 12, 28, 11, 59, 30, tzinfo=ZoneInfo("Asia/Shanghai"))  # new year's holiday lies in the two weeks
PROBED = 2_500
PROBE = "*77"

CONTEXT = """
[from-carrier]
exten => *77,1,Answer()
 same => n,Goto(probe,s,1)
[probe]
exten => one,1,Set(HOTLINE_SHIFT=$[${ARG2} - ${EPOCH}])
 same => n,Gosub(duty-${ARG1},s,1)
 same => n,QueueLog(PROBE,${HOTLINE_NOW},NONE,${ARG1},${HOTLINE_STATE}|${HOTLINE_PLAN}|${HOTLINE_RULE})
 same => n,Return()
exten => s,1,NoOp()
"""


@pytest.fixture(scope="module")
def duty() -> Duty:
    """The reference hotline as it is shipped."""
    return Duty(compile_bundle(read_bundle(ROOT / "config")))


@pytest.fixture(scope="module")
def table(duty: Duty) -> DutyFile:
    return render_duty(native_duties(duty, NOW, frozenset()))


def instants(duty: Duty) -> list[tuple[str, int]]:
    """Every change of every line, the second before it, and instants at random, in the two weeks."""
    chance = random.Random(20261228)  # noqa: S311 — the same instants each time
    end = NOW + timedelta(days=12)
    edges = {
        (str(line), int(answer.since.timestamp()) + late)
        for line in duty.book.lines
        for answer in duty.book.changes(line, NOW, end)
        if answer.since is not None and answer.since > NOW
        for late in (-1, 0)
    }
    names = sorted(str(line) for line in duty.book.lines)
    span = int((end - NOW).total_seconds())
    scattered = {(chance.choice(names), int(NOW.timestamp()) + chance.randrange(span)) for _ in range(PROBED)}
    return sorted(edges | scattered)


def weeks_later(duty: Duty) -> list[tuple[str, int]]:
    """Instants behind the table, in two weeks without holidays: there the weekly rule says what the book says."""
    chance = random.Random(20270118)  # noqa: S311 — the same instants each time
    names = sorted(str(line) for line in duty.book.lines)
    minutes = [NOW.replace(second=0) + timedelta(days=21, minutes=chance.randrange(14 * 1440)) for _ in range(400)]
    return sorted((chance.choice(names), int(minute.timestamp()) - late) for minute in minutes for late in (0, 1))


@pytest.fixture(scope="module")
def asterisk(duty: Duty, table: DutyFile) -> Iterator[Pbx]:
    program = asterisk_or_skip()
    values = example_values(short_folder("duty"), program)
    write_duty(values, table.text)
    with booted(values, program) as running:
        yield running


@pytest.fixture
def probe(asterisk: Pbx, duty: Duty) -> Iterator[None]:
    """A number that asks the table of every line at every instant; only in this test's own file."""
    file = asterisk.values.places.etc / "extensions_hotline.conf"
    before = file.read_text()
    questions = "".join(
        f" same => n,Gosub(probe,one,1({line},{instant}))\n" for line, instant in instants(duty) + weeks_later(duty)
    )
    write_whole(file, before + CONTEXT + questions + " same => n,Hangup()\n")
    yield
    write_whole(file, before)


async def test_the_table_answers_like_the_duty_book_at_thousands_of_instants(
    asterisk: Pbx, duty: Duty, probe: None
) -> None:
    await asterisk.console.say("dialplan reload")
    asterisk.begin()
    async with asterisk.caller(PROBE) as call:
        assert await call.ended(within=60)
    seen = [line for line in asterisk.log() if line.queue == "PROBE"]
    assert len(seen) == len(instants(duty)) + len(weeks_later(duty)) > PROBED
    lines = {str(line): line for line in duty.book.lines}
    for answer in seen:
        line, instant = lines[answer.event], datetime.fromtimestamp(int(answer.call), UTC)
        expected = duty.book.state_at(line, instant)
        state, plan, rule = answer.data
        queues = [step.partition(":")[0] for step in plan.split("&") if step]
        assert (state, queues) == (expected.state, list(expected.groups)), (line, instant)
        assert rule == expected.rule or instant > NOW + timedelta(days=14), (line, instant)


async def test_a_table_is_taken_whole_and_its_seal_shown(asterisk: Pbx, duty: Duty, table: DutyFile) -> None:
    later = render_duty(native_duties(duty, NOW + timedelta(days=1), frozenset()))
    await activate(later, asterisk.values.places.duty, asterisk.console)
    assert await active_seal(asterisk.console) == later.seal
    await activate(table, asterisk.values.places.duty, asterisk.console)
    assert await active_seal(asterisk.console) == table.seal


@pytest.mark.parametrize("damage", ["cut", "line"])
async def test_a_damaged_table_is_not_kept_and_the_one_before_stands(
    asterisk: Pbx, table: DutyFile, damage: str
) -> None:
    target: Path = asterisk.values.places.duty
    await activate(table, target, asterisk.console)
    text = table.text[: len(table.text) // 2] if damage == "cut" else table.text.replace(" same => n,Return()", "x", 1)
    with pytest.raises(NotTaken):
        await activate(DutyFile(text, table.seal, table.sizes), target, asterisk.console)
    assert read_if_there(target) == table.text
    assert await active_seal(asterisk.console) == table.seal
