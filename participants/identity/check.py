"""Noting who calls, drawing what they are asked, and comparing what they say.

A draw stands for the conversation: asking again shows it again. An attempt is right or wrong as a whole; which item
was wrong is told to nobody, or three guesses could be mended one by one. Wrong answers are counted per conversation
and per participant and day under rows that belong to this transaction alone, so that attempts sent together meet the
same limits as attempts sent one by one. Whatever happens is appended to the conversation's story and to the audit log,
with the names of the items and never with a value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from secrets import SystemRandom
from zoneinfo import ZoneInfo

from participants.participant import ItemId, ParticipantId
from participants.register import store as register
from participants.register.held import Held
from participants.safe import Safe
from storage.audit import Deed, record
from storage.database import Database, Transaction

from . import store
from .draw import Sample, asked, is_right
from .level import Event, Happened, Occasion
from .store import Draw

_HOME = ZoneInfo("Asia/Shanghai")  # where a day begins, for the day's limit

_DEEDS = {
    Happened.RECORDED: "noted who calls",
    Happened.DRAWN: "drew what to ask for an identity check",
    Happened.WRONG: "identity check: wrong",
    Happened.VERIFIED: "identity check: verified",
    Happened.LOCKED: "identity check: locked, not compared",
    Happened.UNLISTED: "marked a caller as not in the register",
}


@dataclass(frozen=True, slots=True)
class Talk:
    """The conversation, the agent in it, and the instant."""

    occasion: Occasion
    who: str
    now: datetime


class CannotAsk(StrEnum):
    """Why a participant cannot be checked at all."""

    UNKNOWN = "unknown"
    GONE = "gone"
    TOO_LITTLE_HELD = "too_little_held"


class Verdict(StrEnum):
    VERIFIED = "verified"
    WRONG = "wrong"
    LOCKED_FOR_CALL = "locked_for_call"
    LOCKED_FOR_DAY = "locked_for_day"


@dataclass(frozen=True, slots=True)
class Left:
    """Wrong answers that may still be given."""

    in_call: int
    today: int

    @property
    def verdict(self) -> Verdict | None:
        """Why no more are compared; None while some are."""
        if self.today <= 0:
            return Verdict.LOCKED_FOR_DAY
        return Verdict.LOCKED_FOR_CALL if self.in_call <= 0 else None


@dataclass(frozen=True, slots=True)
class Checked:
    verdict: Verdict
    left: Left


class NotDrawn(Exception):
    """An answer to a question that was never drawn, or with fewer values than were asked."""


class IdentityChecks:
    """The use cases. ``sample`` draws by chance that nobody can foresee, unless a test gives its own."""

    def __init__(self, db: Database, safe: Safe, sample: Sample | None = None) -> None:
        self._db = db
        self._safe = safe
        self._sample: Sample = sample or SystemRandom().sample

    async def note(self, talk: Talk, said: Mapping[ItemId, str]) -> None:
        """What the caller says of themselves, believed as it is; all items that the level *recorded* wants."""
        missing = [item for item in self._safe.rules.recorded if not said.get(item, "").strip()]
        if missing:
            raise ValueError(f"nothing said of {missing}")
        sealed = {item: self._safe.seal(said[item].strip()) for item in self._safe.rules.recorded}
        async with self._db.transaction() as tx:
            await store.keep_notes(tx, talk.occasion, sealed)
            await _tell(tx, talk, Happened.RECORDED, None, sealed)

    async def mark_unlisted(self, talk: Talk) -> None:
        """Nobody in the register is the one who calls."""
        async with self._db.transaction() as tx:
            await _tell(tx, talk, Happened.UNLISTED, None, ())

    async def draw(self, talk: Talk, participant: ParticipantId) -> Draw | CannotAsk:
        """What to ask this participant in this conversation: drawn the first time, the same ever after."""
        async with self._db.transaction() as tx:
            if kept := await store.draw_of(tx, talk.occasion, participant):
                return kept  # also where the participant went meanwhile: the check then fails
            held = await register.held(tx, participant)
            if held is None or held.gone:
                return CannotAsk.UNKNOWN if held is None else CannotAsk.GONE
            items = asked(self._safe.rules, held, self._sample)
            if items is None:
                return CannotAsk.TOO_LITTLE_HELD
            draw = Draw(talk.occasion, participant, items, talk.now, talk.who)
            if await store.keep_draw(tx, draw):
                await _tell(tx, talk, Happened.DRAWN, participant, items)
                return draw
            return await store.draw_of(tx, talk.occasion, participant) or draw  # drawn by somebody at this moment

    async def check(self, talk: Talk, participant: ParticipantId, said: Sequence[str]) -> Checked:
        """Compare what the caller said, in the order of the draw. Raises :class:`NotDrawn`."""
        async with self._db.transaction() as tx:
            draw = await store.draw_of(tx, talk.occasion, participant)
            if draw is None or len(said) != len(draw.items):
                raise NotDrawn(participant)
            left = await self._claimed(tx, talk, participant)
            if locked := left.verdict:
                await _tell(tx, talk, Happened.LOCKED, participant, draw.items)
                return Checked(locked, left)
            if self._is_right(await register.held(tx, participant), draw, said):
                await _tell(tx, talk, Happened.VERIFIED, participant, draw.items)
                return Checked(Verdict.VERIFIED, left)
            for subject in _subjects(talk, participant):
                await store.count_wrong(tx, subject)
            await _tell(tx, talk, Happened.WRONG, participant, draw.items)
            fewer = Left(left.in_call - 1, left.today - 1)
            return Checked(fewer.verdict or Verdict.WRONG, fewer)

    async def left(self, tx: Transaction, talk: Talk, participant: ParticipantId) -> Left:
        """How many wrong answers are left, only looked at."""
        subjects = _subjects(talk, participant)
        counted = await store.wrong_so_far(tx, subjects)
        return self._left(*(counted.get(subject, 0) for subject in subjects))

    def _is_right(self, held: Held | None, draw: Draw, said: Sequence[str]) -> bool:
        """A participant who went, or whose values went, after the draw has nothing to be compared with."""
        if held is None or held.gone:
            return False
        return is_right(self._safe, held, dict(zip(draw.items, said, strict=True)))

    async def _claimed(self, tx: Transaction, talk: Talk, participant: ParticipantId) -> Left:
        return self._left(*[await store.claim_tries(tx, subject) for subject in _subjects(talk, participant)])

    def _left(self, in_call: int, today: int) -> Left:
        rules = self._safe.rules
        return Left(rules.tries_per_call - in_call, rules.tries_per_day - today)


def _subjects(talk: Talk, participant: ParticipantId) -> tuple[str, str]:
    """Under what wrong answers are counted: the conversation, whomever it is about, and the participant's day."""
    return talk.occasion, f"{participant} {talk.now.astimezone(_HOME):%Y-%m-%d}"


async def _tell(
    tx: Transaction, talk: Talk, what: Happened, participant: ParticipantId | None, items: Iterable[ItemId]
) -> None:
    asked_items = tuple(items)
    await store.append(tx, Event(talk.now, talk.who, talk.occasion, what, participant, asked_items))
    data = {"items": ", ".join(asked_items)} | ({"participant": participant} if participant else {})
    await record(tx, Deed(talk.now, talk.who, _DEEDS[what], talk.occasion, data))
