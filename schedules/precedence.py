"""The one order of precedence: what decides before what, in the words of explanations and manuals.

The engine looks in this order, an explanation tells its steps in this order, and the editing guides quote it.
"""

from __future__ import annotations

from enum import Enum

from schedules.finding import Bilingual


class Precedence(Enum):
    """From what decides first to what decides last."""

    CLOSING = Bilingual("紧急停服", "an emergency closing")
    OVERRIDE = Bilingual("临时改派", "an override")
    EXCEPTION = Bilingual("某日例外", "a dated exception")
    DAY = Bilingual("日子类别及其值班时间", "the kind of day and its duty hours")
    RULE = Bilingual("应答规则，自上而下第一条相符的", "the rules of `answer`, the first that matches")
    PERSON = Bilingual(
        "组内由谁接：指名值班，其次轮班班组，再次全组；然后计入请假、换班和替班",
        "who of the group: the named slot, else the crew of the rotation, else everybody; then leave, swaps, stand-ins",
    )

    @property
    def words(self) -> Bilingual:
        return self.value

    @property
    def number(self) -> int:
        """Its place in the list, from 1."""
        return list(Precedence).index(self) + 1


KINDS_OF_DAY = (
    Bilingual("调休上班日", "a make-up day"),
    Bilingual("节假日", "a holiday"),
    Bilingual("按星期写的日子", "a weekday by its name"),
    Bilingual("工作日或休息日", "a working day or a day of rest"),
    Bilingual("每日", "every day"),
)
"""Within :attr:`Precedence.DAY`, the most specific kind that the roster gives hours for decides."""
