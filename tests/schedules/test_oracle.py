"""The engine's tables against a naive oracle: the night hotline time by time, and made-up hotlines."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from schedules.answer import DutyState
from schedules.book import DutyBook
from schedules.bundle import Bundle
from schedules.compile import compile_bundle
from schedules.document import BadFiles
from storage.ids import GroupId, LineId
from tests.schedules.made_up_roster import made_up
from tests.schedules.night_hotline import night_hotline
from tests.schedules.oracle import people_at, told_at

At = Callable[[str], datetime]
MINUTE = timedelta(minutes=1)
HAINAN = LineId("hainan")
CLOCK, BETWEEN = re.compile(r"(\d\d):(\d\d)"), 17
PARTS, IN_PART = 4, 12  # made-up hotlines, each asked at a hundred instants of its year
MANGLED = 40  # of each file, each with a slip or two of the keyboard


def compare(book: DutyBook, line: LineId, moment: datetime) -> None:
    answer, told = book.state_at(line, moment), told_at(book, line, moment)
    assert (answer.groups, answer.after, answer.say) == (told.groups, told.after, told.say), f"{line} at {moment}"
    assert (answer.state is DutyState.OPEN) == bool(told.groups)


def telling_minutes(bundle: Bundle) -> list[int]:
    """Of a day: each time that a file names, with the minutes beside it; and others, nowhere far apart."""
    named = {int(hour) * 60 + int(minute) for text in bundle.files.values() for hour, minute in CLOCK.findall(text)}
    return sorted({(time + beside) % 1440 for time in named for beside in (-1, 0, 1)} | {*range(0, 1440, BETWEEN)})


@pytest.mark.parametrize("start", ["2026-11-21 00:00", "2026-12-30 00:00", "2026-09-18 00:00", "2027-02-08 00:00"])
def test_nine_days_are_as_the_language_says_beside_every_time_it_names(reference: Bundle, at: At, start: str) -> None:
    bundle = night_hotline(reference)
    book, minutes = compile_bundle(bundle), telling_minutes(bundle)
    groups = [GroupId("guizhou-staff"), GroupId("guizhou-experts"), GroupId("yunnan-experts")]
    for moment in (at(start) + timedelta(days=day, minutes=minute) for day in range(9) for minute in minutes):
        for line in (LineId("yunnan"), LineId("guizhou"), HAINAN):
            compare(book, line, moment)
        for group in groups:
            assert book.on_duty(group, moment).people == people_at(book, group, moment), f"{group} at {moment}"


def accepted(reference: Bundle, texts: dict[str, str]) -> DutyBook | None:
    try:
        return compile_bundle(Bundle({**reference.files, **texts}))
    except BadFiles as bad:
        complete = [finding for finding in bad.findings if finding.line and finding.problem.zh and finding.remedy.en]
        assert complete == list(bad.findings)  # noqa: PT017 whatever is refused says where and what to do
        return None


@pytest.mark.parametrize("part", range(PARTS))
def test_whatever_is_accepted_is_total_and_as_the_language_says(reference: Bundle, at: At, part: int) -> None:
    good = 0
    for seed in range(part * IN_PART, (part + 1) * IN_PART):
        chance = random.Random(seed)  # noqa: S311 reproducible, not secret
        year = chance.randrange(2010, 2100)
        book = accepted(reference, made_up(chance, reference.files["people.yaml"], year))
        if book is not None:
            good += 1
            start, end = at(f"{year}-01-01 00:00"), at(f"{year + 1}-01-01 00:00")
            moments = [start + chance.randrange(365 * 1440) * MINUTE for _ in range(40)]
            near = tiled(book, start, end)
            for edge in chance.sample(near, min(20, len(near))):
                moments += [edge, edge - MINUTE, edge + MINUTE]
            for moment in moments:
                one_answer(book, moment)
    assert good > IN_PART / 8, "most made-up rosters are refused: they prove little"


def tiled(book: DutyBook, start: datetime, end: datetime) -> list[datetime]:
    """The edges of all that is answered in a year, which tile it."""
    told = book.changes(HAINAN, start, end)
    assert all(one.until == other.since and one != other for one, other in pairwise(told))
    return [answer.since for answer in told if answer.since is not None and start < answer.since < end]


def one_answer(book: DutyBook, moment: datetime) -> None:
    compare(book, HAINAN, moment)
    answer = book.state_at(HAINAN, moment)
    assert book.state_at(HAINAN, moment.astimezone(UTC)) == answer
    assert book.explain(HAINAN, moment).zh.endswith("。")
    assert [step.decides for step in book.explanation(HAINAN, moment).steps].count(True) == 1
    stand_ins = {one.stand_in for one in book.absences.leave}
    for group in book.lines[HAINAN].groups:
        people = book.on_duty(group, moment).people
        assert people == people_at(book, group, moment), f"{group} at {moment}"
        assert set(people) <= {*book.groups[group].members, *stand_ins}


SLIPS = (":", "-", " ", "\n", "[", "]", "{", "}", ",", "0", "9", "：", "\t", "&a", "*a", "!", "'", "#", "云", "", "off")


@pytest.mark.parametrize("name", ["rosters/guizhou.yaml", "rosters/yunnan.yaml", "overrides.yaml", "leave.yaml"])
def test_a_mangled_file_is_refused_or_everything_it_says_is_total(reference: Bundle, at: At, name: str) -> None:
    bundle = night_hotline(reference)
    chance = random.Random(name)  # noqa: S311 reproducible, not secret
    good = 0
    for _ in range(MANGLED):
        text = bundle.files[name]
        for _ in range(chance.choice((1, 1, 1, 2))):
            place = chance.randrange(len(text))
            text = text[:place] + chance.choice(SLIPS) + text[place + chance.randrange(3) :]
        book = accepted(bundle, {name: text})
        if book is not None:
            good += 1
            for _ in range(12):
                moment = at("2026-11-20 00:00") + chance.randrange(30 * 1440) * MINUTE
                for line in (LineId("yunnan"), LineId("guizhou")):
                    compare(book, line, moment)
    assert good > MANGLED / 50, "most slips are noticed, and these prove little"


def test_four_crews_on_two_shifts_never_leave_a_shift_to_none_or_to_two(reference: Bundle, at: At) -> None:
    book = compile_bundle(night_hotline(reference))
    rotation = book.rosters[LineId("guizhou")].rotation
    assert rotation is not None
    crews = {people: crew for crew, people in rotation.crews.items()}
    seen: list[tuple[str, datetime]] = []
    for half in range(365 * 48):
        moment = at("2027-03-01 00:00") + half * timedelta(minutes=30)
        present = book.on_duty(GroupId("guizhou-staff"), moment)
        assert present.people in crews
        if not seen or seen[-1][0] != crews[present.people]:
            seen.append((crews[present.people], moment))
    turns = [crew for crew, _ in seen]
    assert turns[:8] == turns[8:16]
    assert all(
        (later - sooner) in {timedelta(hours=11), timedelta(hours=13)} for (_, sooner), (_, later) in pairwise(seen[1:])
    )
