"""What all processes of one house read at their start: the file of the hotline, its secrets, its prompts."""

from __future__ import annotations

from dataclasses import dataclass

from recordings.masters import prompt_names
from storage.database import Database
from storage.key_file import BadKeyFile
from storage.vault import Vault

from .cannot_open import CannotOpen
from .clock import Clock
from .hotline_file import HotlineFile, read_served
from .privacy_file import sealing_wanted
from .secrets import Secrets, read_or_make
from .settings import Settings
from .shipped import MASTERS

AMI_USER = "desk"  # asterisk-conf/manager.conf


@dataclass(frozen=True, slots=True)
class Installation:
    """One house, opened for one process."""

    settings: Settings
    hotline: HotlineFile
    secrets: Secrets
    vault: Vault
    clock: Clock
    playable: frozenset[str]
    """Names of all prompts that exist."""

    @classmethod
    def open(cls, settings: Settings) -> Installation:
        """Makes secrets where there are none.

        Raises ``BadFiles`` when ``hotline.yaml`` or ``privacy.yaml`` cannot be used, ``CannotOpen`` when the vault's
        keys cannot be read.
        """
        try:
            secrets = read_or_make(settings.var / "secrets", sealing_wanted(settings.config))
        except BadKeyFile as bad:
            raise CannotOpen([str(bad)]) from bad
        return cls(
            settings=settings,
            hotline=read_served(settings.config),
            secrets=secrets,
            vault=Vault(secrets.keys),
            clock=Clock(settings.shift),
            playable=frozenset(prompt_names(MASTERS)),
        )

    def database(self) -> Database:
        return Database(self.settings.database_url)
