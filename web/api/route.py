"""A route of the API with everything that is said of it: the guard holds to it, and the description is made of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from clients.client import Scope
from schedules.answer import Because as Words
from web.api.asked import Asked
from web.api.schema import Schema

JSON = "application/json"
PATHS: Mapping[str, Schema] = {
    "number": {"type": "string", "pattern": "^[A-Z0-9]{1,8}-[0-9]{8}-[0-9]{4,9}$", "maxLength": 40},
    "action": {"type": "string", "pattern": "^[a-z][a-z0-9_]{0,63}$", "maxLength": 64},
    "field": {"type": "string", "pattern": "^[a-z][a-z0-9_]{0,63}$", "maxLength": 64},
    "event": {"type": "string", "pattern": "^UE-[0-9]{8}-[0-9]{3,9}$", "maxLength": 40},
}
"""What stands in an address, by name. Whatever is written otherwise is not there."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A member of the query, or a header, read as its schema says."""

    name: str
    schema: Schema
    words: Words
    required: bool = False


@dataclass(frozen=True, slots=True)
class Body:
    """What is sent, as JSON of a schema; ``others``: kinds of content that are taken as they are."""

    schema: Schema
    most: int
    """Bytes."""
    example: Any
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gives:
    status: int
    schema: Schema
    words: Words
    headers: tuple[str, ...] = ()
    """Of those that are described in ``openapi.py``."""


@dataclass(frozen=True, slots=True)
class ApiRoute:
    method: str
    path: str
    id: str
    scope: Scope | None
    """None: any token, unless it stands open."""
    answer: Callable[[Asked], Awaitable[web.StreamResponse]]
    words: Words
    gives: Gives
    more: Words = field(default_factory=lambda: Words("", ""))
    """What there is to say besides."""
    query: tuple[Parameter, ...] = ()
    headers: tuple[Parameter, ...] = ()
    body: Body | None = None
    refuses: tuple[int, ...] = ()
    """With which statuses besides those that any route may refuse with."""
    open: bool = False
    """True: anybody may ask, without a token."""
