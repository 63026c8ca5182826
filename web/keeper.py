"""What the web does by itself: ends sessions whose time is up, spares those in a call, tells of new alarms."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from agent_bridge.intention import PresenceState
from storage.database import Unavailable
from web import shapes
from web.house import House
from web.ports import Alarm

log = logging.getLogger(__name__)

EVERY_S = 2.0
SESSIONS_EVERY = 10  # rounds


class Keeper:
    def __init__(self, house: House, *, pause: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self._house = house
        self._pause = pause
        self._told: tuple[Alarm, ...] = ()

    async def run(self) -> None:
        """Until cancelled."""
        rounds = 0
        while True:
            try:
                await self.tell_alarms()
                if rounds % SESSIONS_EVERY == 0:
                    await self.look_after_sessions()
            except Unavailable as error:
                log.warning("sessions were not looked after: %s", error)
            except Exception:  # one round must not be the last
                log.exception("the web's housekeeping failed")
            rounds += 1
            await self._pause(EVERY_S)

    async def tell_alarms(self) -> None:
        """Push what is new; that an alarm is over the pages learn when they ask for the time."""
        alarms = self._house.services.alarms()
        known = {alarm.code for alarm in self._told}
        self._told = alarms
        for alarm in alarms:
            if alarm.code not in known:
                await self._house.sockets.broadcast({"type": "alarm", **shapes.alarm(alarm)})

    async def look_after_sessions(self) -> None:
        """End what is to end; whoever has no session left, however it ended, is away."""
        services = self._house.services
        talked = services.presence.talked()
        if talked:
            await services.sign_in.keep_alive(talked, now=services.now())
        await services.sign_in.end_stale(now=services.now(), in_call=services.presence.talking())
        await self._close_ended()
        signed_in = await services.sign_in.signed_in()
        for person in services.presence.at_work() - signed_in:
            await services.presence.set(person, PresenceState.AWAY)

    async def _close_ended(self) -> None:
        """Screens whose session is no more, however it ended: time, another screen, a disabled account."""
        services = self._house.services
        for token in {socket.token for socket in self._house.sockets}:
            who = await services.sign_in.whose(token)
            session = None
            if who is not None:
                in_call = services.presence.in_call(who)
                session = await services.sign_in.renew(token, now=services.now(), in_call=in_call, touch=False)
            if session is None:
                await self._house.sockets.end_session(token)
