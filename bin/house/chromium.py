"""A Chromium for the browser tests: one that is there, else Debian's where we are root, else none."""

import shutil

from .console import Step
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


def find(install=False):
    """Path of a Chromium, or None. With install=True: installs Debian's package (and Chinese fonts) as root."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None and install and is_root():
        with Step("Chromium (Debian's package)") as step:
            error = system_install(["chromium", "fonts-noto-cjk"], step.at)
            if error:
                step.at(error)
        path = next(filter(None, map(shutil.which, NAMES)), None)
    return path
