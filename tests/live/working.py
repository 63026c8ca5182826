"""A desk at work, to be killed at any instant: orders go their whole way, a deed a transaction, and clocks ring.

``python -m tests.live.working <database> <config> <var>``: each line on its input is a life. A life is a fork, so that
all is imported once and it begins at once. It says ``lives PID``, ``works``, ``did NUMBER WHAT REVISION`` once that is
committed, ``done`` when there is nothing left to do; of a life that ended, its parent says ``dead``.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import sys
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select

from storage.database import Database, Transaction
from storage.ids import CallId, PersonId
from storage.vault import Vault
from tests.app.desk_twin import DeskTwin
from tests.reference import reference_book
from tests.work_orders.clock_cases import at
from tests.work_orders.conftest import an_opening
from work_orders import progress
from work_orders import store as orders
from work_orders.attachments import store as attachments
from work_orders.attachments.folder import ATTACHMENTS, Folder, new_file
from work_orders.attachments.store import Attachment
from work_orders.attachments.use import Filing, announce, attach
from work_orders.case import store as cases
from work_orders.case.case import Attempt, Case
from work_orders.case.form import FormChange
from work_orders.case.tables import order_entries
from work_orders.case.use import Outcome, Seen, act, fill_in
from work_orders.case.words import FILED, NOTED
from work_orders.intake.bring import take_in
from work_orders.loop.loop import ActionId
from work_orders.open import open_order

ORDERS = 5
MORNING = at("10:00")
A_DEED = timedelta(minutes=9)  # of the hotline's time: most clocks warn and run out before somebody comes
FILE = b"%PDF-1.7 " + bytes(range(256)) * 40
VAULT = Vault(b"a secret of thirty-two bytes, yes")
COMPLAINT = {
    "participant_name": "昆明某售电公司",
    "caller_name": "王女士",
    "contact_phone": "13812345678",
    "summary": "对清分结果有异议",
    "description": "十月清分电量与计量不符。",
}
WAY: tuple[tuple[str, str, dict[str, str]], ...] = (
    (NOTED, "yn-staff-1", {}),
    ("pass_on", "yn-staff-1", {}),
    (FILED, "dispatcher-1", {}),
    ("assign", "dispatcher-1", {"unit": "trading", "risk": "low"}),
    ("accept", "trading-1", {}),
    ("contacted", "trading-1", {"result": "已电话说明"}),
    ("reply", "trading-1", {"reply": "已核对，更正如下。"}),
    ("approve_reply", "dispatcher-2", {"person": "yn-staff-2"}),
    ("satisfied", "yn-staff-2", {"service_score": "1", "handling_score": "2"}),
)


def call_of(n: int) -> CallId:
    return CallId(f"n1-{n}.0")


@dataclass
class Working:
    desk: DeskTwin
    folder: Folder

    async def live(self) -> None:
        """As long as anything is left to do, the order that lags behind most first."""
        while (chosen := await self._chosen()) is not None:
            await self.desk.live()
            await self._next_deed(*chosen)
        say("done")

    async def _chosen(self) -> tuple[int, int] | None:
        """Which call's order, and how many deeds it has seen; -1 where there is none, or the desk has not seen it."""
        steps: list[tuple[int, int]] = []
        async with self.desk.db.reading() as tx:
            done = (await tx.execute(select(func.count()).where(order_entries.c.who.is_not(None)))).scalar_one()
            for n in range(ORDERS):
                case = await self._case(tx, n)
                steps.append((case.revision if case else -1, n))
        self.desk.now = max(self.desk.now, MORNING + A_DEED * (done + sum(step >= 0 for step, _ in steps)))
        step, n = min(steps)
        return None if step == len(WAY) else (n, step)

    async def _case(self, tx: Transaction, n: int) -> Case | None:
        order = await orders.by_call(tx, call_of(n))
        return await cases.by_number(tx, order.number) if order else None

    async def _next_deed(self, n: int, step: int) -> None:
        if step < 0:
            await self._arrives(n)
            return
        async with self.desk.db.reading() as tx:
            case = await self._case(tx, n)
        assert case is not None
        what, who, inputs = WAY[step]
        if what == FILED:
            outcome = await self._attach(case, who)
        elif what == NOTED:
            change = FormChange(self.desk.who(who), self.desk.now, category="complaint", matter="rules", form=COMPLAINT)
            async with self.desk.db.transaction() as tx:
                outcome = await fill_in(tx, self.desk.means, Seen(case.number, step), change)
        else:
            attempt = Attempt(ActionId(what), self.desk.who(who), self.desk.now, inputs)
            async with self.desk.db.transaction() as tx:
                outcome = await act(tx, self.desk.means, Seen(case.number, step), attempt)
        if isinstance(outcome, Case):  # else a life before did it, whose last words were lost
            say(f"did {case.number} {what} {outcome.revision}")

    async def _arrives(self, n: int) -> None:
        """A call is answered and ends, as the node tells it; then the desk takes its order in."""
        opening, now = an_opening(call_of(n), at=self.desk.now), self.desk.now
        async with self.desk.db.transaction() as tx:
            await open_order(tx, opening)
            steps = [progress.answered(PersonId("yn-staff-1"), now), progress.conversation_ended(now)]
            await progress.make_progress(tx, {opening.call: steps})
        async with self.desk.db.transaction() as tx:
            await take_in(tx, self.desk.means, now)

    async def _attach(self, case: Case, who: str) -> Outcome:
        """As a page uploads it: announced, written, and only then in the books."""
        file, now = new_file(), self.desk.now
        async with self.desk.db.transaction() as tx:
            await announce(tx, file, now)
        self.folder.put(file, FILE)
        async with self.desk.db.transaction() as tx:
            if await attachments.of_order(tx, case.number):
                return case
            filing = Filing(case.number, self.desk.who(who), now)
            return await attach(tx, self.desk.means, filing, _attachment(filing, file))


def _attachment(filing: Filing, file: str) -> Attachment:
    return Attachment(
        number=filing.number,
        name="计量数据.pdf",
        media_type="application/pdf",
        bytes=len(FILE),
        sha256=hashlib.sha256(FILE).hexdigest(),
        file=file,
        scanned=False,
        at=filing.at,
        who=filing.by.id,
    )


def say(line: str) -> None:
    os.write(1, f"{line}\n".encode())  # at once, whatever becomes of this process


async def _live(url: str, config: Path, var: Path) -> None:
    async with Database(url) as db:
        desk = DeskTwin(db, config, MORNING)
        await desk.start()
        say("works")
        await Working(desk, Folder(var / ATTACHMENTS, VAULT)).live()


def main(url: str, config: Path, var: Path) -> None:
    reference_book()  # kept: each life begins with it
    for _ in sys.stdin:
        pid = os.fork()
        if pid == 0:
            asyncio.run(_live(url, config, var))
            os._exit(0)
        say(f"lives {pid}")
        os.waitpid(pid, 0)
        say("dead")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
