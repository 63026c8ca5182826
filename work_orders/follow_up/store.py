"""Follow-ups in the database: who waits for a call, the samples, what was handed over."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, and_, func, insert, or_, select

from storage.database import Transaction
from storage.ids import LineId, OrderNumber, PersonId
from storage.insert import insert_new
from work_orders.case.tables import order_cases as cases
from work_orders.loop.follow_up import FollowUp
from work_orders.loop.loop import Loop, Mark

from .fate import NONE, SAMPLE, categories, risks_followed
from .sample import Sample
from .tables import follow_up_handovers as handovers
from .tables import follow_up_lots as lots
from .tables import follow_up_samples as samples


@dataclass(frozen=True, slots=True)
class KeptSample:
    """A sample, and when it was due and was drawn."""

    id: int
    planned_at: datetime
    drawn_at: datetime
    sample: Sample


@dataclass(frozen=True, slots=True)
class Handover:
    """Follow-ups that one person gave to another."""

    at: datetime
    who: PersonId
    to: PersonId
    reason: str
    numbers: tuple[OrderNumber, ...]


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose follow-ups are asked for. None: everybody's."""

    person: PersonId | None = None
    lines: frozenset[LineId] = frozenset()
    """Orders of these lines that have no follow-up agent are theirs as well."""


async def waiting(tx: Transaction, loop: Loop, whose: Whose, *, limit: int) -> list[OrderNumber]:
    """The orders at their follow-up, in the order in which they came to the desk."""
    if loop.follow_up is None:
        return []
    query = select(cases.c.number).where(*_waits(loop.follow_up), *_theirs(whose)).order_by(cases.c.id).limit(limit)
    return [OrderNumber(number) for number in (await tx.execute(query)).scalars()]


async def loads(tx: Transaction, loop: Loop) -> dict[PersonId, int]:
    """How many open follow-ups each person has; whoever has none is not there."""
    if loop.follow_up is None:
        return {}
    query = select(cases.c.follower, func.count()).where(*_waits(loop.follow_up), cases.c.follower.is_not(None))
    return {PersonId(who): count for who, count in await tx.execute(query.group_by(cases.c.follower))}


async def undrawn(tx: Transaction, loop: Loop) -> dict[OrderNumber, int]:
    """Orders whose lot the next draw decides, each with its round."""
    if loop.follow_up is None:
        return {}
    query = select(cases.c.number, cases.c.rounds).where(*_waits(loop.follow_up), *_sampled(loop), ~_has_lot())
    return {OrderNumber(number): round_ for number, round_ in await tx.execute(query)}


async def left_out(tx: Transaction, loop: Loop, *, limit: int) -> list[tuple[OrderNumber, str]]:
    """Orders that wait for a call which nobody will make: with the day of the sample that left them out, or ``""``.

    The latter are of categories that are not followed up.
    """
    if loop.follow_up is None:
        return []
    lost = and_(lots.c.number == cases.c.number, lots.c.round == cases.c.rounds, ~lots.c.drawn)
    not_drawn = and_(*_sampled(loop), samples.c.day.is_not(None))
    query = (
        select(cases.c.number, cases.c.category, samples.c.day)
        .select_from(cases.outerjoin(lots, lost).outerjoin(samples, samples.c.id == lots.c.sample))
        .where(*_waits(loop.follow_up), or_(_never(loop), not_drawn))
        .order_by(cases.c.id)
        .limit(limit)
    )
    never = set(categories(loop, NONE))
    return [
        (OrderNumber(number), "" if category in never else day) for number, category, day in await tx.execute(query)
    ]


async def drawn(tx: Transaction, numbers: Collection[OrderNumber]) -> frozenset[OrderNumber]:
    """Those of the orders that were drawn into a sample for the follow-up at which they are."""
    query = select(lots.c.number).join(cases, and_(cases.c.number == lots.c.number, cases.c.rounds == lots.c.round))
    found = await tx.execute(query.where(lots.c.number.in_(numbers), lots.c.drawn))
    return frozenset(OrderNumber(number) for number in found.scalars())


