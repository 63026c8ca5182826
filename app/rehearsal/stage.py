"""The rehearsal's own stage: a copy of ``config/`` in which one line closes a moment after the start.

Every line of the reference hotline is open on a Monday at noon, so nobody would hear a closed one. The closing stands
in the copy's ``overrides.yaml``, as a supervisor would write it, and the reason of every decision names it.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.cannot_open import CannotOpen
from app.opening import taken_ports
from app.settings import Settings

CLOSING_LINE = "hainan"
CLOSED_FOR = timedelta(hours=1)
LEAST_BEFORE = timedelta(seconds=20)  # time for the calls that shall still find the line open

_CLOSING = """\
# 演练专用：{start:%H:%M} 起临时停止服务 · for the rehearsal only
closings:
  - lines: [{line}]
    from: {start:%Y-%m-%d %H:%M}
    until: {end:%Y-%m-%d %H:%M}
    who: supervisor
    why: 演练：临时停止服务
"""


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the rehearsal plays. At ``turn``, a full minute, the line closes and the second act begins."""

    settings: Settings
    turn: datetime


def prepare(settings: Settings, start: datetime) -> Stage:
    """Clear the rehearsal's folder of earlier rehearsals and set the stage; ``start`` is the instant it begins at.

    Raises :class:`CannotOpen` before anything is cleared while another rehearsal plays there.
    """
    if reasons := list(taken_ports(settings.listen)):
        raise CannotOpen(reasons)
    shutil.rmtree(settings.var, ignore_errors=True)
    config = settings.var / "config"
    shutil.copytree(settings.config, config)
    turn = _full_minute(start + LEAST_BEFORE)
    closing = _CLOSING.format(line=CLOSING_LINE, start=turn, end=turn + CLOSED_FOR)
    (config / "overrides.yaml").write_text(closing, encoding="utf-8")
    return Stage(replace(settings, config=config), turn)


def _full_minute(instant: datetime) -> datetime:
    floor = instant.replace(second=0, microsecond=0)
    return floor if floor == instant else floor + timedelta(minutes=1)
