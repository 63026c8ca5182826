"""A new folder gets the reference configuration; what somebody wrote is never touched."""

import io
from pathlib import Path

import pytest

from app.setup.configuration import REFERENCE, Configuration
from app.setup.console import Console
from app.setup.said import SetupRefused


@pytest.fixture
def console(tmp_path: Path) -> Console:
    return Console(io.StringIO(), tmp_path / "setup.log")


def test_an_empty_folder_gets_every_file_of_the_reference(tmp_path: Path, console: Console) -> None:
    step = Configuration(tmp_path)
    assert step.missing()
    step.do(console)
    assert step.missing() is None
    for file in REFERENCE.rglob("*.yaml"):
        assert (tmp_path / "config" / file.relative_to(REFERENCE)).read_bytes() == file.read_bytes()


def test_a_configuration_that_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "hotline.yaml").write_text("ours", "utf-8")
    assert Configuration(tmp_path).missing() is None


def test_somebody_elses_config_is_no_place_for_ours(tmp_path: Path, console: Console) -> None:
    (tmp_path / "config").mkdir()
    with pytest.raises(SetupRefused, match=r"hotline\.yaml"):
        Configuration(tmp_path).do(console)
