"""Sentences out of pieces: what changes with rosters, days and callers, as the names of prompts to play in a row.

Pure: the same values always give the same names, and every name is one of :func:`recordings.pieces.pieces` or of
``config/prompts.yaml`` (a test walks them all: Asterisk would say a missing one in English, or not at all).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import chain

Names = tuple[str, ...]
"""Prompts to play one after another."""

PAUSE = "pause"


class Days(StrEnum):
    """The days on which a line answers; the words of the rosters."""

    EVERY_DAY = "every_day"
    WORKING_DAYS = "working_days"


@dataclass(frozen=True, slots=True)
class SpokenHours:
    """A line's hours: half-open ranges of a day in minutes after midnight, the last may end at 1440.

    Who of the line's people answers within them is no caller's business: ranges that touch are said as one.
    """

    days: Days
    ranges: tuple[tuple[int, int], ...]

    def __post_init__(self) -> None:
        if not self.ranges or not all(0 <= start < end <= 1440 for start, end in self.ranges):
            raise ValueError(f"ranges of a day, in minutes: {self.ranges!r}")


def digits(text: str) -> Names:
    """One by one, as written: ``12`` → 一 二. Raises ``ValueError`` on anything but 0-9."""
    return tuple(f"digits/{digit}" for digit in _only_digits(text))


def phone(number: str, playable: Collection[str] = ()) -> Names:
    """A telephone number as operators read it: 幺 for 1, in groups with a pause between them.

    A number that was recorded in one breath (``phone/<digits>``) is said so: it sounds better than its digits.
    """
    whole = f"phone/{''.join(_groups(number))}"
    if whole in playable:
        return (whole,)
    said = [tuple("digits/yao" if digit == "1" else f"digits/{digit}" for digit in group) for group in _groups(number)]
    return tuple(chain.from_iterable((PAUSE, *group) if at else group for at, group in enumerate(said)))


def number(value: int, *, counting: bool = False) -> Names:
    """A whole number below 10**12: 105 → 一百零五. ``counting`` (of things) says 两 for a plain 2."""
    if not 0 <= value < 10**12:
        raise ValueError(f"cannot be spoken as a number: {value}")
    if value < 10:
        return ("digits/liang",) if counting and value == 2 else (f"digits/{value}",)
    if value < 20:
        return "digits/10", *((f"digits/{value - 10}",) if value > 10 else ())
    return _large(value)


def clock(minute: int) -> Names:
    """A time of day: 540 → 上午九点."""
    return _time("at", minute)


def span(start: int, end: int) -> Names:
    """From one time to another: 上午九点 到下午六点."""
    return *_time("at", start), *_time("until", end)


def hours(line: str, spoken: SpokenHours, playable: Collection[str]) -> Names:
    """A line's opening hours, whole sentence. A line that has no prompt of its own is called 本专线."""
    own = f"hours/{line}"
    days = "hours/every-day" if spoken.days is Days.EVERY_DAY else "hours/working-days"
    merged = _merged(spoken.ranges)
    if merged == [(0, 1440)]:
        return _either(own, "hours/this-line", playable), days, "hours/all-day"
    ranges = [span(start, end) for start, end in merged]
    said = chain.from_iterable((PAUSE, *names) if at else names for at, names in enumerate(ranges))
    return _either(own, "hours/this-line", playable), days, *said, PAUSE


def next_opening(opens: datetime, now: datetime) -> Names:
    """When somebody answers again; both instants in the hotline's zone: 最近的服务时间是 明天 上午九点."""
    return "hours/next", *day(opens.date(), now.date()), *clock(opens.hour * 60 + opens.minute), PAUSE


def closed(line: str, spoken: SpokenHours, opens: datetime | None, now: datetime, playable: Collection[str]) -> Names:
    """What a caller to a closed line is told: its hours, and when it opens where that is known."""
    again = () if opens is None else next_opening(opens, now)
    return *hours(line, spoken, playable), *again


