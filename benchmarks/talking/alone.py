"""P13's other side: the same telephones and callers on an Asterisk that records by MixMonitor and does nothing else.

It runs beside our house, by the same beat: both have the same machine in the same minute.
"""

from __future__ import annotations

import asyncio

from benchmarks.bench import Bench
from benchmarks.staff import phones_of
from benchmarks.talking.beat import Beat
from benchmarks.talking.callers import Callers
from benchmarks.talking.gaps import Listeners
from benchmarks.talking.standing import MANNERS, Ears, Standing, at_rest, stand
from benchmarks.ways.plain import MIXMONITOR, exchange
from storage.ids import GroupId


async def alone(bench: Bench, beat: Beat, group: GroupId, step: tuple[int, float], beside: asyncio.Barrier) -> Standing:
    """So many calls, looked at for so many seconds, the same as ours."""
    calls, seconds = step
    bench.show(f"{calls} talk, recorded by MixMonitor alone")
    ears = Ears(beat, Listeners(beat, 0), Listeners(beat, 0))
    async with exchange(bench.root, bench.folder, MIXMONITOR, calls) as at:
        callers = Callers(at.hotline, ears.callers.audio)
        secrets = {str(person): at.values.agents[person] for person in at.staff.groups[group]}
        async with phones_of(at.hotline.at, secrets, MANNERS, callers.noticed, ears.agents.audio), callers:
            idle = await at_rest(lambda: {"asterisk": at.child.pid})
            await callers.call(calls)
            await beside.wait()
            return await stand(callers, ears, lambda: {"asterisk": at.child.pid}, idle, seconds)
