"""What goes wrong at the start is said in one line that names the remedy, without a traceback."""

import os
import socket
import subprocess
import sys
from types import SimpleNamespace

import pytest
from house import odoo_server, run_command
from house.console import Halt
from house.machine import ROOT, alone, require_space
from house.postgres import from_url


def command(program, *arguments, root=ROOT, **variables):
    """(exit code, what it said) of one of the commands in bin/."""
    done = subprocess.run(
        [sys.executable, root / "bin" / program, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=300,
        env=os.environ | variables,
    )
    return done.returncode, (done.stdout + done.stderr).strip()


def one_line(text, *words):
    lines = [line for line in text.splitlines() if line.startswith("✗")]
    assert len(lines) == 1, text
    assert "Traceback" not in text
    for word in words:
        assert word in lines[0], lines[0]
    return True


@pytest.fixture
def taken_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_taken_port(taken_port, checkout):
    code, text = command("run", "--port", taken_port, root=checkout)
    assert code == 1 and one_line(text, str(taken_port), "--port")


def test_a_port_that_is_none():
    code, text = command("run", "--port", 99999)
    assert code == 1 and one_line(text, "65530")


def test_two_at_once(checkout):
    lock = f"run-{run_command.fingerprint(str(checkout))}"
    with alone(lock):
        code, text = command("run", "--port", 8899, root=checkout)
    assert code == 1 and one_line(text, "already running", "Ctrl-C")


def test_a_port_that_only_root_may_open(monkeypatch):
    class Closed(socket.socket):
        def bind(self, _address):
            raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(odoo_server.socket, "socket", Closed)
    with pytest.raises(Halt, match="may not listen on port 80: .*--port"):
        run_command.refuse_taken_ports(SimpleNamespace(port=80, workers=0))


@pytest.mark.parametrize("program", ["run", "test", "setup"])
def test_a_folder_without_odoo(program, tmp_path, checkout):
    code, text = command(program, "--odoo-src", tmp_path, root=checkout)
    assert code == 1 and one_line(text, "there is no Odoo in", "--odoo-src")


def test_a_benchmark_that_is_none():
    code, text = command("bench", "unicorn")
    assert code == 2 and one_line(text, "unicorn", "--list")


def test_another_version_of_odoo(tmp_path):
    (tmp_path / "odoo").mkdir()
    (tmp_path / "odoo/release.py").write_text("version_info = (18, 0, 0, 'final', 0, '')\n")
    code, text = command("setup", "--odoo-src", tmp_path)
    assert code == 1 and one_line(text, "is not Odoo 19")


@pytest.mark.parametrize("url", ["mysql://localhost", "localhost:5432", "postgresql://h:port/"])
def test_a_url_that_is_none(url):
    with pytest.raises(Halt, match="--pg-url wants postgresql://"):
        from_url(url)


@pytest.mark.parametrize("program", [("run", "--port", 8898), ("setup",)])
def test_a_server_that_does_not_answer(program, taken_port, checkout):
    free = taken_port + 1
    code, text = command(*program, "--pg-url", f"postgresql://nobody@127.0.0.1:{free}/", root=checkout)
    assert code == 1 and one_line(text, "PostgreSQL", "--pg-url")


FAKE = """
import sys
sys.version_info = ({major}, {minor}, 0, "final", 0)
sys.path.insert(0, "bin")
sys.argv = ["bin/run"]
from house.start import require_python
require_python()
print("went on")
"""


@pytest.mark.parametrize(("major", "minor"), [(3, 9), (3, 14), (2, 7)])
def test_a_wrong_python_with_no_other_on_the_path(major, minor):
    program = FAKE.format(major=major, minor=minor)
    environment = {"PATH": "/nonexistent"}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, env=environment)
    assert done.returncode == 2 and "went on" not in done.stdout
    assert done.stderr.count("\n") == 1 and f"Python {major}.{minor} is not supported" in done.stderr


def test_a_wrong_python_goes_on_with_a_good_one_from_the_path(tmp_path):
    good = tmp_path / "python3.12"
    good.write_text("#!/bin/sh\necho gone to $0\n")
    good.chmod(0o755)
    program = FAKE.format(major=3, minor=9)
    # Nothing else on it: the machine may have a newer one, which would come first.
    environment = {"PATH": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, env=environment)
    assert "python3.12" in done.stdout and "went on" not in done.stdout


def test_a_full_disk(tmp_path):
    with pytest.raises(Halt, match="MB are needed: make room"):
        require_space(tmp_path, 10**12)


def test_a_home_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("")
    code, text = command("setup", CRM_EXTENDED_HOME=str(tmp_path / "file/inside"))
    assert code == 1 and one_line(text, "CRM_EXTENDED_HOME")


def test_a_failure_nobody_thought_of_is_one_line_as_well(monkeypatch, capsys):
    from house.start import guarded

    def broken():
        raise RuntimeError("the moon")

    monkeypatch.delenv("CRM_EXTENDED_DEBUG", raising=False)
    assert guarded(broken) == 1
    assert one_line(capsys.readouterr().err.strip(), "the moon", "CRM_EXTENDED_DEBUG")


def test_no_network(tmp_path):
    nowhere = {"http_proxy": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9"}
    clean = {key: "" for key in ("PYTHONPATH", "PIP_FIND_LINKS")}
    program = (
        "import sys; sys.path.insert(0, 'bin')\n"
        "from house.start import guarded\n"
        "from house.debian import PrivateApt\n"
        "from pathlib import Path\n"
        f"sys.exit(guarded(lambda: PrivateApt(Path({str(tmp_path)!r}), 'sid').update()))\n"
    )
    environment = os.environ | nowhere | clean
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, env=environment)
    assert done.returncode == 1 and one_line(done.stderr, "could not be fetched", "network")
