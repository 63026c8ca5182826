"""Our way on a PostgreSQL of its own, whose processes show what a call costs the database.

A house at another time keeps to SQLite, so this one lives at the machine's own: every line of it is open at any hour,
with the same group first as on the Monday morning of the others.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from app.clock import Clock
from app.rehearsal import postgresql
from app.rehearsal.loopback import house_of_its_own
from app.settings import Settings
from benchmarks.ways.ours import HouseAtWork, Named, at_work, unrecorded
from benchmarks.ways.staffing import PER_LINE, Staff, hire

ON_POSTGRESQL = Named("ours_postgresql", "本系统（PostgreSQL）", "ours on PostgreSQL")
RTP = (14_000, 15_999)
_HOURS = re.compile(r"^( +)(?:working_days|every_day): *\S+", re.MULTILINE)
_FIRST_ANSWER = re.compile(r"^( +- at:) *\[.*?\]", re.MULTILINE)
_OTHER_ANSWERS = re.compile(r"^ +- otherwise:.*\n", re.MULTILINE)


@asynccontextmanager
async def ours_on_postgresql(root: Path, folder: Path, per_line: int = PER_LINE) -> AsyncIterator[HouseAtWork]:
    """As :func:`ours`; raises ``FileNotFoundError`` where this machine has no PostgreSQL."""
    with postgresql.server() as home:  # not in a thread: it would end with that
        settings, staff = _stage(root, folder / "postgresql", postgresql.url(home), per_line)
        database = {"database": postmaster(home)}
        async with at_work(ON_POSTGRESQL, settings, staff, folder, database) as house:
            yield house


def postmaster(home: Path) -> int:
    """The process of the server in that folder whose children all the others are."""
    return int((home / "data" / "postmaster.pid").read_text("utf-8").split()[0])


def always_open(config: Path) -> None:
    """Rewrite the rosters: what holds first for a line holds at any hour."""
    for roster in (config / "rosters").glob("*.yaml"):
        text, found = _HOURS.subn(r"\1every_day: 24h", roster.read_text("utf-8"))
        if found != 1:
            raise LookupError(f"{roster.name} no longer says its hours in one line")
        roster.write_text(_OTHER_ANSWERS.sub("", _FIRST_ANSWER.sub(r"\1 24h", text)), "utf-8")


def _stage(root: Path, var: Path, url: str, per_line: int) -> tuple[Settings, Staff]:
    now = Clock().now()
    settings = unrecorded(house_of_its_own(root, var, now, {"database": url}), RTP)
    always_open(settings.config)
    staff = hire(settings.config, now, per_line)
    return replace(settings, shift=timedelta(0), database_url=url), staff
