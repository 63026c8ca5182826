"""One call's story while it is being told: what was known, what is new, and the record they make together.

Pure: ``store.py`` opens stories and keeps them, many at once, so that a batch of facts folds each call once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from storage.ids import CallId, OrderNumber
from storage.vault import Caller

from .call import CallRecord
from .ledger import LedgerKind, LedgerRow, fold, in_order


class Story:
    """All that is known of one call, open for more. The first witness to tell a fact is kept."""

    def __init__(
        self,
        call: CallId,
        told: Iterable[LedgerRow] = (),
        *,
        caller: Caller | None = None,
        order: OrderNumber | None = None,
        indexed: Mapping[str, Any] | None = None,
    ) -> None:
        self.call = call
        self.indexed = indexed
        """What the columns that have an index held when the story was opened; None where the call has no row yet."""
        self.fresh: list[LedgerRow] = []
        """What was told since the story was opened."""
        self.changed = False
        self._told = {(row.kind, row.ordinal): row for row in told}
        self._caller = caller
        self._order = order
        self._record: CallRecord | None = None

    @property
    def order(self) -> OrderNumber | None:
        return self._order

    @property
    def caller(self) -> Caller | None:
        return self._caller

    @property
    def arrived_at(self) -> datetime:
        """When the call came, or the first that is known of it; something must be."""
        arrival = self._told.get((LedgerKind.ARRIVED, "")) or self.rows[0]
        return arrival.at

    @property
    def rows(self) -> list[LedgerRow]:
        """Everything told, as it happened."""
        return in_order(self._told.values())

    @property
    def record(self) -> CallRecord:
        """The record of all facts; there must be at least one."""
        if self._record is None:
            self._record = fold(tuple(self._told.values()), caller=self._caller, order=self._order)
        return self._record

    def knows(self, kind: LedgerKind) -> bool:
        return any(told is kind for told, _ in self._told)

    def tell(self, row: LedgerRow) -> bool:
        """Add one fact; False where a witness told it before."""
        if (row.kind, row.ordinal) in self._told:
            return False
        self._told[row.kind, row.ordinal] = row
        self.fresh.append(row)
        self.changed, self._record = True, None
        return True

    def name(self, caller: Caller | None) -> None:
        """Who calls, where nobody said so before. Kept beside the ledger, so that a number can be erased."""
        if self._caller is None and caller is not None:
            self._caller = caller
            self._beside(caller=caller)

    def bind(self, order: OrderNumber) -> None:
        """Which work order the call has."""
        if self._order != order:
            self._order = order
            self._beside(order=order)

    def _beside(self, **fields: Any) -> None:
        """Something that is kept beside the ledger: no reason to fold it anew."""
        self.changed = True
        if self._record is not None:
            self._record = replace(self._record, **fields)
