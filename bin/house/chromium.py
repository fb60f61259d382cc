"""A Chromium for the browser tests: one that is there, else Debian's where we are root, else none."""

import shutil
import subprocess
from pathlib import Path

from .console import Halt, Step
from .debian import system_install
from .machine import is_root

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Root needs --no-sandbox; the rest keeps the browser from looking up hosts on the internet.
FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
    "--disable-gpu",
    *(("--no-sandbox",) if is_root() else ()),
)


def find():
    """Path of a Chromium that starts, or None."""
    return next((path for path in map(shutil.which, NAMES) if path and not _stub(path)), None)


def _stub(path):
    """Ubuntu's package is a script that asks for a snap: without that snap it starts nothing."""
    with Path(path).open("rb") as file:
        head = file.read(4096)
    if not head.startswith(b"#!") or b"snap" not in head:
        return False
    return subprocess.run([path, "--version"], capture_output=True).returncode != 0


def ready():
    """(path, "") of a Chromium, installed as root with Chinese fonts where there is none; ("", why not) otherwise."""
    path = find()
    if path:
        return path, ""
    if not is_root():
        return "", "no Chromium on this machine and no right to install one"
    try:
        with Step("Chromium (the distribution's package)") as step:
            error = system_install(["chromium", "fonts-noto-cjk"], step.at)
            path = find()
            if not path:
                raise Halt(
                    f"no Chromium on this machine, and apt could not install it ({error or 'a stub without its snap'})"
                )
    except Halt as reason:
        return "", str(reason)
    return path, ""
