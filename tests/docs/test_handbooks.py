"""The handbooks say what the pages show and the configuration holds, in both languages alike."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from app.identity_file import read_identity
from people.attempts import PER_ACCOUNT
from people.sign_in import ABSOLUTE, IDLE
from people.strength import SHORTEST
from schedules.working_time.term import Term
from tests.docs.handbook_tables import CONFIG, DOCS, HANDBOOKS, renewed
from tests.docs.screen_words import PAGES, boards, on_a_screen, view_names
from tests.reference import reference_loop
from urgent.rules import read_rules
from work_orders.attachments.kinds import LARGEST, MOST_OF_AN_ORDER
from work_orders.board.views import SOON
from work_orders.loop.loop import CategoryId, ClockId

LARGEST_PICTURE = 120_000  # bytes
LOOP, URGENT, IDENTITY = reference_loop(), read_rules(CONFIG), read_identity(CONFIG)
ROSTERS = (DOCS / "值班表编辑指南.md", DOCS / "roster-guide.md")
GUIDES = (*(file for both in HANDBOOKS.values() for file in both.values()), *ROSTERS)

handbooks = pytest.mark.parametrize("whose", HANDBOOKS)
each = pytest.mark.parametrize(
    ("whose", "language"), [(whose, language) for whose, both in HANDBOOKS.items() for language in both]
)


def text_of(whose: str, language: str) -> str:
    return HANDBOOKS[whose][language].read_text("utf-8")


def quoted(text: str) -> Iterator[str]:
    """What is said to stand on a screen; what is said aloud stands in lines of its own, after ``>``."""
    written = re.sub(r"^> .*$", "", text, flags=re.MULTILINE)
    return (found for found in re.findall(r"“([^“”]+)”", written))


def first_column(text: str, marker: str) -> list[list[str]]:
    """Of each table below this marker the words in quotation marks that begin its rows."""
    tables = re.findall(rf"<!-- {marker} -->\n\|[^\n]*\n\|[-|]+\n((?:\|[^\n]*\n)+)", text)
    return [re.findall(r"^\| “([^”]+)”", table, re.MULTILINE) for table in tables]


def minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)


def days(clock: str, category: str, *, major: bool = False) -> int:
    known = LOOP.clocks[ClockId(clock)]
    rule = (known.major_terms if major else known.terms)[CategoryId(category)]
    assert isinstance(rule, Term)
    return rule.amount


def of_agents() -> Iterator[tuple[str, str]]:
    """Sentences with figures of the configuration, as the handbook for agents says them in its two languages."""
    fill, calls = days("fill", "inquiry"), LOOP.follow_up
    assert calls is not None
    tries, a_day, held = IDENTITY.tries_per_call, IDENTITY.tries_per_day, minutes(IDENTITY.verified_for)
    apart, often = minutes(calls.apart), calls.most_attempts
    yield f"通话结束后 {fill} 分钟内", f"Within {fill} minutes you close"
    yield (
        f"{PER_ACCOUNT.failures} 次，账号锁定 {minutes(PER_ACCOUNT.lock)} 分钟",
        f"{PER_ACCOUNT.failures} wrong",
    )
    yield f"至少 {SHORTEST} 个字符", f"at least {SHORTEST} characters"
    yield f"{minutes(IDLE)} 分钟没有动静", f"{minutes(IDLE)} minutes without a sign"
    yield f"满 {minutes(ABSOLUTE) // 60} 小时", f"After {minutes(ABSOLUTE) // 60} hours"
    yield f"每次通话 {tries} 次，每家每天 {a_day} 次", f"{tries} in a call, {a_day} a day"
    yield f"保持 {held} 分钟", f"holds for {held} minutes"
    yield f"联系满 {often} 次、每次相隔 {apart} 分钟", f"{often} attempts, at least {apart} minutes apart"


def of_dispatchers() -> Iterator[tuple[str, str]]:
    inquiry, complaint = days("handle", "inquiry", major=True), days("handle", "complaint", major=True)
    confirm, notify = minutes(URGENT.confirm), minutes(URGENT.notify)
    yield (
        f"{confirm} 分钟内确认或排除，{notify} 分钟内",
        f"within {confirm} minutes, every contact told within {notify}",
    )
    yield f"{minutes(SOON)} 分钟内到期", f"due within {minutes(SOON)} minutes"
    yield (
        f"咨询 {inquiry} 个工作日，投诉 {complaint} 个",
        f"inquiry {inquiry} working days, complaint {complaint}",
    )
    yield f"到 {minutes(URGENT.propose_reminder)} 分钟会提示", f"At {minutes(URGENT.propose_reminder)} minutes"
    yield f"最迟 {minutes(URGENT.remind) // 60} 小时", f"within {minutes(URGENT.remind) // 60} hours at"


def of_departments() -> Iterator[tuple[str, str]]:
    inquiry, complaint = days("handle", "inquiry", major=True), days("handle", "complaint", major=True)
    yield (
        f"不超过 {LARGEST >> 20} MB，一张工单最多 {MOST_OF_AN_ORDER} 个",
        f"{LARGEST >> 20} MB each, {MOST_OF_AN_ORDER} an",
    )
    yield (
        f"咨询 {inquiry} 个工作日，投诉 {complaint} 个",
        f"{inquiry} working days for an inquiry and {complaint} for",
    )
    contact = days("contact", "complaint")
    yield f"投诉要在 {contact} 个工作日内联系主体", f"a complaint within {contact} working day"


FIGURES = {"agent": of_agents, "dispatcher": of_dispatchers, "department": of_departments}


@each
def test_what_is_in_quotation_marks_stands_on_a_screen(whose: str, language: str) -> None:
    assert [said for said in quoted(text_of(whose, language)) if not on_a_screen(said, language)] == []


@each
def test_tables_are_those_of_the_configuration(whose: str, language: str) -> None:
    text = text_of(whose, language)
    assert renewed(text, language) == text, "python -m tests.docs.handbook_tables writes them anew"


@each
def test_figures_are_those_of_the_configuration(whose: str, language: str) -> None:
    text = text_of(whose, language)
    said = [zh if language == "zh" else en for zh, en in FIGURES[whose]()]
    assert [one for one in said if one not in text] == []


@each
def test_every_list_of_the_boards_is_told_in_its_order(whose: str, language: str) -> None:
    text, names = text_of(whose, language), view_names(language)
    for role in re.findall(r"<!-- boards (\w+) -->", text):
        views = ["team" if (role, view) == ("head", "unit") else view for view in boards()[role]]
        assert first_column(text, f"boards {role}") == [[names[view] for view in views]]


def test_the_handbooks_tell_the_lists_of_every_role() -> None:
    told = {role for whose in HANDBOOKS for role in re.findall(r"<!-- boards (\w+) -->", text_of(whose, "zh"))}
    assert told == set(boards())


@each
def test_every_kind_of_notice_is_told(whose: str, language: str) -> None:
    source = (PAGES / "i18n" / f"{language}-notices.ts").read_text("utf-8")
    (block,) = re.findall(r"kind: \{(.*?)\}", source, re.DOTALL)
    assert first_column(text_of(whose, language), "notices") == [re.findall(r"'([^']*)'", block)]


@each
def test_keys_are_those_that_the_pages_listen_to(whose: str, language: str) -> None:
    (table,) = re.findall(r"<!-- keys -->\n((?:\|[^\n]*\n)+)", text_of(whose, language))
    told = set(re.findall(r"`([^`]+)`", table))
    if whose == "agent":
        files = ("components/Shell.vue", "participants/IdentityPanel.vue", "orders/use-form-keys.ts")
        heard = {key for file in files for key in re.findall(r"\bKey([A-Z])\b", (PAGES / file).read_text("utf-8"))}
        assert {key for key in told if key.startswith("Alt ")} == {f"Alt {key}" for key in heard}
    else:
        (moves,) = re.findall(
            r"moves.*?= \{\n(.*?)\n  \}", (PAGES / "work/use-board-keys.ts").read_text("utf-8"), re.DOTALL
        )
        heard = {key.upper() for key in re.findall(r"^\s+'?([\w/]+)'?:", moves, re.MULTILINE)} - {
            "ARROWDOWN",
            "ARROWUP",
        }
        assert {key.upper() for key in told} - {"CTRL ENTER", "1`–`9", "1", "9"} == heard


@each
def test_what_is_read_out_to_who_reports_misconduct_is_the_configured_wording(whose: str, language: str) -> None:
    if whose == "agent":
        assert f"\n> {getattr(LOOP.misconduct_wording, language)}\n" in text_of(whose, language)


@handbooks
def test_both_languages_have_the_same_sections_pictures_and_tables(whose: str) -> None:
    zh, en = (text_of(whose, language) for language in ("zh", "en"))
    for pattern in (r"^(#+) ", r"(<!-- .*? -->)", r"^(\||> |- |\d+\. |$)"):
        same = [re.findall(pattern, text, re.MULTILINE) for text in (zh, en)]
        assert same[0] == same[1], pattern
    pictures = [re.findall(r"\]\((pictures/[^)]+)\.png\)", text) for text in (zh, en)]
    assert [f"{name}-en" for name in pictures[0]] == pictures[1]


@each
def test_sections_are_numbered_in_order_and_references_lead_somewhere(whose: str, language: str) -> None:
    text = text_of(whose, language)
    if language == "en":
        numbers = [int(number) for number in re.findall(r"^## (\d+)\.", text, re.MULTILINE)]
        assert all(later == before + 1 for before, later in pairwise(numbers))
        assert {int(number) for number in re.findall(r"section (\d+)", text)} <= set(numbers)
    else:
        named = re.findall(r"^## ([一二三四五六七八九十]+)、", text, re.MULTILINE)
        assert set(re.findall(r"第([一二三四五六七八九十]+)节", text)) <= set(named)


@pytest.mark.parametrize("guide", GUIDES, ids=lambda file: file.name)
def test_links_and_pictures_are_there_and_pictures_are_small(guide: Path) -> None:
    for link in re.findall(r"\]\(([^)#]+)\)", guide.read_text("utf-8")):
        assert (DOCS / link).is_file(), link
        assert not link.endswith(".png") or (DOCS / link).stat().st_size <= LARGEST_PICTURE, link


def test_no_picture_is_left_over() -> None:
    shown = {name for guide in GUIDES for name in re.findall(r"\(pictures/([^)]+)\)", guide.read_text("utf-8"))}
    assert {file.name for file in (DOCS / "pictures").iterdir()} <= shown
