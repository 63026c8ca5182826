"""Faults of this house that disturb answering, following up or the flow of orders, once they last. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from schedules.answer import Because as Words
from schedules.times import local

from .event import Evidence, Finding, Kind


@dataclass(frozen=True, slots=True)
class Fault:
    """An alarm of the house that callers or orders feel."""

    code: str
    words: Words


def lasting_faults(
    faults: Mapping[str, Fault], since: Mapping[str, datetime], now: datetime, lasts: timedelta
) -> Iterator[Finding]:
    """Those that have lasted so long. Of one fault there is one event, however long it goes on."""
    for code, fault in faults.items():
        began = since.get(code)
        if began is None or now - began < lasts:
            continue
        minutes = int(lasts.total_seconds() // 60)
        words = Words(
            f"故障自 {local(began):%m-%d %H:%M} 起已持续超过 {minutes} 分钟：{fault.words.zh}",
            f"Since {local(began):%d %b %H:%M}, for more than {minutes} minutes: {fault.words.en}",
        )
        subject = f"{Kind.SYSTEM_FAULT.value}/{code}/{began.astimezone(UTC):%Y%m%dT%H%M%SZ}"
        yield Finding(Kind.SYSTEM_FAULT, subject, Evidence(words, (), {"since": local(began).isoformat()}))
