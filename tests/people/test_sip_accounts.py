"""The phones' secrets."""

from __future__ import annotations

from pathlib import Path

from people.person import Person
from people.sip_accounts import kept_secrets, phone_settings


def test_secrets_are_made_once_for_those_who_answer_calls(tmp_path: Path, everyone: list[Person]) -> None:
    path = tmp_path / "sip.json"
    first = kept_secrets(path, everyone)
    assert list(first) == ["yn-expert-1"]
    assert len(first[everyone[0].id]) == 32
    assert kept_secrets(path, everyone) == first
    assert path.stat().st_mode & 0o777 == 0o600


def test_who_leaves_loses_the_secret(tmp_path: Path, everyone: list[Person]) -> None:
    path = tmp_path / "sip.json"
    before = kept_secrets(path, everyone)
    assert kept_secrets(path, everyone[1:]) == {}
    assert kept_secrets(path, everyone) != before


def test_what_to_type_into_a_phone(tmp_path: Path, everyone: list[Person]) -> None:
    secrets = kept_secrets(tmp_path / "sip.json", everyone)
    (settings,) = phone_settings(everyone, secrets, server="127.0.0.1", port=15060)
    assert (settings.user, settings.server, settings.port) == ("yn-expert-1", "127.0.0.1", 15060)
    assert settings.secret == secrets[everyone[0].id]
    assert settings.secret not in repr(settings)
