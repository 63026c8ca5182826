"""What tests of several rooms need: a migrated database of their own. And which tests the quick run leaves out."""

from __future__ import annotations

import asyncio
import gc
import importlib
import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from hypothesis import is_hypothesis_test, settings
from sqlalchemy import Connection, make_url

from storage.database import Database
from storage.metadata import metadata
from storage.migrate import migrate

ROOT = Path(__file__).parents[1]

settings.register_profile("hotline", deadline=None)  # how long something takes is never asserted
settings.load_profile("hotline")

THOROUGH_FILES = frozenset(
    {
        "agent_bridge/test_ami.py",
        "agent_bridge/test_desk.py",
        "agent_bridge/test_overflow.py",
        "agent_bridge/test_shifts.py",
        "app/test_alarms.py",
        "app/test_api_commands.py",
        "app/test_child.py",
        "app/test_clocks_of_the_guide.py",
        "app/test_closing_watch.py",
        "app/test_commands.py",
        "app/test_export_command.py",
        "app/test_gauges.py",
        "app/test_keys.py",
        "app/test_loop_with_clocks.py",
        "app/test_opening.py",
        "app/test_participant_commands.py",
        "app/test_retention.py",
        "app/test_retention_commands.py",
        "app/test_retention_of_checks.py",
        "app/test_retention_of_samples.py",
        "app/test_roster_commands.py",
        "app/test_sample_command.py",
        "app/test_schemas.py",
        "app/test_timers.py",
        "app/test_webhook_commands.py",
        "app/test_webhooks_told.py",
        "benchmarks/test_duty_parts.py",
        "benchmarks/test_many_orders.py",
        "benchmarks/test_run.py",
        "dialplan/test_control.py",
        "house/test_looks.py",
        "ivr/test_meanwhile.py",
        "ivr/test_native.py",
        "ivr/test_rereading.py",
        "ivr/test_visits.py",
        "ivr/test_witness.py",
        "notices/test_gateway_away.py",
        "notices/test_hooks_afterwards.py",
        "notices/test_hooks_delivery.py",
        "notices/test_hooks_guarded.py",
        "notices/test_notices_file.py",
        "notices/test_outbox.py",
        "participants/test_forget.py",
        "participants/test_identity.py",
        "participants/test_imports.py",
        "participants/test_table.py",
        "people/test_sign_in.py",
        "people/test_strength.py",
        "recordings/test_masters.py",
        "rehearsal/test_programme.py",
        "rehearsal/test_sip.py",
        "routing/test_store.py",
        "schedules/test_bad_files.py",
        "schedules/test_bad_words.py",
        "schedules/test_duty_folder.py",
        "schedules/test_homecoming.py",
        "schedules/test_lint_list.py",
        "schedules/test_oracle.py",
        "schedules/test_progress.py",
        "schedules/test_properties.py",
        "schedules/test_review.py",
        "schedules/test_rollback.py",
        "schedules/test_versions.py",
        "schedules/test_working_time_properties.py",
        "storage/test_migrate.py",
        "storage/test_reseal.py",
        "urgent/test_asked.py",
        "urgent/test_course.py",
        "urgent/test_outlook.py",
        "urgent/test_told_outside.py",
        "urgent/test_urgent_bell.py",
        "urgent/test_volume.py",
        "web/api/test_api_description.py",
        "web/api/test_api_doors.py",
        "web/api/test_api_events.py",
        "web/api/test_api_fuzz.py",
        "web/api/test_api_once.py",
        "web/api/test_api_orders.py",
        "web/api/test_api_register.py",
        "web/api/test_api_warnings.py",
        "web/test_board_push.py",
        "web/test_boards.py",
        "web/test_doors.py",
        "web/test_export.py",
        "web/test_follow_up.py",
        "web/test_listening.py",
        "web/test_live.py",
        "web/test_notices.py",
        "web/test_order_doors.py",
        "web/test_order_lists.py",
        "web/test_orders_in_the_loop.py",
        "web/test_participants.py",
        "web/test_records.py",
        "web/test_roster_absences.py",
        "web/test_roster_files.py",
        "web/test_roster_orders.py",
        "web/test_roster_plan.py",
        "web/test_roster_versions.py",
        "web/test_session.py",
        "web/test_urgent.py",
        "web/test_work.py",
        "work_orders/test_any_sequence.py",
        "work_orders/test_bell.py",
        "work_orders/test_board.py",
        "work_orders/test_clock_properties.py",
        "work_orders/test_clock_store.py",
        "work_orders/test_follow_up_store.py",
        "work_orders/test_loop_in_force.py",
        "work_orders/test_loop_language.py",
        "work_orders/test_measures.py",
        "work_orders/test_outside.py",
        "work_orders/test_plans.py",
        "work_orders/test_risk_bell.py",
        "work_orders/test_risk_language.py",
        "work_orders/test_risk_use.py",
        "work_orders/test_shared_counts.py",
        "work_orders/test_team.py",
        "work_orders/test_use.py",
    }
)
"""Real databases, sockets, processes and passwords: seconds together, so the quick run does not even import them."""


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    if "not thorough" not in str(config.getoption("markexpr")):
        return None
    return True if collection_path.as_posix().endswith(tuple(THOROUGH_FILES)) else None


@pytest.hookimpl(tryfirst=True)  # before -m chooses
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        proof = isinstance(item, pytest.Function) and is_hypothesis_test(item.function)
        if proof or item.path.as_posix().endswith(tuple(THOROUGH_FILES)):
            item.add_marker(pytest.mark.thorough)


def pytest_configure() -> None:
    """What is imported and collected stays: the collector would walk through all of it and find nothing."""
    gc.disable()


def pytest_collection_finish() -> None:
    """Nor need it walk through it again in every test."""
    gc.freeze()
    gc.enable()


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite database with today's schema, made once and copied for each test."""
    path = tmp_path_factory.mktemp("schema") / "hotline.db"

    async def make() -> None:
        async with Database(f"sqlite+aiosqlite:///{path}") as db:
            await migrate(db)

    asyncio.run(make())
    return path


@pytest.fixture(scope="session")
def one_database(tmp_path_factory: pytest.TempPathFactory) -> Database:
    """Lives as long as a process does, so that it compiles a statement once and not once a test."""
    return Database(f"sqlite+aiosqlite:///{tmp_path_factory.mktemp('one') / 'hotline.db'}")


@pytest.fixture
async def db(one_database: Database, migrated_file: Path) -> AsyncIterator[Database]:
    """A real SQLite file, migrated and empty."""
    path = Path(make_url(one_database.url).database or "")
    for left in path.parent.iterdir():  # with what a test that crashed SQLite left beside it
        left.unlink()
    shutil.copy(migrated_file, path)
    async with one_database as database:
        yield database


def _declared(name: str | None, _kind: str, _parents: object) -> bool:
    """SQLite's index of words has tables of its own, PostgreSQL's is over an expression."""
    return not (name or "").startswith("order_index")


@pytest.fixture
def schema_differences() -> Callable[[Connection], list[object]]:
    """What a database has that no room's ``tables.py`` declares, and the other way round."""
    for tables in (*ROOT.glob("[a-z]*/tables.py"), *ROOT.glob("[a-z]*/[a-z]*/tables.py")):
        importlib.import_module(".".join(tables.relative_to(ROOT).with_suffix("").parts))

    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": _declared})
        return list(compare_metadata(context, metadata))

    return differences
