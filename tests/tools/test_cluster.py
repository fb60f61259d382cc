"""The embedded PostgreSQL: what an interruption leaves, and who owns it."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from house import postgres
from house.console import Halt
from house.machine import is_root


@pytest.fixture
def own_home(monkeypatch):
    """A cache of its own that the account of the server may enter, which pytest's folders are not."""
    folder = Path(tempfile.mkdtemp(prefix="crm-"))
    folder.chmod(0o755)
    monkeypatch.setenv("CRM_EXTENDED_HOME", str(folder))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def cluster(own_home, environment):
    cluster = postgres.Cluster("t", environment.python, throw_away=True)
    yield cluster
    cluster.stop()


def test_a_cluster_cut_short_is_made_anew(cluster, monkeypatch):
    real = cluster._command

    def cut_short(program, *arguments):
        done = real(program, *arguments)
        if program == "initdb":
            shutil.rmtree(Path(arguments[1]) / "base")
            raise KeyboardInterrupt
        return done

    monkeypatch.setattr(cluster, "_command", cut_short)
    with pytest.raises(KeyboardInterrupt):
        cluster.start()
    monkeypatch.setattr(cluster, "_command", real)
    cluster.start()
    assert cluster._answers()


def test_a_server_that_will_not_start_names_the_folder_to_delete(cluster):
    cluster.start()
    cluster.stop()
    (cluster.data / "global/pg_control").unlink()
    with pytest.raises(Halt, match=f"delete the folder {cluster.folder}"):
        cluster.start()


def test_the_number_of_a_dead_server_may_be_anybodys(cluster):
    cluster.data.mkdir(parents=True)
    stranger = subprocess.Popen(["sleep", "60"], cwd="/")
    try:
        (cluster.data / "postmaster.pid").write_text(f"{stranger.pid}\n")
        cluster.stop()
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


@pytest.mark.skipif(not is_root(), reason="only root runs the server as somebody else")
def test_a_folder_that_the_servers_account_cannot_enter_is_named(cluster, own_home):
    own_home.chmod(0o700)
    with pytest.raises(Halt, match=f"cannot enter {own_home}"):
        cluster.start()


@pytest.mark.skipif(not is_root(), reason="only root runs the server as somebody else")
def test_a_cluster_keeps_the_account_it_was_made_with(own_home, environment):
    data = own_home / "postgres/t/data"
    data.mkdir(parents=True)
    os.chown(data, 2, 2)
    assert postgres.Cluster("t", environment.python, throw_away=True).account.pw_uid == 2
