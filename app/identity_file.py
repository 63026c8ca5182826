"""``config/identity.yaml`` as values: what the participant register holds, and what a caller is asked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from participants.participant import ItemId
from participants.rules import NAME, Form, IdentityRules, Item, Whose
from schedules.document import Bilingual, Section, parse

from .config_text import config_text
from .shipped import PROGRAM
from .start_file import StartFile

FILE = "identity.yaml"
MOST_DRAWN = 6
MOST_WRONG = 100
LONGEST_MINUTES = 480


def read_identity(config: Path) -> IdentityRules:
    """Read the file. Raises ``BadFiles`` with all findings, each with line, column and remedy."""
    top = parse(FILE, config_text(config, FILE))
    rules = read_identity_section(top)
    top.finish()
    return rules


class IdentityFile(StartFile[IdentityRules]):
    """The folder's rules, or the shipped ones with an alarm."""

    def __init__(self, config: Path) -> None:
        instead = Bilingual("身份核验配置有误，暂用自带配置", "The shipped identity.yaml is used")
        shipped = PROGRAM / "config"
        super().__init__(lambda: read_identity(config), lambda: read_identity(shipped), "identity_file", instead)

    @property
    def rules(self) -> IdentityRules:
        return self.value


def read_identity_section(top: Section) -> IdentityRules:
    """The same of a file that is open already; faults become its findings."""
    items = {ItemId(id_): _item(ItemId(id_), section) for id_, section in top.sections("items").items()}
    _name_is_there(top, items)
    company, person, wrong = top.section("company"), top.section("person"), top.section("wrong_answers")
    rules = IdentityRules(
        items=items,
        recorded=_named(top, "record", items, only=Whose.CONTACT),
        asked_of_person=_named(person, "ask", items, only=Whose.CONTACT),
        drawn_for_company=_named(company, "from", items),
        draw=company.integer("draw", at_least=1, at_most=MOST_DRAWN),
        searched=_named(top, "search", items),
        tries_per_call=wrong.integer("per_call", at_least=1, at_most=MOST_WRONG),
        tries_per_day=wrong.integer("per_day", at_least=1, at_most=MOST_WRONG),
        verified_for=timedelta(minutes=top.integer("verified_minutes", at_least=1, at_most=LONGEST_MINUTES)),
    )
    if rules.drawn_for_company and rules.draw > len(rules.drawn_for_company):
        problem = Bilingual("抽取项数多于可抽的项", "more are drawn than there are to draw from")
        remedy = Bilingual(f"不超过 {len(rules.drawn_for_company)}", f"at most {len(rules.drawn_for_company)}")
        company.fail("draw", problem, remedy)
    return rules


def _item(id_: ItemId, section: Section) -> Item:
    whose, form = section.choice("of", list(Whose)), section.choice("form", list(Form))
    return Item(
        id=id_,
        zh=section.text("name"),
        en=section.text("name_en"),
        whose=Whose(whose or Whose.CONTACT),
        form=Form(form or Form.NAME),
    )


def _name_is_there(top: Section, items: Mapping[ItemId, Item]) -> None:
    name = items.get(NAME)
    if items and (name is None or name.whose is not Whose.CONTACT or name.form is not Form.NAME):
        problem = Bilingual("登记的信息中必须有联系人姓名", "contacts must have a name among the items")
        example = "name: {name: 姓名, name_en: name, of: contact, form: name}"
        top.fail("items", problem, Bilingual(f"加上 {example}", f"add {example}"))


def _named(
    section: Section, key: str, items: Mapping[ItemId, Item], *, only: Whose | None = None
) -> tuple[ItemId, ...]:
    """A list of items, each once, all of them known (and of those that ``only`` allows)."""
    allowed = {id_ for id_, item in items.items() if only is None or item.whose is only}
    said = section.texts(key)
    if section.has(key) and not said:
        section.fail(key, Bilingual("至少要有一项", "at least one is needed"), Bilingual("请写上", "name it"))
    for place, id_ in enumerate(said):
        if id_ not in allowed:
            listed = ", ".join(sorted(allowed))
            problem = Bilingual(f"“{id_}” 不能用在这里", f"“{id_}” cannot be used here")
            section.fail(key, problem, Bilingual(f"可用：{listed}", f"one of: {listed}"), item=place)
        elif id_ in said[:place]:
            problem = Bilingual(f"“{id_}” 重复", f"“{id_}” is there twice")
            section.fail(key, problem, Bilingual("请删去一个", "remove one"), item=place)
    return tuple(ItemId(id_) for id_ in said if id_ in allowed)
