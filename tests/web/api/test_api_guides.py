"""The guides to the API say what it does: their requests are routes, their scopes and statuses are all there are."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from clients.client import Scope
from web.api.description.openapi import document
from web.api.description.schemas import SCHEMAS
from web.api.route import PATHS, ApiRoute
from web.api.routes import routes
from web.api.schema import faults, ref

DOCS = Path(__file__).parents[3] / "docs"
GUIDES = {"zh": (DOCS / "接口指南.md").read_text("utf-8"), "en": (DOCS / "api.md").read_text("utf-8")}
guides = pytest.mark.parametrize("language", GUIDES)


def blocks(text: str, kind: str) -> list[str]:
    found: list[str] = re.findall(rf"^ *```{kind}\n(.*?)^ *```", text, re.MULTILINE | re.DOTALL)
    return found


def requests(text: str) -> list[list[str]]:
    joined = "".join(blocks(text, "sh")).replace("\\\n", " ")
    found = [shlex.split(line.strip()) for line in re.split(r"\n(?= *curl|export|hotline)", joined) if "curl" in line]
    return [words[words.index("curl") :] for words in found]


def table(text: str, marker: str) -> list[str]:
    """The first cells of the table behind a marker that readers do not see."""
    rows = text.split(f"<!-- {marker} -->\n", 1)[1].split("\n\n", 1)[0].splitlines()[2:]
    return [row.split("|")[1].strip().strip("`") for row in rows]


def route_of(method: str, path: str) -> ApiRoute:
    for route in routes():
        pattern = re.sub(r"{(\w+)}", lambda name: PATHS[name[1]]["pattern"][1:-1], route.path.replace(".", r"\."))
        if route.method == method and re.fullmatch(pattern, path):
            return route
    raise AssertionError(f"{method} {path}")


@guides
def test_every_request_of_a_guide_is_as_the_api_describes_it(language: str) -> None:
    asked = requests(GUIDES[language])
    assert len(asked) == 13
    for words in asked:
        method = words[words.index("-X") + 1] if "-X" in words else "GET"
        address = urlsplit(next(word for word in words if word.startswith("$HOTLINE/")).removeprefix("$HOTLINE"))
        route = route_of(method, address.path)
        given = dict(words[at + 1].split(": ", 1) for at, word in enumerate(words) if word == "-H")
        assert set(parse_qs(address.query)) <= {one.name for one in route.query}
        for header in route.headers:
            assert header.name in given or not header.required, (route.id, header.name)
            if header.name in given:
                assert list(faults(header.schema, given[header.name], SCHEMAS)) == []
        if "-d" in words:
            assert route.body is not None
            assert list(faults(route.body.schema, json.loads(words[words.index("-d") + 1]), SCHEMAS)) == []


@guides
def test_a_guide_names_every_scope_and_every_status(language: str) -> None:
    operations = [one for path in document(routes())["paths"].values() for one in path.values()]
    statuses = {status for one in operations for status in one["responses"] if status >= "4"}
    assert table(GUIDES[language], "scopes") == [scope.value for scope in Scope]
    assert table(GUIDES[language], "statuses") == sorted(statuses - {"500"})


@guides
def test_the_problem_that_a_guide_shows_is_one(language: str) -> None:
    (shown,) = blocks(GUIDES[language], "json")
    assert list(faults(ref("Problem"), json.loads(shown), SCHEMAS)) == []


def test_both_guides_say_the_same_things() -> None:
    def shape(text: str) -> list[str]:
        return [line[:2] for line in text.splitlines() if line.startswith(("## ", "- ", "| ", "```"))]

    assert shape(GUIDES["zh"]) == shape(GUIDES["en"])
    assert requests(GUIDES["zh"]) == requests(GUIDES["en"])
