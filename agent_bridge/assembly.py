"""How the desk's parts fit together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from agent_bridge.briefing import Briefer, Greeting
from agent_bridge.chronicle import Chronicle
from agent_bridge.desk import Parts
from agent_bridge.feed import Feed, OrderChanged
from agent_bridge.handovers import Handovers
from agent_bridge.link import Asterisk
from agent_bridge.pops import PopBoard
from agent_bridge.presence import Presence
from agent_bridge.rota import Rota
from storage.database import Database
from storage.vault import Vault


def desk_parts(
    *,
    db: Database,
    vault: Vault,
    asterisk: Asterisk,
    rota: Rota,
    greeting: Greeting,
    now: Callable[[], datetime],
) -> Parts:
    """The parts of a ``Desk``; ``feed`` and ``presence`` are also what the web's screens are served from."""
    board = PopBoard()
    feed = Feed(board, first_seq=round(now().timestamp() * 1000))
    presence = Presence(db, asterisk, rota, now=now, announce=feed.tell_if_open)
    chronicle = Chronicle(db, owned=lambda person, order: feed.tell(person, OrderChanged(order)))
    return Parts(
        db, asterisk, rota.directory, Briefer(vault, greeting), board, feed, presence, chronicle, Handovers(db, now)
    )
