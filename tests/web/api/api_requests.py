"""Requests made up from the API's own description: such as it allows, and such as it does not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from web.api.schema import COMPONENTS, Schema

ANYTHING: SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


REAL: Mapping[str, SearchStrategy[Any]] = {
    "line": st.sampled_from(["yunnan", "guizhou"]),
    "category": st.sampled_from(["inquiry", "complaint", ""]),
    "matter": st.sampled_from(["rules", "platform-fault", ""]),
    "source": st.sampled_from(["wechat", "letter"]),
    "step": st.sampled_from(["fill", "review"]),
    "outside_number": st.just("WX-18"),
    "participant": st.just("GD-00001"),
    "inputs": st.fixed_dictionaries({"result": st.text("已收到", min_size=1, max_size=9)}),
    "form": st.fixed_dictionaries({}, optional={"summary": st.text("交易规则", max_size=9), "wish": TEXTS}),
    "base": st.just(0),
}
"""What means something in the reference configuration, by the name under which it is sent."""


def values_of(schema: Schema, known: Mapping[str, Schema]) -> SearchStrategy[Any]:
    """Mostly what the schema allows, sometimes what it does not."""
    return st.one_of(right(schema, known), right(schema, known), _nearly(schema, known), ANYTHING)


def right(schema: Schema, known: Mapping[str, Schema]) -> SearchStrategy[Any]:
    if "$ref" in schema:
        return right(known[schema["$ref"].removeprefix(COMPONENTS)], known)
    if schema["type"] == "string":
        return _text(schema)
    if schema["type"] == "array":
        return st.lists(right(schema["items"], known), max_size=4)
    if schema["type"] == "object":
        return _object(schema, known)
    return st.booleans() if schema["type"] == "boolean" else st.integers(schema["minimum"], schema["maximum"])


def _text(schema: Schema) -> SearchStrategy[Any]:
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if "pattern" in schema:
        return st.from_regex(schema["pattern"][1:-1], fullmatch=True, alphabet=st.characters(codec="ascii"))
    return TEXTS.filter(lambda text: len(text) >= schema.get("minLength", 0))


def _object(schema: Schema, known: Mapping[str, Schema]) -> SearchStrategy[Any]:
    properties = {
        name: REAL.get(name, st.nothing()) | right(inner, known) for name, inner in schema.get("properties", {}).items()
    }
    required = {name: properties[name] for name in schema.get("required", ())}
    optional = {name: one for name, one in properties.items() if name not in required}
    named = st.fixed_dictionaries(required, optional=optional)
    others = schema.get("additionalProperties")
    if not isinstance(others, Mapping):
        return named
    return st.dictionaries(TEXTS, right(others, known), max_size=4)


def _nearly(schema: Schema, known: Mapping[str, Schema]) -> SearchStrategy[Any]:
    """Right but for one member."""

    def spoilt(value: Any) -> SearchStrategy[Any]:
        if not isinstance(value, dict):
            return ANYTHING
        names = st.sampled_from(sorted(value)) | st.text(max_size=8) if value else st.text(max_size=8)
        return st.tuples(names, ANYTHING).map(lambda pair: {**value, pair[0]: pair[1]})

    return right(schema, known).flatmap(spoilt)
