"""The virtual environment: our packages, Odoo's packages and Odoo itself, in the cache, keyed by what is in it."""

import platform
import shutil
import subprocess
import sys
from pathlib import Path

from .child import started
from .console import Halt, Step
from .debian import PrivateApt, unpack
from .machine import ROOT, alone, fingerprint, home, require_space

RUN_REQUIREMENTS = tuple(
    ROOT / name for name in ("requirements.txt", "requirements-addons.txt", "bin/requirements-odoo.txt")
)
TEST_REQUIREMENTS = (ROOT / "bin/requirements-test.txt",)


def ready(source, testing=False):
    """Return the path of a Python that can import Odoo and everything the addons need."""
    if not testing and (_place(source, testing=True) / ".complete").exists():
        testing = True  # it has all that is needed and more
    venv = _place(source, testing)
    python = venv / "bin/python"
    if (venv / ".complete").exists():
        return python
    with alone("python"):
        if not (venv / ".complete").exists():
            require_space(home(), 1500)
            title = "Python packages" + (" (with tests)" if testing else "")
            _build(venv, python, _files(testing), source, title)
    return python


def _files(testing):
    return RUN_REQUIREMENTS + (TEST_REQUIREMENTS if testing else ())


def _place(source, testing):
    version = platform.python_version()
    key = fingerprint(version, sys.base_prefix, str(source.path), *_files(testing))
    return home() / "python" / f"{version}-{key}{'-test' if testing else ''}"


def _build(venv, python, files, source, title):
    with Step(title) as step:
        shutil.rmtree(venv, ignore_errors=True)
        step.at("virtual environment")
        made = subprocess.run(
            [_base_python(), "-m", "venv", "--without-pip", str(venv)], capture_output=True, text=True
        )
        if made.returncode:
            raise Halt("python3 -m venv failed: install your distribution's python3-venv package and run again.")
        _install_pip(python, step)
        site = Path(
            subprocess.check_output([python, "-c", "import site; print(site.getsitepackages()[0])"], text=True).strip()
        )
        (site / "crm_extended_odoo.pth").write_text(f"{source.path}\n")
        plain, addons = _requirements(files)
        _pip(python, ["install", *plain], step, len(plain))
        # An addon's wheel asks for Odoo, and Odoo's metadata for packages that need a compiler (psycopg2): both are
        # here already, the second under another name.
        _pip(python, ["install", "--no-deps", *addons], step, len(addons))
        (venv / ".complete").touch()


def _base_python():
    """The Python outside any virtual environment, which keys and makes ours."""
    return getattr(sys, "_base_executable", sys.executable)


def _requirements(files):
    """(requirements of ordinary packages, requirements of Odoo addons)."""
    lines = [line.split("#")[0].strip() for file in files for line in file.read_text().splitlines()]
    names = [line for line in lines if line]
    addons = [name for name in names if name.startswith("odoo-addon-")]
    return [name for name in names if name not in addons], addons


def _install_pip(python, step):
    """pip from ensurepip where the distribution left it in, else from a Debian package with pip's wheel."""
    step.at("pip")
    if not subprocess.run([python, "-m", "ensurepip", "-q"], capture_output=True).returncode:
        return
    # The distribution's own wheel belongs to its Python. Debian's newest serves where that one is missing (Ubuntu without
    # the component universe) or wants a part of the standard library that is packaged apart (Ubuntu 22.04).
    for suite in ("", "sid"):
        try:
            wheel = _pip_wheel(suite, step)
        except Halt as halt:
            reason = str(halt)
            continue
        done = subprocess.run(
            [python, "-m", "pip", "install", "-q", "--no-index", str(wheel)],
            env={"PYTHONPATH": str(wheel), "PATH": "/usr/bin:/bin"},
            capture_output=True,
            text=True,
        )
        if not done.returncode:
            return
        reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
    raise Halt(
        f"pip could not be installed ({reason}): install your distribution's python3-venv package and run again."
    )


def _pip_wheel(suite, step):
    folder = home() / f"pip-wheel{suite and '-'}{suite}"
    if not list(folder.rglob("pip-*.whl")):
        apt = PrivateApt(home() / f"apt-{suite or 'own'}", suite)
        apt.update()
        unpack(apt.download(["python3-pip-whl"], step.at), folder, step.at)
    return sorted(folder.rglob("pip-*.whl"))[-1]


def _pip(python, arguments, step, count):
    """Run pip and show the package it is at."""
    command = [python, "-m", "pip", "--disable-pip-version-check", "--no-input", *arguments, "--progress-bar", "off"]
    lines, seen = [], 0
    with started(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace") as process:
        for line in process.stdout:
            lines.append(line.strip())
            if line.startswith("Collecting "):
                seen += 1
                step.at(f"{line.split()[1]} ({min(seen, count)} of {count})")
            elif line.startswith("Installing collected"):
                step.at("installing")
        code = process.wait()
    if code:
        errors = [text for text in lines if text.startswith("ERROR")]
        log = home() / "pip.log"
        log.write_text("\n".join(lines))
        reason = (errors or lines or ["no output"])[-1]
        if any("Retrying (" in text for text in lines):
            reason = "the package index could not be reached: is the network there?"
        elif platform.machine() not in ("x86_64", "AMD64"):
            reason = (
                f"not every package is ready-made for {platform.machine()}, and a compiler is needed then: {reason}"
            )
        raise Halt(f"the Python packages could not be installed ({reason}); all of pip's words are in {log}.")
