"""Does a listener hear what is written? Every prompt, as 8 kHz µ-law, before the recogniser; the result is committed.

A sentence is heard by itself. A piece is heard inside the sentence it is made for (``utterances``), composed from the
converted files exactly as Asterisk plays them: nobody, and no recogniser, is sure of one syllable alone. Figures and
lines' names have to be heard exactly, and of the rest at most one syllable in twenty may be wrong. Where one must not
be mistaken for another the recogniser also *chooses*: the same sound is scored against the same sentence with each
other figure or line in its place, and the right one has to come first.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from recordings import compose
from recordings.masters import SIGNALS, Index, read_index, texts
from recordings.text import spoken_text
from recordings.voice.ear import NAME, Ear
from recordings.voice.score import errors, syllables, vital_errors

REPORT = "check.json"
SYLLABLES_WRONG = 0.05  # of one utterance's syllables, at most: below twenty syllables that is none

LINES = ("现货", "广东", "广西", "云南", "贵州", "海南", "广州")

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Utterance:
    """Prompts in a row, what they say, and what else they must not be mistaken for."""

    names: tuple[str, ...]
    text: str
    rivals: tuple[str, ...] = ()
    """The same sentence with every other figure or line in its place."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One utterance before the recogniser."""

    names: tuple[str, ...]
    text: str
    heard: str
    wrong: int
    """Syllables wrong, missing or too many, without tones."""
    vital: int
    """Those of them that touch a figure or a line's name."""
    syllables: int
    mistaken_for: str
    """The rival that fitted better; empty when there is none, or it was told apart."""

    @property
    def good(self) -> bool:
        return not self.mistaken_for and not self.vital and self.wrong <= self.syllables * SYLLABLES_WRONG


def check(masters: Path, sounds: Path, cache: Path, progress: Progress = lambda *_: None) -> list[Heard]:
    """Hears every prompt out of the converted ``sounds`` and writes the report beside the masters.

    What the last report tells of unchanged masters stands; delete it to have everything heard again.
    """
    index = read_index(masters)
    said = texts(index)
    known = _known(masters, index)
    ear = Ear(cache)
    heard: list[Heard] = []
    wanted = list(utterances(said))
    for utterance in wanted:
        heard.append(known.get((utterance.names, utterance.text)) or _hear(ear, utterance, sounds))
        progress(utterance.text, len(heard), len(wanted))
    report = {
        "recogniser": NAME,
        "heard_as": "8 kHz mu-law",
        "summary": _summary(heard),
        "utterances": [asdict(one) | {"good": one.good} for one in heard],
        "masters": {name: index[name].sha256 for name in sorted(index) if name not in SIGNALS},
    }
    (masters / REPORT).write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return heard


def _summary(heard: Sequence[Heard]) -> dict[str, Any]:
    return {
        "utterances": len(heard),
        "syllables": sum(one.syllables for one in heard),
        "wrong": sum(one.wrong for one in heard),
        "misses": [one.text for one in misses(heard)],
    }


def _known(masters: Path, index: Index) -> dict[tuple[tuple[str, ...], str], Heard]:
    """What the last report says of utterances none of whose masters has changed since: they need not be heard again."""
    file = masters / REPORT
    report = json.loads(file.read_text("utf-8")) if file.exists() else {}
    if report.get("recogniser") != NAME:
        return {}
    same = set(SIGNALS) | {
        name for name, sha in report["masters"].items() if name in index and index[name].sha256 == sha
    }
    found = [_reported(entry) for entry in report["utterances"]]
    return {(one.names, one.text): one for one in found if same.issuperset(one.names)}


def _reported(entry: Mapping[str, Any]) -> Heard:
    """Scored anew: only the hearing is expensive."""
    return _scored(tuple(entry["names"]), entry["text"], entry["heard"], entry["mistaken_for"])


