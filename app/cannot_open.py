"""The one refusal of a start."""

from __future__ import annotations

from collections.abc import Iterable


class CannotOpen(Exception):
    """The house does not open; each reason says what to do."""

    def __init__(self, reasons: Iterable[str]) -> None:
        self.reasons = tuple(reasons)
        super().__init__("\n".join(self.reasons))
