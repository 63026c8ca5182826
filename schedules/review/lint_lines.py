"""What lines say and where they lead: announcements that cannot be spoken, closing time that helps nobody."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from schedules.announced import speaking
from schedules.answer import DutyState
from schedules.bundle import OVERRIDES
from schedules.document import Section
from schedules.finding import Bilingual
from schedules.review.looking import Looking


def announcements_that_do_not_exist(looking: Looking) -> None:
    if looking.prompts is None:
        return
    for entry in _speaking(looking):
        for index, name in enumerate(entry.texts("say", ())):
            if name not in looking.prompts:
                problem = Bilingual(
                    f"没有提示音 “{name}”，或尚未合成，来电者听不到",
                    f"there is no prompt “{name}”, or it is not spoken yet: nothing is heard",
                )
                remedy = Bilingual(
                    "请在 prompts.yaml 中写好并运行 hotline prompts render",
                    "write it in prompts.yaml, then hotline prompts render",
                )
                entry.warn("say", problem, remedy, index)


def closing_time_leads_nowhere(looking: Looking) -> None:
    """Callers who wait at closing time are handed to the very group that goes home."""
    start, end = looking.period
    for line, file in looking.bundle.rosters.items():
        group, top = looking.book.lines[line].at_closing.group, looking.top(file)
        if group is None or top is None:
            continue
        answers = looking.book.changes(line, start, end)
        last = {one.groups for one, next_ in pairwise(answers) if one.groups and next_.state is DutyState.CLOSED}
        if last and all(groups == (group,) for groups in last):
            problem = Bilingual(
                "下班时把来电者转给同样下班的组", "waiting callers are handed to the group that goes home"
            )
            top.warn(
                "at_closing", problem, Bilingual("请写另一组，或 serve、callback", "name another, serve or callback")
            )


def _speaking(looking: Looking) -> Iterator[Section]:
    """Every entry that may have something to say."""
    for top in looking.rosters():
        yield from speaking(top)
    if (overrides := looking.top(OVERRIDES)) is not None:
        yield from speaking(overrides)
