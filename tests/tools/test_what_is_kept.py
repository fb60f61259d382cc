"""What bin/run and bin/test keep between two starts: under whose name, and readable after a power cut."""

import os
import shutil
import subprocess
import urllib.request
from types import SimpleNamespace

import pytest
from house import database, demo_house, environment, odoo_source
from house.machine import home, read_note, write_note
from house.postgres import Server

OURS = Server(host="/cache/socket", port="5432", user="odoo", origin="embedded")


def house_on(server, monkeypatch):
    monkeypatch.setattr(database, "exists", lambda *_: False)
    around = SimpleNamespace(source=SimpleNamespace(path="/odoo"), server=server)
    return demo_house.DemoHouse(around, SimpleNamespace(empty=False, fresh=False))


def test_a_server_of_the_users_has_a_house_of_its_own(monkeypatch):
    ours = house_on(OURS, monkeypatch)
    theirs = [house_on(Server(host=host, port=port), monkeypatch) for host, port in (("db", "5432"), ("db", "5433"))]
    assert len({house.database for house in (ours, *theirs)}) == 3
    assert len({house.note for house in (ours, *theirs)}) == 3


def test_our_own_server_may_move_without_the_house_being_lost(monkeypatch):
    elsewhere = Server(host="/tmp/other", port="5432", user="odoo", origin="embedded")
    assert house_on(OURS, monkeypatch).database == house_on(elsewhere, monkeypatch).database


def test_a_note_cut_short_counts_as_none(tmp_path):
    note = tmp_path / "notes/a.json"
    assert read_note(note) is None
    write_note(note, {"lang": "zh_CN"})
    assert read_note(note) == {"lang": "zh_CN"}
    note.write_text('{"lang": "zh')
    assert read_note(note) is None


def test_a_note_is_whole_or_the_old_one(tmp_path, monkeypatch):
    note = tmp_path / "a.json"
    write_note(note, {"a": 1})

    def power_cut(*_arguments):
        raise OSError("no power")

    monkeypatch.setattr(os, "replace", power_cut)
    with pytest.raises(OSError, match="power"):
        write_note(note, {"a": 2})
    assert read_note(note) == {"a": 1}


def test_an_update_brings_new_words_for_terms_that_have_some():
    assert database.update_arguments(["a", "b"], ["c"]) == ["-u", "a,b", "--i18n-overwrite", "-i", "c"]
    # Odoo refuses the option without an update.
    assert database.update_arguments([], ["c"]) == ["-i", "c"]


@pytest.mark.parametrize(("version", "strategy"), [(140005, False), (180001, True)])
def test_old_servers_are_not_asked_for_a_strategy_they_do_not_know(monkeypatch, tmp_path, version, strategy):
    said = []
    monkeypatch.setattr(database, "version", lambda _environment: version)
    monkeypatch.setattr(database, "_execute", lambda _environment, statement, *_names: said.append(statement))
    monkeypatch.setattr(database, "data_dir", lambda: tmp_path)
    database.copy(None, "a", "b")
    assert ("STRATEGY FILE_COPY" in said[-1]) == strategy


def test_no_proxy_stands_before_localhost(monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.setenv("NO_PROXY", "intranet")
    environment.talk_to_ourselves_directly()
    assert urllib.request.proxy_bypass("localhost") and urllib.request.proxy_bypass("127.0.0.1")
    assert urllib.request.proxy_bypass("intranet") and not urllib.request.proxy_bypass("example.com")


def test_nobody_else_reads_the_password_of_the_database(tmp_path):
    around = SimpleNamespace(server=Server("db", "5432", "odoo", "secret"), addons_path=lambda: "/addons")
    path = tmp_path / "odoo.conf"
    path.write_text("old")
    path.chmod(0o644)
    environment.write_config(around, path)
    assert "secret" in path.read_text() and path.stat().st_mode & 0o777 == 0o600


@pytest.fixture
def mirror(monkeypatch, tmp_path):
    """Debian's archive as far as odoo_source asks for it; the packages are empty files."""

    class Apt:
        late_mirror = False

        def __init__(self, folder, suite):
            self.folder = folder

        def update(self):
            pass

        def download(self, names, _progress):
            paths = [tmp_path / f"{name}_19.0_all.deb" for name in names]
            for path in paths:
                path.touch()
            return paths

    monkeypatch.setattr(odoo_source, "PrivateApt", Apt)
    monkeypatch.setattr(odoo_source, "home", lambda: tmp_path)
    monkeypatch.setattr(odoo_source, "require_space", lambda *_: None)
    monkeypatch.setattr(odoo_source, "_mend", lambda root: None)
    return tmp_path / "odoo"


def unpacked(_packages, into, _progress):
    release = into / "usr/lib/python3/dist-packages/odoo/release.py"
    release.parent.mkdir(parents=True)
    release.write_text("version_info = (19, 0, 0, 'final', 0, '')")


def test_an_interrupted_unpacking_leaves_nothing_behind(mirror, monkeypatch):
    def cut_short(*arguments):
        unpacked(*arguments)
        raise KeyboardInterrupt

    monkeypatch.setattr(odoo_source, "unpack", cut_short)
    with pytest.raises(KeyboardInterrupt):
        odoo_source._fetch(mirror)
    assert list(mirror.iterdir()) == []


def test_what_a_killed_unpacking_left_is_removed_by_the_next(mirror, monkeypatch):
    (mirror / "unpack-killed").mkdir(parents=True)
    monkeypatch.setattr(odoo_source, "unpack", unpacked)
    assert odoo_source._fetch(mirror).version == "19.0"
    assert [path.name for path in mirror.iterdir()] == ["19.0"]


@pytest.mark.skipif(not shutil.which("git"), reason="no git on this machine")
def test_a_checkout_of_odoo_is_known_by_its_commit(tmp_path):
    def git(*arguments):
        identity = ("-c", "user.name=A", "-c", "user.email=a@example.com")
        subprocess.run(["git", "-C", tmp_path, *identity, *arguments], check=True, capture_output=True)

    odoo = odoo_source.OdooSource(tmp_path, "19.0", "yours")
    assert odoo.stamp == ()
    git("init")
    git("commit", "--allow-empty", "-m", "one")
    first = odoo.stamp
    git("commit", "--allow-empty", "-m", "two")
    assert first and odoo.stamp and odoo.stamp != first


def test_a_relative_home_means_the_same_folder_to_what_is_started_elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "disk").mkdir()
    (tmp_path / "link").symlink_to("disk")
    monkeypatch.setenv("CRM_EXTENDED_HOME", "link/cache")
    first = home()
    monkeypatch.chdir("/")
    assert home() == first == tmp_path / "disk/cache"
