"""Small checks of this house. Each module finds one kind of fault and yields Findings; lint.py runs them all."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from ..machine import ROOT

SKIPPED = {".git", "__pycache__", ".ruff_cache", ".hypothesis", "node_modules", "build", "dist"}


@dataclass(frozen=True)
class Finding:
    """One fault. An advice is shown and does not turn the run red."""

    path: Path
    line: int
    text: str
    advice: bool = False

    def __str__(self):
        path = self.path.relative_to(ROOT) if self.path.is_relative_to(ROOT) else self.path
        return f"{path}:{self.line}: {self.text}" if self.line else f"{path}: {self.text}"


def repository_files(root=ROOT):
    """Every file of the checkout that git would keep; without git, every file that is not a by-product."""
    try:
        listed = subprocess.run(
            ["git", "-C", root, "ls-files", "-co", "--exclude-standard", "-z"],
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        paths = [root / name for name in listed.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        paths = [path for path in root.rglob("*") if not SKIPPED & set(path.relative_to(root).parts)]
    return sorted(path for path in paths if path.is_file())
