"""Nothing in the repository speaks of the place it was written in, or names the host of a package index."""

import re

from . import Finding

# Written so that this file does not find itself.
WORDS = {
    r"pypi\.org|pythonhosted\.org|npmjs\.(org|com)|(deb|ftp|security|snapshot)\.debian\.org": "host of a package index",
    r"(?<![\w.-])/wor[k]/": "a path of somebody's machine",
    r"/hom[e]/[a-z]+/|/roo[t]/\.": "a path of somebody's machine",
    r"\b([Cc]laude|[Aa]nthropic|[Cc]hat ?GPT|[Cc]opilot)\b": "a writing tool",
    r"\b([Aa]gent|AI|[Cc]oding) [Ss]ession\b|\b[Ss]ub-?agent\b|\b[Gg]it worktre[e]\b": "how it was written",
}
TEXT = {
    ".py",
    ".md",
    ".xml",
    ".csv",
    ".js",
    ".scss",
    ".css",
    ".po",
    ".pot",
    ".txt",
    ".toml",
    ".sql",
    ".conf",
    ".sh",
    "",
}


def check(path):
    if path.suffix not in TEXT:
        return
    try:
        lines = path.read_text().splitlines()
    except UnicodeDecodeError:
        return
    for number, line in enumerate(lines, 1):
        for pattern, what in WORDS.items():
            match = re.search(pattern, line)
            if match:
                yield Finding(path, number, f"{match.group()!r} is {what}: leave it out")
