"""``webhooks`` of ``config/notices.yaml``: where events may go."""

from __future__ import annotations

from datetime import timedelta

from notices.hooks.target import HookSettings, Network, as_network, is_host
from schedules.document import Bilingual, Section

MOST_SECONDS, MOST_HOURS = 60, 240


def read_webhooks_section(section: Section) -> HookSettings:
    """Faults become findings of the file."""
    hosts, networks = set[str](), list[Network]()
    for index, said in enumerate(section.texts("allowed", ())):
        network = as_network(said)
        if network is not None:
            networks.append(network)
        elif is_host(said.lower()):
            hosts.add(said.lower())
        else:
            problem = Bilingual(f"“{said}” 不是主机名或网段", f"“{said}” is neither a host nor a network")
            remedy = Bilingual(
                "例：esb.example.com、10.20.0.7、10.20.0.0/16（网段的主机位须为 0，不写协议和端口）",
                "e.g. esb.example.com, 10.20.0.7, 10.20.0.0/16; no scheme, no port, no bits beside the network's",
            )
            section.fail("allowed", problem, remedy, index)
    return HookSettings(
        hosts=frozenset(hosts),
        networks=tuple(networks),
        plain_http=section.flag("plain_http", False),
        timeout=timedelta(seconds=section.integer("seconds", 10, at_least=1, at_most=MOST_SECONDS)),
        give_up_after=timedelta(hours=section.integer("give_up_after_hours", 72, at_least=1, at_most=MOST_HOURS)),
    )
