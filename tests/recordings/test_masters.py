"""What is shipped is what the texts say, and sounds as it should."""

from __future__ import annotations

import hashlib
import json
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from dialplan.menu import Menu, Node, ToLine
from dialplan.prompts_used import prompts_used
from recordings import sound
from recordings.compose import misconduct
from recordings.masters import SIGNALS, Master, leftover, master_path, read_index, stale, write_index
from recordings.pieces import pieces
from recordings.prompts import Script, Voice, script

LINES = ("spot", "guangdong", "guangxi", "yunnan", "guizhou", "hainan", "guangzhou")
KNOWN_MISSES: list[str] = []
"""What the recogniser does not hear as it should, named so that it is never hidden."""
SIZE_LIMIT = 8_000_000  # bytes; a clone carries them all


def test_every_master_belongs_to_its_text(spoken_script: Script, index: dict[str, Master]) -> None:
    assert stale(spoken_script, Voice(), index) == [], "run: hotline prompts render"


def test_no_master_is_left_of_a_prompt_that_is_gone(
    spoken_script: Script, index: dict[str, Master], masters: Path
) -> None:
    assert leftover(spoken_script, index) == []
    assert set(masters.rglob("*.flac")) == {master_path(masters, name) for name in index}


def test_every_master_is_the_file_that_was_measured(index: dict[str, Master], masters: Path) -> None:
    for name, master in index.items():
        assert hashlib.sha256(master_path(masters, name).read_bytes()).hexdigest() == master.sha256, name


def test_every_prompt_the_dialplan_can_play_exists(index: dict[str, Master]) -> None:
    menu = Menu({"main": Node(("menu-main",), {"0": ToLine("spot")})}, "main", "guangzhou")
    used = prompts_used(menu, LINES, misconduct("020-36623007", index))
    assert used - set(index) == set()


def test_every_line_has_its_hours_prompt(index: dict[str, Master]) -> None:
    assert {f"hours/{line}" for line in LINES} <= set(index)


def test_the_menu_names_every_key(index: dict[str, Master]) -> None:
    said = index["menu-main"].text
    assert all(f"请按{numeral}" in said for numeral in "零一二三四五六九")


def test_levels_by_the_index(index: dict[str, Master]) -> None:
    spoken = [master for name, master in index.items() if name not in SIGNALS]
    assert max(master.peak_dbfs for master in spoken) <= -1.0
    levels = [master.level_dbfs for master in spoken]
    assert max(levels) - min(levels) <= 2.0


def test_levels_as_they_are(index: dict[str, Master], masters: Path) -> None:
    """Measured again, over every file: the index does not vouch for itself."""
    for name, master in index.items():
        samples, rate = soundfile.read(master_path(masters, name), dtype="float32")
        assert (rate, samples.ndim) == (16_000, 1), name
        assert sound.peak_dbfs(samples) <= -1.0, name
        assert len(samples) / rate == pytest.approx(master.seconds, abs=0.01), name
        if name not in SIGNALS:
            assert sound.speech_level_dbfs(samples, rate) == pytest.approx(sound.SPEECH_LEVEL, abs=1.0), name


def test_a_clone_stays_small(masters: Path) -> None:
    assert sum(path.stat().st_size for path in masters.rglob("*") if path.is_file()) < SIZE_LIMIT


@pytest.fixture(scope="module")
def report(masters: Path) -> Any:
    """What the recogniser heard, as ``hotline prompts check`` wrote it down."""
    return json.loads((masters / "check.json").read_text("utf-8"))


def test_every_master_was_heard_and_is_still_the_same(index: dict[str, Master], report: Any) -> None:
    heard = set(chain.from_iterable(utterance["names"] for utterance in report["utterances"]))
    assert set(index) - set(SIGNALS) <= heard
    assert {name: index[name].sha256 for name in report["masters"]} == report["masters"], "run: hotline prompts check"


def test_no_digit_and_no_line_was_mistaken_for_another(report: Any) -> None:
    assert [utterance["mistaken_for"] for utterance in report["utterances"] if utterance["mistaken_for"]] == []


