"""``hotline webhooks WHAT``: other systems that are told of events."""

from __future__ import annotations

from app.webhooks import add, dead, listed, remove, replay, resume, rotate, try_out

SEVERAL = {
    "add": add,
    "list": listed,
    "remove": remove,
    "rotate": rotate,
    "test": try_out,
    "replay": replay,
    "dead": dead,
    "resume": resume,
}
