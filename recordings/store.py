"""Reading and writing filed recordings. Each function works inside its caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, insert, select

from recordings.filing import FiledRecording
from recordings.tables import recordings
from storage import lane
from storage.database import Transaction
from storage.ids import CallId

AT_ONCE = 512  # databases limit the parameters of one statement


@cache
def _filed(many: int) -> Select[Any]:
    return select(recordings.c.call).where(recordings.c.call.in_(lane.places(recordings.c.call, "call", many)))


async def keep(tx: Transaction, recording: FiledRecording, at: datetime) -> bool:
    """Files a recording under its call; False when that call has one already, which stays as it is."""
    if await of_call(tx, recording.call) is not None:
        return False
    values = {
        "call": recording.call,
        "file": recording.file,
        "bytes": recording.bytes,
        "seconds": recording.seconds,
        "sha256": recording.sha256,
        "mended": recording.mended,
        "filed_at": at,
    }
    await tx.execute(insert(recordings).values(values))
    return True


async def of_call(tx: Transaction, call: CallId) -> FiledRecording | None:
    row = (await tx.execute(select(recordings).where(recordings.c.call == call))).mappings().one_or_none()
    if row is None:
        return None
    return FiledRecording(CallId(row["call"]), row["file"], row["bytes"], row["seconds"], row["sha256"], row["mended"])


async def filed_among(tx: Transaction, calls: Sequence[CallId]) -> set[CallId]:
    """Which of these calls have a filed recording."""
    found: set[CallId] = set()
    for start in range(0, len(calls), AT_ONCE):
        many, values = lane.several("call", calls[start : start + AT_ONCE])
        found |= {CallId(call) for (call,) in await lane.rows(tx, _filed(many), values)}
    return found
