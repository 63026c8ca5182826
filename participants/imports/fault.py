"""What is wrong in a table, where, and what to do about it, in words for the person who has the table open."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Fault:
    """``row`` counts as the table's program does, the headings' row first; None: the table as a whole.

    Never holds a value: what is told of a table is shown and logged.
    """

    row: int | None
    column: str
    problem: Words
    remedy: Words


class BadTable(Exception):
    """A table that cannot be read at all, or whose headings lack what is needed."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(fault.problem.en for fault in faults))
        self.faults = faults


def bad_table(problem: Words, remedy: Words) -> BadTable:
    return BadTable(Fault(None, "", problem, remedy))
