"""``hotline api description``: the OpenAPI document, as the desk serves it at ``/api/v1/openapi.json``."""

from __future__ import annotations

import argparse
import json

from web.api.description.openapi import document
from web.api.routes import routes

WORDS = "输出接口说明（OpenAPI 3.1）· print the OpenAPI document"


def add(_parser: argparse.ArgumentParser) -> None:
    """Nothing to choose."""


def run(_arguments: argparse.Namespace) -> int:
    print(json.dumps(document(routes()), ensure_ascii=False, indent=2))
    return 0
