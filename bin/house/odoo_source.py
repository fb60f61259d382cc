"""Where Odoo 19 comes from: a checkout the user names, an installed one, else Debian's package unpacked privately."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from .console import Halt, Step
from .debian import PrivateApt, unpack
from .machine import alone, home, require_space

PACKAGE = "odoo-19"
# The package's web libraries and fonts are symbolic links into these; without them every page is an error.
LINKED_PACKAGES = [
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
    "fonts-glyphicons-halflings",
    "fonts-inconsolata",
    "fonts-ocr-b",
    "fonts-roboto-unhinted",
    "fonts-montserrat",
    "gsfonts",
    "fonts-dejavu-core",
]
# Odoo draws its icons with Font Awesome 4.7, which sid no longer has: its package there is version 7.
ICON_PACKAGE, ICON_SUITE = "fonts-font-awesome", "trixie"
# Missing from Debian's package; the backend's bundle logs a console error without it.
SELFIE_FILE = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"


@dataclass(frozen=True)
class OdooSource:
    """An Odoo 19: `path` is the folder to put on sys.path, `addons` the folders with addons."""

    path: Path
    version: str
    origin: str

    @property
    def stamp(self):
        """Parts of a name that changes with this Odoo's code: the commit of a checkout; none where the path says it."""
        if not (self.path / ".git").exists() or not shutil.which("git"):
            return ()
        done = subprocess.run(["git", "-C", str(self.path), "rev-parse", "HEAD"], capture_output=True, text=True)
        return () if done.returncode else (done.stdout.strip(),)

    @property
    def addons(self):
        beside = self.path / "addons"  # a git checkout keeps most addons beside the package, Debian inside it
        inside = self.path / "odoo" / "addons"
        return [p for p in (inside, beside) if (p / "base").is_dir() or (p / "sale").is_dir()]


def find(odoo_src=None):
    """Return the OdooSource to use, fetching Debian's package when there is no other."""
    named = odoo_src or os.environ.get("ODOO_SRC")
    if named:
        path, fetched = Path(named).expanduser().resolve(), home() / "odoo"
        if fetched in path.parents:  # a command names to itself what it has found, when it changes to its own Python
            return _unpacked(fetched / path.relative_to(fetched).parts[0])
        return _at(path, "yours")
    return _importable() or _debian()


def _at(path, origin):
    release = path / "odoo" / "release.py"
    if not release.is_file():
        raise Halt(f"there is no Odoo in {path}: --odoo-src wants the folder that contains odoo/release.py.")
    match = re.search(r"version_info = \((\d+), *(\d+)", release.read_text())
    if not match or match.group(1) != "19":
        raise Halt(f"the Odoo in {path} is not Odoo 19.")
    return OdooSource(path, f"{match.group(1)}.{match.group(2)}", origin)


def _importable():
    code = "import odoo.release, os; print(os.path.dirname(os.path.dirname(odoo.release.__file__)))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd="/")
    if found.returncode:
        return None
    try:
        return _at(Path(found.stdout.strip()), "installed")
    except Halt:
        return None


def _debian():
    base = home() / "odoo"
    ready = sorted(base.glob("*/.complete"))
    if ready:
        return _unpacked(ready[-1].parent)
    with alone("odoo"):
        ready = sorted(base.glob("*/.complete"))
        return _unpacked(ready[-1].parent) if ready else _fetch(base)


def _unpacked(folder):
    return _at(folder / "usr/lib/python3/dist-packages", f"Debian's package {folder.name}")


def _fetch(base):
    require_space(home(), 2500)
    with Step("Odoo 19 (Debian's package, unpacked privately)") as step:
        apt = PrivateApt(home() / "apt-sid", "sid")
        step.at("package lists")
        apt.update()
        if apt.late_mirror:
            step.at("the mirror is past its date; signatures are still checked")
        packages = apt.download([PACKAGE, *LINKED_PACKAGES], step.at)
        icons = PrivateApt(home() / f"apt-{ICON_SUITE}", ICON_SUITE)
        icons.update()
        packages += icons.download([ICON_PACKAGE], step.at)
        version = next(p.name for p in packages if p.name.startswith(PACKAGE)).split("_")[1]
        base.mkdir(parents=True, exist_ok=True)
        for left in base.glob("unpack-*"):  # by a command that was killed; nobody else is here, for we hold the lock
            shutil.rmtree(left, ignore_errors=True)
        work = Path(tempfile.mkdtemp(prefix="unpack-", dir=base))
        target = base / version
        try:
            unpack(packages, work, step.at)
            _mend(work)
            work.chmod(0o755)
            shutil.rmtree(target, ignore_errors=True)
            work.rename(target)
            (target / ".complete").touch()
        except BaseException:
            shutil.rmtree(work, ignore_errors=True)
            raise
        for package in packages:
            package.unlink(missing_ok=True)
    return _unpacked(target)


def _mend(root):
    """Put a quiet file where the package lacks one, and refuse a package whose icons lead nowhere."""
    addons = root / "usr/lib/python3/dist-packages/odoo/addons"
    selfie = addons / SELFIE_FILE
    if not selfie.exists():
        selfie.parent.mkdir(parents=True, exist_ok=True)
        selfie.write_text("/* Left out of Debian's package: background blur in video calls is not available. */\n")
    for font in (root / "usr/lib/python3/dist-packages").rglob("fontawesome-webfont.woff2"):
        if not font.exists():
            raise Halt(f"the icon font {os.readlink(font)} is missing from {ICON_PACKAGE}: use --odoo-src.")
