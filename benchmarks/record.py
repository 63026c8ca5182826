"""A run of the benchmark as it is kept: which machine, which parts, what was measured. As JSON, for comparing."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks.figures import Bar, Better, Count, Figure, Measured
from benchmarks.machine import Machine

SCHEMA = "hotline-bench/1"
"""Changes with every change of the file's form that an earlier reader would misread."""


class NoRun(Exception):
    """A file that is no run of this benchmark; the message says why."""


@dataclass(frozen=True, slots=True)
class PartRun:
    """How a part went; ``failed`` is the reason in one line, empty where all is well, ``trace`` its whole story."""

    name: str
    took_s: float
    failed: str = ""
    trace: str = ""
    stolen: float = 0.0
    """The share of its processor time that the host gave to other machines: what is slow then may not be ours."""


@dataclass(frozen=True, slots=True)
class Run:
    """Everything one run of the benchmark found out."""

    taken_at: datetime
    mode: str
    took_s: float
    machine: Machine
    parts: tuple[PartRun, ...]
    measured: tuple[Measured, ...]
    interrupted: bool = False

    @property
    def figures(self) -> list[Figure]:
        return [one for one in self.measured if isinstance(one, Figure)]

    @property
    def counts(self) -> list[Count]:
        return [one for one in self.measured if isinstance(one, Count)]

    @property
    def good(self) -> bool:
        """No part failed and every count is right; figures are no part of it."""
        return not any(part.failed for part in self.parts) and all(count.right for count in self.counts)

    @property
    def most_stolen(self) -> PartRun | None:
        """The part that the host took the most processor time from."""
        return max(self.parts, key=lambda part: part.stolen, default=None)

    @property
    def name(self) -> str:
        """Of its file: ``20261122T034100Z-d207ac9``, with a plus where the sources were edited."""
        return f"{self.taken_at:%Y%m%dT%H%M%SZ}-{self.machine.commit[:7] or 'no-commit'}{'+' * self.machine.dirty}"


def write_run(path: Path, run: Run) -> None:
    """Keep it; the folder is made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(_as_json(run), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def read_run(path: Path) -> Run:
    """Raises :class:`NoRun`."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["schema"] != SCHEMA:
            raise NoRun(f"{path}: {content['schema']!r}, {SCHEMA!r} is wanted")
        return _from_json(content)
    except OSError as error:
        raise NoRun(f"{path}: {error.strerror}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise NoRun(f"{path}: {type(error).__name__}: {error}") from error


def _as_json(run: Run) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "taken_at": run.taken_at.isoformat(),
        "mode": run.mode,
        "took_s": round(run.took_s, 1),
        "interrupted": run.interrupted,
        "machine": asdict(run.machine),
        "parts": [asdict(part) for part in run.parts],
        "figures": [asdict(figure) for figure in run.figures],
        "counts": [asdict(count) for count in run.counts],
    }


def _from_json(content: dict[str, Any]) -> Run:
    return Run(
        taken_at=datetime.fromisoformat(content["taken_at"]),
        mode=content["mode"],
        took_s=content["took_s"],
        machine=Machine(**content["machine"]),
        parts=tuple(PartRun(**part) for part in content["parts"]),
        measured=(*map(_figure, content["figures"]), *(Count(**count) for count in content["counts"])),
        interrupted=content["interrupted"],
    )


def _figure(kept: dict[str, Any]) -> Figure:
    bar = Bar(**kept["bar"]) if kept["bar"] else None
    return Figure(**{**kept, "bar": bar, "better": Better(kept["better"])})
