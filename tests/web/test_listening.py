"""Who hears a recording or a caller's message, what is recorded of it, and what the player is given."""

from __future__ import annotations

import wave
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from recordings import store as recordings
from recordings.filing import FiledRecording, message_path
from schedules.answer import Because, DutyState
from storage import audit
from storage.ids import CallId, LineId, OrderNumber
from storage.vault import Vault
from tests.web.conftest import STAFF
from web.listening import STANDS
from work_orders import progress
from work_orders.intake.bring import take_in
from work_orders.open import open_order
from work_orders.order import BirthState, Decided, Opening

Visitor = Callable[[str], Awaitable[Any]]

CALL, YUNNAN = CallId("n1-1.0"), LineId("yunnan")
FILE = f"2026/11/23/{CALL}.wav"
SECONDS = 2
WHY = {"why": "服务质检"}


def sounded(path: Path) -> bytes:
    """A recording as Asterisk writes it: 8 kHz, 16 bits, one side."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8_000)
        file.writeframes(bytes(range(200)) * (SECONDS * 80))
    return path.read_bytes()


@pytest.fixture
async def number(desk: Any, vault: Vault) -> OrderNumber:
    """The order of a call of the Yunnan line that its agent answered, and whose recording is filed."""
    now, filed = desk.clock.at, FiledRecording(CALL, FILE, 32_044, float(SECONDS), "ab" * 32, mended=False)
    decided = Decided(DutyState.OPEN, None, "on_duty", "r", Because("因为。", "Because."), None, now)
    birth = Opening(CALL, YUNNAN, "YN", vault.caller("13800005678"), now, decided, BirthState.OFFERED, now)
    async with desk.services.db.transaction() as tx:
        opened = await open_order(tx, birth)
        await progress.make_progress(tx, {CALL: [progress.answered(STAFF["agent"].id, now)]})
        await take_in(tx, desk.services.work.means(), now)
        await recordings.keep(tx, filed, now)
    return opened.number


@pytest.fixture
def sound(desk: Any) -> bytes:
    return sounded(desk.services.work.sounds.recordings / FILE)


async def opened(client: Any, number: str, what: str = "recording", **more: object) -> str:
    answer = await client.post(f"/api/orders/{number}/{what}", json={**WHY, **more})
    assert answer.status == 200, await answer.text()
    return str((await answer.json())["address"])


async def refused(client: Any, number: str, what: str = "recording", **more: object) -> tuple[int, str]:
    answer = await client.post(f"/api/orders/{number}/{what}", json={**WHY, **more})
    return answer.status, (await answer.json())["error"]["code"]


async def listened(desk: Any) -> list[tuple[str, str, str, str]]:
    async with desk.services.db.reading() as tx:
        rows = await audit.rows(tx, audit.Wanted(what="looked at"))
    return [(row.deed.who, row.deed.target, row.deed.data["field"], row.deed.data["why"]) for row in rows]


async def test_whoever_may_listens_by_parts_and_it_is_recorded(
    visitor: Visitor, desk: Any, number: OrderNumber, sound: bytes
) -> None:
    listener = await visitor("listener")
    address = await opened(listener, number)
    whole = await listener.get(address)
    assert (whole.status, await whole.read()) == (200, sound)
    assert whole.headers["Content-Type"] == "audio/wav"
    assert whole.headers["Content-Disposition"] == "inline"
    assert (whole.headers["Cache-Control"], whole.headers["Accept-Ranges"]) == ("no-store", "bytes")
    part = await listener.get(address, headers={"Range": "bytes=100-299"})
    assert (part.status, await part.read()) == (206, sound[100:300])
    assert part.headers["Content-Range"] == f"bytes 100-299/{len(sound)}"
    beyond = await listener.get(address, headers={"Range": f"bytes={len(sound)}-"})
    assert beyond.status == 416
    assert await listened(desk) == [(STAFF["listener"].id, f"order {number}", "recording", "服务质检")]


async def test_without_the_right_the_line_or_a_reason_nobody_listens(
    visitor: Visitor, desk: Any, number: OrderNumber, sound: bytes
) -> None:
    assert sound
    assert await refused(await visitor("agent"), number) == (403, "not_allowed"), "her own call, but not her right"
    listener = await visitor("listener")
    assert await refused(listener, "YN-20261123-0099") == (404, "no_such_order")
    assert (await refused(listener, number, why=" "))[0] == 400
    assert (await refused(listener, number, save=True))[0] == 403, "hearing is not keeping"
    foreign = await opened_elsewhere(desk)
    assert await refused(listener, foreign) == (403, "not_seen")
    assert await listened(desk) == []


async def opened_elsewhere(desk: Any) -> OrderNumber:
    """An order of another line, with a recording of its own."""
    call, now = CallId("n1-2.0"), desk.clock.at
    caller = desk.services.vault.caller("13900005678")
    decided = Decided(DutyState.OPEN, None, "on_duty", "r", Because("因为。", "Because."), None, now)
    birth = Opening(call, LineId("guizhou"), "GZ", caller, now, decided, BirthState.OFFERED, now)
    filed = FiledRecording(call, f"2026/11/23/{call}.wav", 32_044, 2.0, "cd" * 32, mended=False)
    sounded(desk.services.work.sounds.recordings / filed.file)
    async with desk.services.db.transaction() as tx:
        order = await open_order(tx, birth)
        await progress.make_progress(tx, {call: [progress.answered(STAFF["stranger"].id, now)]})
        await take_in(tx, desk.services.work.means(), now)
        await recordings.keep(tx, filed, now)
    return order.number


async def test_an_address_is_for_its_person_its_order_and_its_hour(
    visitor: Visitor, desk: Any, number: OrderNumber, sound: bytes
) -> None:
    assert sound
    listener, supervisor = await visitor("listener"), await visitor("supervisor")
    address = await opened(listener, number)
    assert (await supervisor.get(address)).status == 404, "somebody else's"
    assert (await listener.get(address.replace(number, "YN-20261123-0002"))).status == 404
    assert (await listener.get(address[:-1])).status == 404
    assert (await listener.get(f"/api/orders/{number}/sound/..%2f..%2fhotline.db")).status == 404
    desk.clock.move(STANDS - timedelta(minutes=50))
    assert (await listener.get(address)).status == 200
    desk.clock.move(timedelta(minutes=50))
    late = await visitor("listener")  # the session of before has ended meanwhile
    assert (await late.get(address)).status == 404


async def test_a_file_that_is_gone_or_lies_elsewhere_is_not_given(
    visitor: Visitor, desk: Any, number: OrderNumber, tmp_path: Path
) -> None:
    listener, folder = await visitor("listener"), desk.services.work.sounds.recordings
    assert await refused(listener, number) == (404, "not_found"), "filed, and its file is gone"
    assert await listened(desk) == []
    secret = tmp_path / "secret.wav"
    sounded(secret)
    (folder / FILE).parent.mkdir(parents=True)
    (folder / FILE).symlink_to(secret)
    assert await refused(listener, number) == (404, "not_found"), "a link leads out of the folder"
    (folder / FILE).unlink()
    sounded(folder / FILE)
    address = await opened(listener, number)
    (folder / FILE).unlink()
    assert (await listener.get(address)).status == 404


async def test_a_copy_is_kept_by_supervisors_alone_and_recorded_as_such(
    visitor: Visitor, desk: Any, number: OrderNumber, sound: bytes
) -> None:
    supervisor = await visitor("supervisor")
    copy = await supervisor.get(await opened(supervisor, number, save=True, why="监管调阅"))
    assert (copy.status, await copy.read()) == (200, sound)
    assert copy.headers["Content-Disposition"] == f'attachment; filename="{number}.wav"'
    assert await listened(desk) == [(STAFF["supervisor"].id, f"order {number}", "recording copy", "监管调阅")]


async def test_a_confidential_order_is_heard_by_its_owner_and_by_supervisors(
    visitor: Visitor, desk: Any, number: OrderNumber, sound: bytes
) -> None:
    assert sound
    supervisor, listener, dispatcher = (
        await visitor("supervisor"),
        await visitor("listener"),
        await visitor("dispatcher"),
    )
    page = await (await supervisor.get(f"/api/orders/{number}")).json()
    change = {"revision": page["revision"], "confidential": True}
    assert (await supervisor.patch(f"/api/orders/{number}/form", json=change)).status == 200
    assert await refused(listener, number) == (403, "not_seen")
    shown = (await (await dispatcher.get(f"/api/orders/{number}")).json())["recording"]
    nothing = {"file": None, "bytes": None, "seconds": None, "sha256": None, "may_hear": False, "may_save": False}
    assert shown == {**nothing, "mended": False}, "that there is one, and no more"
    assert await opened(supervisor, number)


async def test_a_message_is_heard_by_whoever_calls_back(visitor: Visitor, desk: Any, vault: Vault) -> None:
    call, now = CallId("n1-9.0"), desk.clock.at
    decided = Decided(DutyState.CLOSED, None, "closed", "r", Because("因为。", "Because."), None, now)
    birth = Opening(call, YUNNAN, "YN", vault.caller("13800005678"), now, decided, BirthState.UNSERVED, now)
    async with desk.services.db.transaction() as tx:
        number = (await open_order(tx, birth)).number
        left = progress.message_left(f"{call}.wav", SECONDS, now, next_opening=None)
        await progress.make_progress(tx, {call: [left]})
        await take_in(tx, desk.services.work.means(), now)
    said = sounded(desk.services.work.sounds.messages / f"{call}.wav")
    other = await visitor("other")
    heard = await other.get(await opened(other, number, "message", why="回拨"))
    assert (heard.status, await heard.read()) == (200, said)
    assert await refused(await visitor("stranger"), number, "message") == (403, "not_seen")
    assert (STAFF["other"].id, f"order {number}", "message", "回拨") in await listened(desk)


@pytest.mark.parametrize("file", ["n1-2.0.wav", "../n1-1.0.wav", "n1-1.0.wav/x", "n1-1.0.mp3", ""])
def test_a_message_lies_under_the_name_of_its_call(tmp_path: Path, file: str) -> None:
    assert message_path(tmp_path, CALL, f"{CALL}.wav") == tmp_path / f"{CALL}.wav"
    assert message_path(tmp_path, CALL, file) is None
