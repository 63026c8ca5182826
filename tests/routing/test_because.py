"""The reason in words: whole sentences in both languages, exactly as people read them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from routing.because import because
from routing.decision import Choice, Facts, Name, Names, Reason, Step
from schedules.answer import Because, DutyAnswer, DutyState
from storage.ids import CallId, GroupId, LineId

EXPERTS, STAFF, SPARE = GroupId("yunnan-experts"), GroupId("yunnan-staff"), GroupId("guangzhou-staff")
NAMES = {
    EXPERTS: Name("云南专家", "Yunnan experts"),
    STAFF: Name("云南客服", "Yunnan service staff"),
    SPARE: Name("广州客服", "Guangzhou service staff"),
}
NOON = Because("周一 12:30 由云南客服应答。", "Monday 12:30: Yunnan service staff answer.")


def sentence(
    reason: Reason, *plan: GroupId, choice: Choice = Choice.PRESSED, duty: Because = NOON, key: str = "3"
) -> Because:
    on_duty = (EXPERTS, STAFF) if reason in {Reason.ON_DUTY, Reason.OVERFLOW_NOBODY_READY} else ()
    answer = DutyAnswer(LineId("yunnan"), DutyState.OPEN, on_duty, "rule", None, None, assumed=False, version=None)
    instant = datetime(2026, 11, 23, 4, 30, tzinfo=UTC)
    names = Names(Name("云南", "Yunnan"), NAMES)
    facts = Facts(CallId("n1-1.0"), LineId("yunnan"), choice, key, instant, answer, duty, names, None)
    return because(facts, reason, tuple(Step(group, 20) for group in plan))


@pytest.mark.parametrize(
    ("choice", "zh", "en"),
    [
        (Choice.PRESSED, "按 3 选择云南专线", "Pressed 3 for the Yunnan line"),
        (Choice.SILENT, "未按键，转默认的云南专线", "Pressed nothing, so the default line Yunnan"),
        (Choice.WRONG_KEY, "多次按错，转默认的云南专线", "Pressed wrong keys, so the default line Yunnan"),
        (
            Choice.REPEATED,
            "多次重听仍未选择，转默认的云南专线",
            "Had the menu repeated too often, so the default line Yunnan",
        ),
        (Choice.NO_MENU, "未设菜单，直接进入云南专线", "No menu, straight to the Yunnan line"),
    ],
)
def test_it_says_first_how_the_line_was_chosen(choice: Choice, zh: str, en: str) -> None:
    said = sentence(Reason.ON_DUTY, EXPERTS, choice=choice)
    assert said.zh == f"{zh}；周一 12:30 由云南客服应答。"
    assert said.en == f"{en}. Monday 12:30: Yunnan service staff answer."


@pytest.mark.parametrize(
    ("reason", "plan", "zh", "en"),
    [
        (Reason.ON_DUTY, (EXPERTS, STAFF), "", ""),
        (
            Reason.OVERFLOW_NOBODY_READY,
            (STAFF,),
            "；云南专家无人空闲，转云南客服",
            ". No Yunnan experts are free, so Yunnan service staff",
        ),
        (Reason.CLOSED, (), "；提供回拨或留言", ". A callback or a message is offered"),
        (
            Reason.NOBODY_SIGNED_IN,
            (),
            "；但当前无人签入，提供回拨或留言",
            ". But nobody is signed in: a callback or a message is offered",
        ),
        (Reason.UNDECIDED_GROUP, (SPARE,), "；按配置转广州客服", ". As configured, to Guangzhou service staff"),
        (Reason.UNDECIDED_MESSAGE, (), "；提供回拨或留言", ". A callback or a message is offered"),
    ],
)
def test_it_says_last_what_was_done_about_it(reason: Reason, plan: tuple[GroupId, ...], zh: str, en: str) -> None:
    said = sentence(reason, *plan)
    assert said.zh == f"按 3 选择云南专线；周一 12:30 由云南客服应答{zh}。"
    assert said.en == f"Pressed 3 for the Yunnan line. Monday 12:30: Yunnan service staff answer{en}."


def test_a_group_that_no_roster_names_is_called_by_its_id() -> None:
    assert "按配置转hainan-night" in sentence(Reason.UNDECIDED_GROUP, GroupId("hainan-night")).zh


@pytest.mark.parametrize("words", ["停电 {检修}", "{key}", "{0}", "100 % {", "}"])
def test_what_people_wrote_about_a_closing_is_quoted_and_never_filled_in(words: str) -> None:
    said = sentence(Reason.CLOSED, duty=Because(f"{words}。", f"{words}."))
    assert said.zh == f"按 3 选择云南专线；{words}；提供回拨或留言。"
    assert said.en == f"Pressed 3 for the Yunnan line. {words}. A callback or a message is offered."


@pytest.mark.parametrize("reason", Reason)
@pytest.mark.parametrize("choice", Choice)
def test_every_choice_and_every_reason_has_its_words(choice: Choice, reason: Reason) -> None:
    said = sentence(reason, choice=choice, key="")
    assert "{" not in said.zh + said.en
    assert "；；" not in said.zh
