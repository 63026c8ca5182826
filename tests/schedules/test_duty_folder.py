"""The folder that the duty files are read from: what belongs to a version, what lies there besides, what is gone."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from schedules.bundle import Bundle, read_bundle
from schedules.compile import compile_bundle
from schedules.document import BadFiles

Changed = Callable[..., Bundle]
CONFIG = Path(__file__).parents[2] / "config"


def test_a_fault_in_the_routing_part_is_shown_where_it_stands(tmp_path: Path, reference: Bundle) -> None:
    for name, text in reference.files.items():
        target = tmp_path / name
        target.parent.mkdir(exist_ok=True)
        target.write_text(text, encoding="utf-8")
    head = "# 说明\nname: x\nmenu: {start: main, default_line: nowhere}\n"
    routed = head + "routing:\n  ring_seconds: 20\n  last_group_seconds: 300\n  when_undecided:  nobody\n"
    (tmp_path / "hotline.yaml").write_text(routed, encoding="utf-8")
    with pytest.raises(BadFiles) as bad:
        compile_bundle(read_bundle(tmp_path))
    assert [finding.place for finding in bad.value.findings] == [("hotline.yaml", 3, 35), ("hotline.yaml", 7, 20)]


def test_only_the_routing_part_of_the_hotlines_file_belongs_to_the_version(tmp_path: Path, reference: Bundle) -> None:
    config = Path(__file__).parents[2] / "config"
    for name in (
        *(f"rosters/{line}.yaml" for line in reference.rosters),
        "calendar.yaml",
        "people.yaml",
        "hotline.yaml",
    ):
        target = tmp_path / name
        target.parent.mkdir(exist_ok=True)
        target.write_bytes((config / name).read_bytes())
    hotline = tmp_path / "hotline.yaml"
    hotline.write_text(hotline.read_text(encoding="utf-8").replace("name_en: ", "name_en: The ", 1), encoding="utf-8")
    (tmp_path / "rosters" / ".yunnan.yaml.swp").write_text("half", encoding="utf-8")
    (tmp_path / "rosters" / "yunnan.yaml~").write_text("half", encoding="utf-8")
    assert read_bundle(tmp_path).hash == reference.hash
    hotline.write_text(
        hotline.read_text(encoding="utf-8").replace("ring_seconds: 20", "ring_seconds: 25"), encoding="utf-8"
    )
    assert read_bundle(tmp_path).hash != reference.hash


def test_links_are_followed_and_what_is_no_plain_file_is_refused(tmp_path: Path, reference: Bundle) -> None:
    for name, text in reference.files.items():
        target = tmp_path / name
        target.parent.mkdir(exist_ok=True)
        target.write_text(text, encoding="utf-8")
    (tmp_path / "hotline.yaml").write_bytes((CONFIG / "hotline.yaml").read_bytes())
    moved = tmp_path / "elsewhere"
    (tmp_path / "rosters" / "hainan.yaml").rename(moved)
    (tmp_path / "rosters" / "hainan.yaml").symlink_to(moved)
    assert read_bundle(tmp_path).hash == reference.hash
    moved.unlink()
    (tmp_path / "calendar.yaml").unlink()
    os.mkfifo(tmp_path / "calendar.yaml")
    (tmp_path / "leave.yaml").mkdir()
    with pytest.raises(BadFiles) as bad:
        read_bundle(tmp_path)
    assert [finding.file for finding in bad.value.findings] == ["calendar.yaml", "leave.yaml", "rosters/hainan.yaml"]


@pytest.mark.parametrize("gone", ["rosters/hainan.yaml", "people.yaml", "calendar.yaml", "hotline.yaml"])
def test_a_file_that_was_deleted_or_renamed_takes_nothing_else_with_it(reference: Bundle, gone: str) -> None:
    left = {name: text for name, text in reference.files.items() if name != gone}
    with pytest.raises(BadFiles):
        compile_bundle(Bundle(left))
    with pytest.raises(BadFiles):
        compile_bundle(Bundle({**left, gone.replace(".yaml", "2.yaml"): reference.files[gone]}))


@pytest.mark.parametrize("share", [0.2, 0.4, 0.6, 0.8])
def test_half_of_a_roster_is_no_roster(changed: Changed, reference: Bundle, share: float) -> None:
    text = reference.files["rosters/yunnan.yaml"]
    with pytest.raises(BadFiles):
        compile_bundle(changed({"rosters/yunnan.yaml": text[: int(len(text) * share)]}))


def test_where_the_prompts_cannot_be_read_announcements_are_not_judged(tmp_path: Path) -> None:
    config = Path(shutil.copytree(CONFIG, tmp_path / "config"))
    (config / "prompts.yaml").write_text("prompts: [", "utf-8")
    assert read_bundle(config).prompts is None
    compile_bundle(read_bundle(config))
