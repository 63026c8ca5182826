"""The duty files in the editor: checked while they are typed, previewed, published under a person's name."""

from __future__ import annotations

import io
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest

from schedules import store
from schedules.bundle import read_bundle
from schedules.publish import publish
from schedules.watch import Watcher
from storage import audit

Visitor = Callable[[str], Awaitable[Any]]
YUNNAN = "rosters/yunnan.yaml"


async def opened(client: Any, name: str = YUNNAN) -> dict[str, Any]:
    response = await client.get("/api/roster/file", params={"name": name})
    assert response.status == 200
    found: dict[str, Any] = await response.json()
    return found


async def saved(client: Any, file: Mapping[str, Any], text: str, **more: str) -> Any:
    body = {"name": file["name"], "text": text, "base": file["base"], "why": "测试", **more}
    return await client.post("/api/roster/publish", json=body)


async def versions(desk: Any) -> list[Any]:
    async with desk.services.db.reading() as tx:
        found: list[Any] = await store.versions(tx)
        return found


async def test_every_duty_file_is_listed_the_missing_optional_ones_too(visitor: Visitor) -> None:
    client = await visitor("supervisor")
    listed = await (await client.get("/api/roster/files")).json()
    names = [file["name"] for file in listed["files"]]
    assert names[-4:] == ["calendar.yaml", "people.yaml", "overrides.yaml", "leave.yaml"]
    assert len([name for name in names if name.startswith("rosters/")]) == 7
    assert "hotline.yaml" not in names
    assert {file["name"]: file["title_zh"] for file in listed["files"]}[YUNNAN] == "云南"
    assert (await opened(client, "leave.yaml"))["text"] == ""


async def test_findings_stand_at_their_line_and_concern_the_draft_not_the_folder(visitor: Visitor) -> None:
    client = await visitor("supervisor")
    file = await opened(client)
    wrong = file["text"].replace("working_days: 09:00-18:00", "working_days: 09:00-08:77")
    line = next(n for n, row in enumerate(wrong.splitlines(), 1) if "08:77" in row)
    response = await client.post("/api/roster/check", json={"name": YUNNAN, "text": wrong})
    found = (await response.json())["findings"]
    assert [(one["file"], one["line"], one["severity"]) for one in found] == [(YUNNAN, line, "error")]
    assert "08:77" in found[0]["problem_zh"]
    assert (await opened(client))["text"] == file["text"]


async def test_a_warning_is_told_apart_and_does_not_hinder(visitor: Visitor) -> None:
    client = await visitor("supervisor")
    text = "leave:\n  - {person: yn-expert-1, from: 2026-12-01, until: 2026-12-03, why: 年假}\n"
    response = await client.post("/api/roster/check", json={"name": "leave.yaml", "text": text})
    severities = {one["severity"] for one in (await response.json())["findings"]}
    assert severities == {"warning"}
    assert (await saved(client, await opened(client, "leave.yaml"), text)).status == 201


async def test_the_preview_tells_which_half_hours_change(visitor: Visitor) -> None:
    client = await visitor("supervisor")
    text = (await opened(client))["text"].replace("09:00-18:00", "09:00-19:00")
    response = await client.post("/api/roster/preview", json={"name": YUNNAN, "text": text})
    found = (await response.json())["difference"]
    (row,) = found["answers"]
    assert (row["line"], row["start"][11:16], row["end"][11:16]) == ("yunnan", "18:00", "19:00")
    assert (row["before"]["state"], row["after"]["groups"][0]["id"]) == ("closed", "yunnan-staff")
    assert len(row["days"]) >= 20
    assert found["facts"] == []


