"""Signing in and out, who I am, my password, and the house's clock."""

from __future__ import annotations

from aiohttp import web

from agent_bridge.intention import PresenceState
from people.passwords import LONGEST
from people.person import Action, may
from people.sign_in import Locked, SignedIn, Wrong
from people.strength import SHORTEST, Weakness
from storage.ids import PersonId
from web import shapes
from web.errors import Refusal, not_signed_in
from web.roster import covers
from web.visit import COOKIE, LONGEST_ID, Visit

_WEAK = {
    Weakness.TOO_SHORT: (f"新密码至少 {SHORTEST} 个字符。", f"The new password needs at least {SHORTEST} characters."),
    Weakness.TOO_LONG: (f"新密码最多 {LONGEST} 个字符。", f"The new password may have at most {LONGEST} characters."),
    Weakness.HOLDS_THE_ID: ("新密码不能包含工号。", "The new password must not contain your ID."),
    Weakness.UNCHANGED: ("新密码不能与当前密码相同。", "The new password must be a different one."),
    Weakness.EASILY_GUESSED: (
        "新密码太容易被猜到，请避免常见密码、日期、姓名、连续或重复的字符，可改用几个不相关的词。",
        "The new password is easy to guess. Avoid common passwords, dates, names, sequences and repeats;"
        " a few unrelated words will do.",
    ),
}


def _wrong(zh: str, en: str) -> Refusal:
    return Refusal(401, "wrong_password", zh, en)


def _locked(lock: Locked) -> Refusal:
    return Refusal(
        423,
        "locked",
        "连续多次输入错误，暂时锁定，请稍后再试。",
        "Too many wrong attempts; locked for a while.",
        {"retry_at": shapes.instant(lock.retry_at)},
    )


async def sign_in(visit: Visit) -> web.Response:
    body = await visit.body("id", "password")
    id_ = PersonId(body.text("id", most=LONGEST_ID))
    password = body.text("password", most=4 * LONGEST)
    services = visit.house.services
    result = await services.sign_in.sign_in(id_, password, address=visit.address, now=services.now())
    if isinstance(result, Locked):
        raise _locked(result)
    if isinstance(result, Wrong):
        raise _wrong("工号或密码不正确。", "ID or password is not right.")
    response = web.json_response(shapes.session(result.session))
    _hand_over(visit, result, response)
    return response


def _hand_over(visit: Visit, result: SignedIn, response: web.Response) -> None:
    secure = visit.house.services.settings.behind_https
    response.set_cookie(COOKIE, result.token, path="/", httponly=True, samesite="Strict", secure=secure)


async def who_am_i(visit: Visit) -> web.Response:
    if visit.session is None:
        raise not_signed_in()
    return web.json_response(shapes.session(visit.session))


async def sign_out(visit: Visit) -> web.Response:
    """Ends the session and its screens at once; a person without another session is away from now on."""
    services, person = visit.house.services, visit.person
    await services.sign_in.sign_out(visit.token, now=services.now())
    await visit.house.sockets.end_session(visit.token)
    if may(person, Action.ANSWER) and person.id not in await services.sign_in.signed_in():
        await services.presence.set(person.id, PresenceState.AWAY)
    response = web.Response(status=204)
    response.del_cookie(COOKIE, path="/", httponly=True, samesite="Strict")
    return response


async def change_password(visit: Visit) -> web.Response:
    body = await visit.body("old", "new")
    old, new = body.text("old", most=4 * LONGEST), body.text("new", most=4 * LONGEST)
    services = visit.house.services
    result = await services.sign_in.change_password(
        visit.token, old=old, new=new, address=visit.address, now=services.now()
    )
    match result:
        case Locked():
            raise _locked(result)
        case Wrong():
            raise Refusal(403, "wrong_password", "当前密码不正确。", "The current password is not right.")
        case Weakness():
            raise Refusal(422, result.value, *_WEAK[result])
    await _end_other_screens(visit)
    return web.Response(status=204)


async def _end_other_screens(visit: Visit) -> None:
    """The other sessions of the person ended with the old password."""
    sockets = visit.house.sockets
    for token in {socket.token for socket in sockets if socket.person == visit.person.id} - {visit.token}:
        await sockets.end_session(token)


async def now(visit: Visit) -> web.Response:
    services = visit.house.services
    active = services.duty()
    return web.json_response(
        {
            "now": shapes.instant(services.now()),
            "shift_seconds": round(services.settings.shift.total_seconds()),
            "hotline": services.settings.hotline,
            "hotline_en": services.settings.hotline_en or services.settings.hotline,
            "numbers": list(services.settings.numbers),
            "alarms": [shapes.alarm(one) for one in services.alarms()],
            "covers": covers.in_force(active.book, services.now()) if active else [],
        }
    )
