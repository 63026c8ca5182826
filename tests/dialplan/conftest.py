"""A small hotline, as plain values."""

from __future__ import annotations

from pathlib import Path

import pytest

from dialplan.menu import Announcement, Menu, Node, ToLine, ToMenu
from dialplan.values import AsteriskValues, Misconduct, Places, Ports, Undecided


@pytest.fixture
def menu() -> Menu:
    main = Node(("menu-main",), {"0": ToLine("spot"), "7": ToMenu("more"), "8": Announcement("news")}, repeat="9")
    return Menu({"main": main, "more": Node(("menu-more",), {"*": ToLine("yunnan")})}, "main", "spot")


@pytest.fixture
def values(menu: Menu) -> AsteriskValues:
    var = Path("/srv/hotline/var")
    return AsteriskValues(
        node="n1a2b",
        places=Places(var, var / "sounds", Path("/usr/lib/modules"), Path("/usr/share/documentation"), Path("/moh")),
        ports=Ports("127.0.0.1", 15060, 16000, 16999, 15038, 14573),
        numbers=("4001595598",),
        trunks={"loopback": ("127.0.0.1",), "carrier": ("198.51.100.7", "203.0.113.0/29")},
        menu=menu,
        lines={"spot": ("spot-experts",), "yunnan": ("yunnan-experts", "yunnan-staff")},
        agents={"yn-expert-1": "a-long-secret-1"},
        agi_token="a-token",
        ami_secret="a;secret",
        misconduct=Misconduct(("misconduct-number", "digits/0"), after_keys=True, when_closed=True),
        when_undecided=Undecided("yunnan-staff", 300),
    )
