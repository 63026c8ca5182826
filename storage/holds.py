"""Legal holds: what somebody said must be kept, however old it becomes, until somebody lifts it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import RowMapping, func, insert, select, update

from .audit import Deed, record
from .database import Transaction
from .tables import holds

_HOLDS_LOCK = 0x486F6C6473  # any number, the same in all processes: no hold is put while something is being deleted


class HoldKind(StrEnum):
    """What a hold names, and so which records it keeps: those of one order, one call, one caller, one line, or all."""

    ORDER = "order"
    CALL = "call"
    CALLER = "caller"
    LINE = "line"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Subject:
    """``name``: an order's number, a call's id, a caller's key, a line's id; empty for all."""

    kind: HoldKind
    name: str = ""
    sealed: bytes | None = field(default=None, repr=False)
    """Of a caller: the number, so that a change of the hash key finds it again."""


@dataclass(frozen=True, slots=True)
class Saying:
    """Who puts or lifts a hold, when, and why."""

    who: str
    why: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Hold:
    id: int
    subject: Subject
    put: Saying
    lifted: Saying | None = None

    def keeps(self, marks: Mapping[HoldKind, str | None]) -> bool:
        """Whether it keeps a record that belongs to this order, call, caller and line."""
        return self.subject.kind is HoldKind.ALL or marks.get(self.subject.kind) == self.subject.name


class NoSuchHold(LookupError):
    """There is none with this number, or it was lifted."""


async def alone(tx: Transaction) -> None:
    """Until this transaction ends nobody puts or lifts a hold, and nothing is deleted; SQLite has one writer anyway."""
    if tx.dialect.name == "postgresql":
        await tx.execute(select(func.pg_advisory_xact_lock(_HOLDS_LOCK)))


async def put(tx: Transaction, subject: Subject, saying: Saying) -> Hold:
    await alone(tx)
    last = (await tx.execute(select(func.max(holds.c.id)))).scalar_one()
    hold = Hold((last or 0) + 1, subject, saying)
    what = {"kind": subject.kind.value, "subject": subject.name, "subject_sealed": subject.sealed}
    said = {"why": saying.why, "put_at": saying.at, "put_by": saying.who}
    await tx.execute(insert(holds).values(id=hold.id, **what, **said))
    await record(tx, Deed(saying.at, saying.who, "put a hold", f"hold {hold.id}", _told(subject, saying)))
    return hold


async def lift(tx: Transaction, id_: int, saying: Saying) -> Hold:
    """Raises :class:`NoSuchHold`."""
    await alone(tx)
    row = (await tx.execute(select(holds).where(holds.c.id == id_, holds.c.lifted_at.is_(None)))).mappings().first()
    if row is None:
        raise NoSuchHold(id_)
    values = {"lifted_at": saying.at, "lifted_by": saying.who, "lifted_why": saying.why}
    await tx.execute(update(holds).where(holds.c.id == id_).values(**values))
    hold = _hold(row)
    await record(tx, Deed(saying.at, saying.who, "lifted a hold", f"hold {id_}", _told(hold.subject, saying)))
    return Hold(hold.id, hold.subject, hold.put, saying)


async def standing(tx: Transaction) -> list[Hold]:
    """Those that keep something now."""
    query = select(holds).where(holds.c.lifted_at.is_(None)).order_by(holds.c.id)
    return [_hold(row) for row in (await tx.execute(query)).mappings()]


async def ever(tx: Transaction) -> list[Hold]:
    return [_hold(row) for row in (await tx.execute(select(holds).order_by(holds.c.id))).mappings()]


def kept_by(found: Iterable[Hold], marks: Mapping[HoldKind, str | None]) -> Hold | None:
    """The first of these holds that keeps such a record."""
    return next((hold for hold in found if hold.keeps(marks)), None)


def _told(subject: Subject, saying: Saying) -> dict[str, str]:
    return {"kind": subject.kind.value, "subject": subject.name, "why": saying.why}


def _hold(row: RowMapping) -> Hold:
    subject = Subject(HoldKind(row["kind"]), row["subject"], row["subject_sealed"])
    put_ = Saying(row["put_by"], row["why"], row["put_at"])
    lifted = Saying(row["lifted_by"], row["lifted_why"], row["lifted_at"]) if row["lifted_at"] else None
    return Hold(row["id"], subject, put_, lifted)
