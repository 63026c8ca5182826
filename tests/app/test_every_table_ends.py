"""Each table's rows end with a class of records, or it is said here what ends them, or why they stay."""

from __future__ import annotations

from sqlalchemy import Table

from app.every_table import declare_every_table
from app.retention.classes import CLASSES
from storage.metadata import metadata
from storage.records import column, depending

ANOTHER_END = {
    "audit": "a class of its own, cut at its old end",
    "doomed_files": "with the file",
    "api_answers": "after 24 hours",
    "outbox": "after 90 days",
    "screen_notices": "after 90 days",
    "webhook_deliveries": "after 90 days",
    "webhook_events": "after 90 days",
    "sessions": "when their time is up",
    "sign_in_attempts": "when they lock nobody any more",
    "urgent_faults": "with the fault",
    "urgent_looks": "when they tell no more what is usual",
}
FEW = {
    "accounts": "a row a person",
    "presence": "a row a person",
    "order_views": "a person's own, who deletes them",
    "duty_nodes": "a row a node",
    "witness_places": "a row a node",
    "order_counters": "a row a line and day: an order that is found late has its number of that day",
    "urgent_counters": "a row a day",
    "urgent_progress": "one row",
    "webhook_subscriptions": "until they are removed",
}
STAYS = {
    "duty_bundles": "every past answer can be explained",
    "duty_versions": "every past answer can be explained",
    "order_loops": "every past step can be explained",
    "participants": "nobody has said how long whoever is gone stays",
    "participant_contacts": "with the participant, but for what an import replaces",
    "participant_values": "with the participant, but for what an import replaces",
    "participant_imports": "who brought what into the register",
    "api_tokens": "who had access",
    "holds": "what was held, and why",
    "audit_cuts": "how far the log was cut",
    "record_cuts": "how far append-only rows may go",
    "follow_up_handovers": "nobody has said how long; of staff, a few rows a shift",
    "presence_changes": "nobody has said how long; of staff, a few rows a shift and person",
}


def test_every_table_has_an_end_or_a_reason_to_stay() -> None:
    declare_every_table()
    ending: set[str] = set()
    for records in CLASSES:
        names = [*records.named_in, *([] if records.clears else [records.key])]
        for name in names:
            ending |= _going_with(column(name).table)
    named = [*ANOTHER_END, *FEW, *STAYS]
    assert sorted([*ending, *named]) == sorted(metadata.tables)


def _going_with(table: Table) -> set[str]:
    """The table, and those whose rows cannot exist without one of its rows."""
    theirs = {one.table for one, _ in depending(table) if not one.nullable} - {table}
    return {table.name}.union(*(_going_with(one) for one in theirs))
