"""The reference rules, a safe, an importer and a register of five on a real database."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.identity_file import read_identity
from participants.imports.bring import Applying, Importer, Table
from participants.register.store import Import
from participants.rules import IdentityRules
from participants.safe import Safe
from storage.database import Database
from storage.vault import Vault
from tests.participants import market

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def rules() -> IdentityRules:
    return read_identity(Path(__file__).parents[2] / "config")


@pytest.fixture(scope="session")
def safe(rules: IdentityRules) -> Safe:
    return Safe(Vault(b"a secret of the tests, 32 bytes."), rules)


@pytest.fixture
def importer(db: Database, safe: Safe) -> Importer:
    return Importer(db, safe, market.LINES)


class Register:
    """The importer with the steps of one import in one."""

    def __init__(self, importer: Importer) -> None:
        self.importer = importer

    async def takes(self, *rows: market.Row, complete: bool = False, now: datetime = NOW) -> Import | None:
        table = Table("market.csv", market.csv_of(rows), complete)
        found = await self.importer.look(table)
        return await self.importer.apply(table, Applying("supervisor", now, found.base))


@pytest.fixture
def register_of_market(importer: Importer) -> Register:
    return Register(importer)


@pytest.fixture
async def five(register_of_market: Register) -> Register:
    """Three companies and two persons; the second company has a contact who is no administrator."""
    second = {"市场主体编码": "GD-00002", "联系人姓名": "赵四", "联系人身份证号": market.id_number(77)}
    rows = [*(market.company(n) for n in (1, 2, 3)), second, market.person(1), market.person(2)]
    assert await register_of_market.takes(*rows)
    return register_of_market
