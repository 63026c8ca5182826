"""``config/notices.yaml``: what is read, what is refused at its place, and that a bad save changes nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.fit_together import misfits
from app.notices_file import read_notices, read_notices_section
from app.notices_in_force import NoticesInForce
from notices.notice import Channel, Kind
from notices.postman import NotSent
from notices.settings import NoticeSettings
from schedules.document import BadFiles, parse
from tests.notices.conftest import Gateway, a_letter

CONFIG = Path(__file__).parents[2] / "config"
SHIPPED = (CONFIG / "notices.yaml").read_text("utf-8")
CONTACTS = 'contacts: {head: {phone: "138 0000-1234", email: head@example.com}}'
ON = SHIPPED.replace("on: false", "on: true").replace("contacts: {}", CONTACTS).replace("[]\n  plain", "[a.b]\n  plain")


def read(text: str) -> NoticeSettings:
    top = parse("notices.yaml", text)
    settings = read_notices_section(top)
    top.finish()
    return settings


def test_as_shipped_nothing_leaves_the_house() -> None:
    settings = read_notices(CONFIG)
    assert settings.open_channels() == frozenset()
    assert (settings.webhooks.hosts, settings.webhooks.networks) == (frozenset(), ())
    assert all(settings.outward(kind, "supervisor") == () for kind in Kind)


def test_a_house_without_the_file_keeps_to_its_screens(tmp_path: Path) -> None:
    assert read_notices(tmp_path) == NoticeSettings()


def test_what_is_switched_on_goes_where_each_person_is_reached() -> None:
    settings = read(ON)
    assert settings.outward(Kind.ESCALATION, "head") == (Channel.EMAIL, Channel.SMS)
    assert settings.outward(Kind.BREACH, "head") == (Channel.SMS,)
    assert settings.outward(Kind.WARNING, "head") == ()
    assert settings.outward(Kind.BREACH, "nobody") == ()
    assert settings.contacts["head"].phone == "13800001234"
    assert settings.ways[Kind.URGENT].at_any_hour


@pytest.mark.parametrize(
    ("good", "bad", "said"),
    [
        ("to: [sms, email]", "to: [fax]", "没有这种途径"),
        ('hours: "08:00-20:00"', 'hours: "20:00-08:00"', "不是一天之内的时段"),
        ("url: http://127.0.0.1:8099/sms", "url: ftp://127.0.0.1/sms", "不是网址"),
        ('"id": "{key}"', '"id": "{identity}"', "没有 {identity} 可填"),
        ("{Authorization:", "{Auth orization:", "不能作为请求头"),
        ("from: hotline@example.com", "from: nobody", "不是邮箱地址"),
        ("security: none", "security: some", "不认识"),
        ("138 0000-1234", "not known", "电话号码应为数字"),
        ("give_up_after_hours: 24", "give_up_after_hours: 0", "超出范围"),
        ("  url: http://127.0.0.1:8099/sms\n", "", "没有写网关地址"),
        ("  host: 127.0.0.1\n", "", "没有写邮件服务器"),
        ("accepted:", "accept:", "不认识的键"),
        ("allowed: [a.b]", 'allowed: ["https://a.b"]', "不是主机名或网段"),
    ],
)
def test_what_is_wrong_is_found_at_its_place(good: str, bad: str, said: str) -> None:
    assert good in ON
    with pytest.raises(BadFiles) as found:
        read(ON.replace(good, bad, 1))
    assert any(said in finding.problem.zh for finding in found.value.findings)
    assert all(finding.line > 1 for finding in found.value.findings)


def test_a_save_is_taken_up_and_a_bad_one_leaves_the_last_good_one(tmp_path: Path) -> None:
    file = tmp_path / "notices.yaml"
    file.write_text(ON, "utf-8")
    there = NoticesInForce(tmp_path, tmp_path, "热线", outward=True)
    there.look()
    assert set(there.senders()) == {Channel.SMS, Channel.EMAIL}
    file.write_text(ON.replace("security: none", "security: some"), "utf-8")
    there.look()
    assert len(there.findings()) == 1
    assert set(there.senders()) == {Channel.SMS, Channel.EMAIL}
    file.write_text(SHIPPED + "\n", "utf-8")
    there.look()
    assert (there.findings(), there.senders()) == ((), {})


def test_a_rehearsal_sends_nothing_whatever_the_file_says(tmp_path: Path) -> None:
    (tmp_path / "notices.yaml").write_text(ON, "utf-8")
    there = NoticesInForce(tmp_path, tmp_path, "热线", outward=False)
    there.look()
    assert there.senders() == {}
    assert there.settings().outward(Kind.ESCALATION, "head") == ()
    assert there.settings().webhooks.hosts == frozenset()


async def test_the_secret_is_read_where_secrets_are_at_each_message(tmp_path: Path, gateway: Gateway) -> None:
    text = ON.replace("http://127.0.0.1:8099/sms", gateway.url)
    (tmp_path / "notices.yaml").write_text(text, "utf-8")
    there = NoticesInForce(tmp_path, tmp_path / "secrets", "热线", outward=True)
    there.look()
    with pytest.raises(NotSent, match="notices-sms in var/secrets"):
        await there.senders()[Channel.SMS].send(a_letter())
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "notices-sms").write_text("abc\n")
    await there.senders()[Channel.SMS].send(a_letter())
    assert gateway.headers[0]["Authorization"] == "Bearer abc"


def test_a_contact_whom_nobody_knows_is_found_by_the_check(tmp_path: Path) -> None:
    config = Path(shutil.copytree(CONFIG, tmp_path / "config"))
    file = config / "notices.yaml"
    text = file.read_text("utf-8")
    file.write_text(
        text.replace("contacts: {}", "contacts: {trading-head: {phone: '138000'}, tradnig-head: {}}"), "utf-8"
    )
    (found,) = misfits(config)
    assert (found.file, found.problem.zh) == ("notices.yaml", "people.yaml 中没有 “tradnig-head”")
    file.write_text(text.replace("security: none", "security: some"), "utf-8")
    with pytest.raises(BadFiles):
        misfits(config)
