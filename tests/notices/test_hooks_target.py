"""Where events may go, and where not, however it is written and whatever it resolves to."""

from __future__ import annotations

from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.webhooks.opened import WHY
from app.webhooks.section import read_webhooks_section
from notices.hooks.target import HookSettings, host_of, is_host, why_not
from schedules.document import BadFiles, parse

SETTINGS = HookSettings(
    hosts=frozenset({"esb.example.com", "10.30.0.7"}), networks=(ip_network("10.20.0.0/16"), ip_network("fd00:20::/64"))
)
NAMED_ONLY = HookSettings(hosts=SETTINGS.hosts, plain_http=True)


def code(url: str, settings: HookSettings = SETTINGS) -> str | None:
    found = why_not(url, settings)
    return found.code if found else None


@pytest.mark.parametrize(
    "url",
    [
        "https://esb.example.com/hotline?to=x",
        "https://ESB.example.com:8443",
        "https://10.30.0.7/",
        "https://10.20.3.4/x",
        "https://[fd00:20::5]:8443/x",
        "https://anything.example.org/",  # may lead into a network that is listed: decided at the connection
    ],
)
def test_what_is_listed_is_taken(url: str) -> None:
    assert code(url) is None


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://esb.example.com/", "not_encrypted"),
        ("https://10.21.0.1/", "not_allowed"),
        ("https://127.0.0.1/", "not_allowed"),
        ("https://[::1]/", "not_allowed"),
        ("https://[::ffff:10.21.0.1]/", "not_allowed"),
        ("https://user:word@esb.example.com/", "more_than_an_address"),
        ("https://esb.example.com@10.21.0.1/", "more_than_an_address"),
        ("https://esb.example.com/#here", "more_than_an_address"),
        ("https://esb.example.com:/", "more_than_an_address"),
        ("https://2130706433/", "bad_url"),
        ("https://127.1/", "bad_url"),
        ("https://0x7f.1/", "bad_url"),
        ("https://esb.example.com:0/", "bad_url"),
        ("https://esb.example.com:99999/", "bad_url"),
        ("https://esb.example.com\\@10.21.0.1/", "bad_url"),
        ("https://esb.example.com /", "bad_url"),
        ("https://esb.example.com/\r\nHost: x", "bad_url"),
        ("https://热线.example.com/", "bad_url"),
        ("https://-x.example.com/", "bad_url"),
        ("ftp://esb.example.com/", "bad_url"),
        ("file:///etc/passwd", "bad_url"),
        ("https:///x", "bad_url"),
        ("https://[fe80::1%25eth0]/", "bad_url"),
        ("https://[::1", "bad_url"),
        ("https://esb.example.com/" + "x" * 2_000, "bad_url"),
        ("", "bad_url"),
    ],
)
def test_what_is_not_is_refused_with_its_reason(url: str, why: str) -> None:
    assert code(url) == why
    assert why in WHY


def test_a_name_is_refused_at_once_where_only_names_are_listed() -> None:
    assert code("http://other.example.com/", NAMED_ONLY) == "not_allowed"
    assert code("http://esb.example.com/", NAMED_ONLY) is None


@pytest.mark.parametrize(
    ("host", "address", "allowed"),
    [
        ("esb.example.com", "10.99.0.1", True),
        ("esb.example.com", "192.168.1.1", True),
        ("esb.example.com", "127.0.0.1", False),
        ("esb.example.com", "169.254.169.254", False),
        ("esb.example.com", "0.0.0.0", False),  # noqa: S104 an address that must be refused
        ("esb.example.com", "224.0.0.1", False),
        ("esb.example.com", "255.255.255.255", False),
        ("esb.example.com", "::1", False),
        ("esb.example.com", "fe80::1%eth0", False),
        ("esb.example.com", "::ffff:127.0.0.1", False),
        ("esb.example.com", "64:ff9b::7f00:1", False),
        ("esb.example.com", "2002:7f00:1::", False),
        ("esb.example.com", "nonsense", False),
        ("anything.example.org", "10.20.1.1", True),
        ("anything.example.org", "::ffff:10.20.1.1", True),
        ("anything.example.org", "10.21.1.1", False),
        ("anything.example.org", "fd00:20::9", True),
    ],
)
def test_a_connection_goes_to_what_is_listed_and_to_nothing_odd(host: str, address: str, *, allowed: bool) -> None:
    assert SETTINGS.may_connect(host, address) is allowed


@given(st.text(max_size=60), st.ip_addresses())
def test_no_text_gets_past_the_names_and_no_name_past_the_addresses(text: str, address: object) -> None:
    for url in (text, f"https://{text}/", f"https://esb.example.com{text}/", f"https://{text}esb.example.com/"):
        if why_not(url, NAMED_ONLY) is None:
            assert host_of(url) in NAMED_ONLY.hosts
    assert not HookSettings().may_connect("esb.example.com", str(address))


@pytest.mark.parametrize("said", ["esb.example.com", "localhost", "10.0.0.1", "::1", "a-b.c1"])
def test_hosts_are_names_and_addresses(said: str) -> None:
    assert is_host(said)


@pytest.mark.parametrize("said", ["https://esb.example.com", "esb.example.com:443", "10.20.1.0/16", "*", "a b", "1.2"])
def test_what_is_no_host_is_a_finding_at_its_place(said: str) -> None:
    top = parse("notices.yaml", f'webhooks:\n  plain_http: true\n  allowed:\n    - esb.example.com\n    - "{said}"\n')
    read_webhooks_section(top.section("webhooks"))
    with pytest.raises(BadFiles) as bad:
        top.finish()
    (finding,) = bad.value.findings
    assert (finding.line, "不是主机名或网段" in finding.problem.zh) == (5, True)


def test_the_section_is_read_whole() -> None:
    text = "webhooks: {allowed: [ESB.example.com, 10.20.0.0/16], plain_http: true, seconds: 3, give_up_after_hours: 9}"
    top = parse("notices.yaml", text)
    found = read_webhooks_section(top.section("webhooks"))
    top.finish()
    assert (found.hosts, found.networks) == (frozenset({"esb.example.com"}), (ip_network("10.20.0.0/16"),))
    assert (found.plain_http, found.timeout.seconds, found.give_up_after.seconds) == (True, 3, 9 * 3600)
