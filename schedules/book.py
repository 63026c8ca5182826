"""The duty book: one duty version, compiled. Who answers this line at this instant, until when, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from types import MappingProxyType

from people.person import Person
from schedules.answer import Because, DutyAnswer, DutyState, OnDuty
from schedules.calendar import Calendar
from schedules.engine.day_plan import Around, plan
from schedules.engine.explain import Question, because
from schedules.engine.line_year import Held, line_year
from schedules.engine.staffing import Present, Team, team_year
from schedules.engine.steps import Explanation, explained
from schedules.engine.table import Table
from schedules.engine.week import WeeklyRow, ordinary_week
from schedules.finding import Finding
from schedules.language.group import AtClosing, Group, Line
from schedules.language.kinds_of_day import DayWord
from schedules.language.leave import Absences
from schedules.language.overrides import Cover
from schedules.language.roster import Roster
from schedules.rules import RoutingRules
from schedules.times import ZONE, Span, local
from storage.ids import GroupId, LineId, PersonId, VersionHash


@dataclass(frozen=True, slots=True)
class Contents:
    """What the files of a duty version say, checked."""

    rosters: Mapping[LineId, Roster]
    calendar: Calendar
    people: tuple[Person, ...]
    covers: tuple[Cover, ...]
    rules: RoutingRules
    absences: Absences
    warnings: tuple[Finding, ...]
    """What was noticed while reading and did not hinder publishing."""


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """A line's hours for being said aloud. ``next_opening`` is None while the line is open, or never opens."""

    days: DayWord | None
    """``working_days`` or ``every_day``; None where one sentence cannot say the hours."""
    ranges: tuple[Span, ...]
    next_opening: datetime | None
    at_closing: AtClosing


class DutyBook:
    """Pure questions with the instant as an argument. Years are compiled when first asked about, then looked up."""

    def __init__(self, version: VersionHash, contents: Contents) -> None:
        self.version = version
        self.calendar = contents.calendar
        self.rules = contents.rules
        self.rosters = contents.rosters
        self.covers = contents.covers
        self.absences = contents.absences
        self.warnings = contents.warnings
        self.lines: Mapping[LineId, Line] = MappingProxyType({key: r.line for key, r in contents.rosters.items()})
        self.groups: Mapping[GroupId, Group] = MappingProxyType(
            {group.id: group for roster in contents.rosters.values() for group in roster.groups}
        )
        self.people: Mapping[PersonId, Person] = MappingProxyType({person.id: person for person in contents.people})
        self._answers = {line: self._table_of(roster) for line, roster in self.rosters.items()}
        self._teams = {group: self._team_of(group) for group in self.groups}

    def state_at(self, line: LineId, instant: datetime) -> DutyAnswer:
        """The one answer that holds at this instant. KeyError for a line that this version does not know."""
        return self._answers[line].at(instant)

    def on_duty(self, group: GroupId, instant: datetime) -> OnDuty:
        """Who of the group takes calls at this instant. KeyError for a group that this version does not know."""
        return self._teams[group].at(instant)

    def warm(self, instant: datetime) -> None:
        """Compile the years around an instant ahead of the first call that asks about it; slow, for a thread."""
        for line in self.lines:
            self.state_at(line, instant)
        for group in self.groups:
            self.on_duty(group, instant)

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
        return ordinary_week(self.rosters[line])

    def duty_of_day(self, line: LineId, day: date) -> tuple[Span, ...]:
        """The ranges that begin on a date by roster and calendar, without what was ordered above them."""
        around = (self.calendar.day(day + timedelta(days=by)) for by in (-1, 0, 1))
        return tuple(piece.span for piece in plan(self.rosters[line], Around(*around)).pieces)

    def hours(self, line: LineId, instant: datetime) -> OpeningHours:
        """What to tell a caller about when this line answers."""
        is_open = self.state_at(line, instant).state is DutyState.OPEN
        days, ranges = self.rosters[line].hours.simple or (None, ())
        opens = None if is_open else self.next_opening(line, instant)
        return OpeningHours(days, ranges, opens, self.lines[line].at_closing)

    def explain(self, line: LineId, instant: datetime) -> Because:
        """Why, in one sentence of each language."""
        return because(self._question(line, instant))

    def explain_steps(self, line: LineId, instant: datetime) -> list[Because]:
        """Every rule that was looked at, in the order of precedence, down to the one that decided."""
        return [step.because for step in self.explanation(line, instant).steps]

    def explanation(self, line: LineId, instant: datetime) -> Explanation:
        """The answer with every rule that was looked at, and which of them decided."""
        return explained(self._question(line, instant))

    def _question(self, line: LineId, instant: datetime) -> Question:
        answer = self.state_at(line, instant)
        return Question(
            roster=self.rosters[line],
            calendar=self.calendar,
            moment=local(instant),
            answer=answer,
            opens=None if answer.state is DutyState.OPEN else self.next_opening(line, instant),
            covers=tuple(cover for cover in self.covers if line in cover.lines),
            lines=self.lines,
            groups=self.groups,
            people={person.id: person.name for person in self.people.values()},
            on_duty=tuple(self.on_duty(group, instant) for group in answer.groups),
        )

    def _table_of(self, roster: Roster) -> Table[Held, DutyAnswer]:
        def finish(held: Held, since: datetime | None, until: datetime | None) -> DutyAnswer:
            return DutyAnswer(
                line=roster.line.id,
                state=DutyState.OPEN if held.groups else DutyState.CLOSED,
                groups=held.groups,
                rule=held.rule,
                since=since,
                until=until,
                assumed=held.assumed,
                version=self.version,
                say=held.say,
                after=held.after,
            )

        return Table(partial(line_year, roster, self.calendar, self.covers), finish)

    def _team_of(self, group: GroupId) -> Table[Present, OnDuty]:
        roster = self.rosters[self.groups[group].line]
        rotation = roster.rotation if roster.rotation and roster.rotation.group == group else None
        named = tuple(slot for slot in roster.named if slot.group == group)
        team = Team(self.groups[group], named, rotation, self.absences)

        def finish(present: Present, since: datetime | None, until: datetime | None) -> OnDuty:
            return OnDuty(group, present.people, present.rule, since, until, present.away)

        return Table(partial(team_year, team, self.calendar), finish)


__all__ = ["ZONE", "AtClosing", "Contents", "DutyBook", "Group", "Line", "OpeningHours", "Span", "WeeklyRow"]