async def keep_sample(
    tx: Transaction, sample: Sample, rounds: Mapping[OrderNumber, int], *, planned_at: datetime, at: datetime
) -> bool:
    """False where the draw that was due then was made already."""
    row = {
        "planned_at": planned_at,
        "day": sample.day.isoformat(),
        "drawn_at": at,
        "seed": sample.seed,
        "share": str(sample.share),
        "candidates": list(sample.candidates),
        "drawn": list(sample.drawn),
    }
    if not await insert_new(tx, samples, row):
        return False
    id_ = (await tx.execute(select(samples.c.id).where(samples.c.planned_at == planned_at))).scalar_one()
    chosen = set(sample.drawn)
    if rounds:
        await tx.execute(
            insert(lots),
            [
                {"number": number, "round": round_, "sample": id_, "drawn": number in chosen}
                for number, round_ in sorted(rounds.items())
            ],
        )
    return True


async def was_drawn(tx: Transaction, planned_at: datetime) -> bool:
    found = await tx.execute(select(samples.c.id).where(samples.c.planned_at == planned_at))
    return found.first() is not None


async def samples_of(tx: Transaction, day: date) -> list[KeptSample]:
    """The draws of a day, the earliest first."""
    query = select(samples).where(samples.c.day == day.isoformat()).order_by(samples.c.planned_at)
    return [_sample(row) for row in (await tx.execute(query)).mappings()]


async def latest_samples(tx: Transaction, *, limit: int) -> list[KeptSample]:
    query = select(samples).order_by(samples.c.planned_at.desc()).limit(limit)
    return [_sample(row) for row in (await tx.execute(query)).mappings()]


async def note_handover(tx: Transaction, one: Handover) -> None:
    values = {"at": one.at, "who": one.who, "to": one.to, "reason": one.reason, "numbers": list(one.numbers)}
    await tx.execute(insert(handovers).values(values))


async def handovers_of(tx: Transaction, whose: PersonId | None, since: datetime, *, limit: int) -> list[Handover]:
    """What this person gave or was given, or anybody, the latest first."""
    query = select(handovers).where(handovers.c.at >= since)
    if whose is not None:
        query = query.where(or_(handovers.c.who == whose, handovers.c.to == whose))
    rows = (await tx.execute(query.order_by(handovers.c.id.desc()).limit(limit))).mappings()
    return [_handover(row) for row in rows]


def _waits(rules: FollowUp) -> Sequence[ColumnElement[bool]]:
    return (cases.c.step == rules.step, cases.c.archived_at.is_(None), cases.c.parent.is_(None))


def _sampled(loop: Loop) -> Sequence[ColumnElement[bool]]:
    """Those whose ``fate.fate`` is to be drawn."""
    dissatisfied = func.coalesce(cases.c.marks[Mark.DISSATISFIED.value].as_string(), "0")
    return (
        cases.c.category.in_(categories(loop, SAMPLE)),
        ~cases.c.listed,
        cases.c.risk.not_in(risks_followed(loop)),
        dissatisfied == "0",
    )


def _never(loop: Loop) -> ColumnElement[bool]:
    """Those that are not followed up at all."""
    return and_(cases.c.category.in_(categories(loop, NONE)), cases.c.risk.not_in(risks_followed(loop)))


def _theirs(whose: Whose) -> Sequence[ColumnElement[bool]]:
    if whose.person is None:
        return ()
    mine: ColumnElement[bool] = cases.c.follower == whose.person
    if not whose.lines:
        return (mine,)
    return (or_(mine, and_(cases.c.follower.is_(None), cases.c.line.in_(sorted(whose.lines)))),)


def _has_lot() -> ColumnElement[bool]:
    return (
        select(lots.c.number).where(lots.c.number == cases.c.number, lots.c.round == cases.c.rounds).correlate(cases)
    ).exists()


def _sample(row: RowMapping) -> KeptSample:
    known: dict[str, Any] = dict(row)
    sample = Sample(
        day=date.fromisoformat(known["day"]),
        seed=known["seed"],
        share=float(known["share"]),
        candidates=tuple(OrderNumber(number) for number in known["candidates"]),
        drawn=tuple(OrderNumber(number) for number in known["drawn"]),
    )
    return KeptSample(known["id"], known["planned_at"], known["drawn_at"], sample)


def _handover(row: RowMapping) -> Handover:
    numbers = tuple(OrderNumber(number) for number in row["numbers"])
    return Handover(row["at"], PersonId(row["who"]), PersonId(row["to"]), row["reason"], numbers)
