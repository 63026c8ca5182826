"""The OpenAPI document: valid by the official schema, whole, and true of what is served.

``oas-3.1.json`` is the OpenAPI Initiative's own schema of OpenAPI 3.1 documents (2022-10-07, Apache 2.0).
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fastjsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from tests.web.api.api_requests import values_of
from tests.web.api.conftest import Come
from web.api.description.openapi import document
from web.api.description.schemas import SCHEMAS
from web.api.routes import routes
from web.api.schema import Schema, faults

OFFICIAL = json.loads((Path(__file__).parent / "oas-3.1.json").read_text("utf-8"))
DOCUMENT = json.loads(json.dumps(document(routes())))
REQUESTS = ("NewOrder", "OrderChange", "ActionInputs", "ParticipantRows")


def nodes(node: Any) -> Iterator[Any]:
    yield node
    inner = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    for one in inner:
        yield from nodes(one)


def whole(schema: Schema) -> dict[str, Any]:
    """A schema by itself, with what it refers to."""
    text = json.dumps({"anyOf": [schema], "$defs": SCHEMAS}).replace("#/components/schemas/", "#/$defs/")
    found: dict[str, Any] = json.loads(text)
    return found


def test_the_document_is_valid_openapi() -> None:
    assert list(Draft202012Validator(OFFICIAL).iter_errors(DOCUMENT)) == []


def test_every_schema_in_it_is_valid_json_schema() -> None:
    schemas = [node["schema"] for node in nodes(DOCUMENT["paths"]) if isinstance(node, dict) and "schema" in node]
    for schema in (*DOCUMENT["components"]["schemas"].values(), *schemas):
        Draft202012Validator.check_schema(schema)


def test_every_reference_leads_somewhere() -> None:
    for node in nodes(DOCUMENT):
        if isinstance(node, dict) and "$ref" in node:
            found = DOCUMENT
            for part in node["$ref"].removeprefix("#/").split("/"):
                found = found[part]


def test_every_component_is_used() -> None:
    used = {node["$ref"].rpartition("/")[2] for node in nodes(DOCUMENT) if isinstance(node, dict) and "$ref" in node}
    parts = ("schemas", "headers", "responses")
    assert {name for part in parts for name in DOCUMENT["components"][part]} - used == set()


def test_operations_have_names_of_their_own_and_the_parameters_of_their_paths() -> None:
    operations = [(path, one) for path, item in DOCUMENT["paths"].items() for one in item.values()]
    assert max(Counter(one["operationId"] for _, one in operations).values()) == 1
    for path, one in operations:
        named = [parameter["name"] for parameter in one["parameters"] if parameter["in"] == "path"]
        assert named == re.findall(r"{(\w+)}", path)


def test_everything_is_said_in_both_languages() -> None:
    operations = [one for item in DOCUMENT["paths"].values() for one in item.values()]
    parameters = [parameter for one in operations for parameter in one["parameters"] if "description" in parameter]
    said = [one["summary"] for one in operations] + [one["description"] for one in parameters]
    for words in (*said, *(one["description"] for one in operations if "description" in one)):
        zh, _, en = words.partition(" · ")
        assert re.search("[一-鿿]", zh), words
        assert re.search("[A-Za-z]", en), words


def test_the_examples_are_as_their_schemas_say() -> None:
    for route in routes():
        if route.body is not None:
            assert list(faults(route.body.schema, route.body.example, SCHEMAS)) == []
            Draft202012Validator(whole(route.body.schema)).validate(route.body.example)


async def test_it_is_served_to_anybody_as_it_is(system: Come) -> None:
    crm = await system()
    told = await crm.ask("GET", "openapi.json", headers={"Authorization": ""})
    assert (told.status, told.body) == (200, DOCUMENT)


async def test_every_route_that_is_served_is_described(desk: Any) -> None:
    served = {
        (route.method, route.resource.canonical)
        for route in desk.app.router.routes()
        if route.resource and route.resource.canonical.startswith("/api/v1/")
    }
    described = {(method.upper(), path) for path, item in DOCUMENT["paths"].items() for method in item}
    heads = {("HEAD", path) for _, path in described}
    assert served - heads - {("*", "/api/v1/{rest}")} == described


@pytest.mark.parametrize("component", REQUESTS)
@given(data=st.data())
@settings(max_examples=30)
def test_what_is_refused_is_what_json_schema_refuses(component: str, data: st.DataObject) -> None:
    """Our check is as strict as the published words, judged by somebody else's implementation of JSON Schema."""
    value = data.draw(values_of(SCHEMAS[component], SCHEMAS))
    ours = [one for one in faults(SCHEMAS[component], value, SCHEMAS) if "无法保存" not in one.zh]
    assert (ours == []) is Draft202012Validator(whole(SCHEMAS[component])).is_valid(value), (value, ours)


def test_the_schemas_compile_for_other_validators() -> None:
    for component in REQUESTS:
        fastjsonschema.compile({**whole(SCHEMAS[component]), "$schema": "http://json-schema.org/draft-07/schema#"})