def _scored(names: tuple[str, ...], text: str, heard: str, mistaken_for: str) -> Heard:
    vital = vital_errors(text, heard, LINES)
    return Heard(names, text, heard, errors(text, heard), vital, len(syllables(text)), mistaken_for)


def utterances(said: Mapping[str, str]) -> Iterator[Utterance]:
    """Every prompt at least once: pieces in the sentences they are made for, all others alone."""
    rest = set(said) - set(SIGNALS)
    for names, rivals in [*_places(said), *_hours(), *_openings(), *_numbers(said), *_lines(said)]:
        if set(names) <= set(said):
            rest -= set(names)
            yield Utterance(names, spoken_text(names, said), rivals)
    for name in sorted(rest):
        yield Utterance((name,), said[name])


Sentence = tuple[tuple[str, ...], tuple[str, ...]]
"""Names, and the rivals of what they say."""


def _places(said: Mapping[str, str]) -> Iterator[Sentence]:
    place = {digit: ("queue-thereare", f"digits/{digit}", "queue-callswaiting") for digit in range(10)}
    for digit, names in place.items():
        yield names, tuple(spoken_text(place[other], said) for other in place if other != digit)
    for waiting in (*range(10, 100, 10), 132, 2000, 30_000, 400_000_000):
        yield compose.position(waiting), ()


def _hours() -> Iterator[Sentence]:
    begin = ("hours/yunnan", "hours/working-days")
    for hour in range(24):
        yield (*begin, f"at/{hour}", f"until/{hour + 1}"), ()
        yield (*begin, f"at/{hour}-30", f"until/{(hour + 1) % 24}-30"), ()
    for minute in range(5, 60, 5):
        yield (*begin, *compose.span(540 + minute, 1020 + minute)), ()
    yield (*begin, *compose.span(0, 7)), ()
    yield ("hours/this-line", "hours/every-day", "hours/all-day"), ()


def _openings() -> Iterator[Sentence]:
    for number in range(31):
        date = (f"month/{number % 12 + 1}", f"day/{number + 1}", f"weekday/{number % 7 + 1}")
        yield ("hours/next", *date, "at/9"), ()
    for day in ("today", "tomorrow", "after-tomorrow"):
        yield ("hours/next", f"day/{day}", "at/9"), ()
    for year in ("2027", "2036", "2058", "2049"):
        yield ("hours/next", *compose.digits(year), "year", "month/1", "day/4", "weekday/1", "at/9"), ()


def _numbers(said: Mapping[str, str]) -> Iterator[Sentence]:
    yield compose.misconduct("020-36623007", said), ()
    for telephone in ("12345", "67890", "12398"):
        yield (*compose.phone(telephone), compose.PAUSE), ()
    yield (*compose.number(2, counting=True), "queue-callswaiting"), ()


def _lines(said: Mapping[str, str]) -> Iterator[Sentence]:
    """Each sentence that names a line, against the same with every other line's name."""
    for prefix in ("to-line-", "hours/"):
        for name in sorted(name for name in said if name.startswith(prefix)):
            own = next((line for line in LINES if line in said[name]), None)
            if own is not None:
                yield (name,), tuple(said[name].replace(own, other) for other in LINES if other != own)


def _hear(ear: Ear, utterance: Utterance, sounds: Path) -> Heard:
    telephone = b"".join((sounds / f"{name}.ulaw").read_bytes() for name in utterance.names)
    heard = ear.hear(telephone)
    mistaken_for = ear.mistakes(telephone, utterance.text, utterance.rivals)
    return _scored(utterance.names, utterance.text, heard, mistaken_for)


def misses(heard: Sequence[Heard]) -> list[Heard]:
    """What is not good enough."""
    return [one for one in heard if not one.good]


def worst(heard: Sequence[Heard]) -> list[Heard]:
    """What was not heard as written, the worst first."""
    erring = (one for one in heard if one.wrong or not one.good)
    return sorted(erring, key=lambda one: (one.good, -one.vital, -one.wrong / one.syllables))
