"""``leave.yaml``: who is away, who stands in, who swapped with whom, and how many may be away at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from schedules.bounds import MOST_LEAVE
from schedules.document import Bilingual, Section
from schedules.language.ranges import read_date, read_days, read_period
from schedules.times import at_minute
from storage.ids import PersonId

LONGEST_PEAK = 120  # days; a wrong year in a range must not forbid leave for good


@dataclass(frozen=True, slots=True)
class Leave:
    """A person is away for ``[start, end)``; without approval the leave is not in force."""

    person: PersonId
    start: datetime
    end: datetime
    why: str
    approved_by: str
    stand_in: PersonId | None = None
    despite: str = ""
    """Why it is granted in a peak, or although too many are away."""


@dataclass(frozen=True, slots=True)
class Swap:
    """Each works the other's shifts and slots of this day."""

    people: tuple[PersonId, PersonId]
    on: date
    why: str
    approved_by: str


@dataclass(frozen=True, slots=True)
class Absences:
    """What is in force of ``leave.yaml``."""

    leave: tuple[Leave, ...]
    swaps: tuple[Swap, ...]


@dataclass(frozen=True, slots=True)
class Staff:
    """Who may stand in the file."""

    people: frozenset[PersonId]
    agents: frozenset[PersonId]
    teams: Mapping[str, Collection[PersonId]]
    """Groups by id and crews by name, with their people."""
    slots: Mapping[str, Collection[PersonId]]
    """The groups among them that have shifts or slots to swap."""


def read_leave(section: Section, staff: Staff) -> Absences:
    """Read ``leave.yaml``; faults become the section's findings."""
    granted = _Granted(_peaks(section), _most_away(section, staff), staff)
    leave = [granted.one(entry) for entry in section.section_list("leave", optional=True, most=MOST_LEAVE)]
    swaps = [_swap(entry, staff) for entry in section.section_list("swaps", optional=True, most=MOST_LEAVE)]
    return Absences(tuple(one for one in leave if one), tuple(swap for swap in swaps if swap))


Peak = tuple[datetime, datetime, str]


def _peaks(section: Section) -> tuple[Peak, ...]:
    entries = section.section("peaks", optional=True)
    found: list[Peak] = []
    for key in entries.names:
        why, days = entries.text(key), read_days(entries, key, LONGEST_PEAK)
        if days is not None:
            found.append((at_minute(days[0], 0), at_minute(days[1], 24 * 60), why))
    return tuple(found)


def _most_away(section: Section, staff: Staff) -> dict[str, int]:
    limits = section.section("most_away", optional=True)
    for name in limits.names:
        if name not in staff.teams:
            problem = Bilingual(f"没有 “{name}” 组或班组", f"there is no group or crew “{name}”")
            limits.fail_key(name, problem, Bilingual("请写 “专线-组” 或班组名", "write line-group, or a crew's name"))
    return {name: limits.integer(name, at_least=0, at_most=1_000) for name in limits.names}


class _Granted:
    """Grants leave in the order of the file: what is granted first counts against what comes later."""

    def __init__(self, peaks: tuple[Peak, ...], most_away: Mapping[str, int], staff: Staff) -> None:
        self._peaks = peaks
        self._most_away = most_away
        self._staff = staff
        self._granted: list[Leave] = []

    def one(self, entry: Section) -> Leave | None:
        """The leave, or None where it is not in force."""
        person, why = read_person(entry, "person", self._staff.people), entry.text("why")
        stand_in = read_person(entry, "stand_in", self._staff.agents) if entry.has("stand_in") else None
        approved, despite = entry.text("approved_by", ""), entry.text("despite", "")
        period = read_period(entry, whole_days=True)
        if person is None or period is None:
            return None
        leave = Leave(person, *period, why, approved, stand_in, despite)
        if not approved:
            problem = Bilingual(
                f"{person} 的请假未经批准，不生效", f"the leave of {person} is not approved, so not in force"
            )
            entry.warn("person", problem, Bilingual("批准后请写 approved_by", "write approved_by once it is"))
            return None
        self._check(entry, leave)
        self._granted.append(leave)
        return leave

    def _check(self, entry: Section, leave: Leave) -> None:
        if leave.stand_in == leave.person:
            problem = Bilingual("不能由本人替班", "nobody stands in for themselves")
            entry.fail("stand_in", problem, Bilingual("请写另一人", "name somebody else"))
        if leave.despite:
            return
        for start, end, why in self._peaks:
            if leave.start < end and start < leave.end:
                problem = Bilingual(f"高峰期（{why}）不准假", f"no leave in a peak ({why})")
                entry.fail("from", problem, NEEDS_DESPITE)
        for team, most in self._most_away.items():
            if leave.person in self._staff.teams.get(team, ()) and self._away_with(leave, team) > most:
                problem = Bilingual(f"{team} 同时请假超过 {most} 人", f"more than {most} of {team} are away at once")
                entry.fail("from", problem, NEEDS_DESPITE)

    def _away_with(self, leave: Leave, team: str) -> int:
        """How many of the team are away at the worst moment of this leave, this one among them."""
        others = [
            one
            for one in self._granted
            if one.person in self._staff.teams[team] and one.start < leave.end and leave.start < one.end
        ]
        moments = [leave.start, *(one.start for one in others if one.start > leave.start)]
        return max(
            len({leave.person, *(one.person for one in others if one.start <= moment < one.end)}) for moment in moments
        )


def _swap(entry: Section, staff: Staff) -> Swap | None:
    names = entry.texts("people")
    on, why, approved = read_date(entry, "on"), entry.text("why"), entry.text("approved_by", "")
    strangers = [index for index, name in enumerate(names) if name not in staff.agents]
    for index in strangers:
        _stranger(entry, "people", names[index], index)
    if len(set(names)) != 2 or len(names) != 2:
        if entry.has("people"):
            problem = Bilingual("换班须恰好两人", "two people swap")
            entry.fail("people", problem, Bilingual("请写两个人的 id", "name the ids of two people"))
        return None
    if strangers or on is None:
        return None
    if not approved:
        problem = Bilingual("换班未经批准，不生效", "the swap is not approved, so not in force")
        entry.warn("people", problem, Bilingual("批准后请写 approved_by", "write approved_by once it is"))
        return None
    if not any(set(names) <= set(people) for people in staff.slots.values()):
        problem = Bilingual("两人不在同一个有轮班或指名值班的组", "they share no group that has shifts or named slots")
        entry.fail("people", problem, Bilingual("只有同组之间可以换班", "people of one such group can swap"))
    return Swap((PersonId(names[0]), PersonId(names[1])), on, why, approved)


def read_person(entry: Section, key: str, known: Collection[PersonId]) -> PersonId | None:
    """One person who is known, by id."""
    name = entry.text(key)
    if name and name not in known:
        _stranger(entry, key, name)
        return None
    return PersonId(name) if name else None


def _stranger(entry: Section, key: str, name: str, item: int | None = None) -> None:
    problem = Bilingual(f"people.yaml 中没有坐席 “{name}”", f"people.yaml knows no agent “{name}”")
    entry.fail(key, problem, Bilingual("请写 people.yaml 中的 id", "write an id of people.yaml"), item)


NEEDS_DESPITE = Bilingual(
    "请改期；确需批准的，写明 despite: 理由", "move it; or say why it is granted with despite: reason"
)
"""The remedy where leave is refused and only a reason of its own can grant it."""
