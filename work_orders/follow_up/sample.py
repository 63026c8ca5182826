"""The day's sample of orders to be followed up: random, and the same for whoever draws it again.

Each order has a lot: SHA-256 over the day's seed and its number. The lowest lots are drawn, as many as the share asks
for, rounded up. The seed is made by chance when the day's sample is first drawn and kept with it, so that nobody could
have known the lots while the orders were handled, and an auditor can check every one of them afterwards.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil

from storage.ids import OrderNumber

SEED_BYTES = 16


@dataclass(frozen=True, slots=True)
class Sample:
    """What was drawn on a day, and from what."""

    day: date
    seed: str
    """Hex."""
    share: float
    candidates: tuple[OrderNumber, ...]
    """Orders of classes that are followed by sample and fell due that day, by number."""
    drawn: tuple[OrderNumber, ...]
    """In the order of their lots."""


def draw(day: date, seed: str, share: float, candidates: Collection[OrderNumber]) -> Sample:
    """At least the share of the candidates, and at least one of any."""
    numbers = tuple(sorted(candidates))
    wanted = ceil(Fraction(str(share)) * len(numbers))
    lots = sorted(numbers, key=lambda number: lot(day, seed, number))
    return Sample(day, seed, share, numbers, tuple(lots[:wanted]))


def lot(day: date, seed: str, number: OrderNumber) -> str:
    """The order's lot on this day: hex, the lowest are drawn."""
    return hashlib.sha256(f"{day.isoformat()} {seed} {number}".encode()).hexdigest()


def stands(sample: Sample) -> bool:
    """True when drawing again gives the same."""
    return draw(sample.day, sample.seed, sample.share, sample.candidates) == sample
