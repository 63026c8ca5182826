"""What our way wrote down against what Asterisk itself logged: orders lost, orders doubled, calls without a record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Engine, create_engine, make_url, text

from app.rehearsal.waiting import until
from app.settings import Settings
from dialplan.words import LogEvent

IN_STEP_WITHIN_S = 15.0


@dataclass(frozen=True, slots=True)
class Books:
    """Counts since the house was opened."""

    arrived: int
    routed: int
    lost: int
    """Calls that were routed and have no order."""
    doubled: int
    """Orders beyond the first of a call."""
    unrecorded: int
    """Calls that arrived and have no record."""
    late: int
    """Orders that followed from Asterisk's log, because no visit could open them in time."""

    @property
    def in_step(self) -> bool:
        return not (self.lost or self.unrecorded)


async def books(settings: Settings) -> Books:
    """As they are once nothing is missing any more; as they are after a while where something stays missing."""

    database = reader(settings)

    def complete() -> Books | None:
        found = _read(settings, database)
        return found if found.in_step else None

    try:
        return await until("the books are in step with Asterisk's log", complete, within=IN_STEP_WITHIN_S, step=0.5)
    except TimeoutError:
        return _read(settings, database)
    finally:
        database.dispose()


def compared(log: Iterable[str], calls: Iterable[str], orders: Iterable[tuple[str, bool]]) -> Books:
    """``log``: lines of queue_log. ``orders``: the call of each, and whether it was opened late."""
    told = [line.split("|") for line in log]
    arrived = {fields[1] for fields in told if len(fields) > 4 and fields[4] == LogEvent.ARRIVED}
    routed = {fields[1] for fields in told if len(fields) > 4 and fields[4] == LogEvent.ROUTED}
    known = list(orders)
    opened = Counter(call for call, _ in known)
    return Books(
        arrived=len(arrived),
        routed=len(routed),
        lost=len(routed - opened.keys()),
        doubled=sum(count - 1 for count in opened.values()),
        unrecorded=len(arrived - set(calls)),
        late=sum(late for _, late in known),
    )


def reader(settings: Settings) -> Engine:
    """For the house's database, whichever it is. It keeps its connection, which costs the house nothing until used."""
    url = make_url(settings.database_url)
    if url.get_backend_name() == "sqlite":
        url = make_url(f"sqlite:///file:{url.database}?mode=ro&timeout=5&uri=true")
    return create_engine(url)


def orders_late(database: Engine) -> int:
    """Opened from Asterisk's log so far."""
    with database.connect() as connection:
        return int(connection.execute(text("SELECT count(*) FROM orders WHERE opened_late")).scalar_one())


def _read(settings: Settings, database: Engine) -> Books:
    log = settings.queue_log.read_text("utf-8").splitlines()
    with database.connect() as connection:
        calls = [str(call) for call in connection.execute(text("SELECT call FROM calls")).scalars()]
        orders = connection.execute(text("SELECT call, opened_late FROM orders WHERE call IS NOT NULL"))
        return compared(log, calls, [(str(call), bool(late)) for call, late in orders])
