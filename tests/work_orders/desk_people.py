"""Who acts in the tests of the closed loop, one of each kind."""

from __future__ import annotations

from storage.ids import LineId, PersonId, UnitId
from work_orders.case.case import Acting

YUNNAN, GUIZHOU = LineId("yunnan"), LineId("guizhou")
PLATFORM, CREW, SETTLEMENT = UnitId("platform"), UnitId("platform-operations"), UnitId("settlement")


def someone(name: str, **more: object) -> Acting:
    facts: dict[str, object] = {"id": PersonId(name), "lines": frozenset(), "units": frozenset()}
    return Acting(**(facts | more))  # type: ignore[arg-type] # a test names only what it is about


OWNER = someone("owner", lines=frozenset({YUNNAN}), is_agent=True)
COLLEAGUE = someone("colleague", lines=frozenset({YUNNAN}), is_agent=True)
STRANGER = someone("stranger", lines=frozenset({GUIZHOU}), is_agent=True)
DISPATCHER = someone("dispatcher", is_dispatcher=True)
LEAD = someone("lead", units=frozenset({PLATFORM}))
FITTER = someone("fitter", units=frozenset({CREW}))
CO = someone("co", units=frozenset({SETTLEMENT}))
HEAD = someone("head", units=frozenset({PLATFORM}), is_head=True)
MANAGER = someone("manager", is_manager=True)
SUPERVISOR = someone("supervisor", is_supervisor=True)
EVERYBODY = (OWNER, COLLEAGUE, STRANGER, DISPATCHER, LEAD, FITTER, CO, HEAD, MANAGER, SUPERVISOR)
PEOPLE = frozenset(one.id for one in EVERYBODY)
AGENTS = frozenset({OWNER.id, COLLEAGUE.id, STRANGER.id})
