"""Debian packages without installing them and without root.

A private apt configuration (own sources, lists and cache) downloads what apt itself verifies by signature and
hash; dpkg-deb unpacks it into a folder of ours. The machine's own apt state is never touched. On Debian the mirror is
the one that the machine's own sources name. Ubuntu's archive has no Odoo, so there it is Debian's; its address and its
keys come from packages of Ubuntu.
"""

import os
import re
import shutil
import subprocess
import threading
from pathlib import Path
from typing import NamedTuple

from .console import Halt
from .machine import home, is_root, run

SOURCES = [Path("/etc/apt/sources.list"), *sorted(Path("/etc/apt/sources.list.d").glob("*"))]
OS_RELEASE = Path("/etc/os-release")
KEYRINGS = (
    "/usr/share/keyrings/debian-archive-keyring.gpg",
    "/usr/share/keyrings/debian-archive-keyring.pgp",
)
KEY_PACKAGE = "debian-archive-keyring"
# An older release still signed with the keys that older machines know; its key package knows today's.
KEY_SUITE = "bullseye"
ADDRESS_PACKAGE, ADDRESS_FILE = "debootstrap", "usr/sbin/debootstrap"
DEBIAN_SUITES = {"stable", "testing", "unstable", "sid"}


class Entry(NamedTuple):
    """One line or stanza of apt's sources."""

    uri: str
    suites: tuple
    components: tuple
    key: str  # path of the keyring it names, or ""


def entries(sources):
    """The Entry of everything in apt's sources, given as [(file name, text)], that brings binary packages.

    >>> entries([("x.sources", "Types: deb\\nURIs: http://m/debian\\nSuites: a b\\nComponents: main\\nSigned-By: /k\\n")])
    [Entry(uri='http://m/debian', suites=('a', 'b'), components=('main',), key='/k')]
    >>> entries([("x.list", "deb [arch=amd64 signed-by=/k] http://m/debian/ a main\\n")])
    [Entry(uri='http://m/debian', suites=('a',), components=('main',), key='/k')]
    """
    found = []
    for name, text in sources:
        text = re.sub(r"^#.*\n?", "", text, flags=re.M)
        if name.endswith(".sources"):
            for stanza in re.split(r"\n\s*\n", text):
                pairs = re.findall(r"^([\w-]+):[ \t]*(.*)", stanza, re.M)
                fields = {key: tuple(value.split()) for key, value in pairs}
                if "deb" not in fields.get("Types", ()) or fields.get("Enabled") == ("no",):
                    continue
                key = (fields.get("Signed-By") or ("",))[0]
                for uri in fields.get("URIs", ()):
                    found.append((uri, fields.get("Suites", ()), fields.get("Components", ()), key))
        else:
            for options, words in re.findall(r"^deb\s+(?:\[([^]]*)\]\s+)?(\S.*)", text, re.M):
                uri, *rest = words.split("#")[0].split()
                signed = re.search(r"signed-by=(\S+)", options or "", re.I)
                found.append((uri, tuple(rest[:1]), tuple(rest[1:]), signed.group(1) if signed else ""))
    return [
        Entry(uri.rstrip("/"), suites, components, key if key.startswith("/") else "")
        for uri, suites, components, key in dict.fromkeys(found)
    ]


def os_release():
    """{"ID": "debian", "VERSION_CODENAME": ...} of this machine."""
    text = OS_RELEASE.read_text(errors="replace") if OS_RELEASE.is_file() else ""
    return {key: value.strip("\"'") for key, value in re.findall(r"^(\w+)=(.*)", text, re.M)}


def archives(sources=None, system=None):
    """Places where the machine's sources say that Debian's archive may be had, as [(uri, keyring or "")], best first.
    On a relative of Debian the folder beside its own mirror is one of them."""
    if sources is None:
        files = [path for path in SOURCES if path.suffix in (".list", ".sources") and path.is_file()]
        sources = [(path.name, path.read_text(errors="replace")) for path in files]
    system = os_release() if system is None else system
    on_debian = system.get("ID") == "debian"
    suites = DEBIAN_SUITES | ({system.get("VERSION_CODENAME", "sid")} if on_debian else set())
    known = entries(sources)

    def rank(entry):
        return not entry.uri.endswith("/debian"), not suites.intersection(entry.suites)

    own = [e for e in known if "main" in e.components and "security" not in e.uri and not all(rank(e))]
    found = [(entry.uri, entry.key) for entry in sorted(own, key=rank) if on_debian or entry.uri.endswith("/debian")]
    if not on_debian:
        # Most public mirrors of Ubuntu carry Debian as well; Ubuntu's own hosts do not.
        beside = [e.uri.removesuffix("/ubuntu") for e in known if e.uri.endswith("/ubuntu")]
        found += [(f"{uri}/debian", "") for uri in beside if not re.search(r"ubuntu\.com(:\d+)?$", uri)]
    return list(dict.fromkeys(found))


