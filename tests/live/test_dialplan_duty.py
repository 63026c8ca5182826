"""The rendered duty table on a real Asterisk: the same answer as the duty book at thousands of instants; reloads."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from dialplan.duty import DutyFile, render_duty
from dialplan.files import read_if_there, write_whole
from dialplan.reload import NotTaken, activate, active_seal
from ivr.answers import chosen
from ivr.native import native_duties
from ivr.saying import say_for
from routing.decide import decide
from routing.decision import Choice, Facts
from routing.duty import Duty
from schedules.answer import Because
from schedules.bundle import read_bundle
from schedules.compile import compile_bundle
from storage.ids import CallId, LineId
from tests.live.asterisk_house import ROOT, Pbx, asterisk_or_skip, booted, example_values, short_folder, write_duty
from tests.schedules.night_hotline import night_hotline

pytestmark = pytest.mark.live

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 12, 28, 11, 59, 30, tzinfo=SHANGHAI)  # new year's holiday lies in the two weeks
NIGHT = datetime(2026, 11, 21, 11, 59, 30, tzinfo=SHANGHAI)  # all that the night hotline's files date lies in these
PROBED = 5_000  # of each of two hotlines, beside all their edges
HEARD = ("STATE", "PLAN", "RULE", "SAY", "CLOSES", "AT_CLOSING")
ANNOUNCED = frozenset({"notice-new-rule", "closed-maintenance", "closed-now", "training"})
PROBE = "*77"

Question = tuple[str, int]
"""A line, and an instant in seconds since 1970."""

Heard = tuple[Question, dict[str, str]]
Ask = Callable[[list[Question]], Awaitable[list[Heard]]]

CONTEXT = """
[from-carrier]
exten => *77,1,Answer()
 same => n,Goto(probe,s,1)
[probe]
exten => one,1,Set(HOTLINE_SHIFT=$[${ARG2} - ${EPOCH}])
 same => n,MSet(${HOTLINE_NO_ANSWER})
 same => n,Gosub(duty-${ARG1},s,1)
 same => n,Set(SEEN=${HOTLINE_STATE}|${HOTLINE_PLAN}|${HOTLINE_RULE}|${HOTLINE_SAY})
 same => n,Set(SEEN=${SEEN}|${HOTLINE_CLOSES}|${HOTLINE_AT_CLOSING})
 same => n,QueueLog(PROBE,${HOTLINE_NOW},NONE,${ARG1},${SEEN})
 same => n,Return()
exten => s,1,NoOp()
"""


@pytest.fixture(scope="module")
def duty() -> Duty:
    """The reference hotline as it is shipped."""
    return Duty(compile_bundle(read_bundle(ROOT / "config")))


@pytest.fixture(scope="module")
def table(duty: Duty) -> DutyFile:
    return render_duty(native_duties(duty, NOW, ANNOUNCED))


@pytest.fixture(scope="module")
def night() -> Duty:
    """A hotline that uses all of the duty language."""
    return Duty(compile_bundle(night_hotline(read_bundle(ROOT / "config"))))


def instants(duty: Duty, now: datetime) -> list[Question]:
    """Every change of every line, the second before it, and instants at random, in the two weeks."""
    chance = random.Random(20261228)  # noqa: S311 — the same instants each time
    end = now + timedelta(days=12)
    edges = {
        (str(line), int(answer.since.timestamp()) + late)
        for line in duty.book.lines
        for answer in duty.book.changes(line, now, end)
        if answer.since is not None and answer.since > now
        for late in (-1, 0)
    }
    names = sorted(str(line) for line in duty.book.lines)
    span = int((end - now).total_seconds())
    scattered = {(chance.choice(names), int(now.timestamp()) + chance.randrange(span)) for _ in range(PROBED)}
    return sorted(edges | scattered)


def weeks_later(duty: Duty) -> list[Question]:
    """Instants behind the table, in two weeks without holidays: there the weekly rule says what the book says."""
    chance = random.Random(20270118)  # noqa: S311 — the same instants each time
    names = sorted(str(line) for line in duty.book.lines)
    minutes = [NOW.replace(second=0) + timedelta(days=21, minutes=chance.randrange(14 * 1440)) for _ in range(400)]
    return sorted((chance.choice(names), int(minute.timestamp()) - late) for minute in minutes for late in (0, 1))


def decided(duty: Duty, question: Question) -> dict[str, str]:
    """What a visit answers that could not count anybody; the line's end only where it is near."""
    line, instant = LineId(question[0]), datetime.fromtimestamp(question[1], UTC)
    answer, unsaid = duty.book.state_at(line, instant), Because("", "")
    facts = Facts(CallId("n1-1.0"), line, Choice.PRESSED, "", instant, answer, unsaid, duty.names(line), None)
    decision = replace(decide(facts, duty.rules), closing=duty.closing(answer, instant))
    if decision.closing is not None and decision.closing.at - instant > timedelta(days=1):
        decision = replace(decision, closing=None)
    told = chosen(decision, None, say_for(decision, duty.book, ANNOUNCED))
    return {variable.value.removeprefix("HOTLINE_"): value for variable, value in told}


