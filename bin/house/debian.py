"""Debian packages without installing them and without root.

A private apt configuration (own sources, lists and cache) downloads what apt itself verifies by signature and
hash; dpkg-deb unpacks it into a folder of ours. The machine's own apt state is never touched. The mirror is the
one that the machine's own sources name.
"""

import re
import shutil
import subprocess
import threading
from pathlib import Path

from .console import Halt
from .machine import is_root, run

SOURCES = [Path("/etc/apt/sources.list"), *sorted(Path("/etc/apt/sources.list.d").glob("*"))]
KEYRINGS = (
    "/usr/share/keyrings/debian-archive-keyring.gpg",
    "/usr/share/keyrings/debian-archive-keyring.pgp",
    "/etc/apt/trusted.gpg.d",
)


def machine_mirrors(sources=None):
    """Debian mirrors that the machine's apt sources name, as [(uri, signed_by or "")], best first.

    >>> machine_mirrors([("x.sources", "Types: deb\\nURIs: http://mirror/debian\\nSuites: a\\nSigned-By: /k.gpg\\n")])
    [('http://mirror/debian', '/k.gpg')]
    >>> machine_mirrors([("x.list", "deb [arch=amd64 signed-by=/k.gpg] http://mirror/debian a main\\n")])
    [('http://mirror/debian', '/k.gpg')]
    """
    if sources is None:
        sources = [
            (p.name, p.read_text(errors="replace"))
            for p in SOURCES
            if p.suffix in (".list", ".sources") and p.is_file()
        ]
    found = []
    for name, text in sources:
        if name.endswith(".sources"):
            for stanza in re.split(r"\n\s*\n", text):
                fields = dict(re.findall(r"^([\w-]+):\s*(\S+)", stanza, re.M))
                if "URIs" in fields and fields.get("Enabled", "yes") != "no":
                    found.append((fields["URIs"].rstrip("/"), fields.get("Signed-By", "")))
        else:
            for options, uri in re.findall(r"^deb\s+(?:\[([^]]*)\]\s+)?(\S+)", text, re.M):
                signed = re.search(r"signed-by=(\S+)", options or "")
                found.append((uri.rstrip("/"), signed.group(1) if signed else ""))
    debian = [(uri, key) for uri, key in dict.fromkeys(found) if uri.endswith("/debian")]
    return debian or [(uri, key) for uri, key in dict.fromkeys(found) if "security" not in uri]


class PrivateApt:
    """apt with sources, lists and cache of our own in `folder`, for one suite ("" = the machine's own suites)."""

    def __init__(self, folder, suite=""):
        for tool in ("apt-get", "dpkg-deb"):
            if not shutil.which(tool):
                raise Halt(f"{tool} is missing: this needs Debian or Ubuntu, or --odoo-src with your own Odoo 19.")
        self.folder = Path(folder)
        self.suite = suite
        self.late_mirror = False
        for part in ("lists/partial", "cache/archives/partial", "packages"):
            (self.folder / part).mkdir(parents=True, exist_ok=True)
        self._options = [
            *("-o", f"Dir::State::Lists={self.folder}/lists", "-o", f"Dir::Cache={self.folder}/cache"),
            *("-o", "Acquire::Retries=3", "-o", "APT::Sandbox::User=root" if is_root() else "APT::Get::Assume-Yes=1"),
            *("-o", "Debug::NoLocking=1"),
        ]
        if suite:
            self._write_sources()

    def _write_sources(self):
        mirrors = machine_mirrors()
        if not mirrors:
            raise Halt("apt has no sources on this machine: add your mirror to /etc/apt/sources.list.")
        uri, key = mirrors[0]
        key = key or next((k for k in KEYRINGS if Path(k).is_file()), "")
        signed = f"[signed-by={key}] " if key.startswith("/") else ""
        sources = self.folder / "sources.list"
        sources.write_text(f"deb {signed}{uri} {self.suite} main\n")
        self._options += ["-o", f"Dir::Etc::SourceList={sources}", "-o", "Dir::Etc::SourceParts=/nonexistent"]

    def _apt(self, *arguments, **options):
        return run(["apt-get", "-q", *self._options, *arguments], **options)

    def update(self):
        """Fetch the package lists. A mirror that lags is accepted past its date; signatures are always checked."""
        try:
            self._apt("update", "--error-on=any")
        except Halt as error:
            if "Release" not in str(error) or ("valid" not in str(error) and "expired" not in str(error)):
                raise Halt(
                    f"the package lists could not be fetched ({error}): is the network there? apt-get update says more."
                ) from None
            self._options += ["-o", "Acquire::Check-Valid-Until=false"]
            self.late_mirror = True
            self._apt("update", "--error-on=any")

    def describe(self, names):
        """Return {package name: (file name, bytes, sha256)}; Halt names the package that the mirror has not."""
        found = {}
        for line in self._apt("download", "--print-uris", *names).splitlines():
            match = re.match(r"'([^']+)' (\S+) (\d+) (?:SHA256:)?(\w*)", line)
            if match:
                file_name = match.group(2)
                found[file_name.split("_")[0]] = (file_name, int(match.group(3)), match.group(4))
        return found

    def download(self, names, progress):
        """Download packages and return their paths; `progress(text)` hears how far it is."""
        wanted = self.describe(names)
        target = self.folder / "packages"
        total = sum(size for _file, size, _hash in wanted.values()) or 1
        finished = threading.Event()

        def watch():
            while not finished.wait(0.5):
                got = sum(p.stat().st_size for p in target.iterdir() if p.is_file())
                progress(f"download {min(got * 100 // total, 100)} % of {total // 10**6} MB")

        watcher = threading.Thread(target=watch, daemon=True)
        watcher.start()
        try:
            self._apt("download", *names, cwd=target)
        finally:
            finished.set()
            watcher.join()
        return [target / file_name for file_name, _size, _hash in wanted.values()]


def unpack(packages, into, progress):
    """Unpack .deb files into a folder."""
    for number, package in enumerate(packages, 1):
        progress(f"unpack {package.name.split('_')[0]} ({number} of {len(packages)})")
        run(["dpkg-deb", "-x", str(package), str(into)])


def system_install(names, progress):
    """apt-get install as root; returns the error line or "" — callers decide how much they need the package."""
    if not is_root():
        return "not root"
    progress("install " + " ".join(names))
    environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    for command in (["apt-get", "-q", "update"], ["apt-get", "-q", "-y", "install", "--no-install-recommends", *names]):
        done = subprocess.run(command, capture_output=True, text=True, env=environment)
    return "" if done.returncode == 0 else (done.stderr.strip().splitlines() or ["apt-get failed"])[-1]
