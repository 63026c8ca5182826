"""``people.yaml``: who there is, what they may do, in which groups they answer."""

from __future__ import annotations

import re
from collections.abc import Container

from people.person import Person, Role
from schedules.document import Bilingual, Section
from storage.ids import GroupId, PersonId, UnitId

PERSON_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")  # never a number: it is the SIP account
LONGEST_ID = 40


def read_people(section: Section, known: Container[str]) -> tuple[Person, ...]:
    """Read ``people.yaml``; faults become the section's findings."""
    people: dict[PersonId, Person] = {}
    for entry in section.section_list("people"):
        units = tuple(UnitId(unit) for unit in entry.texts("units", ()))
        person = Person(PersonId(_id(entry)), entry.text("name"), _roles(entry), _groups(entry, known), units)
        if person.id in people:
            problem = Bilingual(f"“{person.id}” 重复", f"“{person.id}” is given twice")
            entry.fail("id", problem, Bilingual("每人的 id 须唯一", "each person needs an id of their own"))
        if person.id:
            people[person.id] = person
        if person.groups and Role.AGENT not in person.roles:
            problem = Bilingual("有坐席组，却没有 agent 角色", "in a group, but without the role agent")
            entry.fail("groups", problem, Bilingual("加上 agent，或删去 groups", "add agent, or remove the groups"))
        _check_units(entry, person)
    return tuple(people.values())


def _check_units(entry: Section, person: Person) -> None:
    """Whoever handles orders for a department says for which; the departments are named in ``work_orders.yaml``."""
    handles = bool(person.roles & {Role.DEPARTMENT, Role.HEAD})
    if handles and not person.units:
        problem = Bilingual("业务部门人员没有写明部门", "works for a department, but none is named")
        entry.fail("units", problem, Bilingual("写 units: [部门代号]", "write units: [department]"))
    if person.units and not handles:
        problem = Bilingual(
            "有部门，却没有 department 或 head 角色", "in a department, but neither department nor head"
        )
        entry.fail("units", problem, Bilingual("加上 department，或删去 units", "add department, or remove the units"))


def _id(entry: Section) -> str:
    said = entry.text("id")
    if said and (not PERSON_ID.fullmatch(said) or len(said) > LONGEST_ID):
        problem = Bilingual(f"“{said}” 不可用作账号", f"“{said}” cannot be an account")
        remedy = Bilingual(
            "请用小写字母开头的字母、数字和连字符", "use letters, digits and hyphens, beginning with a letter"
        )
        entry.fail("id", problem, remedy)
    return said


def _roles(entry: Section) -> frozenset[Role]:
    roles: set[Role] = set()
    for index, said in enumerate(entry.texts("roles")):
        try:
            roles.add(Role(said))
        except ValueError:
            allowed = [role.value for role in Role]
            remedy = Bilingual(f"可用：{'、'.join(allowed)}", f"one of: {', '.join(allowed)}")
            entry.fail("roles", Bilingual(f"没有 “{said}” 角色", f"there is no role “{said}”"), remedy, index)
    return frozenset(roles)


def _groups(entry: Section, known: Container[str]) -> tuple[GroupId, ...]:
    groups: list[GroupId] = []
    for index, said in enumerate(entry.texts("groups", ())):
        if said in known:
            groups.append(GroupId(said))
        else:
            remedy = Bilingual("请写 “专线-组”，例如 yunnan-experts", "write line-group, like yunnan-experts")
            entry.fail("groups", Bilingual(f"没有 “{said}” 组", f"there is no group “{said}”"), remedy, index)
    return tuple(groups)
