"""A duty version as published: its place in the sequence, and who put it there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from storage.ids import VersionHash


@dataclass(frozen=True, slots=True)
class PublishedVersion:
    """The highest ``seq`` that is due is in force; a scheduled version that a later one overtakes never comes."""

    seq: int
    hash: VersionHash
    active_from: datetime | None
    """None: at once."""
    published_at: datetime
    who: str
    why: str

    @property
    def since(self) -> datetime:
        """When it came, or comes, into force."""
        return self.active_from or self.published_at

    def due(self, now: datetime) -> bool:
        return self.active_from is None or self.active_from <= now


class DamagedVersion(Exception):
    """What is stored under a hash is not what was published under it."""
