"""Which loop orders go through: as saved, as another desk saved it, or the last that was good."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from schedules.finding import BadFiles
from storage.database import Database, Transaction
from work_orders.loop.in_force import LoopInForce
from work_orders.loop.in_use import InUse
from work_orders.loop.loop import StepId

TEXT = (Path(__file__).parent / "loop_with_everything.yaml").read_text("utf-8")
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


class Site:
    """A folder of configuration, a database, and what its open orders need."""

    def __init__(self, db: Database, config: Path) -> None:
        self.db = db
        self.config = config
        self.use = InUse()

    def desk(self) -> LoopInForce:
        async def uses(_tx: Transaction) -> InUse:
            return self.use

        return LoopInForce(self.db, self.config, uses, lambda: NOW)

    def save(self, text: str) -> None:
        whole = self.config / "saving"
        whole.write_text(text, "utf-8")
        whole.replace(self.config / "work_orders.yaml")


@pytest.fixture
def site(db: Database, tmp_path: Path) -> Site:
    site = Site(db, tmp_path)
    site.save(TEXT)
    return site


async def test_a_saved_loop_is_in_force_at_the_next_look(site: Site) -> None:
    desk = site.desk()
    first = await desk.start()
    assert not await desk.look()
    site.save(TEXT.replace("name: 受理", "name: 登记"))
    assert await desk.look()
    assert first.steps[StepId("x-take")].names.zh == "受理"
    assert desk.loop.steps[StepId("x-take")].names.zh == "登记"


async def test_a_wrong_one_is_not_and_the_last_good_one_stays(site: Site) -> None:
    desk = site.desk()
    good = await desk.start()
    site.save(TEXT.replace("to: x-end", "to: nowhere"))
    assert not await desk.look()
    assert desk.loop == good
    assert "nowhere" in desk.findings[0].problem.zh
    restarted = site.desk()
    assert await restarted.start() == good
    assert restarted.findings == desk.findings
    site.save(TEXT)
    await desk.look()
    assert desk.findings == ()


async def test_a_file_that_is_gone_is_told_and_changes_nothing(site: Site) -> None:
    desk = site.desk()
    good = await desk.start()
    (site.config / "work_orders.yaml").unlink()
    await desk.look()
    assert desk.findings
    restarted = site.desk()
    assert await restarted.start() == good
    assert restarted.findings


async def test_without_any_good_loop_the_desk_does_not_open(site: Site) -> None:
    site.save("name: nothing else")
    with pytest.raises(BadFiles, match="steps"):
        await site.desk().start()


async def test_a_step_with_open_orders_cannot_be_taken_away(site: Site) -> None:
    desk = site.desk()
    await desk.start()
    site.use = replace(site.use, steps={StepId("x-take"): 3, StepId("x-end"): 1})
    site.save(TEXT.replace("x-take", "x-fill"))
    await desk.look()
    assert [finding.problem.zh for finding in desk.findings] == ["还有 3 张未归档的工单在环节 “x-take”，文件里却没有了"]
    site.use = InUse()
    site.save(TEXT.replace("x-take", "x-fill") + "# saved again")
    assert await desk.look()


async def test_another_desk_takes_it_up_from_the_database(site: Site, tmp_path_factory: pytest.TempPathFactory) -> None:
    here, elsewhere = site.desk(), Site(site.db, tmp_path_factory.mktemp("elsewhere"))
    elsewhere.save(TEXT)
    there = elsewhere.desk()
    await here.start()
    await there.start()
    site.save(TEXT.replace("name: 受理", "name: 登记"))
    await here.look()
    assert await there.look()
    assert there.loop == here.loop
