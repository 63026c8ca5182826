"""Plain values in, the text of every file of Asterisk's configuration out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from .conf import filled, path, word
from .hotline import CONVERSATION, hotline_text
from .pjsip import pjsip_text
from .queues import queues_text
from .values import AsteriskValues

WITH_DIRECTIVES = "extensions.conf"
"""The one rendered file with ``#include`` and ``#tryinclude``; ordinary readers of ``.conf`` files refuse it."""

AS_SHIPPED = (
    "modules.conf",
    "logger.conf",
    "indications.conf",
    "features.conf",
    "cdr.conf",
    "cel.conf",
    "http.conf",
    "stasis.conf",
)
EMPTY = (
    "acl.conf",
    "ccss.conf",
    "cli.conf",
    "codecs.conf",
    "dnsmgr.conf",
    "extconfig.conf",
    "pjproject.conf",
    "queuerules.conf",
    "res_pjsip_nat.conf",
    "sorcery.conf",
    "udptl.conf",
)
"""Files that say nothing and must exist: without them Asterisk or a module complains, or does not load."""

PORTS_OF_A_CALL = 4  # RTP and RTCP, of the caller and of the agent
SOCKET_PATH_LIMIT = 100  # the kernel's limit for a Unix socket is 108 bytes


def render(values: AsteriskValues) -> dict[str, str]:
    """Every file below ``etc/asterisk`` by its name. The duty table is apart: :func:`dialplan.duty.render_duty`."""
    shipped = read_shipped(values.places.shipped)
    return {
        "asterisk.conf": _asterisk(values, shipped["asterisk.conf"]),
        "extensions.conf": filled(shipped["extensions.conf"], {"DUTY": path(str(values.places.duty))}),
        CONVERSATION: hotline_text(values, shipped[CONVERSATION]),
        "pjsip.conf": pjsip_text(values, shipped),
        "queues.conf": queues_text(values, shipped),
        "manager.conf": _manager(values, shipped["manager.conf"]),
        "rtp.conf": filled(shipped["rtp.conf"], {"FIRST": values.ports.rtp_first, "LAST": values.ports.rtp_last}),
        "musiconhold.conf": filled(shipped["musiconhold.conf"], {"MUSIC": path(str(values.places.music))}),
        **{file: shipped[file] for file in AS_SHIPPED},
        **dict.fromkeys(EMPTY, "; Empty on purpose.\n"),
    }


def read_shipped(folder: Path) -> Mapping[str, str]:
    """The project's ``asterisk-conf`` by relative name."""
    return {file.relative_to(folder).as_posix(): file.read_text("utf-8") for file in sorted(folder.rglob("*.conf"))}


def _asterisk(values: AsteriskValues, template: str) -> str:
    places = values.places
    socket = places.var / "run" / "asterisk.ctl"
    if len(bytes(socket)) > SOCKET_PATH_LIMIT:
        raise ValueError(f"{socket} is too long for a control socket ({SOCKET_PATH_LIMIT} bytes); use a shorter folder")
    return filled(
        template,
        {
            "ETC": path(str(places.etc)),
            "MODULES": path(str(places.modules)),
            "VAR": path(str(places.var)),
            "DATA": path(str(places.data)),
            "NODE": word(values.node),
            "CALLS": max(1, (values.ports.rtp_last - values.ports.rtp_first + 1) // PORTS_OF_A_CALL),
        },
    )


def _manager(values: AsteriskValues, template: str) -> str:
    return filled(template, {"PORT": values.ports.ami, "SECRET": values.ami_secret})
