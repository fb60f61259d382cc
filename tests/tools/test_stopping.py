"""However a command is stopped, what it started may clean up, and what a killed one left is swept at the next start."""

import os
import signal
import subprocess
import sys
import time

import pytest
from house import database
from house.child import started
from house.machine import ROOT

# A program as bin/test is: it starts one that cleans up behind itself, and waits for it.
COMMAND = """
import sys
sys.path.insert(0, "bin")
from house.start import guarded
from house.child import started
def main():
    with started([sys.executable, "-c", sys.argv[1], sys.argv[2]]) as process:
        process.wait()
sys.exit(guarded(main))
"""
CHILD = """
import os, pathlib, sys, time
folder = pathlib.Path(sys.argv[1])
try:
    (folder / "pid").write_text(str(os.getpid()))
    time.sleep(60)
finally:
    time.sleep(0.5)
    (folder / "cleaned").touch()
"""


def eventually(what, seconds=20):
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def pid_in(folder):
    path = folder / "pid"
    return int(path.read_text() or 0) if path.exists() else 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_what_a_command_started_cleans_up_and_is_gone(tmp_path, number):
    command = subprocess.Popen(
        [sys.executable, "-c", COMMAND, CHILD, str(tmp_path)],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
        # These tests may run under nohup, which a command respects.
        preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_DFL),
    )
    eventually(lambda: pid_in(tmp_path))
    command.send_signal(number)
    _out, said = command.communicate(timeout=20)
    if number != signal.SIGKILL:
        assert command.returncode == 130 and "stopped." in said
        assert (tmp_path / "cleaned").exists()
    eventually(lambda: (tmp_path / "cleaned").exists() and not os.path.exists(f"/proc/{pid_in(tmp_path)}"))


def test_what_does_not_end_is_killed(tmp_path):
    stubborn = "import signal, sys, time; signal.signal(2, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
    with started([sys.executable, "-c", stubborn], grace=0.2, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "up\n"
    assert process.returncode == -signal.SIGKILL


def gone():
    """The number of a process that has just ended."""
    process = subprocess.Popen(["true"])
    process.wait()
    return process.pid


def test_copies_of_commands_that_are_gone_are_swept(environment):
    dead, alive = f"crm_sweeptest_{gone()}", f"crm_sweeptest_{os.getpid()}"
    kept = f"crm_tpl_sweeptest_{gone()}"  # a template's fingerprint may consist of digits
    names = (dead, alive, kept)
    try:
        for name in names:
            database._execute(environment, "CREATE DATABASE {} TEMPLATE template0", name)
            database.filestore(name).mkdir(parents=True)
        config = database.config_for(environment, dead)
        database.sweep(environment)
        assert [database.exists(environment, name) for name in names] == [False, True, True]
        assert [database.filestore(name).exists() for name in names] == [False, True, True]
        assert not config.exists()
    finally:
        for name in names:
            database.drop(environment, name)