async def test_publishing_writes_the_file_and_the_version_bears_the_persons_name(visitor: Visitor, desk: Any) -> None:
    client = await visitor("supervisor")
    file = await opened(client)
    text = file["text"].replace("09:00-18:00", "09:00-19:00")
    response = await saved(client, file, text, why="客服延长一小时")
    assert (response.status, (await response.json())["new"]) == (201, True)
    assert desk.roster.text(YUNNAN) == text
    (version,) = await versions(desk)
    assert (version.who, version.why) == ("supervisor", "客服延长一小时")
    async with desk.services.db.reading() as tx:
        deed = (await audit.rows(tx))[0].deed
    assert (deed.who, deed.what) == ("supervisor", "publish_duty")


async def test_the_watcher_adds_no_version_to_what_the_page_published(visitor: Visitor, desk: Any) -> None:
    client = await visitor("supervisor")
    db, config = desk.services.db, desk.roster.config

    async def publish_it(bundle: Any, why: str) -> None:
        await publish(db, bundle, who="file", why=why, now=desk.clock())

    watcher = Watcher(config, publish_it, desk.roster.refused.extend)
    await watcher.look()
    file = await opened(client)
    await saved(client, file, file["text"].replace("09:00-18:00", "09:00-19:00"))
    await watcher.look()
    assert [one.who for one in await versions(desk)] == ["supervisor", "file"]


async def test_what_is_wrong_is_not_published(visitor: Visitor, desk: Any) -> None:
    client = await visitor("supervisor")
    file = await opened(client)
    response = await saved(client, file, file["text"].replace("staff", "stuff"))
    body = await response.json()
    assert (response.status, body["error"]["code"]) == (422, "findings")
    assert body["findings"][0]["line"] > 1
    assert desk.roster.text(YUNNAN) == file["text"]
    assert await versions(desk) == []


async def test_a_file_that_changed_meanwhile_is_shown_and_not_overwritten(visitor: Visitor, desk: Any) -> None:
    client = await visitor("supervisor")
    file = await opened(client)
    theirs = file["text"] + "# 别人的改动\n"
    (desk.roster.config / YUNNAN).write_text(theirs, "utf-8")
    response = await saved(client, file, file["text"].replace("18:00", "19:00"))
    body = await response.json()
    assert (response.status, body["error"]["code"], body["text"]) == (409, "stale", theirs)
    assert desk.roster.text(YUNNAN) == theirs
    again = await saved(client, {**file, "base": body["base"]}, theirs.replace("09:00-18:00", "09:00-19:00"))
    assert again.status == 201


async def test_comments_and_layout_are_published_as_they_were_typed(visitor: Visitor, desk: Any) -> None:
    client = await visitor("supervisor")
    file = await opened(client)
    text = file["text"].replace("working_days:", "working_days :  ") + "\n\n#   完\n"
    assert (await saved(client, file, text)).status == 201
    assert desk.roster.text(YUNNAN) == text
    assert read_bundle(desk.roster.config).files[YUNNAN] == text


async def test_what_is_to_come_stays_out_of_the_folder_until_then(visitor: Visitor, desk: Any) -> None:
    client = await visitor("supervisor")
    file = await opened(client)
    later = (desk.clock() + timedelta(hours=2)).isoformat()
    response = await saved(client, file, file["text"].replace("09:00-18:00", "09:00-19:00"), active_from=later)
    assert response.status == 201
    assert desk.roster.text(YUNNAN) == file["text"]
    async with desk.services.db.reading() as tx:
        assert await store.in_force(tx, desk.clock()) is None


@pytest.mark.parametrize("when", ["soon", "2099-01-01T00:00:00+08:00", "2026-12-01T00:00:00", "2026-99-01"])
async def test_a_time_that_is_none_is_refused(visitor: Visitor, when: str) -> None:
    client = await visitor("supervisor")
    file = await opened(client)
    assert (await saved(client, file, file["text"], active_from=when)).status == 422


async def test_a_publication_without_a_reason_is_refused(visitor: Visitor, desk: Any) -> None:
    client = await visitor("supervisor")
    file = await opened(client)
    assert (await saved(client, file, file["text"], why=" ")).status == 422
    assert await versions(desk) == []