@pytest.fixture(scope="module")
def asterisk(duty: Duty, table: DutyFile) -> Iterator[Pbx]:
    program = asterisk_or_skip()
    values = example_values(short_folder("duty"), program)
    write_duty(values, table.text)
    with booted(values, program) as running:
        yield running


@pytest.fixture
def ask(asterisk: Pbx) -> Iterator[Ask]:
    """Asks the table by a number of its own, only in this test's own file; answers in the order of the questions."""
    file = asterisk.values.places.etc / "extensions_hotline.conf"
    before = file.read_text()

    async def all_of(questions: list[Question]) -> list[Heard]:
        asked = "".join(f" same => n,Gosub(probe,one,1({line},{instant}))\n" for line, instant in questions)
        write_whole(file, before + CONTEXT + asked + " same => n,Hangup()\n")
        await asterisk.console.say("dialplan reload")
        asterisk.begin()
        async with asterisk.caller(PROBE) as call:
            assert await call.ended(within=240)
        seen = [line for line in asterisk.log() if line.queue == "PROBE"]
        assert len(seen) == len(questions)
        # Where a second passed while it was asked, the instant is the one that the table saw.
        return [((line.event, int(line.call)), dict(zip(HEARD, line.data, strict=True))) for line in seen]

    yield all_of
    write_whole(file, before)


async def test_the_table_answers_like_the_duty_book_at_thousands_of_instants(
    asterisk: Pbx, duty: Duty, table: DutyFile, ask: Ask
) -> None:
    await activate(table, asterisk.values.places.duty, asterisk.console)
    near, later = instants(duty, NOW), weeks_later(duty)
    answers = await ask(near + later)
    for question, answer in answers[: len(near)]:
        expected = decided(duty, question)
        assert answer == {name: expected[name] for name in HEARD}, question
    for question, answer in answers[len(near) :]:
        expected = decided(duty, question)
        assert (answer["STATE"], answer["PLAN"]) == (expected["STATE"], expected["PLAN"]), question


async def test_it_does_so_with_all_of_the_duty_language(asterisk: Pbx, night: Duty, ask: Ask) -> None:
    file = render_duty(native_duties(night, NIGHT, ANNOUNCED))
    await activate(file, asterisk.values.places.duty, asterisk.console)
    questions = instants(night, NIGHT)
    answers = await ask(questions)
    assert len(answers) > PROBED
    assert {"override", "closing", "exception", "every_day", "sunday"} <= {
        one["RULE"].split("/")[0] for _, one in answers
    }
    for question, answer in answers:
        expected = decided(night, question)
        if expected["CLOSES"] == "":  # the table may know the end earlier than a visit needs to
            expected |= {"CLOSES": answer["CLOSES"], "AT_CLOSING": answer["AT_CLOSING"]}
        assert answer == {name: expected[name] for name in HEARD}, question


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