def address():
    """Debian's own address, which leads to a mirror nearby, as the machine's distribution knows it."""
    script = home() / "address" / ADDRESS_FILE
    if not script.is_file():
        _fetch_own(ADDRESS_PACKAGE, home() / "address")
    named = re.search(r'^DEF_MIRROR="(\S+)"', script.read_text(errors="replace"), re.M)
    if not named:
        raise Halt(f"{ADDRESS_PACKAGE} does not name Debian's archive: add a Debian source to apt.")
    return named.group(1)


def keyring():
    """Path of a keyring with Debian's keys: this machine's, else the one in its distribution's own archive."""
    fetched = home() / "keyring" / KEYRINGS[0].lstrip("/")
    if fetched.is_file():
        return str(fetched)
    present = next((path for path in KEYRINGS if Path(path).is_file()), None)
    return present or _fetched_keyring()


def _fetched_keyring(apt=None):
    """Unpack the key package of the machine's own archive, or of the one `apt` knows; returns the keyring's path."""
    _fetch_own(KEY_PACKAGE, home() / "keyring", apt)
    return str(home() / "keyring" / KEYRINGS[0].lstrip("/"))


def _fetch_own(package, folder, apt=None):
    try:
        apt = apt or PrivateApt(home() / "apt-own")
        apt.update()
        unpack(apt.download([package], lambda text: None), folder, lambda text: None)
    except Halt as reason:
        raise Halt(f"the package {package} could not be had: {reason}", output=reason.output) from None


class PrivateApt:
    """apt with sources, lists and cache of our own in `folder`, for one suite of Debian ("" = whatever the machine's
    own sources have). `key` is the keyring to trust when the source names none."""

    def __init__(self, folder, suite="", key=None):
        for tool in ("apt-get", "dpkg-deb"):
            if not shutil.which(tool):
                raise Halt(f"{tool} is missing: this needs Debian or Ubuntu, or --odoo-src with your own Odoo 19.")
        self.folder = Path(folder)
        self.suite = suite
        self.key = key
        self.late_mirror = False
        for part in ("lists/partial", "cache/archives/partial", "packages"):
            (self.folder / part).mkdir(parents=True, exist_ok=True)
        self._options = [
            *("-o", f"Dir::State::Lists={self.folder}/lists", "-o", f"Dir::Cache={self.folder}/cache"),
            *("-o", "Acquire::Retries=3", "-o", "APT::Sandbox::User=root" if is_root() else "APT::Get::Assume-Yes=1"),
            *("-o", "Debug::NoLocking=1"),
        ]
        if suite:
            # What the machine prefers among its own suites says nothing about ours.
            nothing = "Dir::Etc::SourceParts", "Dir::Etc::Preferences", "Dir::Etc::PreferencesParts"
            self._options += [part for option in nothing for part in ("-o", f"{option}=/nonexistent")]
            self._options += ["-o", "APT::Default-Release=", "-o", f"Dir::Etc::SourceList={self.folder}/sources.list"]

    def _apt(self, *arguments, **options):
        late = ["-o", "Acquire::Check-Valid-Until=false"] if self.late_mirror else []
        return run(["apt-get", "-q", *self._options, *late, *arguments], **options)

    def update(self):
        """Fetch the package lists, from the first archive that has them. A mirror that lags is accepted past its date;
        signatures are always checked."""
        if not self.suite:
            # One dead source among the machine's own is no reason to stop: what is wanted may come from another.
            self._apt("update")
            return
        reasons, places = [], archives()
        on_debian = os_release().get("ID") == "debian"
        for uri, key in places if on_debian else [*places, ("", "")]:
            try:
                self._update_from(uri or address(), key or self.key or keyring())
                return
            except Halt as reason:
                reasons.append(str(reason))
        if not reasons:
            raise Halt("apt has no sources on this machine: add your mirror to /etc/apt/sources.list.")
        where = "" if on_debian else " from Debian's archive, which has Odoo 19"
        raise Halt(
            f"the package lists could not be fetched{where} ({reasons[0]}): is the network there? apt-get update says "
            "more; --odoo-src takes an Odoo 19 of yours."
        )

    def _update_from(self, uri, key):
        self.late_mirror = False
        (self.folder / "sources.list").write_text(f"deb [signed-by={key}] {uri} {self.suite} main\n")
        try:
            self._apt("update", "--error-on=any")
        except Halt as error:
            if "NO_PUBKEY" in error.output and self.key is None:
                older = PrivateApt(home() / f"apt-{KEY_SUITE}", KEY_SUITE, key=key)
                self.key = _fetched_keyring(older)
                self._update_from(uri, self.key)
                return
            if "Release" not in str(error) or ("valid" not in str(error) and "expired" not in str(error)):
                raise
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
    # dpkg wants programs that a root who came by `su` has not on the PATH.
    path = os.pathsep.join([*filter(None, [os.environ.get("PATH")]), "/usr/sbin:/usr/bin:/sbin:/bin"])
    words = {"DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8", "LANGUAGE": "C"}
    environment = os.environ | words | {"PATH": path}
    for command in (["apt-get", "-q", "update"], ["apt-get", "-q", "-y", "install", "--no-install-recommends", *names]):
        done = subprocess.run(command, capture_output=True, text=True, env=environment)
    return "" if done.returncode == 0 else (done.stderr.strip().splitlines() or ["apt-get failed"])[-1]