NAMES = ("../../etc/passwd", "hotline.yaml", "rosters/../people.yaml", "/etc/passwd", "rosters/nowhere.yaml", "", "x\0")


@pytest.mark.parametrize("name", [*NAMES, "rosters/.yunnan.yaml.part", "schemas/roster.json"])
async def test_no_other_file_is_read_or_written(visitor: Visitor, desk: Any, name: str) -> None:
    client = await visitor("supervisor")
    before = sorted(path for path in desk.roster.config.parent.rglob("*"))
    assert (await client.get("/api/roster/file", params={"name": name})).status == 404
    for door in ("check", "preview"):
        assert (await client.post(f"/api/roster/{door}", json={"name": name, "text": "a: 1"})).status == 404
    assert (await saved(client, {"name": name, "base": ""}, "a: 1")).status == 404
    assert sorted(path for path in desk.roster.config.parent.rglob("*")) == before


async def test_a_schema_is_served_by_its_own_name_only(visitor: Visitor, desk: Any) -> None:
    client = await visitor("supervisor")
    (desk.roster.config / "schemas").mkdir(exist_ok=True)
    (desk.roster.config / "schemas" / "mine.json").write_text('{"type": "object"}', "utf-8")
    assert await (await client.get("/api/roster/schemas/mine.json")).json() == {"type": "object"}
    for name in ("none.json", "..%2fpeople.yaml", "%2e%2e", "people.yaml"):
        assert (await client.get(f"/api/roster/schemas/{name}")).status == 404


BOMBS = {
    "aliases": "a: &a [x]\nb: [*a, *a]\n",
    "brackets": "a: " + "[" * 5000,
    "no yaml": "：：：\n\t\x00",
    "a list": "- a\n- b\n",
    "two documents": "a: 1\n---\nb: 2\n",
    "twice": "name: 1\nname: 2\n",
    "half a pair": "name: \ud800",
    "nothing": "",
}


@pytest.mark.parametrize("what", BOMBS)
async def test_a_text_that_is_no_roster_is_answered_with_findings(visitor: Visitor, what: str) -> None:
    client = await visitor("supervisor")
    for door in ("check", "preview"):
        response = await client.post(f"/api/roster/{door}", json={"name": YUNNAN, "text": BOMBS[what]})
        assert response.status == 200
        assert any(one["severity"] == "error" for one in (await response.json())["findings"])
    file = await opened(client)
    assert (await saved(client, file, BOMBS[what])).status == 422


async def test_ten_megabytes_are_refused_unread_and_a_long_text_with_a_finding(visitor: Visitor) -> None:
    client = await visitor("supervisor")
    for door in ("check", "preview", "publish"):
        huge = io.BytesIO(b'{"text": "' + b"x" * 10_000_000 + b'"}')
        assert (await client.post(f"/api/roster/{door}", data=huge)).status == 413
    response = await client.post("/api/roster/check", json={"name": YUNNAN, "text": "# x\n" * 60_000})
    (finding,) = (await response.json())["findings"]
    assert (finding["file"], finding["line"]) == (YUNNAN, 1)


async def test_a_save_from_outside_that_was_refused_is_told_with_its_place(visitor: Visitor, desk: Any) -> None:
    client = await visitor("supervisor")
    file = await opened(client)
    (desk.roster.config / YUNNAN).write_text(file["text"].replace("09:00-18:00", "25:00-26:00"), "utf-8")
    watcher = Watcher(desk.roster.config, _publishes_nothing, desk.roster.refused.extend)
    await watcher.look()
    listed = await (await client.get("/api/roster/files")).json()
    assert [(one["file"], one["severity"]) for one in listed["refused"]] == [(YUNNAN, "error")]


async def _publishes_nothing(bundle: Any, _why: str) -> None:
    from schedules.compile import compile_bundle  # noqa: PLC0415 as publishing would

    compile_bundle(bundle)
