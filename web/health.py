"""For machines: is the desk of use, and how is it doing."""

from __future__ import annotations

from ipaddress import ip_address

from aiohttp import web
from prometheus_client import generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from storage.database import Database, Unavailable
from web.errors import not_found
from web.visit import Visit

DATABASE_WITHIN_S = 1.0


async def healthz(visit: Visit) -> web.Response:
    """200 while everything that must hold does; 503 otherwise, naming what does not."""
    services = visit.house.services
    checks = {**services.checks(), "duty": services.duty() is not None, "database": await _answers(services.db)}
    well = all(checks.values())
    return web.json_response({"status": "ok" if well else "ill", "checks": checks}, status=200 if well else 503)


async def _answers(db: Database) -> bool:
    try:
        async with db.transaction_within(DATABASE_WITHIN_S):
            return True
    except Unavailable:
        return False


async def metrics(visit: Visit) -> web.Response:
    """Only for this machine: how many calls a hotline has is nobody else's business."""
    if not _local(visit.address):
        raise not_found()
    visit.house.measures.screens.set(len(visit.house.sockets))
    body = generate_latest(visit.house.services.metrics)
    return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})


def _local(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
