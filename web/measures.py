"""What the web counts about itself; labels never hold what a person typed."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram


class Measures:
    def __init__(self, registry: CollectorRegistry) -> None:
        self.requests = Counter(
            "hotline_web_requests", "Requests answered", ["method", "route", "status"], registry=registry
        )
        self.screens = Gauge("hotline_web_screens", "WebSockets open", registry=registry)
        self.painted = Histogram(
            "hotline_pop_painted_seconds",
            "From the ringing to the pop on screen, as the screen reported it",
            buckets=(0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.5, 1, 2, 5),
            registry=registry,
        )
