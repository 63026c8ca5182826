"""Too many with one matter: different participants within a week, or one participant again and again. Pure.

Participants are companies, not telephone numbers: who is not known to the register counts by the name on the form, and
who gave none does not count at all. Matters tagged as a new rule or function are left out while the tag lasts. Orders
that a decided event rested on do not count again: whoever asks leaves them out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from schedules.answer import Because as Words
from storage.ids import LineId, OrderNumber

from .event import Evidence, Finding, Kind


@dataclass(frozen=True, slots=True)
class Asked:
    """An order as the detectors see it."""

    number: OrderNumber
    at: datetime
    line: LineId
    matter: str
    matter_names: Words
    participant: str
    """The register's id, or ``name:`` and the name as it was written; empty: not known."""
    participant_name: str
    unresolved: bool
    """True where its handling did not settle it: still open, or the participant was dissatisfied."""
    is_new: bool = False
    """Its matter counted as a new rule or function on that day."""


def collective(orders: Iterable[Asked], now: datetime, *, more_than: int, within: timedelta) -> Iterator[Finding]:
    """Matters that more than so many different participants brought within the last ``within``."""
    by_matter: dict[str, list[Asked]] = defaultdict(list)
    for one in orders:
        if now - within < one.at <= now and one.participant and not one.is_new:
            by_matter[one.matter].append(one)
    for matter, asked in by_matter.items():
        different = {one.participant for one in asked}
        if len(different) > more_than:
            names = asked[0].matter_names
            words = Words(
                f"{within.days} 天内有 {len(different)} 家不同主体反映“{names.zh}”，超过 {more_than} 家。",
                f"{len(different)} different participants brought “{names.en}” within {within.days} days, "
                f"more than {more_than}.",
            )
            figures = {"participants": len(different), "orders": len(asked), "more_than": more_than}
            evidence = Evidence(words, tuple(one.number for one in asked), figures)
            yield Finding(Kind.COLLECTIVE, f"collective/{matter}", evidence, matter=matter)


def repeated(orders: Iterable[Asked], now: datetime, *, times: int, within: timedelta) -> Iterator[Finding]:
    """One participant with the same matter so often within ``within``, not settled in between."""
    by_both: dict[tuple[str, str], list[Asked]] = defaultdict(list)
    for one in orders:
        if now - within < one.at <= now and one.participant:
            by_both[one.participant, one.matter].append(one)
    for (participant, matter), asked in by_both.items():
        asked.sort(key=lambda one: one.at)
        unsettled = [one for one in asked if one.unresolved or one is asked[-1]]
        if len(unsettled) >= times:
            last = asked[-1]
            words = Words(
                f"{last.participant_name}半年内第 {len(unsettled)} 次反映“{last.matter_names.zh}”，此前未得到解决。",
                f"{last.participant_name} brings “{last.matter_names.en}” for the {_nth(len(unsettled))} time in half "
                "a year; it was not settled before.",
            )
            evidence = Evidence(words, tuple(one.number for one in unsettled), {"times": len(unsettled)})
            subject = f"repeated/{matter}/{participant}"
            yield Finding(Kind.REPEATED, subject, evidence, last.line, matter, participant)


def _nth(number: int) -> str:
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10 if number % 100 not in (11, 12, 13) else 0, "th")
    return f"{number}{ending}"
