"""The API on a real PostgreSQL, where requests really run side by side: tests that SQLite passes as well."""

from __future__ import annotations

import pytest

from storage.database import Database
from tests.web.api.conftest import system, take_up
from tests.web.api.test_api_once import (
    test_a_key_is_a_clients_own_and_lasts_a_day,
    test_a_retry_gets_the_answer_and_makes_no_second_order,
    test_an_answer_stands_or_falls_with_its_deed,
    test_at_once_one_is_done_and_the_others_are_told_to_wait,
    test_two_desks_asked_at_once_make_one_order,
)
from tests.web.api.test_api_orders import (
    test_a_department_acts_through_its_own_system,
    test_lists_are_paged_filtered_and_gone_on_with,
)
from tests.web.conftest import desk, duty, vault, visitor

pytestmark = [
    pytest.mark.live,
    # The pages' watchers of the same application are cut off as they connect, when a test is over.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

__all__ = [
    "desk",
    "duty",
    "system",
    "take_up",
    "test_a_department_acts_through_its_own_system",
    "test_a_key_is_a_clients_own_and_lasts_a_day",
    "test_a_retry_gets_the_answer_and_makes_no_second_order",
    "test_an_answer_stands_or_falls_with_its_deed",
    "test_at_once_one_is_done_and_the_others_are_told_to_wait",
    "test_lists_are_paged_filtered_and_gone_on_with",
    "test_two_desks_asked_at_once_make_one_order",
    "vault",
    "visitor",
]


@pytest.fixture
def db(pg: Database) -> Database:
    """The tests' own, on PostgreSQL."""
    return pg
