"""Orders with one matter are noticed soon after their form is saved: once, over restarts, not again once decided."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.urgent.urgent_house import DISPATCHER, PLATFORM, UrgentHouse
from urgent import store
from urgent.asked.reading import by_name
from urgent.event import Deed, Kind, State
from work_orders.loop.loop import Mark, MatterId

COMPANIES = ("甲公司", "乙公司", "丙公司", "丁公司", "戊公司", "己公司", "庚公司", "辛公司", "壬公司", "癸公司")
MATTER = MatterId("settlement")


async def test_more_than_so_many_participants_with_one_matter_are_proposed_once(urgent: UrgentHouse) -> None:
    for name in COMPANIES[:3]:
        await urgent.order(name=name, matter=MATTER)
    await urgent.order(name=" 甲公司 ", matter=MATTER, unit=PLATFORM)
    await urgent.order(name="丁公司", matter=MatterId("green"))
    await urgent.order(name="", matter=MATTER)
    assert await urgent.looked() == [], "three, one of them twice, and one without a name"
    await urgent.order(name="丁公司", matter=MATTER)
    (event,) = await urgent.looked()
    assert (event.kind, event.matter, event.units) == (Kind.COLLECTIVE, MATTER, (PLATFORM,))
    assert event.evidence.figures["participants"] == 4
    await urgent.order(name="戊公司", matter=MATTER)
    (same,) = await urgent.looked()
    assert (same.id, same.evidence.figures["participants"], same.revision) == (event.id, 5, 1)
    assert len(await urgent.screen(DISPATCHER)) == 1


async def test_orders_of_a_decided_event_do_not_count_again(urgent: UrgentHouse) -> None:
    for name in COMPANIES[:4]:
        await urgent.order(name=name, matter=MATTER)
    (event,) = await urgent.looked()
    await urgent.must(event.id, DISPATCHER, Deed.CONFIRM, units="platform")
    await urgent.must(event.id, DISPATCHER, Deed.CLOSE, summary="已处理")
    for name in COMPANIES[4:7]:
        await urgent.order(name=name, matter=MATTER)
    assert await urgent.looked() == []
    await urgent.order(name=COMPANIES[7], matter=MATTER)
    (another,) = await urgent.looked()
    assert (another.round, another.state, len(another.evidence.orders)) == (2, State.PROPOSED, 4)


async def test_a_new_rule_is_no_event_while_its_tag_lasts(urgent: UrgentHouse) -> None:
    matters = dict(urgent.loop.matters)
    matters[MATTER] = replace(matters[MATTER], new_until=urgent.now.date())
    urgent.loop = replace(urgent.loop, matters=matters)
    for name in COMPANIES[:6]:
        await urgent.order(name=name, matter=MATTER)
    assert await urgent.looked() == []
    urgent.now += timedelta(days=1)
    for name in COMPANIES[:4]:
        await urgent.order(name=name, matter=MATTER)
    (event,) = await urgent.looked()
    assert len(event.evidence.orders) == 4, "those of the days before still do not count"


async def test_one_participant_three_times_in_half_a_year_and_settled_ones_do_not_count(urgent: UrgentHouse) -> None:
    first = await urgent.order(participant="P-1", name="甲公司", matter=MATTER)
    urgent.now += timedelta(days=80)
    await urgent.order(participant="P-1", name="甲公司", matter=MATTER)
    urgent.now += timedelta(days=80)
    await urgent.order(participant="P-1", name="甲公司", matter=MATTER)
    (event,) = await urgent.looked()
    assert (event.kind, event.participant, event.line) == (Kind.REPEATED, "P-1", "yunnan")
    assert "甲公司半年内第 3 次" in event.evidence.words.zh
    await urgent.must(event.id, DISPATCHER, Deed.DISMISS, reason="属不同问题")
    await urgent.change(first, marks={Mark.DISSATISFIED: "1"})
    assert await urgent.looked() == [], "what was decided is not proposed again"


async def test_what_was_settled_or_not_accepted_does_not_count(urgent: UrgentHouse) -> None:
    settled = await urgent.order(name="甲公司", matter=MATTER)
    await urgent.change(settled, name="甲公司", archived_at=urgent.now)
    refused = await urgent.order(name="甲公司", matter=MATTER)
    assert await urgent.looked() == []
    await urgent.change(refused, not_accepted="unrelated")
    await urgent.order(name="甲公司", matter=MATTER)
    assert await urgent.looked() == []
    await urgent.order(name="甲公司", matter=MATTER)
    assert await urgent.looked() == [], "two that are open, one that was settled"
    await urgent.change(settled, name="甲公司", archived_at=urgent.now, marks={Mark.DISSATISFIED: "1"})
    (event,) = await urgent.looked()
    assert event.evidence.figures["times"] == 3


async def test_a_matter_that_is_corrected_counts_where_it_belongs(urgent: UrgentHouse) -> None:
    orders = [await urgent.order(name=name, matter=MatterId("green")) for name in COMPANIES[:3]]
    orders.append(await urgent.order(name=COMPANIES[3], matter=MATTER))
    assert await urgent.looked() == []
    await urgent.change(orders[3], name=COMPANIES[3], matter=MatterId("green"))
    (event,) = await urgent.looked()
    assert (event.matter, set(event.evidence.orders)) == ("green", set(orders))


async def test_killed_before_it_noted_how_far_it_read_it_reads_again(
    urgent: UrgentHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in COMPANIES[:4]:
        await urgent.order(name=name, matter=MATTER)

    class PowerCut(BaseException):
        pass

    async def cut(*_: object) -> None:
        raise PowerCut

    with monkeypatch.context() as power:
        power.setattr("urgent.asked.store.note_behind", cut)
        with pytest.raises(PowerCut):
            await urgent.watch().look()
    assert await urgent.live() == []
    (event,) = await urgent.looked()
    assert event.id == "UE-20261123-001"


async def test_an_order_knows_its_events(urgent: UrgentHouse) -> None:
    numbers = [await urgent.order(name=name, matter=MATTER) for name in COMPANIES[:4]]
    other = await urgent.order(name="甲公司", matter=MatterId("green"))
    (event,) = await urgent.looked()
    async with urgent.db.reading() as tx:
        assert [one.id for one in await store.of_order(tx, numbers[0])] == [event.id]
        assert await store.of_order(tx, other) == []


def test_names_are_one_whatever_their_width_and_blanks() -> None:
    assert (
        by_name("ＡＢＣ 电力（云南）有限公司") == by_name("abc电力(云南)有限公司") != by_name("abd电力(云南)有限公司")
    )
    assert by_name("  ") == ""
