"""Where Debian's archive is looked for: on Debian, on Ubuntu, beside other people's repositories."""

import pytest
from house import debian
from house.console import Halt
from house.debian import archives

BOOKWORM = {"ID": "debian", "VERSION_CODENAME": "bookworm"}
NOBLE = {"ID": "ubuntu", "ID_LIKE": "debian", "VERSION_CODENAME": "noble"}
KEY = "/usr/share/keyrings/debian-archive-keyring.gpg"


def stanza(uri, suites, components="main", key=KEY, **more):
    fields = {"Types": "deb", "URIs": uri, "Suites": suites, "Components": components, "Signed-By": key} | more
    return "".join(f"{name}: {value}\n" for name, value in fields.items())


def test_debian_is_asked_at_the_machines_own_mirror_first():
    sources = [("debian.sources", stanza("http://mirror/debian/", "bookworm bookworm-updates"))]
    assert archives(sources, BOOKWORM) == [("http://mirror/debian", KEY)]


def test_the_security_archive_and_what_is_switched_off_are_no_mirrors():
    sources = [
        ("a.sources", stanza("http://mirror/debian-security", "bookworm-security")),
        ("b.sources", stanza("http://old/debian", "bookworm", Enabled="no")),
        ("c.sources", stanza("http://source/debian", "bookworm", Types="deb-src")),
        ("d.list", "# deb http://comment/debian bookworm main\n"),
    ]
    assert archives(sources, BOOKWORM) == []


def test_other_peoples_repositories_are_no_mirrors_even_where_their_address_ends_alike():
    sources = [
        (
            "docker.list",
            "deb [arch=amd64 signed-by=/d.gpg] https://download.docker.example/linux/debian bookworm stable",
        ),
        ("browser.list", "deb https://browser.example/chrome/deb beta main"),
        ("tools.list", "deb https://tools.example/debian tools main"),
        ("debian.list", "deb http://mirror/deb bookworm main contrib\n"),
    ]
    found = [uri for uri, _key in archives(sources, BOOKWORM)]
    assert found == ["https://tools.example/debian", "http://mirror/deb"]
    # The one that names this release comes before the one that is merely called alike.
    both = [*sources, ("z.list", "deb http://real/debian bookworm main\n")]
    assert archives(both, BOOKWORM)[0][0] == "http://real/debian"


def test_ubuntu_asks_debian_and_never_ubuntus_own_hosts():
    sources = [("ubuntu.sources", stanza("http://archive.ubuntu.com/ubuntu/", "noble", "main universe", "/u.gpg"))]
    assert archives(sources, NOBLE) == []


def test_ubuntu_behind_a_public_mirror_asks_the_folder_beside_it_first():
    sources = [("ubuntu.sources", stanza("https://mirrors.example.cn/ubuntu/", "noble", "main universe", "/u.gpg"))]
    assert archives(sources, NOBLE) == [("https://mirrors.example.cn/debian", "")]


def test_ubuntu_with_a_debian_source_uses_it():
    sources = [
        ("ubuntu.list", "deb http://archive.ubuntu.com/ubuntu jammy main universe\n"),
        ("debian.list", "deb [signed-by=/k.gpg] http://mirror/debian sid main\n"),
    ]
    assert archives(sources, NOBLE)[0] == ("http://mirror/debian", "/k.gpg")


def test_a_key_written_into_the_source_is_left_to_our_own_keyring():
    sources = [("debian.sources", stanza("http://mirror/debian", "bookworm", key="\n -----BEGIN PGP-----"))]
    assert archives(sources, BOOKWORM)[0] == ("http://mirror/debian", "")


@pytest.fixture
def asked(monkeypatch, tmp_path):
    """What PrivateApt asks of apt-get: {address: the failure it meets}, and the addresses asked, in order."""
    addresses, failures = [], {}

    def run(command, **_options):
        uri = (tmp_path / "sources.list").read_text().split()[2]
        addresses.append(uri)
        if uri in failures:
            raise failures[uri]
        return ""

    monkeypatch.setattr(debian, "run", run)
    monkeypatch.setattr(debian, "archives", lambda: [("http://one/debian", KEY), ("http://two/debian", KEY)])
    monkeypatch.setattr(debian, "os_release", lambda: BOOKWORM)
    monkeypatch.setattr(debian, "home", lambda: tmp_path)
    return addresses, failures


def test_a_mirror_that_has_not_the_suite_is_followed_by_the_next(asked, tmp_path):
    addresses, failures = asked
    failures["http://one/debian"] = Halt("apt-get failed: 404")
    debian.PrivateApt(tmp_path, "sid").update()
    assert addresses == ["http://one/debian", "http://two/debian"]


def test_on_ubuntu_the_refusal_says_that_it_is_debians_archive_that_is_missing(asked, tmp_path, monkeypatch):
    addresses, failures = asked
    failures.update({f"http://{name}/debian": Halt(f"apt-get failed: {name}") for name in ("one", "two", "three")})
    monkeypatch.setattr(debian, "os_release", lambda: NOBLE)
    monkeypatch.setattr(debian, "address", lambda: "http://three/debian")
    monkeypatch.setattr(debian, "keyring", lambda: KEY)
    with pytest.raises(Halt, match="Debian's archive, which has Odoo 19 .*failed: one.*--odoo-src"):
        debian.PrivateApt(tmp_path, "sid").update()
    assert addresses[-1] == "http://three/debian"


def test_debians_own_address_is_the_one_that_ubuntu_packages(tmp_path, monkeypatch):
    script = tmp_path / "address/usr/sbin/debootstrap"

    def fetch(package, folder):
        assert (package, folder) == ("debootstrap", tmp_path / "address")
        script.parent.mkdir(parents=True)
        script.write_text('#!/bin/sh\nset -e\nDEF_MIRROR="http://its.example/debian"\nMIRRORS=""\n')

    monkeypatch.setattr(debian, "home", lambda: tmp_path)
    monkeypatch.setattr(debian, "_fetch_own", fetch)
    assert debian.address() == debian.address() == "http://its.example/debian"


def test_keys_too_old_for_todays_signatures_are_renewed_once(asked, tmp_path, monkeypatch):
    addresses, failures = asked
    failures["http://one/debian"] = Halt("not signed", output="W: GPG error: NO_PUBKEY 6ED0E7B82643E131")
    renewed = []

    def fetched(older=None):
        renewed.append((older.suite, older.key))
        failures.clear()
        return "/new.gpg"

    monkeypatch.setattr(debian, "_fetched_keyring", fetched)
    debian.PrivateApt(tmp_path, "sid").update()
    assert renewed == [(debian.KEY_SUITE, KEY)]
    assert addresses == ["http://one/debian"] * 2
    assert "signed-by=/new.gpg" in (tmp_path / "sources.list").read_text()
