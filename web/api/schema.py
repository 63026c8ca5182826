"""What is said of requests and answers, as JSON Schema: published, and held to by the very same words.

The subset that we use, so that nothing is described which is not checked. Patterns begin with ``^`` and end with ``$``
and mean the same in Python and in ECMAScript.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

Schema = Mapping[str, Any]
COMPONENTS = "#/components/schemas/"
_DAY = "[0-9]{4}-[01][0-9]-[0-3][0-9]"
INSTANT = rf"^{_DAY}T[0-2][0-9]:[0-5][0-9](:[0-5][0-9](\.[0-9]{{1,6}})?)?(Z|[+-][0-2][0-9]:[0-5][0-9])$"
LONGEST_ID = 64
_UNKEPT = re.compile("[\x00\ud800-\udfff]")  # no database takes it, and nobody typed it


@dataclass(frozen=True, slots=True)
class Fault:
    """``pointer``: a JSON Pointer into what was sent (RFC 6901)."""

    pointer: str
    zh: str
    en: str


def text(longest: int, *, shortest: int = 0, pattern: str = "", **more: Any) -> Schema:
    found = {"type": "string", "maxLength": longest, **more}
    found |= {"minLength": shortest} if shortest else {}
    return found | ({"pattern": pattern} if pattern else {})


def name(**more: Any) -> Schema:
    """An id that a configuration gave."""
    return text(LONGEST_ID, shortest=1, **more)


def instant(**more: Any) -> Schema:
    return {"type": "string", "format": "date-time", "pattern": INSTANT, "maxLength": 40, **more}


def whole(least: int, most: int, **more: Any) -> Schema:
    return {"type": "integer", "minimum": least, "maximum": most, **more}


def one_of(*values: str, **more: Any) -> Schema:
    return {"type": "string", "enum": [str(value) for value in values], **more}


def several(items: Schema, most: int | None = None, **more: Any) -> Schema:
    return {"type": "array", "items": items, **({"maxItems": most} if most else {}), **more}


def members(
    required: tuple[str, ...], properties: Mapping[str, Schema] | None = None, *, closed: bool = False, **more: Schema
) -> Schema:
    """An object; ``closed``: with these members and no others, as in requests."""
    found: dict[str, Any] = {"type": "object", "properties": {**(properties or {}), **more}}
    found |= {"required": list(required)} if required else {}
    return found | ({"additionalProperties": False} if closed else {})


def by_name(values: Schema, most: int | None = None, **more: Any) -> Schema:
    """An object whose members' names are given by a configuration."""
    return {"type": "object", "additionalProperties": values, **({"maxProperties": most} if most else {}), **more}


def or_null(schema: Schema) -> Schema:
    """The same, or nothing."""
    if "$ref" in schema:
        return {"anyOf": [schema, {"type": "null"}]}
    choices = {"enum": [*schema["enum"], None]} if "enum" in schema else {}
    return {**schema, "type": [schema["type"], "null"], **choices}


def ref(component: str) -> Schema:
    return {"$ref": COMPONENTS + component}


def faults(schema: Schema, value: Any, known: Mapping[str, Schema], pointer: str = "") -> Iterator[Fault]:
    """Everything that is wrong with a value. ``known``: the components that schemas refer to."""
    if "$ref" in schema:
        schema = known[schema["$ref"].removeprefix(COMPONENTS)]
    if "anyOf" in schema:
        tries = [list(faults(each, value, known, pointer)) for each in schema["anyOf"]]
        yield from min(tries, key=len)
        return
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    kind = next((one for one in kinds if _KINDS[one](value)), None)
    if kinds and kind is None:
        zh, en = _NAMES[kinds[0]]
        yield Fault(pointer, f"应为{zh}。", f"This must be {en}.")
    elif isinstance(value, str):
        yield from _of_text(schema, value, pointer)
    elif isinstance(value, dict):
        yield from _of_object(schema, value, known, pointer)
    elif isinstance(value, list):
        yield from _of_list(schema, value, known, pointer)
    elif type(value) is int:
        yield from _of_number(schema, value, pointer)


_KINDS: Mapping[str, Callable[[Any], bool]] = {
    "string": lambda value: isinstance(value, str),
    "integer": lambda value: type(value) is int,
    "boolean": lambda value: isinstance(value, bool),
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "null": lambda value: value is None,
}
_NAMES = {
    "string": ("文字", "text"),
    "integer": ("整数", "a whole number"),
    "boolean": ("true 或 false", "true or false"),
    "object": ("对象", "an object"),
    "array": ("数组", "an array"),
    "null": ("null", "null"),
}


def _of_text(schema: Schema, value: str, pointer: str) -> Iterator[Fault]:
    least, most = schema.get("minLength", 0), schema.get("maxLength")
    if _UNKEPT.search(value):
        yield Fault(pointer, "含有无法保存的字符。", "This holds characters that cannot be kept.")
    if len(value) < least:
        yield Fault(pointer, f"至少 {least} 个字符。", f"At least {least} characters.")
    if most is not None and len(value) > most:
        yield Fault(pointer, f"最多 {most} 个字符。", f"At most {most} characters.")
    if "enum" in schema and value not in schema["enum"]:
        choices = ", ".join(filter(None, schema["enum"]))
        yield Fault(pointer, f"应为以下之一：{choices}。", f"One of: {choices}.")
    if "pattern" in schema and not _pattern(schema["pattern"]).fullmatch(value):
        yield Fault(pointer, "格式不对。", "This is not written as it should be.")


def _of_object(schema: Schema, value: dict[str, Any], known: Mapping[str, Schema], pointer: str) -> Iterator[Fault]:
    properties, others = schema.get("properties", {}), schema.get("additionalProperties", True)
    for missing in (one for one in schema.get("required", ()) if one not in value):
        yield Fault(f"{pointer}/{missing}", "缺少此项。", "This is missing.")
    if len(value) > schema.get("maxProperties", len(value)):
        yield Fault(pointer, f"最多 {schema['maxProperties']} 项。", f"At most {schema['maxProperties']} members.")
        return
    for member, inner in value.items():
        place = f"{pointer}/{_escaped(member)}"
        if member in properties:
            yield from faults(properties[member], inner, known, place)
        elif others is False:
            yield Fault(place, "没有这一项。", "There is no such member.")
        elif others is not True:
            yield from _of_text({}, member, place)
            yield from faults(others, inner, known, place)


def _of_list(schema: Schema, value: list[Any], known: Mapping[str, Schema], pointer: str) -> Iterator[Fault]:
    most = schema.get("maxItems")
    if most is not None and len(value) > most:
        yield Fault(pointer, f"最多 {most} 项。", f"At most {most} items.")
        return
    for place, inner in enumerate(value):
        yield from faults(schema.get("items", {}), inner, known, f"{pointer}/{place}")


def _of_number(schema: Schema, value: int, pointer: str) -> Iterator[Fault]:
    least, most = schema.get("minimum"), schema.get("maximum")
    if (least is not None and value < least) or (most is not None and value > most):
        yield Fault(pointer, f"应在 {least} 与 {most} 之间。", f"This must be between {least} and {most}.")


@cache
def _pattern(written: str) -> re.Pattern[str]:
    return re.compile(written[1:-1])


def _escaped(member: str) -> str:
    """As a JSON Pointer writes it; what cannot be written in an answer is not told."""
    return _UNKEPT.sub("?", member[:LONGEST_ID]).replace("~", "~0").replace("/", "~1")
