"""Who may speak SIP with us: carriers by address, agents' phones by name and password."""

from __future__ import annotations

from collections.abc import Mapping

from .conf import Unsendable, address, filled, name
from .values import AsteriskValues

SHORTEST_SECRET = 12


def pjsip_text(values: AsteriskValues, shipped: Mapping[str, str]) -> str:
    """``pjsip.conf``: transport, one endpoint per carrier, one per agent."""
    if both := values.trunks.keys() & values.agents.keys():
        raise Unsendable(f"both a carrier and an agent: {', '.join(sorted(both))}")
    bind = f"{values.ports.address}:{values.ports.sip}"
    parts = [filled(shipped["pjsip.conf"], {"BIND": bind})]
    timeout = values.switches.rtp_timeout
    for trunk, addresses in values.trunks.items():
        part = filled(shipped["pieces/carrier.conf"], {"NAME": name(trunk), "RTP_TIMEOUT": timeout})
        parts.append(part.rstrip() + "\n" + "".join(f"match = {address(known)}\n" for known in addresses))
    for agent, secret in values.agents.items():
        if len(secret) < SHORTEST_SECRET:
            raise Unsendable(f"the SIP secret of {agent} is shorter than {SHORTEST_SECRET} characters")
        account: dict[str, str | int] = {"NAME": name(agent), "SECRET": secret, "RTP_TIMEOUT": timeout}
        parts.append(filled(shipped["pieces/agent.conf"], account))
    return "\n".join(parts)
