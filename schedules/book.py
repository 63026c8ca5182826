"""The duty book: one duty version, compiled. Who answers this line at this instant, until when, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from people.person import Person
from schedules.answer import Because, DutyAnswer, DutyState, OnDuty
from schedules.calendar import Calendar
from schedules.engine.explain import Question, because, steps
from schedules.engine.timeline import Stretch, Timeline, build_timeline, open_rule, stretches
from schedules.finding import Finding
from schedules.language.leave import Absences
from schedules.language.overrides import Closing
from schedules.language.roster import DutyDays, Group, Line, Roster
from schedules.rules import RoutingRules
from schedules.times import ZONE, Span, local
from storage.ids import GroupId, LineId, PersonId, VersionHash


@dataclass(frozen=True, slots=True)
class Contents:
    """What the files of a duty version say, checked."""

    rosters: Mapping[LineId, Roster]
    calendar: Calendar
    people: tuple[Person, ...]
    closings: tuple[Closing, ...]
    rules: RoutingRules
    absences: Absences
    warnings: tuple[Finding, ...]
    """What was noticed while reading and did not hinder publishing."""


@dataclass(frozen=True, slots=True)
class WeeklyRow:
    """On this weekday (1 = Monday) these groups answer in ``[start, end)``, in minutes after midnight."""

    weekday: int
    start: int
    end: int
    groups: tuple[GroupId, ...]
    rule: str


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """A line's hours for being said aloud. ``next_opening`` is None while the line is open, or never opens."""

    days: DutyDays
    ranges: tuple[Span, ...]
    next_opening: datetime | None


class DutyBook:
    """Pure questions with the instant as an argument. Years are compiled when first asked about, then looked up."""

    def __init__(self, version: VersionHash, contents: Contents) -> None:
        self.version = version
        self.calendar = contents.calendar
        self.rules = contents.rules
        self.warnings = contents.warnings
        self._rosters = contents.rosters
        self._closings = contents.closings
        self._closings_by_rule = _by_rule(contents.closings)
        self.lines: Mapping[LineId, Line] = MappingProxyType({key: r.line for key, r in contents.rosters.items()})
        self.groups: Mapping[GroupId, Group] = MappingProxyType(
            {group.id: group for roster in contents.rosters.values() for group in roster.groups}
        )
        self.people: Mapping[PersonId, Person] = MappingProxyType({person.id: person for person in contents.people})
        self._years: dict[tuple[LineId, int], list[Stretch]] = {}
        self._timelines: dict[tuple[LineId, int], Timeline] = {}

    def state_at(self, line: LineId, instant: datetime) -> DutyAnswer:
        """The one answer that holds at this instant. KeyError for a line that this version does not know."""
        year = local(instant).year
        timeline = self._timelines.get((line, year)) or self._compiled(line, year)
        return timeline.at(instant.timestamp())

    def on_duty(self, group: GroupId, instant: datetime) -> OnDuty:
        """Who of the group takes calls now. KeyError for a group that this version does not know."""
        local(instant)
        return OnDuty(group, self.groups[group].members, "members", None, None)

    def warm(self, instant: datetime) -> None:
        """Compile the years around an instant ahead of the first call that asks about it; slow, for a thread."""
        for line in self.lines:
            self.state_at(line, instant)

    def changes(self, line: LineId, start: datetime, end: datetime) -> list[DutyAnswer]:
        """All answers that hold somewhere in ``[start, end)``, in order and without a gap."""
        found = [self.state_at(line, start)]
        while (until := found[-1].until) is not None and until < end:
            found.append(self.state_at(line, until))
        return found

    def next_opening(self, line: LineId, instant: datetime) -> datetime | None:
        """The next instant after this one at which a closed line opens; None when none comes within two years."""
        answer = self.state_at(line, instant)
        horizon = local(instant).year + 2
        was_open = answer.state is DutyState.OPEN
        while (until := answer.until) is not None and until.year <= horizon:
            answer = self.state_at(line, until)
            if answer.state is DutyState.OPEN and not was_open:
                return until
            was_open = answer.state is DutyState.OPEN
        return None

    def next_change(self, line: LineId, instant: datetime) -> datetime | None:
        """When other people begin to answer, or the line opens or closes: what a person would call a change."""
        now = answer = self.state_at(line, instant)
        horizon = local(instant).year + 2
        while (until := answer.until) is not None and until.year <= horizon:
            answer = self.state_at(line, until)
            if answer.groups != now.groups:
                return until
        return None

    def weekly(self, line: LineId) -> list[WeeklyRow]:
        """The roster without a calendar: what the native answer falls back to beyond its rendered days."""
        roster = self._rosters[line]
        weekdays = range(1, 8) if roster.days is DutyDays.EVERY_DAY else range(1, 6)
        return [
            WeeklyRow(weekday, piece.span.start, piece.span.end, piece.groups, open_rule(roster, piece))
            for weekday in weekdays
            for piece in roster.pieces
        ]

    def hours(self, line: LineId, instant: datetime) -> OpeningHours:
        """What to tell a caller about when this line answers."""
        roster = self._rosters[line]
        is_open = self.state_at(line, instant).state is DutyState.OPEN
        return OpeningHours(roster.days, roster.hours, None if is_open else self.next_opening(line, instant))

    def explain(self, line: LineId, instant: datetime) -> Because:
        """Why, in one sentence of each language."""
        return because(self._question(line, instant))

    def explain_steps(self, line: LineId, instant: datetime) -> list[Because]:
        """Every rule that was looked at, in the order of precedence, down to the one that decided."""
        return steps(self._question(line, instant))

    def _question(self, line: LineId, instant: datetime) -> Question:
        answer, moment = self.state_at(line, instant), local(instant)
        opens = None if answer.state is DutyState.OPEN else self.next_opening(line, instant)
        closing = next((one for one in self._closings_by_rule.get(answer.rule, ()) if line in one.lines), None)
        return Question(self._rosters[line], self.calendar.day(moment.date()), moment, answer, opens, closing)

    def _compiled(self, line: LineId, year: int) -> Timeline:
        roster = self._rosters[line]
        for needed in (year - 1, year, year + 1):
            if (line, needed) not in self._years:
                self._years[line, needed] = stretches(roster, self.calendar, self._closings, needed)
        years = {needed: self._years[line, needed] for needed in (year - 1, year, year + 1)}
        timeline = build_timeline(roster, year, years, self.version)
        self._timelines[line, year] = timeline
        return timeline


def _by_rule(closings: Iterable[Closing]) -> dict[str, list[Closing]]:
    """Looked up for the reason of every call: spelling the rule of each closing would take longer than all the rest."""
    found: dict[str, list[Closing]] = {}
    for closing in closings:
        found.setdefault(closing.rule, []).append(closing)
    return found


__all__ = ["ZONE", "Contents", "DutyBook", "DutyDays", "Group", "Line", "OpeningHours", "Span", "WeeklyRow"]
