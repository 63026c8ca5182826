"""Where each published version stands: in force, to come, past, or overtaken before it ever came."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from schedules.version import PublishedVersion


class Standing(StrEnum):
    IN_FORCE = "in_force"  # 生效中
    SCHEDULED = "scheduled"  # 待生效
    PAST = "past"  # 曾经生效
    OVERTAKEN = "overtaken"  # 未及生效即被取代


def standings(versions: Iterable[PublishedVersion], now: datetime) -> dict[int, Standing]:
    """By ``seq``. The highest version that is due is in force; one that a later one precedes never comes."""
    found: dict[int, Standing] = {}
    earliest_later: datetime | None = None
    for version in sorted(versions, key=lambda one: one.seq, reverse=True):
        if earliest_later is not None and earliest_later <= version.since:
            found[version.seq] = Standing.OVERTAKEN
        elif not version.due(now):
            found[version.seq] = Standing.SCHEDULED
        else:
            later_in_force = Standing.IN_FORCE in found.values()
            found[version.seq] = Standing.PAST if later_in_force else Standing.IN_FORCE
        earliest_later = version.since if earliest_later is None else min(earliest_later, version.since)
    return found


def overtaken_by(version: PublishedVersion, versions: Iterable[PublishedVersion]) -> list[PublishedVersion]:
    """Versions that were to come, and will not because of this one: none that an earlier one had overtaken before."""
    known = [one for one in versions if one.seq < version.seq]
    gone = {one.seq for one in known for later in known if one.seq < later.seq and later.since <= one.since}
    return [one for one in known if one.seq not in gone and version.since <= one.since and one.active_from]
