"""Where events go, before receivers that lie, lead elsewhere, cannot prove who they are: nothing leaves by mistake."""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from notices.hooks.target import HookSettings
from tests.notices.hook_house import LOOPBACK, NOW, HookHouse, Receiver, an_event


@pytest.mark.parametrize(
    "said",
    [
        b"\x00\x1b[2J nothing of this is HTTP\r\n\r\n",
        b"HTTP/1.1 500 \x00bad\r\nContent-Length: 9\r\n\r\n\x00\x1b[31m!",
        b"HTTP/1.1 500 Oops\r\nContent-Length: 99999999999\r\n\r\n" + b"x" * 100_000,
        b"HTTP/1.1 500 Oops\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nbomb!",
        b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 100_000,
        b"HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX-Slow: ",
        b"",
    ],
)
async def test_whatever_a_hostile_receiver_says_is_an_error_in_a_line(house: HookHouse, said: bytes) -> None:
    async def answered(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(said)
        await reader.read()  # until the other side is tired of it
        writer.close()

    house.settings = replace(LOOPBACK, timeout=timedelta(milliseconds=300))
    async with await asyncio.start_server(answered, "127.0.0.1", 0) as server:
        id_ = await house.subscribe(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/")
        await house.happens(an_event())
        await house.look()
        health = (await house.one(id_)).health
    assert health.failures == 1
    assert health.last_error.isprintable()
    assert 0 < len(health.last_error) <= 240


async def test_a_success_counts_whatever_follows_it(house: HookHouse, receiver: Receiver) -> None:
    async def goes_on(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        await answer.write(b"x" * 10)
        await asyncio.Event().wait()
        return answer

    receiver.answering = goes_on
    id_ = await house.subscribe(receiver.url)
    await house.happens(an_event())
    await house.look()
    assert (await house.one(id_)).health.last_taken_at == NOW


async def test_redirects_are_not_followed(house: HookHouse, receiver: Receiver, other: Receiver) -> None:
    receiver.status, receiver.headers = 307, {"Location": other.url}
    id_ = await house.subscribe(receiver.url)
    await house.happens(an_event())
    await house.look()
    assert other.heard == []
    assert "HTTP 307 (redirects are not followed)" in (await house.one(id_)).health.last_error


async def test_a_host_that_is_not_allowed_any_more_is_told_nothing(house: HookHouse, receiver: Receiver) -> None:
    id_ = await house.subscribe(receiver.url)
    await house.happens(an_event())
    house.settings = HookSettings(plain_http=True)
    await house.look()
    assert receiver.heard == []
    assert (await house.one(id_)).health.last_error == "notices.yaml: not_allowed: 127.0.0.1"


async def test_a_name_that_leads_to_this_machine_is_stopped_at_the_connection(
    house: HookHouse, receiver: Receiver
) -> None:
    house.settings = HookSettings(hosts=frozenset({"localhost"}), plain_http=True)
    id_ = await house.subscribe(receiver.url.replace("127.0.0.1", "localhost"))
    await house.happens(an_event())
    await house.look()
    assert receiver.heard == []
    assert "which notices.yaml does not allow" in (await house.one(id_)).health.last_error
    house.settings = LOOPBACK
    await house.live(timedelta(minutes=1))
    assert len(receiver.heard) == 1


async def test_a_certificate_that_nobody_vouches_for_is_not_believed(house: HookHouse, tmp_path: Path) -> None:
    heard: list[bytes] = []

    async def answered(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.read(100))
        writer.close()

    there = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    there.load_cert_chain(self_signed(tmp_path))
    async with await asyncio.start_server(answered, "127.0.0.1", 0, ssl=there) as server:
        id_ = await house.subscribe(f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/")
        await house.happens(an_event())
        await house.look()
    assert b"".join(heard) == b""
    assert "CERTIFICATE_VERIFY_FAILED" in (await house.one(id_)).health.last_error


def self_signed(folder: Path) -> Path:
    """A key with a certificate for 127.0.0.1, in one file."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "x")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
    made = made.not_valid_after(datetime(2090, 1, 1, tzinfo=UTC))
    names = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    signed = made.add_extension(names, critical=False).sign(key, hashes.SHA256())
    path, plain = folder / "server.pem", serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    path.write_bytes(pem + signed.public_bytes(serialization.Encoding.PEM))
    return path


async def test_a_proxy_of_the_surroundings_is_not_asked(
    house: HookHouse, receiver: Receiver, other: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, other.url)
    await house.subscribe(receiver.url)
    await house.happens(an_event())
    await house.look()
    assert (len(receiver.heard), len(other.heard)) == (1, 0)
