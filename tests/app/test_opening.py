"""What decides when a house opens: today's files, or the last good version beside files that cannot be used."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from app.asterisk import asterisk_values
from app.cannot_open import CannotOpen
from app.clock import Clock
from app.installation import Installation
from app.opening import duty_at_start
from app.settings import Settings, read_listen
from app.setup.asterisk import AsteriskProgram
from app.setup.version import Version
from schedules.bundle import read_bundle
from schedules.document import BadFiles, parse
from schedules.homecoming import publish_saved
from storage.database import Database
from storage.ids import LineId

HAINAN = LineId("hainan")


@pytest.fixture
def opened(config: Path, tmp_path: Path) -> Callable[[], Installation]:
    """The installation as a process opens it."""
    listen = read_listen(parse("hotline.yaml", (config / "hotline.yaml").read_text("utf-8")).section("listen"))
    settings = Settings(
        root=tmp_path,
        config=config,
        var=tmp_path / "var",
        listen=listen,
        database_url="sqlite+aiosqlite:///unused",
        shift=timedelta(),
    )
    return lambda: Installation.open(settings)


async def test_a_line_that_is_on_the_menu_and_lost_its_roster_is_served_by_the_last_good_version(
    opened: Callable[[], Installation], config: Path, db: Database
) -> None:
    await duty_at_start(opened(), db)
    (config / "rosters" / "hainan.yaml").unlink()
    house = opened()
    duty, findings = await duty_at_start(house, db)
    assert HAINAN in duty.book.lines
    told = {(one.file, one.problem.zh): one.remedy.zh for one in findings}
    assert "rosters/hainan.yaml" in told["hotline.yaml", "没有 “hainan” 专线"]
    program = AsteriskProgram(("asterisk",), config, config, config, Version(22, 10, 1))
    assert list(asterisk_values(house, program, duty).menu.nodes["main"].keys) == list("0123456")


async def test_without_any_good_version_the_house_stays_closed_and_says_what_to_mend(
    opened: Callable[[], Installation], config: Path, db: Database
) -> None:
    (config / "rosters" / "hainan.yaml").unlink()
    with pytest.raises(CannotOpen) as closed:
        await duty_at_start(opened(), db)
    assert any("hainan" in reason for reason in closed.value.reasons)


async def test_a_key_to_a_line_that_the_version_in_force_does_not_know_means_nothing(
    opened: Callable[[], Installation], config: Path, db: Database
) -> None:
    await duty_at_start(opened(), db)
    file = config / "hotline.yaml"
    file.write_text(file.read_text("utf-8").replace('"0": {line: spot}', '"0": {line: sopt}'), "utf-8")
    house = opened()
    duty, findings = await duty_at_start(house, db)
    program = AsteriskProgram(("asterisk",), config, config, config, Version(22, 10, 1))
    assert [one.problem.zh for one in findings] == ["没有 “sopt” 专线"]
    assert list(asterisk_values(house, program, duty).menu.nodes["main"].keys) == list("123456")


async def test_the_default_line_is_that_of_the_version_in_force(
    opened: Callable[[], Installation], config: Path, db: Database
) -> None:
    """A line that is renamed half: its file and the menu's default, and not its people."""
    await duty_at_start(opened(), db)
    (config / "rosters" / "guangzhou.yaml").rename(config / "rosters" / "canton.yaml")
    file = config / "hotline.yaml"
    file.write_text(file.read_text("utf-8").replace("default_line: guangzhou", "default_line: canton"), "utf-8")
    house = opened()
    duty, findings = await duty_at_start(house, db)
    program = AsteriskProgram(("asterisk",), config, config, config, Version(22, 10, 1))
    assert findings
    assert asterisk_values(house, program, duty).menu.default_line == "guangzhou"


async def test_a_save_that_leaves_a_key_without_a_line_is_refused(config: Path, db: Database) -> None:
    """Even where nobody and nothing else counts on the line."""
    people = config / "people.yaml"
    people.write_text("\n".join(row for row in people.read_text("utf-8").splitlines() if "hainan" not in row), "utf-8")
    (config / "rosters" / "hainan.yaml").unlink()
    with pytest.raises(BadFiles) as bad:
        await publish_saved(db, read_bundle(config), who="file", why="", now=Clock(timedelta()).now())
    assert [(one.file, one.problem.zh) for one in bad.value.findings] == [("hotline.yaml", "没有 “hainan” 专线")]
