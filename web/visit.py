"""One request to one door, after the guard let it pass: who asks, and what, read strictly."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web

from people.person import Person
from people.sign_in import Session
from web.errors import bad_request, not_signed_in
from web.house import House

COOKIE = "hotline_session"
HOME = ZoneInfo("Asia/Shanghai")
LONGEST_ID = 64


@dataclass(frozen=True, slots=True)
class Visit:
    request: web.Request
    house: House
    session: Session | None = None
    """None at a door that stands open."""

    @property
    def person(self) -> Person:
        if self.session is None:
            raise not_signed_in()
        return self.session.person

    @property
    def token(self) -> str:
        return self.request.cookies.get(COOKIE, "")

    @property
    def address(self) -> str:
        return self.request.remote or ""

    def path(self, name: str) -> str:
        return self.request.match_info[name]

    def query(self, name: str) -> str | None:
        return self.request.query.get(name) or None

    def day(self) -> tuple[datetime, datetime]:
        """The day asked for, in Asia/Shanghai, as ``[start, end)``; today where none is named."""
        text = self.query("day")
        try:
            day = date.fromisoformat(text) if text else self.house.services.now().astimezone(HOME).date()
        except ValueError:
            raise bad_request("日期应写作 2026-11-23。", "A day is written 2026-11-23.") from None
        start = datetime.combine(day, time.min, HOME)
        return start, start + timedelta(days=1)

    async def body(self, *names: str, most: int | None = None) -> Body:
        """The JSON object sent, which may have these members and no others; ``most`` bytes where more is usual."""
        request = self.request if most is None else self.request.clone(client_max_size=most)
        try:
            found = json.loads(await request.text())
        except (ValueError, RecursionError):
            raise bad_request("请求不是有效的 JSON。", "The request is no valid JSON.") from None
        if not isinstance(found, dict) or not set(found) <= set(names):
            raise bad_request("请求的内容不符合约定。", "The request does not hold what was agreed.")
        return Body(found)


class Body:
    """Members of a JSON object, each of the type that is asked for."""

    def __init__(self, members: dict[str, Any]) -> None:
        self._members = members

    def text(self, name: str, *, most: int, default: str | None = None) -> str:
        value = self._members.get(name)
        if value is None and default is not None:
            return default
        if not isinstance(value, str) or len(value) > most:
            raise bad_request(
                f"“{name}”应为不超过 {most} 字的文字。", f"“{name}” must be text of at most {most} characters."
            )
        return value

    def flag(self, name: str) -> bool:
        """True or false; false where the member is missing."""
        value = self._members.get(name, False)
        if not isinstance(value, bool):
            raise bad_request(f"“{name}”应为是或否。", f"“{name}” must be true or false.")
        return value

    def numbers(self, name: str, *, most: int) -> tuple[int, ...] | None:
        """A list of whole numbers; None where the member is missing."""
        value = self._members.get(name)
        if value is None:
            return None
        whole = isinstance(value, list) and all(type(one) is int and 0 <= one < 2**63 for one in value)
        if not whole or len(value) > most:
            raise bad_request(f"“{name}”应为整数列表。", f"“{name}” must be a list of whole numbers.")
        return tuple(value)

    def has(self, name: str) -> bool:
        return name in self._members

    def number(self, name: str) -> int:
        """A whole number, not negative."""
        value = self._members.get(name)
        if type(value) is not int or not 0 <= value < 2**31:
            raise bad_request(f"“{name}”应为整数。", f"“{name}” must be a whole number.")
        return value

    def text_if_there(self, name: str, *, most: int) -> str | None:
        """Text; None where the member is missing or null."""
        return None if self._members.get(name) is None else self.text(name, most=most)

    def texts_by_name(self, name: str, *, most: int, longest: int) -> dict[str, str]:
        """An object of texts; an empty one where the member is missing."""
        value = self._members.get(name, {})
        right = isinstance(value, dict) and all(isinstance(one, str) and len(one) <= longest for one in value.values())
        if not right or len(value) > most:
            raise bad_request(f"“{name}”的内容有误。", f"“{name}” must be an object of texts.")
        return dict(value)

    def texts(self, name: str, *, most: int) -> tuple[str, ...]:
        """A list of short texts; none where the member is missing."""
        value = self._members.get(name, [])
        short = isinstance(value, list) and all(isinstance(one, str) and len(one) <= LONGEST_ID for one in value)
        if not short or len(value) > most:
            raise bad_request(f"“{name}”应为文字列表。", f"“{name}” must be a list of texts.")
        return tuple(value)
