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


@dataclass(frozen=True, slots=True)
class NodeProgress:
    """How far one node has come, by ``seq``; None: nothing yet."""

    node: str
    deciding: int | None
    rendered: int | None
    seen_at: datetime
    """When it was heard of last, on the house's clock."""

    def same_as(self, other: NodeProgress) -> bool:
        return (self.deciding, self.rendered) == (other.deciding, other.rendered)


class DamagedVersion(Exception):
    """What is stored under a hash is not what was published under it."""
