"""Who gets in: exactly the configured numbers are answered, agents' phones can dial nothing, strangers are refused."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator

import pytest

from app.rehearsal.sip.caller import Destination, Identity, dial
from app.rehearsal.sip.digest import Account
from app.rehearsal.sip.message import Message, fresh_tag, reply
from app.rehearsal.sip.phone import Phone, RegistrationRefused, Ring
from dialplan.control import named_modules, required_modules
from tests.live.asterisk_house import NUMBER, Pbx, asterisk_or_skip, booted, example_values, short_folder

pytestmark = pytest.mark.live

CORE = re.compile(r"^\s*(?:same => n|exten => [^,]+,1)(?:\([a-z]+\))?,(\w+)\(", re.MULTILINE)


@pytest.fixture(scope="module")
def asterisk() -> Iterator[Pbx]:
    program = asterisk_or_skip()
    with booted(example_values(short_folder("safe"), program), program) as running:
        yield running


async def code(pbx: Pbx, extension: str, who: str = "13800138000") -> int:
    async with dial(Destination(extension, pbx.sip), Identity(who)) as call:
        return call.code


async def test_every_extension_and_context_we_render_is_dialled_and_only_the_number_answers(asterisk: Pbx) -> None:
    text = "".join(file.read_text() for file in asterisk.values.places.etc.glob("extensions*.conf"))
    extensions = set(re.findall(r"^exten => ([^,]+),", text, re.MULTILINE))
    contexts = set(re.findall(r"^\[([^]]+)\]", text, re.MULTILINE))
    guesses = {"h", "i", "t", "T", "o", "a", "e", "*8", "8", "700", "00", "112", f"{NUMBER}%2C1", f"{NUMBER}&1", "_X."}
    answered = {
        name for name in extensions | contexts | guesses if await code(asterisk, name.replace("#", "%23")) == 200
    }
    assert answered == {NUMBER}


async def test_every_application_of_the_dialplan_is_there(asterisk: Pbx) -> None:
    text = (asterisk.values.places.etc / "extensions_hotline.conf").read_text()
    for application in sorted(set(CORE.findall(text))):
        shown = await asterisk.console.say(f"core show application {application}")
        assert "not registered" not in shown, application


async def test_nothing_runs_that_was_not_named_and_nothing_needed_is_missing(asterisk: Pbx) -> None:
    text = (asterisk.values.places.etc / "modules.conf").read_text()
    running = set(await asterisk.console.modules_running())
    assert running <= set(named_modules(text))
    assert await asterisk.console.missing_modules(required_modules(text)) == []


@pytest.mark.parametrize(
    "application", ["System", "TrySystem", "Exec", "Originate", "ChanSpy", "DISA", "Transfer", "Dial"]
)
async def test_applications_that_start_programs_or_call_out_do_not_exist(asterisk: Pbx, application: str) -> None:
    assert "not registered" in await asterisk.console.say(f"core show application {application}")


async def test_a_phone_without_the_right_secret_is_refused(asterisk: Pbx) -> None:
    with pytest.raises(RegistrationRefused, match="401"):
        async with Phone(Account("yn-expert-1", "guessed"), asterisk.sip):
            pass


async def test_a_call_in_an_agents_name_is_asked_for_its_secret(asterisk: Pbx) -> None:
    assert await code(asterisk, NUMBER, who="yn-expert-1") == 401


async def test_asterisk_has_nothing_to_complain_about_when_it_starts(asterisk: Pbx) -> None:
    log = (asterisk.values.places.var / "log" / "asterisk" / "messages").read_text()
    before_calls = [line for line in log.splitlines() if "[C-" not in line]
    complaints = [line for line in before_calls if re.search(r"\] (WARNING|ERROR)\[", line)]
    assert [line for line in complaints if "extensions_duty" not in line and "res_pjsip" not in line] == []


class ForwardingPhone(Phone):
    """An agent's phone that somebody set to forward all calls to an emergency number."""

    async def _converse(self, invite: Message, ring: Ring) -> None:
        there = (("Contact", f"<sip:112@{self._registrar[0]}:{self._registrar[1]}>"),)
        self._link.answer(invite, reply(invite, 302, "Moved Temporarily", tag=fresh_tag(), more=there))
        ring.gone.set()


async def test_a_phone_that_forwards_sends_no_caller_anywhere(asterisk: Pbx) -> None:
    asterisk.begin()
    account = Account("xh-expert-1", asterisk.values.agents["xh-expert-1"])
    async with ForwardingPhone(account, asterisk.sip) as phone, asterisk.caller() as call:
        await asterisk.console.say("queue add member PJSIP/xh-expert-1 to spot-experts")
        await call.hears("menu-main", within=5)
        call.press("0")
        await call.hears("unserved-offer", within=12)
        assert phone.rings
        shown = await asterisk.console.say("core show channels concise")
        await asterisk.console.say("queue remove member PJSIP/xh-expert-1 from spot-experts")
    assert "112" not in shown
    assert not [line for line in asterisk.log() if line.event == "CONNECT"]


async def test_nobody_is_transferred_by_refer(asterisk: Pbx) -> None:
    async with asterisk.caller() as call:
        await call.hears("menu-main", within=5)
        assert call.dialog is not None
        call.dialog.sequence += 1
        refer = call.dialog.message("REFER", call.dialog.sequence, (("Refer-To", f"<sip:112@{asterisk.sip[0]}>"),))
        async with asyncio.timeout(2):
            response = await call.dialog.link.ask(refer, asterisk.sip).final()
        assert response.code == 603
