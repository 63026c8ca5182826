"""The only place that reads the clock. A rehearsal shifts it; everybody else is handed instants."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


class Clock:
    """Wall-clock time in Asia/Shanghai, shifted by a whole number of seconds in a rehearsal."""

    def __init__(self, shift: timedelta = timedelta(0)) -> None:
        self.shift = shift

    def now(self) -> datetime:
        return datetime.now(SHANGHAI) + self.shift

    def shifted(self, machine_time: datetime) -> datetime:
        """An instant that Asterisk took from the machine's clock, as this house counts time."""
        return (machine_time + self.shift).astimezone(SHANGHAI)


def shift_to(wanted: datetime) -> timedelta:
    """The shift under which it is ``wanted`` now, in whole seconds as the dialplan counts them."""
    return timedelta(seconds=round(wanted.timestamp() - time.time()))


def read_clock(text: str) -> datetime:
    """``2026-11-23 12:30[:15]``, Asia/Shanghai; raises ValueError with the remedy."""
    for form in ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M"):
        try:
            return datetime.strptime(text.strip(), form).replace(tzinfo=SHANGHAI)
        except ValueError:
            continue
    raise ValueError(f"{text!r} 不是时间，请写成 2026-11-23 12:30 · not a time, write it like 2026-11-23 12:30")


def faults(now: datetime) -> list[str]:
    """What is wrong with clock or time-zone data; empty when nothing is. Wrong time would silently close lines."""
    found = []
    offset = datetime(2026, 7, 1, tzinfo=SHANGHAI).utcoffset()
    if offset != timedelta(hours=8):
        found.append(f"time-zone data: Asia/Shanghai is {offset}, not +08:00; reinstall the package tzdata")
    if not 2026 <= now.astimezone(UTC).year <= 2100:
        found.append(f"the machine's clock says {now:%Y-%m-%d %H:%M}; set it (timedatectl set-time, or chrony)")
    return found
