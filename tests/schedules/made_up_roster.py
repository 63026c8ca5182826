"""Rosters made up by chance, right and nearly right, for the Hainan line."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
KINDS = ("every_day", "working_days", "rest_days", "holidays", "make_up_days", *DAYS)
GROUPS = ("staff", "experts", "night")
PEOPLE = {"staff": ("a1", "a2", "a3", "a4"), "experts": ("b1", "b2"), "night": ("c1", "c2")}


def made_up(chance: Random, people: str, year: int) -> dict[str, str]:
    """Some files of a bundle, the roster of Hainan among them; what is dated falls into or near the year."""
    agents = "".join(
        f"  - {{id: {name}, name: 某{name}, roles: [agent], groups: [hainan-{group}]}}\n"
        for group, names in PEOPLE.items()
        for name in names
    )
    staff = people.replace("hainan-staff", "guangxi-staff") + agents
    return {
        "rosters/hainan.yaml": roster(chance, year),
        "people.yaml": staff,
        "overrides.yaml": overrides(chance, year),
        "leave.yaml": leave(chance, year),
    }


def roster(chance: Random, year: int) -> str:
    parts = ["code: HI", "name: 海南", "name_en: Hainan", "groups:"]
    parts += [f"  {group}: {{name: {group}, name_en: {group}}}" for group in GROUPS]
    parts += ["duty:", *(f"  {kind}: {hours(chance)}" for kind in some(chance, KINDS, 1, 5))]
    parts += ["answer:", *(f"  - {rule(chance)}" for _ in range(chance.randrange(4)))]
    if chance.random() < 0.9:
        parts.append(f"  - otherwise: {groups(chance)}")
    parts += exceptions(chance, year) if chance.random() < 0.6 else []
    parts += rotation(chance, year) if chance.random() < 0.5 else []
    parts += ["named:", *(f"  - {slot(chance)}" for _ in range(3))] if chance.random() < 0.4 else []
    return "\n".join(parts) + "\n"


def some(chance: Random, words: tuple[str, ...], least: int, most: int) -> list[str]:
    return chance.sample(words, chance.randint(least, most))


def clock(chance: Random) -> str:
    return f"{chance.randrange(24):02}:{chance.choice((0, 0, 0, 30, 59)):02}"


def hours(chance: Random, *, closed: bool = True) -> str:
    luck = chance.random()
    if closed and luck < 0.15:
        return "closed"
    if luck < 0.3:
        return "24h"
    if luck < 0.6:
        return f"{clock(chance)}-{clock(chance)}"
    times = sorted({clock(chance) for _ in range(4)})
    if len(times) < 4:
        return "09:00-12:00"
    second = f"{times[2]}-{times[3]}" if luck < 0.9 else f"{times[3]}-{times[0]}"
    return f"[{times[0]}-{times[1]}, {second}]" if luck < 0.9 else f"[{times[1]}-{times[2]}, {second}]"


def groups(chance: Random) -> str:
    return f"[{', '.join(some(chance, GROUPS, 1, 3))}]"


def rule(chance: Random) -> str:
    words = [f"by: {groups(chance)}"]
    which = chance.randrange(3)
    if which != 0:
        words.append(f"at: {hours(chance, closed=False)}")
    if which != 1:
        words.append(f"on: [{', '.join(some(chance, KINDS, 1, 3))}]")
    if chance.random() < 0.3:
        words.append(f"after: {chance.randint(5, 60)}")
    return f"{{{', '.join(words)}}}"


def day(chance: Random, year: int) -> date:
    return date(year - 1, 12, 20) + timedelta(days=chance.randrange(380))


def exceptions(chance: Random, year: int) -> list[str]:
    parts = ["exceptions:"]
    for first in {day(chance, year) for _ in range(8)}:
        last = first + timedelta(days=chance.choice((0, 0, 1, 5)))
        words = ["why: x"]
        luck = chance.random()
        if luck < 0.3:
            words.append("closed: true")
        elif luck < 0.7:
            words.append(f"hours: {hours(chance)}")
        if luck > 0.6:
            words.append(f"by: {groups(chance)}")
        if luck > 0.8:
            words += ["say: told", f"after: {chance.randint(5, 60)}"]
        parts.append(f"  {first}~{last}: {{{', '.join(words)}}}")
    return parts


def rotation(chance: Random, year: int) -> list[str]:
    cycle = chance.choice(("[day, night, off, off]", "[day, off]", "[day, night]", "[night, off, off, day]", "[long]"))
    crews = {"[day, off]": 2, "[day, night]": 2, "[long]": 1}.get(cycle, 4)
    noon, evening = clock(chance), clock(chance)
    parts = [f"shifts: {{day: {noon}-{evening}, night: {evening}-{noon}, long: {noon}-{evening}}}", "rotation:"]
    parts += ["  group: staff", f"  from: {day(chance, year)}", f"  cycle: {cycle}", "  crews:"]
    return parts + [f"    crew{number}: [a{number}]" for number in range(1, crews + 1)]


def slot(chance: Random) -> str:
    group = chance.choice(GROUPS)
    words = [f"group: {group}", f"people: [{', '.join(some(chance, PEOPLE[group], 1, 2))}]"]
    if chance.random() < 0.7:
        words.append(f"at: {hours(chance, closed=False)}")
    if chance.random() < 0.7:
        words.append(f"on: [{', '.join(some(chance, KINDS, 1, 3))}]")
    return f"{{{', '.join(words)}}}"


def overrides(chance: Random, year: int) -> str:
    parts = ["closings:", *(f"  - {ordered(chance, 'lines', year)}" for _ in range(4))]
    parts += ["overrides:", *(f"  - {ordered(chance, 'line', year)}" for _ in range(4))]
    return "\n".join(parts) + "\n"


def ordered(chance: Random, key: str, year: int) -> str:
    first = day(chance, year)
    last = first + timedelta(days=chance.choice((1, 2, 20)))
    words = [f"{key}: hainan", f"from: {first} {clock(chance)}", f"until: {last} {clock(chance)}", "who: x", "why: y"]
    if key == "line":
        words.append(f"by: {groups(chance)}")
    return f"{{{', '.join(words)}}}"


def leave(chance: Random, year: int) -> str:
    people = tuple(name for names in PEOPLE.values() for name in names)
    parts = ["leave:"]
    for _ in range(8):
        first, (person, other) = day(chance, year), some(chance, people, 2, 2)
        at, until = chance.choice((("", ""), (f" {clock(chance)}", f" {clock(chance)}")))
        words = [f"person: {person}", f"from: {first}{at}", f"until: {first + timedelta(days=3)}{until}", "why: x"]
        if chance.random() < 0.9:
            words.append("approved_by: x")
        if chance.random() < 0.5:
            words.append(f"stand_in: {other}")
        parts.append(f"  - {{{', '.join(words)}}}")
    parts += ["swaps:"]
    if chance.random() < 0.3:
        parts += [f"  - {{people: [a1, a2], on: {day(chance, year)}, why: x, approved_by: x}}" for _ in range(4)]
    return "\n".join(parts) + "\n"
