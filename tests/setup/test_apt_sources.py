"""Which mirror is Debian's, read from sources as machines really have them."""

from app.setup.apt_sources import debian_mirrors, parse_sources

DEB822 = """\
# Debian 13, as installed
Types: deb deb-src
URIs: http://mirror.example.cn/debian/
Suites: trixie trixie-updates
Components: main non-free-firmware
Signed-By: /usr/share/keyrings/debian-archive-keyring.pgp

Types: deb
URIs: http://security.debian.org/debian-security
Suites: trixie-security
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.pgp
"""


def test_the_mirror_of_a_deb822_file_is_found_without_its_trailing_slash() -> None:
    assert debian_mirrors({"debian.sources": DEB822}) == ["http://mirror.example.cn/debian"]


def test_one_line_sources_with_options_comments_and_several_components_are_read() -> None:
    text = """\
        # deb http://old.example/debian bookworm main
        deb-src http://mirror.example/debian bookworm main
        deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] https://a.example/debian sid main contrib # ours
    """
    assert debian_mirrors({"sources.list": text}) == ["https://a.example/debian"]


def test_other_vendors_repositories_are_skipped_by_key_suite_or_component() -> None:
    text = """\
        deb [signed-by=/usr/share/keyrings/php.gpg] https://php.example/php bookworm main
        deb [arch=amd64] https://docker.example/linux/debian bookworm stable
        deb https://node.example/node_20.x nodistro main
        deb http://pgdg.example/pub/repos/apt bookworm-pgdg main
    """
    assert debian_mirrors({"vendors.list": text}) == []


def test_ubuntu_has_no_debian_mirror() -> None:
    text = """\
Types: deb
URIs: http://archive.ubuntu.com/ubuntu/
Suites: noble noble-updates noble-backports
Components: main restricted universe multiverse
Signed-By: /usr/share/keyrings/ubuntu-archive-keyring.gpg
"""
    assert debian_mirrors({"ubuntu.sources": text}) == []


def test_several_uris_are_all_kept_and_those_named_debian_come_first() -> None:
    text = (
        "Types: deb\nURIs: http://one.example/proxy\n http://two.example/debian\nSuites: bookworm\nComponents: main\n"
    )
    assert debian_mirrors({"a.sources": text}) == ["http://two.example/debian", "http://one.example/proxy"]


def test_a_disabled_stanza_does_not_count() -> None:
    assert debian_mirrors({"debian.sources": "Enabled: no\n" + DEB822.split("\n", 1)[1]}) == []


def test_a_key_written_into_the_stanza_is_not_taken_for_debians() -> None:
    text = (
        "Types: deb\nURIs: https://vendor.example/apt\nSuites: stable\nComponents: main\n"
        "Signed-By:\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n mQINBFit\n -----END PGP PUBLIC KEY BLOCK-----\n"
    )
    source = parse_sources("vendor.sources", text)[0]
    assert source.signed_by.startswith("-----BEGIN")
    assert debian_mirrors({"vendor.sources": text}) == []


def test_a_mirror_list_of_a_cloud_image_is_followed() -> None:
    text = "Types: deb\nURIs: mirror+file:///etc/apt/mirrors/debian.list\nSuites: bookworm\nComponents: main\n"
    lists = {"/etc/apt/mirrors/debian.list": "# nearest first\nhttps://deb.example/debian\tpriority:1\n\n"}
    assert debian_mirrors({"debian.sources": text}, lists.__getitem__) == ["https://deb.example/debian"]


def test_installation_media_are_no_mirror() -> None:
    text = "deb cdrom:[Debian GNU/Linux 12.5.0]/ bookworm main\ndeb http://mirror.example/debian bookworm main\n"
    assert debian_mirrors({"sources.list": text}) == ["http://mirror.example/debian"]
