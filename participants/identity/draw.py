"""What a caller is asked: all items of a person, some of a company's, drawn. Pure but for the drawing itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from participants.participant import ItemId, Kind
from participants.register.held import Held, HeldContact
from participants.rules import IdentityRules, Whose
from participants.safe import Safe

Sample = Callable[[Sequence[ItemId], int], list[ItemId]]
"""So many of these, by chance: ``secrets.SystemRandom().sample``, so that nobody can know them beforehand."""


def asked(rules: IdentityRules, held: Held, sample: Sample) -> tuple[ItemId, ...] | None:
    """The items to ask; None where the register holds too few for a check."""
    wanted = rules.asked_of(held.kind)
    held_of = answerable(rules, held)
    if len(held_of) < wanted:
        return None
    if held.kind is Kind.PERSON:
        return held_of
    chosen = set(sample(held_of, wanted))
    return tuple(item for item in held_of if item in chosen)  # in the order in which agents know them


def answerable(rules: IdentityRules, held: Held) -> tuple[ItemId, ...]:
    """What can be asked so that one person can answer all of it: the company's items, and those of the administrator
    of whom most is known."""
    of_a_person = held.kind is Kind.PERSON
    listed = rules.asked_of_person if of_a_person else rules.drawn_for_company
    fullest = max(held.speakers, key=lambda one: len(set(one.keys) & set(listed)), default=None)

    def known(item: ItemId) -> bool:
        if rules.items[item].whose is Whose.COMPANY:
            return item in held.own
        return fullest is not None and item in fullest.keys

    return tuple(item for item in listed if known(item))


def is_right(safe: Safe, held: Held, said: Mapping[ItemId, str]) -> bool:
    """Whether everything said is so. What a person is asked must all be true of one and the same person.

    Every value is compared with every other, whatever came out before: how long it takes tells nothing.
    """
    items = safe.rules.items
    own = {item: text for item, text in said.items() if items[item].whose is Whose.COMPANY}
    personal = {item: text for item, text in said.items() if items[item].whose is Whose.CONTACT}
    of_company = [safe.is_one_of(item, text, held.own.get(item, ())) for item, text in own.items()]
    of_people = [_is_of(safe, one, personal) for one in held.speakers]
    return bool(said) and all(of_company) and (not personal or any(of_people))


def _is_of(safe: Safe, one: HeldContact, said: Mapping[ItemId, str]) -> bool:
    same = [safe.is_one_of(item, text, one.keys.get(item, ())) for item, text in said.items()]
    return all(same)
