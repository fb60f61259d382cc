"""Facts about this machine, and the places where the project keeps what it fetched."""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path

from .console import Halt, say

ROOT = Path(__file__).resolve().parents[2]
FAMILIES = ("crm_extended", "crm_service", "crm_callcenter", "erp_connectors")


def is_root():
    return os.geteuid() == 0


def home():
    """Folder of everything fetched or made: outside the checkout, so that a second clone starts at once.

    Root's own cache is closed to the user the database runs as, hence /var/cache for root.
    """
    named = os.environ.get("CRM_EXTENDED_HOME")
    if named:
        path = Path(named).expanduser()
    elif is_root():
        path = Path("/var/cache/crm-extended")
    else:
        try:
            path = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "crm-extended"
        except RuntimeError:
            raise Halt("this user has no home folder: set CRM_EXTENDED_HOME to a folder of theirs.") from None
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Halt(f"cannot write to {path} ({error.strerror}): set CRM_EXTENDED_HOME to a folder of yours.") from None
    path = path.resolve()
    if named:
        os.environ["CRM_EXTENDED_HOME"] = str(path)  # what we start works in another folder
    return path


def require_space(path, megabytes):
    """End with one clear line when fewer than `megabytes` MB are free where `path` lies."""
    free = shutil.disk_usage(path).free // 2**20
    if free < megabytes:
        raise Halt(
            f"{path} has {free} MB left and {megabytes} MB are needed: make room, or set CRM_EXTENDED_HOME "
            "to a folder on a larger disk."
        )


def fingerprint(*parts):
    """Short stable hash of strings, bytes and files (by content)."""
    digest = hashlib.sha256()
    for part in parts:
        if isinstance(part, Path):
            part = part.read_bytes()
        digest.update(part if isinstance(part, bytes) else str(part).encode())
        digest.update(b"\0")
    return digest.hexdigest()[:12]


def write_note(path, value):
    """Keep a value as JSON. Whoever reads meets the old note or the new one, never half of one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.new")
    unfinished.write_text(json.dumps(value, indent=1, sort_keys=True))
    os.replace(unfinished, path)


def read_note(path):
    """What write_note() kept, or None: a note that cannot be read is none."""
    try:
        return json.loads(path.read_text())
    except (OSError, ValueError):
        return None


@contextmanager
def alone(name, busy=None):
    """Hold the lock `name`. When another process has it: wait, or end with the line `busy` if one is given."""
    path = home() / f"{name}.lock"
    with path.open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            if busy:
                raise Halt(busy) from None
            say(f"  waiting for another process that holds {path}")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def run(command, **options):
    """Run a command quietly. On failure: Halt with the line of its output that is the reason."""
    # The reasons that callers look for are the English ones.
    environment = os.environ | {"LC_ALL": "C.UTF-8", "LANGUAGE": "C"}
    try:
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", env=environment, **options)
    except FileNotFoundError:
        raise Halt(f"the program {command[0]} is missing: install it (apt install {command[0]}).") from None
    if done.returncode:
        said = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
        errors = [line for line in said if line.startswith("E: ")]  # apt's own word for the reason
        reason = (errors[:1] or said[-1:] or [f"exit {done.returncode}"])[0]
        raise Halt(f"{Path(command[0]).name} failed: {reason[:300]}", output="\n".join(said))
    return done.stdout
