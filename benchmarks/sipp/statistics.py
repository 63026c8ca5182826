"""What SIPp writes about itself every second (``-trace_stat``): a table of text, one line each second."""

from __future__ import annotations

from dataclasses import dataclass

DELIMITER = ";"


@dataclass(frozen=True, slots=True)
class Tally:
    """Calls since SIPp started."""

    created: int = 0
    succeeded: int = 0
    failed: int = 0
    retransmissions: int = 0
    """Messages that had to be sent again because no answer came within half a second."""

    answered: int = 0
    """Calls that these telephones took; nothing to callers."""

    @property
    def clean(self) -> bool:
        return self.failed == 0 and self.retransmissions == 0


_COLUMNS = ("TotalCallCreated", "SuccessfulCall(C)", "FailedCall(C)", "Retransmissions(C)", "answered(C)")


def read_tally(text: str) -> Tally:
    """The last whole line of the table; nothing has happened yet where there is none."""
    names, *lines = [line.split(DELIMITER) for line in text.splitlines(keepends=True) if line.endswith("\n")] or [[]]
    whole = [line for line in lines if len(line) == len(names)]
    return _tally(dict(zip(names, whole[-1], strict=True))) if whole else Tally()


def _tally(row: dict[str, str]) -> Tally:
    return Tally(*(int(row.get(column, 0)) for column in _COLUMNS))
