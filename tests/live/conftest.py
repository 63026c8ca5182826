"""One house for all live tests that only call it; tests that break things start their own (``houses.running``)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from app.rehearsal.sip.ear import Known, prompts_in
from tests.live.asterisk_house import short_folder
from tests.live.books import Books

if TYPE_CHECKING:
    from app.house import House
    from tests.live.browser import Browser


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Figures that tests took on the way (``record_property``): shown, and never asserted."""
    for report in terminalreporter.getreports("passed"):
        for name, value in report.user_properties:
            terminalreporter.write_line(f"{name}: {value}")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Who uses the shared house lives in its event loop."""
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


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One Chromium for all tests of the pages."""
    from tests.live.browser import Browser  # noqa: PLC0415 other live tests need no browser

    async with Browser.started() as started:
        yield started


@pytest.fixture
def books(whole_house: House) -> Books:
    return Books(whole_house.settings.var / "hotline.db")


@pytest.fixture
def prompts(whole_house: House) -> Known:
    return prompts_in(whole_house.settings.sounds / "zh")
