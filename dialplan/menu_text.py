"""The menu as dialplan: one context per node, a key pressed there interrupts whatever is said.

Every node asks in ``ask``, looks at what came where that is ``heard``, and leaves with HOTLINE_LINE, HOTLINE_CHOICE and
HOTLINE_KEY set, or for another node. A key that was pressed during the greeting is looked at before anything is said.
"""

from __future__ import annotations

from collections.abc import Iterator

from .conf import name, word, words
from .menu import Announcement, Menu, ToLine, ToMenu
from .values import Misconduct
from .words import Context, menu_context

NO_MENU = "menu"


def menu_text(menu: Menu, misconduct: Misconduct) -> str:
    """One context per node; without a menu the context that takes every call to the default line."""
    if not menu.enabled:
        straight_on = _extension("s", "Set(HOTLINE_KEY=)", *_to_line(menu.default_line, "no_menu"))
        return "\n".join((f"[{NO_MENU}]", *straight_on)) + "\n"
    lines = []
    for node in menu.nodes:
        after = misconduct.prompts if misconduct.after_keys and node == menu.start else ()
        lines += [f"[{menu_context(name(node))}]", *_node(menu, node, after), ""]
    return "\n".join(lines)


def begins_in(menu: Menu) -> str:
    """The context where every call goes after the greeting."""
    return menu_context(name(menu.start)) if menu.enabled else NO_MENU


def _node(menu: Menu, called: str, after: tuple[str, ...]) -> Iterator[str]:
    """``after`` follows the keys, but not when the question is asked again of somebody silent or mistaken."""
    node, context = menu.nodes[called], menu_context(called)
    tail = f"HOTLINE_TAIL={''.join(f'&{word(prompt)}' for prompt in after)}"
    pressed = _key_extension("${HOTLINE_KEY}")
    means = f"${{DIALPLAN_EXISTS({context},{pressed},1)}}"
    yield from _extension(
        "s",
        f"MSet(HOTLINE_STAGE=menu,HOTLINE_TRIES=0,HOTLINE_LEAD=,{tail})",
        f'GotoIf($[{means}]?{pressed},1:${{IF($["${{HOTLINE_KEY}}" = ""]?ask:wrong)}},1)',
    )
    yield from _extension(
        "ask",
        f"Read(HOTLINE_KEY,${{HOTLINE_LEAD}}{words(node.say)}${{HOTLINE_TAIL}},1,e,1,{menu.wait_seconds})",
    )
    yield f' same => n(heard),GotoIf($[{means}]?{pressed},1:${{IF($["${{HOTLINE_KEY}}" = ""]?silent:wrong)}},1)'
    for key, meaning in node.keys.items():
        yield from _extension(_key_extension(word(key)), *_meaning(menu, meaning))
    if node.repeat is not None:
        again = (*_once_more(menu), f"MSet(HOTLINE_LEAD=,{tail})", "Goto(ask,1)")
        yield from _extension(_key_extension(word(node.repeat)), *again)
    yield from _extension("spent", *_to_line(menu.default_line, "repeated"))
    yield from _mistake(menu, "silent", "no-key")
    yield from _mistake(menu, "wrong", "invalid-key")


def _meaning(menu: Menu, meaning: ToLine | ToMenu | Announcement) -> tuple[str, ...]:
    match meaning:
        case ToLine(line):
            return _to_line(line, "pressed")
        case ToMenu(node):
            return (*_once_more(menu), "Set(HOTLINE_KEY=)", f"Goto({menu_context(name(node))},s,1)")
        case Announcement(prompt):
            return (
                *_once_more(menu),
                "Set(HOTLINE_LEAD=)",
                f"Read(HOTLINE_KEY,{word(prompt)},1,e,1,0.1)",
                'GotoIf($["${HOTLINE_KEY}" = ""]?ask,1:ask,heard)',
            )


def _once_more(menu: Menu) -> tuple[str, str]:
    """A key that chooses nothing yet: counted over the whole call, so that no key can hold a call for ever."""
    return "Set(HOTLINE_AGAIN=$[${HOTLINE_AGAIN} + 1])", f"GotoIf($[${{HOTLINE_AGAIN}} > {menu.repeats}]?spent,1)"


def _mistake(menu: Menu, extension: str, said: str) -> Iterator[str]:
    choice = "silent" if extension == "silent" else "wrong_key"
    yield from _extension(
        extension,
        f"MSet(HOTLINE_LEAD={said}&,HOTLINE_TAIL=,HOTLINE_TRIES=$[${{HOTLINE_TRIES}} + 1])",
        f"GotoIf($[${{HOTLINE_TRIES}} < {menu.tries}]?ask,1)",
        *_to_line(menu.default_line, choice),
    )


def _to_line(line: str, choice: str) -> tuple[str, str]:
    """Everything that the question for this line needs, in one step; while nobody is to be asked, on without it."""
    chosen = f"MSet(HOTLINE_LINE={name(line)},HOTLINE_CHOICE={choice},${{HOTLINE_ASKING}})"
    return chosen, f"Goto({Context.CHOOSE},s,${{IF($[${{EPOCH}} < ${{GLOBAL(HOTLINE_QUIET_UNTIL)}}]?asked:1)}})"


def _key_extension(key: str) -> str:
    return f"key-{key}"


def _extension(extension: str, first: str, *more: str) -> Iterator[str]:
    yield f"exten => {extension},1,{first}"
    yield from (f" same => n,{step}" for step in more)
