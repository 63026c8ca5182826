"""Orders as other systems are told of them. Of private fields no more than that they are filled in."""

from __future__ import annotations

from schedules.answer import Because as Words
from web.names import NameBook
from web.shapes import Json, instant
from web.work.shapes import words
from work_orders.case.case import Case
from work_orders.case.told import Teller
from work_orders.loop.loop import Loop

PATH = "/api/v1/orders"


def address(case: Case) -> str:
    return f"{PATH}/{case.number}"


def order(loop: Loop, case: Case, names: NameBook) -> Json:
    """As it stands in lists."""
    teller, line = Teller(loop, str), names.line(case.line)
    chosen = {
        "category": case.category,
        "matter": case.matter,
        "source": case.source,
        "unit": case.unit,
        "holder": case.holder,
    }
    return {
        "number": case.number,
        "revision": case.revision,
        "href": address(case),
        "line": {"id": case.line, **words(Words(line.zh, line.en))},
        "step": {"id": case.step, **words(teller.value("step", case.step))},
        **{key: _chosen(teller, key, value) for key, value in chosen.items()},
        "co_units": [{"id": unit, **words(teller.value("unit", unit))} for unit in case.co_units],
        "opened_at": instant(case.opened_at),
        "entered_step_at": instant(case.entered_at),
        "talk_ended_at": instant(case.talk_ended_at),
        "archived_at": instant(case.archived_at),
        "owner": case.owner,
        "follower": case.follower,
        "outside_number": case.outside_number,
        "participant": case.participant,
        "form": dict(case.form),
        "marks": {mark.value: value for mark, value in case.marks.items()},
        "risk": case.risk,
        "result": case.result,
        "reply": case.reply,
        "merged_into": case.parent,
        "came_back": case.came_back,
        "rounds": case.rounds,
    }


def _chosen(teller: Teller, key: str, value: str | None) -> Json | None:
    return {"id": value, **words(teller.value(key, value))} if value else None
