"""Finding orders: the database shows each person exactly what they may see, page by page."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from storage.database import Database
from storage.ids import LineId, OrderNumber
from storage.vault import Vault
from tests.reference import reference_book
from tests.work_orders.desk_cases import MORNING, a_case
from tests.work_orders.desk_people import (
    AGENTS,
    COLLEAGUE,
    CREW,
    DISPATCHER,
    EVERYBODY,
    GUIZHOU,
    LEAD,
    MANAGER,
    OWNER,
    PLATFORM,
    SETTLEMENT,
    YUNNAN,
    someone,
)
from work_orders.board import store as board
from work_orders.board.rare import store as rare
from work_orders.board.shown.store import Looker
from work_orders.board.views import Question, Sort, View, steps_of
from work_orders.board.words import asked, words, words_of
from work_orders.case import store
from work_orders.case.case import Acting, Case
from work_orders.case.means import Means
from work_orders.case.relation import sees
from work_orders.clock import store as clocks
from work_orders.clock.hours import DutyHours
from work_orders.clock.run import clocks_after
from work_orders.loop.loop import CategoryId, Loop, Mark
from work_orders.open import open_order
from work_orders.order import Opening

BOTH = someone("both", lines=frozenset({YUNNAN}), units=frozenset({SETTLEMENT}), is_agent=True, is_manager=True)


@pytest.mark.parametrize(
    ("text", "found_by"),
    [
        ("规则 Q3", "规则 规 则 q3"),
        ("电价ABC12元/度", "电价 电 价 abc12 元 度"),
        ("ＹＮ－２０２６", "yn 2026"),
        ("，。！ ", ""),
        ("𠮷野家", "𠮷野 野家 𠮷 野 家"),
        ("Straße straße", "strasse"),
    ],
)
def test_what_a_text_is_found_by(text: str, found_by: str) -> None:
    assert words([text]) == found_by


def test_what_is_asked_for_is_words_and_pairs() -> None:
    told = [f"{one.word}{'…' if one.begins else ''}" for one in asked("规则 电 abc 交易规则")]
    assert told == ["规则", "电", "abc…", "交易", "易规"]
    assert len(asked("长" * 200 + " ".join(map(str, range(100))))) <= 12


def test_private_fields_and_strange_ones_are_not_found(loop: Loop) -> None:
    case = a_case(form={"summary": "价格", "caller_name": "王女士", "gone": "旧字段"})
    assert words_of(loop, case) == "yn 20261123 0007 价格 价 格"


def test_every_step_but_the_last_is_on_somebodys_board(loop: Loop) -> None:
    assert steps_of(loop, View.TO_ASSIGN) == ("review",)
    assert steps_of(loop, View.TO_REVIEW) == ("reply_review",)
    assert steps_of(loop, View.UNIT) == ("accept", "handle")
    assert steps_of(loop, View.TO_ACCEPT) == ("accept",)
    assert steps_of(loop, View.HANDLING) == steps_of(loop, View.CO_HANDLING) == ("handle",)
    assert steps_of(loop, View.TO_FILL) == steps_of(loop, View.CALLBACK) == ("fill",)
    assert steps_of(loop, View.FOLLOW_UP) == ("follow_up",)
    assert loop.end not in steps_of(loop, View.MINE)
    assert len(steps_of(loop, View.MINE)) == len(loop.steps) - 1


class Archive:
    """Many orders in all states, by a drawn seed."""

    def __init__(self, db: Database, loop: Loop, opening: Callable[..., Opening]) -> None:
        self.db, self.loop, self.opening = db, loop, opening
        self.means = Means(loop, DutyHours(reference_book(), loop.calendars), Vault(b"x" * 32), AGENTS, {})
        self.cases: list[Case] = []

    async def filled(self, many: int) -> Archive:
        draw = random.Random(20261123)  # noqa: S311 the same orders each time
        async with self.db.transaction() as tx:
            for number in range(many):
                await self._add(tx, number, draw)
        return self

    async def _add(self, tx: object, count: int, draw: random.Random) -> None:
        opened = MORNING + timedelta(minutes=count)
        order = await open_order(tx, self.opening(f"n1-{count}.0", at=opened))  # type: ignore[arg-type]
        step = draw.choice(list(self.loop.steps))
        unit = draw.choice([None, PLATFORM, SETTLEMENT])
        holder = CREW if unit == PLATFORM and draw.random() < 0.5 else unit
        co_units = (SETTLEMENT,) if unit == PLATFORM and draw.random() < 0.3 else ()
        case = a_case(
            number=order.number,
            line=draw.choice([YUNNAN, GUIZHOU]),
            step=step,
            opened_at=opened,
            entered_at=opened,
            talk_ended_at=opened,
            owner=draw.choice([None, OWNER.id, COLLEAGUE.id]),
            follower=draw.choice([None, OWNER.id]),
            unit=unit,
            holder=holder,
            co_units=co_units,
            lay_with=frozenset({unit, holder, *co_units, draw.choice([None, CREW])} - {None}),
            category=draw.choice(list(self.loop.categories)),
            confidential=draw.random() < 0.2,
            marks={Mark.LISTED: draw.choice(["yes", "no"]), Mark.MAJOR: draw.choice(["none", "asked"])},
            came_back=draw.random() < 0.2,
            risk=draw.choice(["low", "high"]),
            archived_at=opened if step == self.loop.end else None,
            parent=None if draw.random() < 0.9 else OrderNumber("YN-20261123-0001"),
            form={"summary": draw.choice(["交易规则", "电价", "平台账号 ABC"])},
        )
        await store.add(tx, case)  # type: ignore[arg-type]
        change = clocks_after(self.loop, None, case, None, (), self.means.hours, opened)
        await clocks.save(tx, change)  # type: ignore[arg-type]
        await board.put_words(tx, case.number, words_of(self.loop, case))  # type: ignore[arg-type]
        self.cases.append(case)

    async def find(self, who: Acting, **asked: object) -> list[OrderNumber]:
        """All pages of it."""
        found: list[OrderNumber] = []
        question = Question(limit=7, **asked)  # type: ignore[arg-type]
        async with self.db.reading() as tx:
            while True:
                page = await board.find(tx, Looker(who, self.loop, MORNING + timedelta(hours=30)), question)
                found += page.numbers
                if page.behind is None:
                    return found
                question = replace(question, behind=page.behind)

    def those(self, who: Acting, test: Callable[[Case], bool]) -> set[OrderNumber]:
        return {case.number for case in self.cases if sees(self.loop, case, who) and test(case)}


@pytest.fixture
async def archive(db: Database, loop: Loop, opening: Callable[..., Opening]) -> Archive:
    return await Archive(db, loop, opening).filled(90)


async def test_the_database_shows_what_the_loop_lets_each_person_see(archive: Archive) -> None:
    for who in (*EVERYBODY, BOTH):
        found = await archive.find(who)
        assert len(found) == len(set(found))
        assert set(found) == archive.those(who, lambda _: True), who.id
        assert found == sorted(found, reverse=True)  # the latest first


def at_work(case: Case) -> bool:
    return case.archived_at is None and case.parent is None


def lies_with(loop: Loop, case: Case, who: Acting) -> bool:
    return any({case.unit, case.holder, *case.co_units} & loop.under(unit) for unit in who.units)


def in_hand(loop: Loop, case: Case, who: Acting) -> bool:
    return any(case.holder in loop.under(unit) for unit in who.units)


def what_lists_hold(loop: Loop) -> dict[View, Callable[[Case, Acting], bool]]:
    return {
        View.TO_ASSIGN: lambda case, _: case.step == "review",
        View.TO_REVIEW: lambda case, _: case.step == "reply_review",
        View.MAJOR: lambda case, _: case.step in {"accept", "handle"} and case.marks[Mark.MAJOR] == "asked",
        View.SENT_BACK: lambda case, who: (
            case.came_back
            and (
                who.is_dispatcher
                or who.is_supervisor
                or who.is_manager
                or (case.step == "fill" and who.id in {case.owner, case.follower})
                or (case.step in {"accept", "handle"} and lies_with(loop, case, who))
            )
        ),
        View.URGENT: lambda case, _: case.risk == "high",
        View.TO_FILL: lambda case, who: (
            case.step == "fill" and (who.is_dispatcher or who.is_supervisor or case.owner == who.id)
        ),
        View.CALLBACK: lambda _, __: False,  # all of these calls were answered
        View.TO_ACCEPT: lambda case, who: case.step == "accept" and in_hand(loop, case, who),
        View.HANDLING: lambda case, who: case.step == "handle" and in_hand(loop, case, who),
        View.CO_HANDLING: lambda case, who: (
            case.step == "handle" and lies_with(loop, case, who) and not in_hand(loop, case, who)
        ),
        View.LISTED: lambda case, _: case.marks.get(Mark.LISTED) == "yes",
        View.FOLLOW_UP: lambda case, who: (
            case.step == "follow_up" and (who.is_dispatcher or who.is_supervisor or case.follower in {None, who.id})
        ),
        View.MINE: lambda case, who: who.id in {case.owner, case.follower},
        View.LINE: lambda case, who: case.line in who.lines,
        View.UNIT: lambda case, who: case.step in {"accept", "handle"} and lies_with(loop, case, who),
    }


async def test_each_list_holds_what_it_says(archive: Archive) -> None:
    tests = what_lists_hold(archive.loop)
    for who in (*EVERYBODY, BOTH):
        async with archive.db.reading() as tx:
            counts = await board.counts(tx, Looker(who, archive.loop, MORNING + timedelta(hours=30)))
        for view, test in tests.items():
            wanted = archive.those(who, lambda case, t=test, w=who: at_work(case) and t(case, w))  # type: ignore[misc]
            found = await archive.find(who, view=view)
            assert (set(found), counts[view]) == (wanted, len(wanted)), (who.id, view)


async def test_work_is_sorted_as_it_is_due_and_late_work_is_found(archive: Archive) -> None:
    found = await archive.find(DISPATCHER, view=View.OVERDUE)
    async with archive.db.reading() as tx:
        running = await clocks.of_orders(tx, [case.number for case in archive.cases])
    now = MORNING + timedelta(hours=30)
    due = {
        number: min(row.due_at for row in rows if row.runs)
        for number, rows in running.items()
        if any(row.runs for row in rows)
    }
    at_work_now = {case.number for case in archive.cases if at_work(case)}
    assert set(found) == {number for number, at in due.items() if at <= now} & at_work_now
    assert [due[number] for number in found] == sorted(due[number] for number in found)
    newest = await archive.find(DISPATCHER, view=View.OVERDUE, sort=Sort.NEWEST)
    assert newest == sorted(found, reverse=True)


async def test_words_find_what_holds_all_of_them(archive: Archive) -> None:
    for query, summary in (
        ("规则", "交易规则"),
        ("则", "交易规则"),
        ("易规则", "交易规则"),
        ("abc", "平台账号 ABC"),
        ("AB 账号", "平台账号 ABC"),
        ("价", "电价"),
    ):
        for who in (DISPATCHER, LEAD):
            wanted = archive.those(who, lambda case, s=summary: case.form["summary"] == s)  # type: ignore[misc]
            assert set(await archive.find(who, words=query)) == wanted, (who.id, query)


async def test_strange_queries_find_nothing_and_break_nothing(archive: Archive) -> None:
    for query in ("不存在的词", "，。", "'", '"', "a OR b", "NEAR(", "*", "规-则 NOT x"):
        assert await archive.find(DISPATCHER, words=query) == [], query


async def test_filters_narrow_whichever_of_them_leads(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    for asked_for, test in (
        ({"line": LineId("guizhou")}, lambda case: case.line == "guizhou"),
        ({"category": CategoryId("complaint")}, lambda case: case.category == "complaint"),
        ({"archived": True}, lambda case: case.archived_at is not None),
        ({"archived": False}, at_work),
        ({"risk": "high"}, lambda case: case.risk == "high"),
        ({"unit": CREW}, lambda case: case.holder == CREW),
        ({"since": MORNING + timedelta(minutes=30)}, lambda case: case.opened_at >= MORNING + timedelta(minutes=30)),
        ({"until": MORNING + timedelta(minutes=30)}, lambda case: case.opened_at < MORNING + timedelta(minutes=30)),
        ({"owner": OWNER.id, "view": View.ALL}, lambda case: case.owner == OWNER.id),
        ({"step": "handle"}, lambda case: case.step == "handle"),
        ({"step": archive.loop.end}, lambda case: case.step == archive.loop.end),
        ({"risk": "high", "unit": CREW, "line": YUNNAN}, lambda case: high_at_the_crew(case) and case.line == YUNNAN),
        ({"risk": "high", "unit": CREW, "archived": False}, lambda case: high_at_the_crew(case) and at_work(case)),
    ):
        for few, who in product((0, 20, 1_000), (MANAGER, LEAD, OWNER)):
            monkeypatch.setattr(rare, "FEW", few)
            assert set(await archive.find(who, **asked_for)) == archive.those(who, test), (asked_for, few, who.id)


def high_at_the_crew(case: Case) -> bool:
    return case.risk == "high" and case.holder == CREW


async def test_a_whole_number_finds_its_order_alone(archive: Archive) -> None:
    number = archive.cases[4].number
    assert await archive.find(DISPATCHER, words=f" {number.lower()} ") == [number]
    assert await archive.find(DISPATCHER, words="YN-20261123-9999") == []
    assert await archive.find(someone("nobody"), words=number) == []
