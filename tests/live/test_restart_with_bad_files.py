"""A house that was stopped opens again although a roster was deleted meanwhile: callers come first."""

from __future__ import annotations

import shutil

import pytest

from app.house import House
from app.rehearsal.agents import signed_in
from app.rehearsal.sip.caller import Identity, dial
from app.rehearsal.sip.ear import prompts_in
from tests.live.asterisk_house import short_folder
from tests.live.houses import hotline_of, stage

pytestmark = pytest.mark.live


async def test_a_deleted_roster_whose_line_is_on_the_menu_does_not_keep_the_house_closed() -> None:
    settings = stage(short_folder("restart"))
    async with House(settings):
        pass
    (settings.config / "rosters" / "hainan.yaml").unlink()
    async with House(settings) as house:
        assert house.opened is not None
        assert "没有 “hainan” 专线" in {one.problem.zh for one in house.opened.findings}
        known = prompts_in(settings.sounds / "zh")
        async with dial(hotline_of(house), Identity("13800000005"), known=known) as call:
            await call.hears("menu-main", within=40)
            call.press("5")
            await call.hears("nobody-available", within=30)
        supervisor = await signed_in(settings, house.url, "supervisor")
        told = str((await supervisor.ask("/api/now"))["alarms"])
        assert "files_refused" in told
    shutil.rmtree(settings.var)
