"""``./run demo``: agents sign in, callers call, everything is shown, and each call is judged at the end."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial

from rich.console import Console

from app.clock import Clock
from app.house import House
from app.language import Say
from app.rehearsal.agents import at_work, signed_in
from app.rehearsal.closing import show
from app.rehearsal.display import Board
from app.rehearsal.performance import Performance, perform
from app.rehearsal.programme import AGENTS, HANGS_UP_FIRST, PROGRAMME, Part
from app.rehearsal.sip.caller import Destination
from app.rehearsal.sip.ear import Known, prompts_in
from app.rehearsal.sip.phone import Manners, Phase, Phone, Ring
from app.rehearsal.staff import SeenCall, Staff
from app.rehearsal.stage import Stage
from app.rehearsal.verdict import Evidence, lacks
from app.rehearsal.waiting import until
from schedules.finding import Bilingual
from storage.masked import mask

STAGGER_S = 0.4  # between two callers of an act
BOOKS_CLOSED_WITHIN_S = 10.0  # after the last call
SUPERVISOR = "supervisor"

_PHONE_NEWS = {
    Phase.RINGING: Bilingual("振铃", "rings"),
    Phase.TALKING: Bilingual("通话", "talks"),
    Phase.ENDED: Bilingual("挂机", "hung up"),
    Phase.MISSED: Bilingual("未接", "not answered"),
}


async def demo(house: House, console: Console, stage: Stage, say: Say) -> int:
    """Perform the whole programme; returns 0 when every call has what it should have."""
    clock = Clock(house.settings.shift)
    board = Board(console, clock, PROGRAMME, say)
    manners = {person: Manners(talks=6.0 if person in HANGS_UP_FIRST else None) for person in AGENTS}
    notice = partial(_phone_news, board)
    board.say(Bilingual(f"{len(AGENTS)} 位坐席签入，话机注册", f"{len(AGENTS)} agents sign in, their phones register"))
    async with at_work(house.settings, house.url, AGENTS, manners, notice):
        with board:
            performances = await _performed(house, board, clock, stage.turn)
        supervisor = await signed_in(house.settings, house.url, SUPERVISOR)
        seen = await _books(supervisor, clock.now(), say)
        evidence = [await _evidence(one, seen.get(mask(one.part.number)), supervisor) for one in performances]
    judged = [(one, lacks(one, group_expected=_is_noon(stage.turn))) for one in evidence]
    show(console, judged, say)
    return _told(board, judged)


async def _performed(house: House, board: Board, clock: Clock, turn: datetime) -> list[Performance]:
    known = prompts_in(house.settings.sounds / "zh")
    to = Destination(house.number, (house.settings.listen.address, house.settings.listen.sip))
    acts = [[part for part in PROGRAMME if part.second_act is second] for second in (False, True)]
    async with asyncio.TaskGroup() as group:
        first = [group.create_task(_cued(n * STAGGER_S, part, to, known, board)) for n, part in enumerate(acts[0])]
        opens = max((turn - clock.now()).total_seconds(), 0.0)
        second = [
            group.create_task(_cued(opens + n * STAGGER_S, part, to, known, board)) for n, part in enumerate(acts[1])
        ]
    return [task.result() for task in (*first, *second)]


async def _cued(cue: float, part: Part, to: Destination, known: Known, board: Board) -> Performance:
    await asyncio.sleep(cue)
    return await perform(part, to, known, partial(board.caller, part.number))


def _phone_news(board: Board, phone: Phone, ring: Ring) -> None:
    news = _PHONE_NEWS[ring.phase]
    board.phone(ring.caller, Bilingual(f"{phone.account.name} {news.zh}", f"{phone.account.name} {news.en}"))


async def _books(supervisor: Staff, day: datetime, say: Say) -> Mapping[str, SeenCall]:
    """The house's own record of each caller's call by masked number, once none is in progress any more."""
    language = say(Bilingual("zh", "en"))

    async def closed() -> dict[str, SeenCall]:
        calls = await supervisor.calls(day, language)
        settled = len(calls) >= len(PROGRAMME) and all(call.outcome != "in_progress" for call in calls)
        return {call.number_masked: call for call in calls} if settled else {}

    try:
        return await until("every call has its outcome", closed, within=BOOKS_CLOSED_WITHIN_S, step=0.5)
    except TimeoutError:
        return {call.number_masked: call for call in await supervisor.calls(day, language)}


async def _evidence(performance: Performance, seen: SeenCall | None, supervisor: Staff) -> Evidence:
    order = await supervisor.order(seen.order) if seen is not None and seen.order else None
    replays = seen is not None and bool(seen.line) and await supervisor.replays_the_same(seen.call)
    return Evidence(performance, seen, order, replays)


def _is_noon(turn: datetime) -> bool:
    return (turn.isoweekday(), turn.hour, turn.minute) == (1, 12, 0)


def _told(board: Board, judged: Iterable[tuple[Evidence, list[Bilingual]]]) -> int:
    outcomes = [not missing for _, missing in judged]
    good, all_of_them = sum(outcomes), len(outcomes)
    if good == all_of_them:
        board.say(Bilingual(f"{all_of_them} 通来电全部符合预期", f"all {all_of_them} calls have what they should"))
        return 0
    board.say(Bilingual(f"{all_of_them - good} 通来电有缺", f"{all_of_them - good} calls lack something (✗)"))
    return 1