def day(day: date, today: date) -> Names:
    """今天, 明天, 后天, else the date with its weekday; with its year when that is another one."""
    near = {0: "day/today", 1: "day/tomorrow", 2: "day/after-tomorrow"}.get((day - today).days)
    if near is not None:
        return (near,)
    year = () if day.year == today.year else (*digits(str(day.year)), "year")
    return *year, f"month/{day.month}", f"day/{day.day}", f"weekday/{day.isoweekday()}"


def position(place: int) -> Names:
    """A place in the queue, as Asterisk says it itself."""
    return ("queue-youarenext",) if place == 1 else ("queue-thereare", *number(place), "queue-callswaiting")


def misconduct(telephone: str, playable: Collection[str] = ()) -> Names:
    """Where misconduct is reported: the sentence and the number."""
    return "misconduct-number", *phone(telephone, playable), PAUSE


def _time(kind: str, minute: int) -> Names:
    hour, past = divmod(minute, 60)
    if past == 0:
        return (f"{kind}/{hour}",)
    if past == 30:
        return (f"{kind}/{hour}-30",)
    if past % 5 == 0:
        return f"{kind}/{hour}", f"minute/{past}"
    zero = ("digits/0",) if past < 10 else ()
    return f"{kind}/{hour}", *zero, *number(past), "minute/unit"


def _large(value: int) -> Names:
    """Chinese counts in steps of ten thousand; a gap of zeros is one 零."""
    said: list[str] = []
    gap = False
    for step, unit in ((10**8, "digits/yi"), (10**4, "digits/wan"), (1, "")):
        part, value = divmod(value, step)
        if part == 0:
            gap = bool(said)
            continue
        if said and (gap or part < 1000):
            said.append("digits/0")
        counted = ["digits/liang"] if part == 2 and unit else _below_ten_thousand(part, leading=not said)
        said += [*counted, *([unit] if unit else [])]
        gap = False
    return tuple(said)


def _below_ten_thousand(value: int, *, leading: bool) -> list[str]:
    if leading and 10 <= value < 20:
        return list(number(value))  # 十二万, but 一百一十二
    said: list[str] = []
    gap = False
    for step, unit in ((1000, "digits/thousand"), (100, "digits/hundred")):
        part, value = divmod(value, step)
        gap = gap or (part == 0 and bool(said))
        if part:
            said += [*(["digits/0"] if gap else []), "digits/liang" if part == 2 else f"digits/{part}", unit]
            gap = False
    tens, ones = divmod(value, 10)
    gap = gap or (tens == 0 and bool(said))
    if tens:
        said += [*(["digits/0"] if gap else []), *(["digits/1"] if tens == 1 else []), f"digits/{tens * 10}"]
        gap = False
    if ones:
        said += [*(["digits/0"] if gap else []), f"digits/{ones}"]
    return said


def _groups(number: str) -> list[str]:
    """Groups of the written form, long ones halved as people do: 36623007 → 3662 3007, 13800138000 → 138 0013 8000."""
    parts = [_only_digits(part) for part in re.split(r"[-\s]+", number.strip())]
    return list(chain.from_iterable(_halved(part) for part in parts))


def _halved(part: str) -> list[str]:
    if len(part) <= 5:
        return [part]
    head = len(part) % 4 or 4
    return [part[:head], *(part[at : at + 4] for at in range(head, len(part), 4))]


def _merged(ranges: tuple[tuple[int, int], ...]) -> list[tuple[int, int]]:
    """In order, touching ones joined: 9–12, 12–14, 14–18 is 9–18 to a caller."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def _only_digits(text: str) -> str:
    if not re.fullmatch(r"[0-9]+", text):
        raise ValueError(f"not digits: {text!r}")
    return text


def _either(wanted: str, fallback: str, playable: Collection[str]) -> str:
    return wanted if wanted in playable else fallback
