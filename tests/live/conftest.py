"""One house for all live tests that only call it; tests that break things start their own (``houses.running``).

Where several processes share the files (``./test``), each has one house for those that it was given.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from app.rehearsal.postgresql import programs
from app.rehearsal.sip.ear import Known, prompts_in
from tests.live.asterisk_house import short_folder
from tests.live.books import Books

if TYPE_CHECKING:
    from app.house import House
    from storage.database import Database
    from tests.live.asterisk_house import Pbx
    from tests.live.browser import Browser
    from tests.live.postgresql import PostgreSQL

LONGEST = (
    *("test_faults.py", "test_shifts.py", "test_browser_loop.py", "test_conversation.py", "test_browser_order.py"),
    *("test_browser_pages.py", "test_closed_by_order.py", "test_naughty.py", "test_dialplan_conversation.py"),
)
"""They begin before the others, so that none of them goes on alone when everything else has ended."""


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Figures that tests took on the way (``record_property``): shown, and never asserted."""
    for report in terminalreporter.getreports("passed"):
        for name, value in report.user_properties:
            terminalreporter.write_line(f"{name}: {value}")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first; and who uses the shared house lives in its event loop."""
    items.sort(key=lambda item: LONGEST.index(item.path.name) if item.path.name in LONGEST else len(LONGEST))
    session = pytest.mark.asyncio(loop_scope="session")
    for item in items:
        if "whole_house" in getattr(item, "fixturenames", ()) and pytest_asyncio.is_async_test(item):
            item.add_marker(session, append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def whole_house(request: pytest.FixtureRequest) -> AsyncIterator[House]:
    """A house on a Monday morning, with its Asterisk, node and desk. Its folder stays where a test failed."""
    from tests.live.houses import running, stage  # noqa: PLC0415 other live tests need no whole house

    async with running(stage(short_folder("house")), keep=lambda: request.session.testsfailed > 0) as started:
        yield started


@pytest.fixture
async def asterisk(started: Pbx) -> Pbx:
    """The Asterisk that a file has ``started`` for all of its tests: silent, and for each with a log of its own."""
    await started.silent()
    started.begin()
    return started


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One Chromium for all tests of the pages."""
    from tests.live.browser import Browser  # noqa: PLC0415 other live tests need no browser

    async with Browser.started() as started:
        yield started


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """The server of this process, started when a test first asks for it."""
    from tests.live.postgresql import prepared  # noqa: PLC0415 other live tests need no server

    if programs() is None:
        pytest.skip("no PostgreSQL server here (apt install postgresql)")
    with prepared() as started:
        yield started


@pytest.fixture
async def pg(postgresql: PostgreSQL) -> AsyncIterator[Database]:
    """An empty, migrated database."""
    postgresql.renew()
    async with postgresql.database as database:
        yield database


@pytest.fixture
def books(whole_house: House) -> Books:
    return Books(whole_house.settings.var / "hotline.db")


@pytest.fixture
def prompts(whole_house: House) -> Known:
    return prompts_in(whole_house.settings.sounds / "zh")
