"""Keys that were sent beside keys that were heard: which were lost, which came twice or from nowhere."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Compared:
    lost: int
    extra: int
    """Heard and not sent: a key that was doubled, or cut in two by what was lost of it."""

    def __add__(self, other: Compared) -> Compared:
        return Compared(self.lost + other.lost, self.extra + other.extra)


def compared(sent: str, heard: str) -> Compared:
    """By their longest common subsequence, so that one lost key does not make all that follow it wrong."""
    common = _longest_common(sent, heard)
    return Compared(lost=len(sent) - common, extra=len(heard) - common)


def _longest_common(one: str, other: str) -> int:
    row = [0] * (len(other) + 1)
    for left in one:
        diagonal = 0
        for place, right in enumerate(other, 1):
            above = row[place]
            row[place] = diagonal + 1 if left == right else max(above, row[place - 1])
            diagonal = above
    return row[-1]
