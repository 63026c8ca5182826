"""Plain values become files that any reader of ``.conf`` understands, and that say what the values say."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from asterisk.config import Config

from agent_bridge.parse import PARSERS
from dialplan.conf import Unsendable
from dialplan.control import named_modules, required_modules
from dialplan.menu import Menu, MenuFault, Node, ToLine, ToMenu
from dialplan.prompts_used import CORE_PROMPTS, prompts_used
from dialplan.render import WITH_DIRECTIVES, render
from dialplan.values import AsteriskValues, Misconduct, Places, Switches
from dialplan.words import Context, LogEvent, Stage, UnservedReason, Variable, menu_context

CONVERSATION = "extensions_hotline.conf"


@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")  # pyst2 closes nothing it opens
def test_every_file_but_the_named_one_is_read_by_pyst2(values: AsteriskValues, tmp_path: Path) -> None:
    for file, text in render(values).items():
        (tmp_path / file).write_text(text)
        if file != WITH_DIRECTIVES:
            Config(str(tmp_path / file))


def test_only_the_named_file_has_directives(values: AsteriskValues) -> None:
    with_directives = {file for file, text in render(values).items() if re.search(r"^#", text, re.MULTILINE)}
    assert with_directives == {WITH_DIRECTIVES}


def test_no_placeholder_is_left_and_no_template_is_used(values: AsteriskValues) -> None:
    for file, text in render(values).items():
        assert not re.search(r"@[A-Z_]+@", text), file
        assert not re.search(r"^\[[^]]*\]\(", text, re.MULTILINE), file


def test_every_word_shared_with_asterisk_stands_in_the_conversation(values: AsteriskValues) -> None:
    text = render(values)[CONVERSATION]
    for context in (*Context, menu_context("main"), menu_context("more")):
        assert f"[{context}]" in text, context
    for word in (*Variable, *LogEvent, *UnservedReason):
        if word is Variable.NOW:  # the duty table's own
            continue
        assert re.search(rf"\b{word}\b", text), word
    for stage in Stage:
        assert re.search(rf"HOTLINE_STAGE=.*\b{stage}\b", text), stage


def test_only_the_configured_numbers_can_be_dialled(values: AsteriskValues) -> None:
    text = render(replace(values, numbers=("4001595598", "12345")))[CONVERSATION]
    section = text.split("[from-carrier]")[1].split("\n[")[0]
    assert re.findall(r"^exten => ([^,]+)", section, re.MULTILINE) == ["4001595598", "12345"]


def sections(text: str) -> dict[str, str]:
    """Context → its lines, without comments."""
    plain = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith(";"))
    found = re.split(r"^\[([^]]+)\]\n", plain, flags=re.MULTILINE)
    return dict(zip(found[1::2], found[2::2], strict=True))


def test_every_jump_leads_somewhere(values: AsteriskValues) -> None:
    """A jump to nowhere would hang up on a caller. Jumps to ``duty-…`` are made only where that context exists."""
    contexts = sections(render(values)[CONVERSATION])
    for context, body in contexts.items():
        reachable = set(re.findall(r"^exten => ([^,]+),1", body, re.MULTILINE)) | set(
            re.findall(r"n\(([a-z]+)\)", body)
        )
        for target in re.findall(r"(?:Goto\(|Gosub\(|[?:])((?:[a-z0-9-]+,)?[a-z0-9-]+,1)(?=[):(]|$)", body):
            *other, extension, _ = target.split(",")
            known = contexts[other[0]] if other else body
            assert re.search(rf"^exten => {extension},1", known, re.MULTILINE), (context, target)
        labels = re.findall(r"\?([a-z]+)\)", body) + re.findall(r"(?:Goto\(|[a-z],)([a-z]+)\)", body)
        assert set(labels) <= reachable, context


def test_every_prompt_that_is_played_is_named(values: AsteriskValues) -> None:
    text = render(values)[CONVERSATION]
    played = set()
    for arguments in re.findall(r"(?:Playback\(|Read\(\w+,|HOTLINE_LEAD=)(.*)", text):
        plain = re.sub(r"\$\{(?!IF)[A-Z_]+\}", "", arguments)
        played |= set(re.findall(r"(?<![a-z0-9/-])([a-z]+(?:-[a-z]+)+|[a-z]+/[0-9]+)(?![a-z0-9/-])", plain))
    played = {prompt for prompt in played if prompt not in {"to-line"}}
    known = prompts_used(values.menu, values.lines, values.misconduct.prompts)
    assert played <= known
    assert {"welcome", "to-line-yunnan", "menu-more", "news", "digits/0", "digits/90", *CORE_PROMPTS} <= known


def test_switches_are_seen_by_the_conversation(values: AsteriskValues) -> None:
    off = Switches(recording=False, survey=False, music=False, position_every=0)
    files = render(replace(values, switches=off, misconduct=Misconduct()))
    for line in ("RECORDING = off", "SURVEY = off", "QUEUE_OPTIONS = cir", "CLOSED_ALSO = "):
        assert f"HOTLINE_{line}\n" in files[CONVERSATION]
    assert "misconduct" not in files[CONVERSATION].split("\n[menu-main]\n")[1]
    assert "announce-frequency = 0" in files["queues.conf"]


def test_without_a_menu_every_call_goes_to_the_default_line(values: AsteriskValues) -> None:
    text = render(replace(values, menu=replace(values.menu, enabled=False)))[CONVERSATION]
    assert "[menu-main]" not in text
    assert "\nHOTLINE_MENU = menu\n" in text
    assert "HOTLINE_CHOICE=no_menu" in text.split("\n[menu]\n")[1]


def test_every_group_has_its_queue_and_every_agent_a_telephone_with_a_secret(values: AsteriskValues) -> None:
    files = render(values)
    for queue in ("spot-experts", "yunnan-experts", "yunnan-staff"):
        assert f"[{queue}]\n" in files["queues.conf"]
    assert files["pjsip.conf"].count("[yn-expert-1]\n") == 3
    assert "auth_type = digest\nusername = yn-expert-1\npassword = a-long-secret-1\n" in files["pjsip.conf"]
    assert "match = 203.0.113.0/29\n" in files["pjsip.conf"]


def test_what_a_screen_pop_needs_is_carried_by_the_account_code_and_not_by_variables_in_events(
    values: AsteriskValues,
) -> None:
    files = render(values)
    manager = files["manager.conf"]
    assert not any(line.startswith("channelvars") for line in manager.splitlines())
    assert "CHANNEL(accountcode)=${HOTLINE_LINE}/${HOTLINE_ORDER}" in files[CONVERSATION]
    assert "secret = a\\;secret\n" in manager
    assert "bindaddr = 127.0.0.1\n" in manager
    assert "write = agent,call\n" in manager


def test_no_more_calls_are_let_in_than_there_are_voice_ports_for(values: AsteriskValues) -> None:
    ports = replace(values.ports, rtp_first=16000, rtp_last=16399)
    assert "maxcalls = 100\n" in render(replace(values, ports=ports))["asterisk.conf"]


def test_nothing_that_the_desk_reads_is_disabled(values: AsteriskValues) -> None:
    manager = render(values)["manager.conf"]
    disabled = next(line for line in manager.splitlines() if line.startswith("disabledevents = "))
    names = set(disabled.removeprefix("disabledevents = ").split(","))
    assert {"Newexten", "DialBegin", "DTMFEnd"} <= names
    assert not names & PARSERS.keys()


def test_what_could_start_a_program_or_open_a_door_is_not_loaded(values: AsteriskValues) -> None:
    modules = named_modules(render(values)["modules.conf"])
    assert len(modules) == len(set(modules))
    for door in (
        "app_system",
        "func_shell",
        "func_env",
        "app_exec",
        "res_ari",
        "res_http",
        "app_originate",
        "pbx_spool",
    ):
        assert not any(module.startswith(door) for module in modules)
    assert "res_pjsip_authenticator_digest.so" in required_modules(render(values)["modules.conf"])


@pytest.mark.parametrize(
    "changes",
    [
        {"numbers": ("_X.",)},
        {"agents": {"8001": "a-long-secret-1"}},
        {"agents": {"yn-expert-1": "short"}},
        {"agents": {"yn-expert-1": "a-long-secret\nallow_transfer = yes"}},
        {"agents": {"loopback": "a-long-secret-1"}},
        {"trunks": {"carrier": ("not an address",)}},
        {"lines": {"spot": ("spot experts",), "yunnan": ()}},
        {"agi_token": "a token"},
        {"node": "n1|2"},
        {"misconduct": Misconduct(("a,b",), after_keys=True)},
    ],
)
def test_values_that_would_mean_something_else_to_asterisk_are_refused(
    values: AsteriskValues, changes: dict[str, object]
) -> None:
    with pytest.raises(Unsendable):
        render(replace(values, **changes))  # type: ignore[arg-type] # wrong on purpose


def test_a_folder_too_deep_for_a_control_socket_is_refused(values: AsteriskValues) -> None:
    places = values.places
    deep = Places(Path("/" + "d" * 100), places.sounds, places.modules, places.documentation, places.music)
    with pytest.raises(ValueError, match="too long"):
        render(replace(values, places=deep))


def test_a_menu_that_leads_nowhere_is_refused_with_all_its_faults(values: AsteriskValues) -> None:
    node = Node((), {"1": ToLine("nowhere"), "2": ToMenu("nothing"), "12": ToLine("spot")}, repeat="1")
    menu = Menu({"main": node}, "start", "nobody", tries=0, repeats=0)
    with pytest.raises(MenuFault) as refused:
        render(replace(values, menu=menu))
    for fault in (
        "'nobody'",
        "'start'",
        "repeats at least once",
        "says nothing",
        "both repeats",
        "'12'",
        "'nowhere'",
        "'nothing'",
    ):
        assert fault in str(refused.value)
