"""Findings, differences and duty answers as the JSON that the pages are written against (``ui/src/api/roster.ts``)."""

from __future__ import annotations

from collections.abc import Iterable

from agent_bridge.directory import Names
from schedules.answer import DutyAnswer, OnDuty
from schedules.book import DutyBook
from schedules.finding import Bilingual, Finding
from schedules.review.diff import Difference, K, Said
from schedules.review.repeated import Repeated, repeated
from schedules.version import NodeProgress, PublishedVersion
from storage.ids import GroupId, LineId
from web.names import NameBook
from web.shapes import Json, instant, named

MOST_ROWS = 300
"""Of one list of differences: nobody reads more, and a page has to show it."""


def words(prefix: str, said: Bilingual) -> Json:
    return named(prefix, Names(said.zh, said.en))


def finding(one: Finding) -> Json:
    return {
        "file": one.file,
        "line": one.line,
        "column": one.column,
        "severity": one.severity.value,
        **words("problem", one.problem),
        **words("remedy", one.remedy),
    }


def version(one: PublishedVersion, names: NameBook) -> Json:
    return {
        "seq": one.seq,
        "hash": one.hash,
        "active_from": instant(one.active_from),
        "since": instant(one.since),
        "published_at": instant(one.published_at),
        "who": one.who,
        "who_name": names.known_person(one.who),
        "why": one.why,
    }


def node(one: NodeProgress, *, alive: bool) -> Json:
    return {
        "node": one.node,
        "deciding": one.deciding,
        "rendered": one.rendered,
        "seen_at": instant(one.seen_at),
        "alive": alive,
    }


def line(book: DutyBook, of: LineId) -> Json:
    return {"line": of, **named("line", NameBook(book, {}).line(of))}


def group(book: DutyBook, of: GroupId) -> Json:
    """A group by its own name, and the line that it belongs to."""
    known = book.groups.get(of)
    home = book.lines.get(known.line) if known else None
    return {
        "id": of,
        "line": known.line if known else None,
        **named("name", NameBook(book, {}).group(of)),
        **named("line", Names(home.name_zh, home.name_en) if home else Names("", "")),
    }


def answer(book: DutyBook, one: DutyAnswer | None) -> Json | None:
    if one is None:
        return None
    return {
        "state": one.state.value,
        "groups": [group(book, id_) for id_ in one.groups],
        "say": list(one.say),
        "after": one.after,
    }


def people(book: DutyBook, one: OnDuty | None) -> Json | None:
    if one is None:
        return None
    return {"names": [book.people[id_].name if id_ in book.people else id_ for id_ in one.people]}


def difference(found: Difference, old: DutyBook, new: DutyBook) -> Json:
    """What another version changes; the same change on many days is one row with its days."""
    answers, teams = repeated(found.answers), repeated(found.people)
    return {
        "answers": [
            {
                **_when(one),
                **line(new if one.first.after else old, one.first.of),
                "before": answer(old, one.first.before),
                "after": answer(new, one.first.after),
            }
            for one in answers[:MOST_ROWS]
        ],
        "people": [
            {
                **_when(one),
                "group": group(new if one.first.after else old, one.first.of),
                "before": people(old, one.first.before),
                "after": people(new, one.first.after),
            }
            for one in teams[:MOST_ROWS]
        ],
        "facts": [
            {**words("what", one.what), "before": one.before, "after": one.after} for one in found.facts[:MOST_ROWS]
        ],
        "more": _beyond(answers) + _beyond(teams) + _beyond(found.facts),
    }


def _when(one: Repeated[K, Said]) -> Json:
    return {
        "start": instant(one.first.start),
        "end": instant(one.first.end),
        "days": [day.isoformat() for day in one.days],
    }


def _beyond(rows: Iterable[object]) -> int:
    return max(0, len(tuple(rows)) - MOST_ROWS)
