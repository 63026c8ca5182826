"""How far the node of this machine has come with the duty versions, from what it keeps on disk."""

from __future__ import annotations

from pathlib import Path

from schedules.active_file import read_active, read_taken_over
from schedules.version import DamagedVersion
from web.ports import NodeTicks


def ticks(active_json: Path) -> NodeTicks:
    """The version that the node decides by, and the one that it last rendered for Asterisk."""
    taken = read_taken_over(active_json)
    try:
        kept = read_active(active_json)
    except DamagedVersion:
        kept = None
    return NodeTicks(kept[0].seq if kept else None, taken[0] if taken else None)
