"""Keeping the ledger and the calls folded from it; nobody else reads or writes their tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Executable, RowMapping, bindparam, insert, select, update

from schedules.answer import Because, DutyState
from storage import lane
from storage.database import Transaction
from storage.ids import CallId, GroupId, LineId, OrderNumber, PersonId, VersionHash
from storage.insert import claim_all
from storage.vault import Caller, CallerKey

from .call import CallRecord, DecidedBy, Outcome, Routed, node_of
from .decision import Choice, Reason
from .ledger import Datum, LedgerKind, LedgerRow, Witness, in_order
from .story import Story
from .tables import calls, ledger

_Record = Mapping[str, Any] | RowMapping  # from the lane, and from SQLAlchemy

# The call path's statements, built once and executed by the lane.
_ADD = insert(calls)
_SAVE = update(calls).where(calls.c.call == bindparam("this_call"))
_INDEXED = ("caller_key", "arrived_at", "answered_by", "ended_at")
_CLAIMED = tuple(calls.c[name] for name in ("call", "caller_sealed", "order", *_INDEXED))
_TELL = insert(ledger)
_FACTS = tuple(ledger.c[name] for name in ("call", "kind", "at", "witness", "ordinal", "group", "person", "data"))

_BY_ID = select(calls).where(calls.c.call == bindparam("this_call"))
_EARLIER = (
    select(calls)
    .where(calls.c.caller_key == bindparam("this_caller"), calls.c.arrived_at < bindparam("before"))
    .order_by(calls.c.arrived_at.desc(), calls.c.call.desc())
    .limit(bindparam("most"))
)
_RECORDED = select(calls.c.call, calls.c.recording).where(
    calls.c.node == bindparam("this_node"), calls.c.ended_at >= bindparam("since"), calls.c.recording.is_not(None)
)

# Twenty rows are read for a call: looking up a member is ten times faster than asking its enumeration.
_KINDS = {kind.value: kind for kind in LedgerKind}
_WITNESSES = {witness.value: witness for witness in Witness}
_DATA = {datum.value: datum for datum in Datum}


@cache
def _told(many: int) -> Executable:
    return select(*_FACTS).where(ledger.c.call.in_(lane.places(ledger.c.call, "call", many)))


async def open_stories(tx: Transaction, since: Mapping[CallId, datetime]) -> dict[CallId, Story]:
    """The stories of these calls, for this transaction alone to tell on; calls nobody knew begin at their instant."""
    if not since:
        return {}
    blank = {"dialled": "", "outcome": Outcome.IN_PROGRESS.value}
    blanks = [{"call": call, "node": node_of(call), "arrived_at": since[call], **blank} for call in sorted(since)]
    kept, facts = await claim_all(tx, blanks, *_CLAIMED, then=_facts_of(list(since)))
    told: dict[str, list[LedgerRow]] = {call: [] for call in since}
    for row in map(_row, facts):
        told[row.call].append(row)
    stories = {call: Story(call) for call in since}
    for call, sealed, order, *values in kept:
        indexed = dict(zip(_INDEXED, values, strict=True))
        caller = _caller(indexed["caller_key"], sealed)
        stories[call] = Story(call, told[call], caller=caller, order=order, indexed=indexed)
    return stories


async def keep(tx: Transaction, stories: Iterable[Story]) -> None:
    """Write what is new in these stories, and bring the records of their calls up to date."""
    changed = [story for story in stories if story.changed]
    await lane.send(tx, _ADD, *[_born_values(story) for story in changed if story.indexed is None])
    await lane.send(tx, _TELL, *[_row_values(row) for story in changed for row in story.fresh])
    saved: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for story in changed:
        if story.indexed is not None:
            values = _changed_values(story, story.indexed)
            saved[tuple(values)].append(values)
    for alike in saved.values():
        await lane.send(tx, _SAVE, *alike)


async def append(
    tx: Transaction, row: LedgerRow, *, caller: Caller | None = None, order: OrderNumber | None = None
) -> bool:
    """Add one fact and bring the call's record up to date; False where a witness told it before.

    Caller and order are kept on the call, never in the ledger, so that a number can be erased and the story stays.
    """
    story = (await open_stories(tx, {row.call: row.at}))[row.call]
    fresh = story.tell(row)
    story.name(caller)
    if order is not None:
        story.bind(order)
    await keep(tx, [story])
    return fresh


async def story(tx: Transaction, call: CallId) -> list[LedgerRow]:
    """Everything known of a call, as it happened."""
    (facts,) = await lane.answers(tx, _facts_of([call]))
    return in_order(map(_row, facts))


async def by_id(tx: Transaction, call: CallId) -> CallRecord | None:
    found = await lane.records(tx, _BY_ID, {"this_call": call})
    return _record(found[0]) if found else None


async def calls_between(
    tx: Transaction, start: datetime, end: datetime, *, line: LineId | None = None, answered_by: PersonId | None = None
) -> list[CallRecord]:
    """Calls that arrived in ``[start, end)``, the earliest first."""
    where = [calls.c.arrived_at >= start, calls.c.arrived_at < end]
    if line is not None:
        where.append(calls.c.line == line)
    if answered_by is not None:
        where.append(calls.c.answered_by == answered_by)
    return await _records(tx, *where)


async def earlier_calls(
    tx: Transaction, caller_key: CallerKey, *, before: datetime, limit: int = 10
) -> list[CallRecord]:
    """What this caller called about before, the latest first."""
    values = {"this_caller": caller_key, "before": before, "most": limit}
    return [_record(row) for row in await lane.records(tx, _EARLIER, values)]


async def recorded(tx: Transaction, node: str, since: datetime) -> list[tuple[CallId, str]]:
    """Calls of a node that ended ``since`` then and have a recording, with its file."""
    rows = await lane.rows(tx, _RECORDED, {"this_node": node, "since": since})
    return [(CallId(call), file) for call, file in rows]


async def open_calls(tx: Transaction, node: str) -> list[CallRecord]:
    """Calls of a node that nobody saw end: those going on, or those under which Asterisk died."""
    return await _records(tx, calls.c.node == node, calls.c.ended_at.is_(None))


async def _records(tx: Transaction, *where: ColumnElement[bool]) -> list[CallRecord]:
    query = select(calls).where(*where).order_by(calls.c.arrived_at, calls.c.call)
    return [_record(row) for row in (await tx.execute(query)).mappings()]


def _facts_of(wanted: Sequence[CallId]) -> lane.Asked:
    many, values = lane.several("call", wanted)
    return _told(many), (values,)


def _row_values(row: LedgerRow) -> dict[str, Any]:
    return {
        "call": row.call,
        "kind": row.kind.value,
        "ordinal": row.ordinal,
        "at": row.at,
        "witness": row.witness.value,
        "group": row.group,
        "person": row.person,
        "data": dict(row.data),
    }


def _row(row: lane.Row) -> LedgerRow:
    """The other way round, from the columns of ``_FACTS``."""
    call, kind, at, witness, ordinal, group, person, data = row
    facts = {_DATA[key]: value for key, value in data.items()}
    return LedgerRow(call, _KINDS[kind], at, _WITNESSES[witness], ordinal, group, person, facts)


def _born_values(story: Story) -> dict[str, Any]:
    return _record_values(story.record) | {"call": story.call, "node": story.record.node}


def _changed_values(story: Story, indexed: Mapping[str, Any]) -> dict[str, Any]:
    """The record, without what its indexes know already: SQLite would write those again, a page of the disk each."""
    values = _record_values(story.record)
    for name, known in indexed.items():
        if values[name] == known:
            del values[name]
    return values | {"this_call": story.call}


def _record_values(record: CallRecord) -> dict[str, Any]:
    return {
        "caller_key": record.caller.key if record.caller else None,
        "caller_sealed": record.caller.sealed if record.caller else None,
        "dialled": record.dialled,
        "arrived_at": record.arrived_at,
        "outcome": record.outcome.value,
        "answered_by": record.answered_by,
        "answered_group": record.answered_group,
        "answered_at": record.answered_at,
        "ended_at": record.ended_at,
        "waited_s": record.waited_s,
        "talked_s": record.talked_s,
        "survey": record.survey,
        "recording": record.recording,
        "order": record.order,
        **(_routed_values(record.routed) if record.routed else _NOT_ROUTED),
    }


def _routed_values(routed: Routed) -> dict[str, Any]:
    return {
        "line": routed.line,
        "key": routed.key,
        "choice": routed.choice.value,
        "decided_by": routed.decided_by.value,
        "state": routed.state.value,
        "group": routed.group,
        "reason": routed.reason.value,
        "rule": routed.rule,
        "because_zh": routed.because.zh,
        "because_en": routed.because.en,
        "version": routed.version,
        "decided_at": routed.instant,
    }


_NOT_ROUTED = dict.fromkeys(
    (
        "line",
        "key",
        "choice",
        "decided_by",
        "state",
        "group",
        "reason",
        "rule",
        "because_zh",
        "because_en",
        "version",
        "decided_at",
    )
)


def _record(row: _Record) -> CallRecord:
    return CallRecord(
        call=row["call"],
        node=row["node"],
        caller=_caller(row["caller_key"], row["caller_sealed"]),
        dialled=row["dialled"],
        arrived_at=row["arrived_at"],
        routed=_routed(row) if row["line"] else None,
        order=OrderNumber(row["order"]) if row["order"] else None,
        outcome=Outcome(row["outcome"]),
        answered_by=row["answered_by"],
        answered_group=row["answered_group"],
        answered_at=row["answered_at"],
        ended_at=row["ended_at"],
        waited_s=row["waited_s"],
        talked_s=row["talked_s"],
        survey=row["survey"],
        recording=row["recording"],
    )


def _caller(key: CallerKey | None, sealed: bytes) -> Caller | None:
    return Caller(key, sealed) if key else None


def _routed(row: _Record) -> Routed:
    return Routed(
        line=LineId(row["line"]),
        key=row["key"],
        choice=Choice(row["choice"]),
        decided_by=DecidedBy(row["decided_by"]),
        state=DutyState(row["state"]),
        group=GroupId(row["group"]) if row["group"] else None,
        reason=Reason(row["reason"]),
        rule=row["rule"],
        because=Because(row["because_zh"], row["because_en"]),
        version=VersionHash(row["version"]) if row["version"] else None,
        instant=row["decided_at"],
    )