def test_figures_and_line_names_were_heard_exactly_and_all_else_within_five_per_cent(report: Any) -> None:
    missed = [
        utterance["text"]
        for utterance in report["utterances"]
        if utterance["vital"] or utterance["wrong"] > 0.05 * utterance["syllables"] or not utterance["good"]
    ]
    assert missed == report["summary"]["misses"] == KNOWN_MISSES


def test_a_lead_in_makes_stale_only_what_follows_it() -> None:
    plain = script({"a/b": "您好。", "c/d": "再见。"}, {})
    led = script({"a/b": "您好。", "c/d": "再见。"}, {}, {}, {"a/*": "他说"})
    assert plain.key("a/b", Voice()) != led.key("a/b", Voice())
    assert plain.key("c/d", Voice()) == led.key("c/d", Voice())


def test_a_prompts_own_lead_in_goes_before_its_folders() -> None:
    led = script({}, {}, {}, {"digits/*": "请按", "digits/yao": ""})
    assert (led.lead_in("digits/5"), led.lead_in("digits/yao"), led.lead_in("year")) == ("请按", "", "")


def test_a_cut_is_made_where_it_is_quietest() -> None:
    rate = 16_000
    speech = sound.tone(440.0, 1.0, rate)
    speech[8_000:8_200] = 0.0
    assert 8_000 < sound.quietest(speech, rate, 4_000, 12_000) < 8_200


def test_changing_a_text_makes_its_master_stale(tmp_path: Path) -> None:
    before = script({"welcome": "您好。", "goodbye": "再见。"}, {})
    after = script({"welcome": "您好！", "goodbye": "再见。"}, {})
    keep = {name: Master("", before.key(name, Voice()), "", "", 1.0, -3.0, -20.0) for name in before.texts}
    write_index(tmp_path, keep)
    assert stale(after, Voice(), read_index(tmp_path)) == ["welcome"]


def test_a_pronunciation_makes_stale_only_what_holds_its_word() -> None:
    plain = script({"a": "重听请按九。", "b": "再见。"}, {})
    told = script({"a": "重听请按九。", "b": "再见。"}, {"重听": "chong2 ting1"})
    assert plain.key("a", Voice()) != told.key("a", Voice())
    assert plain.key("b", Voice()) == told.key("b", Voice())


def test_a_speed_makes_stale_only_its_own_prompt() -> None:
    plain = script({"a": "您好。", "b": "再见。"}, {})
    slower = script({"a": "您好。", "b": "再见。"}, {}, {"a": 0.85})
    assert plain.key("a", Voice()) != slower.key("a", Voice())
    assert plain.key("b", Voice()) == slower.key("b", Voice())


def test_another_voice_makes_everything_stale(spoken_script: Script, index: dict[str, Master]) -> None:
    assert len(stale(spoken_script, Voice(name="zm_yunjian"), index)) == len(spoken_script.texts)


@pytest.mark.parametrize("name", ["../up", "a/b/c", "A", "a b", "", "/a", "a.ulaw"])
def test_a_name_that_could_leave_the_sounds_folder_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        script({name: "您好。"}, {})


def test_an_authored_text_overrules_a_generated_piece() -> None:
    assert script({"digits/1": "幺"}, {}).texts["digits/1"] == "幺"
    assert set(pieces()) <= set(script({}, {}).texts)


def test_levelling_meets_the_level_and_never_the_limit() -> None:
    rate = 16_000
    spiky = np.zeros(rate, dtype=np.float32)
    spiky[::400] = 0.5
    even = sound.tone(440.0, 1.0, rate) * np.float32(0.1)
    assert sound.speech_level_dbfs(sound.levelled(even, rate), rate) == pytest.approx(sound.SPEECH_LEVEL, abs=0.1)
    assert sound.peak_dbfs(sound.levelled(spiky, rate)) == pytest.approx(sound.PEAK_LIMIT, abs=0.1)
