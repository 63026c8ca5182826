"""Old duty versions, compiled when first asked for: to open a late order, to decide an old call again."""

from __future__ import annotations

import asyncio
from collections import OrderedDict

from schedules import store
from schedules.compile import compile_bundle
from schedules.document import BadFiles
from schedules.version import DamagedVersion
from storage.database import Transaction
from storage.ids import VersionHash

from .duty import Duty

MOST_KEPT = 8  # compiled versions


class Shelf:
    """Keeps the versions that were asked for last."""

    def __init__(self) -> None:
        self._kept: OrderedDict[VersionHash, Duty] = OrderedDict()

    async def version(self, tx: Transaction, wanted: VersionHash) -> Duty | None:
        """The version, or None where it is not kept, or is not what was published under its hash."""
        if wanted in self._kept:
            self._kept.move_to_end(wanted)
            return self._kept[wanted]
        try:
            bundle = await store.load(tx, wanted)
            duty = Duty(await asyncio.to_thread(compile_bundle, bundle))
        except (KeyError, DamagedVersion, BadFiles):
            return None
        self._kept[wanted] = duty
        if len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return duty
